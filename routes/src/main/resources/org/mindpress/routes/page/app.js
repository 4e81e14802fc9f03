import { h, announce } from "./dom.js";
import { whoAmI, signOut } from "./api.js";
import { signInView } from "./sign-in.js";
import { overview } from "./overview.js";
import { runs } from "./runs.js";
import { run } from "./run.js";
import { models, model } from "./models.js";
import { pipelines, pipeline, newPipeline } from "./pipelines.js";
import { schedules, schedule } from "./schedules.js";
import { releases, release } from "./releases.js";

/** Address behind the hash, title, view. A view gets its element, what the address names, the query, the reader and a signal that ends it. */
const VIEWS = [
  [/^\/$/, "Overview", overview],
  [/^\/runs$/, "Runs", runs],
  [/^\/runs\/([^/]+)$/, "Run", run],
  [/^\/models$/, "Models", models],
  [/^\/models\/([^/]+)$/, "Model", model],
  [/^\/pipelines$/, "Pipelines", pipelines],
  [/^\/pipelines\/([^/]+)$/, "Pipeline", pipeline],
  [/^\/new-pipeline$/, "New pipeline", newPipeline],
  [/^\/schedules$/, "Schedules", schedules],
  [/^\/schedules\/([^/]+)$/, "Schedule", schedule],
  [/^\/releases$/, "Releases", releases],
  [/^\/releases\/([^/]+)$/, "Releases", release],
];

const main = document.getElementById("view");
const navigation = document.getElementById("navigation");
const who = document.getElementById("who");
let ending = new AbortController();
let reader;

async function show() {
  ending.abort();
  ending = new AbortController();
  const signal = ending.signal;
  if (!reader) {
    reader = await whoAmI();
  }
  navigation.hidden = !reader;
  who.replaceChildren(...(reader?.csrf ? [h("span", {}, `${reader.name} · ${reader.role} `), h("button", { type: "button", click: leave }, "Sign out")] : []));
  if (!reader) {
    document.title = "Sign in · mindpress";
    main.replaceChildren(signInView(show));
    main.querySelector("input").focus();
    return;
  }
  const [address, query] = (location.hash.slice(1) || "/").split("?");
  const [pattern, title, view] = VIEWS.find(([form]) => form.test(address)) ?? [];
  for (const link of navigation.children) {
    const target = link.getAttribute("href").slice(1);
    const here = target === "/" ? address === "/" : address.startsWith(target);
    if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  const place = h("div", { class: "view" }, h("h1", {}, title ?? "Not here"), h("p", { class: "loading" }, "Loading…"));
  main.replaceChildren(place);
  document.title = `${title ?? "Not here"} · mindpress`;
  announce(title ?? "Not here");
  try {
    if (!view) throw new Error("There is no such view.");
    await view(place, pattern.exec(address).slice(1).map(decodeURIComponent), new URLSearchParams(query), reader, signal);
  } catch (problem) {
    if (problem.name !== "AbortError" && !signal.aborted) {
      place.replaceChildren(h("h1", {}, title ?? "Not here"), h("p", { class: "fault", role: "alert" }, problem.message));
    }
  }
}

async function leave() {
  await signOut().catch(() => undefined);
  reader = undefined;
  show();
}

addEventListener("hashchange", () => { show(); scrollTo(0, 0); main.focus({ preventScroll: true }); });
// what a view asked for before it went
addEventListener("unhandledrejection", (event) => { if (event.reason?.name === "AbortError") event.preventDefault(); });
addEventListener("signed-out", () => { reader = undefined; show(); });
show().catch((problem) => main.replaceChildren(h("p", { class: "fault", role: "alert" }, problem.message)));
