import { h, badge, time, table, action, announce } from "./dom.js";
import { call, get, send, covers } from "./api.js";
import { fireTimes } from "./fire-times.js";

const YAML = "application/yaml";
const CHECK_MILLISECONDS = 400;
const EXAMPLE = `pipeline: my-model
data: { set: cifar10, format: cifar-10 }
model: { uri: "bucket:models/my-model.onnx" }
input: { channels: RGB, height: 32, width: 32, mean: [0.4914, 0.4822, 0.4465], standard-deviation: [0.2470, 0.2435, 0.2616] }
stages:
  calibrate: { images: 1000, iterations: 10 }
gate: { drop-points: 1.0 }
`;

const address = (name) => `/api/pipelines/${encodeURIComponent(name)}`;
const viewOf = (name) => `#/pipelines/${encodeURIComponent(name)}`;

/** All pipelines, each with its schedule and its newest run. */
export async function pipelines(place, names, query, reader, signal) {
  const { pipelines: found } = await get("/api/pipelines", signal);
  place.replaceChildren(h("h1", {}, "Pipelines"),
    covers(reader.role, "operator") && h("p", { class: "actions" }, h("a", { href: "#/new-pipeline" }, "New pipeline")),
    table("Pipelines", ["pipeline", "data set", "schedule", "newest run", "version", "changed"], found.map((one) => [
      h("a", { href: viewOf(one.pipeline) }, one.pipeline),
      one.errors?.length > 0 ? h("span", { class: "fault" }, `${one.errors.length} faults in the text`) : one.dataSet ?? "",
      one.schedule ? [h("code", {}, one.schedule.cron), " ", h("small", {}, one.schedule.timeZone)] : "–",
      one.lastRun ? h("a", { href: `#/runs/${one.lastRun.run}` }, badge(one.lastRun.status)) : "–",
      String(one.version),
      [time(one.changedAt), ` by ${one.changedBy}`],
    ]), "No pipeline is registered yet. Make one here, or with mindpress apply PIPELINE.yaml."));
}

/** A pipeline: its text to change, its versions and what they changed. */
export async function pipeline(place, [name], query, reader, signal) {
  const may = covers(reader.role, "operator");
  const draw = async () => {
    const [answer, { versions }] = await Promise.all([call("GET", address(name), { signal }), get(`${address(name)}/versions`, signal)]);
    const etag = answer.headers.get("ETag");
    const sheet = editor(await answer.text(), may, signal);
    const save = async () => {
      const changed = await saveText(name, sheet.text(), etag);
      announce(changed.changed ? `Version ${changed.version.number} is saved` : "Nothing has changed");
      await draw();
    };
    place.replaceChildren(h("h1", {}, name),
      h("p", { class: "actions" },
        may && action("Run now", async () => {
          const started = await send("POST", "/api/runs", { pipeline: name });
          location.hash = `#/runs/${started.run}`;
        }),
        h("a", { href: `#/runs?pipeline=${encodeURIComponent(name)}` }, "Runs"),
        h("a", { href: `#/models/${encodeURIComponent(name)}` }, "Trends"),
        h("a", { href: `#/releases/${encodeURIComponent(name)}` }, "Releases")),
      h("section", { "aria-labelledby": "text" }, h("h2", { id: "text" }, "Pipeline file"), sheet.element,
        may && h("p", { class: "actions" }, action("Save a new version", () => sheet.fix(save), { class: "primary" }))),
      h("section", { "aria-labelledby": "versions" }, h("h2", { id: "versions" }, "Versions"),
        table("Versions", ["version", "changed", "by", ""], versions.map((one) => [
          String(one.number), time(one.changedAt), one.changedBy,
          h("div", { class: "actions" },
            one.number > 1 && difference(name, one.number, signal),
            may && one !== versions[0] && action("Put into the editor", async () => {
              const old = await call("GET", `${address(name)}?version=${one.number}`, { signal });
              sheet.put(await old.text());
              announce(`The text of version ${one.number} is in the editor`);
            })),
        ]), "There is no version.")));
  };
  await draw();
}

