import { h, action, announce } from "./dom.js";
import { call } from "./api.js";
import { fireTimes } from "./fire-times.js";
import { check, saveText } from "./pipelines.js";

const LOOK_MILLISECONDS = 400;
const MISFIRES = { "fire-once": "run once for all of them", "skip": "do not run them", "catch-up": "run the newest few of them" };
const OVERLAPS = { "queue-one": "let one wait", "skip": "leave it out", "cancel-running": "cancel the open run" };

/** The rules of a schedule as an entry of a pipeline file. */
const entry = (rules) => `schedule: { cron: ${JSON.stringify(rules.cron)}, time-zone: ${JSON.stringify(rules.timeZone)}, misfire: ${rules.misfire},`
  + `${rules.misfire === "catch-up" ? ` catch-up-runs: ${rules.catchUpRuns},` : ""} overlap: ${rules.overlap} }`;

/** The text of a pipeline file with another schedule; all lines but those of its entry stay as they are. */
export function withSchedule(text, rules) {
  const lines = text.split("\n");
  const begin = lines.findIndex((line) => /^schedule\s*:/.test(line));
  if (begin < 0) return `${text.trimEnd()}\n${entry(rules)}\n`;
  const next = lines.findIndex((line, at) => at > begin && /^[^\s#]/.test(line));
  let end = next < 0 ? lines.length : next;
  while (end > begin + 1 && !/^\s+\S/.test(lines[end - 1])) end -= 1;
  return [...lines.slice(0, begin), entry(rules), ...lines.slice(end)].join("\n");
}

const same = (one, other) => ["cron", "timeZone", "misfire", "overlap"].every((key) => one?.[key] === other[key])
  && (other.misfire !== "catch-up" || one.catchUpRuns === other.catchUpRuns);

/** Fields for the rules of a schedule, with its next times as they are written; saved as a new version of the pipeline file. */
export function scheduleEditor(one, again, signal) {
  const preview = fireTimes(signal);
  const cron = field("cron", "Expression", one.cron, "second minute hour day month weekday");
  const zone = field("time-zone", "Time zone", one.timeZone, "such as Europe/Berlin");
  zone.input.setAttribute("list", "zones");
  const misfire = choice("misfire", MISFIRES, one.misfire);
  const most = h("input", { id: "catch-up", type: "number", min: "1", max: "100", value: String(one.catchUpRuns) });
  const mostPart = h("span", {}, h("label", { for: "catch-up" }, "at most "), most);
  const overlap = choice("overlap", OVERLAPS, one.overlap);
  const rules = () => ({ cron: cron.input.value.trim(), timeZone: zone.input.value.trim(), misfire: misfire.value, catchUpRuns: Number(most.value), overlap: overlap.value });

  const look = async () => {
    try {
      await preview.show(rules().cron, rules().timeZone);
      cron.fault("");
      zone.fault("");
    } catch (problem) {
      if (signal.aborted) return;
      preview.clear();
      const of = (name) => problem.errors?.find((error) => error.parameter === name)?.detail ?? "";
      zone.fault(of("time-zone"));
      cron.fault(of("cron") || (problem.errors?.length > 0 ? "" : problem.message));
    }
  };
  let timer;
  const later = () => { clearTimeout(timer); timer = setTimeout(look, LOOK_MILLISECONDS); };
  const turn = () => { mostPart.hidden = misfire.value !== "catch-up"; };
  cron.input.addEventListener("input", later);
  zone.input.addEventListener("input", later);
  misfire.addEventListener("change", turn);
  signal.addEventListener("abort", () => clearTimeout(timer));
  turn();

  const save = async () => {
    await look();
    if (cron.wrong() || zone.wrong()) throw new Error("Mend what is wrong first.");
    const answer = await call("GET", `/api/pipelines/${encodeURIComponent(one.pipeline)}`, { signal });
    const text = withSchedule(await answer.text(), rules());
    const { errors, schedule } = await check(text, signal);
    if (errors.length > 0) throw new Error(errors.map((error) => error.detail).join(" "));
    if (!same(schedule, rules())) throw new Error("This file says its schedule in a way that only the editor of the file can change.");
    const changed = await saveText(one.pipeline, text, answer.headers.get("ETag"));
    announce(changed.changed ? "The schedule is saved" : "Nothing has changed");
    await again();
  };
  return h("details", { toggle: (event) => { if (event.target.open) look(); } }, h("summary", {}, "Change this schedule"),
    h("div", { class: "card fields" },
      cron.element, zone.element, h("datalist", { id: "zones" }, Intl.supportedValuesOf("timeZone").map((name) => h("option", { value: name }))),
      h("div", {}, h("label", { for: "misfire" }, "Times that were missed"), misfire, mostPart),
      h("div", {}, h("label", { for: "overlap" }, "While a run is open"), overlap),
      preview.element,
      h("p", { class: "actions" }, action("Save a new version", save, { class: "primary" }))));
}

/** A field whose fault stands below it. */
function field(id, label, value, hint) {
  const fault = h("p", { id: `${id}-fault`, class: "fault", "aria-live": "polite" });
  const input = h("input", { id, value, spellcheck: "false", autocomplete: "off", required: true, "aria-describedby": `${id}-hint ${id}-fault` });
  return {
    input,
    element: h("div", {}, h("label", { for: id }, label), input, h("small", { id: `${id}-hint` }, hint), fault),
    wrong: () => fault.textContent !== "",
    fault: (text) => {
      if (fault.textContent !== text) fault.textContent = text;
      input.setAttribute("aria-invalid", String(text !== ""));
    },
  };
}

const choice = (id, names, chosen) => h("select", { id }, Object.entries(names).map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