/** What a version changed, fetched when it is asked for. */
function difference(name, number, signal) {
  const list = h("ul", { class: "changes" });
  return h("details", { toggle: async (event) => {
    if (!event.target.open || list.children.length > 0) return;
    const { changes } = await get(`${address(name)}/diff?from=${number - 1}&to=${number}`, signal);
    list.replaceChildren(...(changes.length === 0
      ? [h("li", {}, "comments and layout only")]
      : changes.map((one) => h("li", {}, h("code", {}, one.key), ": ", one.before === undefined ? "new, " : [h("del", {}, one.before), " → "], one.after === undefined ? "removed" : h("ins", {}, one.after)))));
  } }, h("summary", {}, "What it changed"), list);
}

/** A pipeline that is not there yet. */
export async function newPipeline(place, names, query, reader, signal) {
  if (!covers(reader.role, "operator")) throw new Error(`This takes an operator; you are ${reader.role}.`);
  const sheet = editor(EXAMPLE, true, signal);
  const create = async () => {
    const { pipeline: name } = await check(sheet.text());
    await call("PUT", address(name), { body: sheet.text(), type: YAML, headers: { "If-None-Match": "*" } });
    location.hash = viewOf(name);
  };
  place.replaceChildren(h("h1", {}, "New pipeline"), sheet.element,
    h("p", { class: "actions" }, action("Create", () => sheet.fix(create), { class: "primary" })));
}

/** All faults of a text, and what it says of its schedule. */
export const check = async (text, signal) => (await call("POST", "/api/pipelines/check", { body: text, type: YAML, signal })).json();

/** Makes a text the newest version of a pipeline that is still as it was read. */
export async function saveText(name, text, etag) {
  try {
    return await (await call("PUT", address(name), { body: text, type: YAML, headers: { "If-Match": etag } })).json();
  } catch (problem) {
    throw problem.status === 412 ? new Error("Somebody else has changed it meanwhile. Copy your text, load the page again and put it in.") : problem;
  }
}

/** A field for a pipeline file that names every fault as it is written, and when it would run; a fault leads to its place. */
function editor(text, may, signal) {
  const faults = h("ul", { class: "faults", id: "faults", "aria-live": "polite" });
  const field = h("textarea", { id: "pipeline-file", rows: "18", spellcheck: "false", autocomplete: "off", "aria-label": "Pipeline file", "aria-describedby": "faults", readonly: !may });
  field.value = text;
  const show = (errors) => {
    field.setAttribute("aria-invalid", String(errors.length > 0));
    faults.replaceChildren(...errors.map((fault) => h("li", {}, h("button", { type: "button", class: "link", click: () => goTo(field, fault) }, `line ${fault.line}`), ` ${fault.detail}`)));
  };
  let timer;
  const preview = fireTimes(signal);
  const look = async () => {
    const { errors, schedule } = await check(field.value, signal);
    show(errors);
    preview.clear();
    if (schedule) await preview.show(schedule.cron, schedule.timeZone).catch((problem) => show([{ line: lineOf(field.value, "schedule"), column: 1, detail: problem.message }]));
  };
  const quietly = () => look().catch(() => undefined);
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(quietly, CHECK_MILLISECONDS); });
  signal.addEventListener("abort", () => clearTimeout(timer));
  quietly();
  return {
    element: h("div", { class: "editor" }, field, faults, preview.element),
    text: () => field.value,
    put: (other) => { field.value = other; quietly(); field.focus(); },
    /** Does something with the text when it is right; what the service finds wrong is listed. */
    fix: async (work) => {
      const { errors } = await check(field.value, signal);
      show(errors);
      if (errors.length > 0) throw new Error(errors.length === 1 ? "One fault is left." : `${errors.length} faults are left.`);
      try {
        await work();
      } catch (problem) {
        if (problem.errors?.length > 0) show(problem.errors);
        throw problem;
      }
    },
  };
}

/** Where a key of the top is, from 1; the first line when it is not there. */
const lineOf = (text, key) => Math.max(0, text.split("\n").findIndex((line) => line.startsWith(`${key}:`))) + 1;

function goTo(field, { line, column }) {
  const lines = field.value.split("\n");
  const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, column - 1);
  field.focus();
  field.setSelectionRange(at, at + Math.max(1, (lines[line - 1]?.length ?? 0) - column + 1));
}
