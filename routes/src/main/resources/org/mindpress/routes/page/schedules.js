import { h, time, table, action, announce } from "./dom.js";
import { get, send, covers } from "./api.js";
import { scheduleEditor } from "./schedule-editor.js";

const address = (name) => `/api/schedules/${encodeURIComponent(name)}`;
const viewOf = (name) => `#/schedules/${encodeURIComponent(name)}`;

const MISFIRES = {
  "fire-once": () => "times that nobody answered run once",
  "skip": () => "times that nobody answered do not run",
  "catch-up": (count) => count === 1 ? "the newest time that nobody answered runs" : `the newest ${count} times that nobody answered run`,
};
const OVERLAPS = {
  "queue-one": "while a run is open one more waits",
  "skip": "while a run is open the next one is left out",
  "cancel-running": "a run that is still open is cancelled for the next one",
};

const rules = (one) => `${MISFIRES[one.misfire](one.catchUpRuns)}; ${OVERLAPS[one.overlap]}`;
const state = (one) => one.paused ? h("span", { class: "badge INCONCLUSIVE" }, "paused") : h("span", { class: "badge PASSED" }, "on");

/** All schedules with their next times. */
export async function schedules(place, names, query, reader, signal) {
  const { schedules: found } = await get("/api/schedules", signal);
  place.replaceChildren(h("h1", {}, "Schedules"), table("Schedules", ["pipeline", "state", "next", "expression", "last time", ""], found.map((one) => [
    h("a", { href: viewOf(one.pipeline) }, one.pipeline), state(one),
    one.paused || one.next.length === 0 ? "–" : time(one.next[0]),
    [h("code", {}, one.cron), " ", h("small", {}, one.timeZone)],
    one.fires.length === 0 ? "–" : time(one.fires[0].time),
    one.fires.length === 0 ? "" : answer(one.fires[0]),
  ]), "No pipeline has a schedule. Give one a schedule in its pipeline file."));
}

/** The next times of all schedules that do not rest, soonest first. */
export async function upcoming(signal) {
  const { schedules: found } = await get("/api/schedules", signal);
  return found.filter((one) => !one.paused && one.next.length > 0)
    .map((one) => ({ pipeline: one.pipeline, at: one.next[0] }))
    .sort((a, b) => new Date(a.at) - new Date(b.at));
}

export const scheduleLink = (name) => h("a", { href: viewOf(name) }, name);

/** One schedule: when it runs next, what became of its times, pause, resume, and days to make up for. */
export async function schedule(place, [name], query, reader, signal) {
  const may = covers(reader.role, "operator");
  const draw = async () => {
    const one = await get(address(name), signal);
    place.replaceChildren(...[h("h1", {}, name, " ", state(one)),
      h("p", {}, h("code", {}, one.cron), ` in ${one.timeZone}; ${rules(one)}.`),
      one.lastSwitch && h("p", { class: "hint" }, `${one.paused ? "Paused" : "Resumed"} by ${one.lastSwitch.by} `, time(one.lastSwitch.at), `: ${one.lastSwitch.why}`),
      h("p", { class: "actions" }, h("a", { href: `#/pipelines/${encodeURIComponent(name)}` }, "Change it in the pipeline file"), h("a", { href: `#/runs?pipeline=${encodeURIComponent(name)}` }, "Runs")),
      may && turn(one, draw),
      h("section", { "aria-labelledby": "next" }, h("h2", { id: "next" }, "Next times"),
        one.paused && h("p", { class: "empty" }, "It is paused: these do not run before it is resumed."),
        h("ul", { class: "times" }, one.next.map((at) => h("li", {}, time(at)))),
        may && scheduleEditor(one, draw, signal)),
      may && h("section", { "aria-labelledby": "backfill" }, h("h2", { id: "backfill" }, "Make up for days"), backfill(name, signal)),
      h("section", { "aria-labelledby": "fires" }, h("h2", { id: "fires" }, "Past times"),
        table("Past times", ["time", "what became of it", "why", "decided"], one.fires.map((fire) => [time(fire.time), answer(fire), fire.reason, time(fire.decidedAt)]), "No time has come since it is registered."))].filter(Boolean));
  };
  await draw();
}

const answer = (fire) => fire.run ? h("a", { href: `#/runs/${fire.run}` }, "run") : fire.action.toLowerCase();

function turn(one, again) {
  const verb = one.paused ? "resume" : "pause";
  const why = h("input", { id: "why", required: true, spellcheck: "true" });
  return h("p", { class: "card step" }, h("label", { for: "why" }, `Why ${verb}`), why,
    action(one.paused ? "Resume" : "Pause", async () => {
      await send("POST", `${address(one.pipeline)}/${verb}`, { why: why.value });
      announce(one.paused ? "The schedule goes on" : "The schedule rests");
      await again();
    }));
}

/** Runs of a span of days that are over; a time that has run keeps its run. */
function backfill(name, signal) {
  const from = h("input", { id: "from", type: "date", required: true });
  const to = h("input", { id: "to", type: "date", required: true });
  const list = h("div", { "aria-live": "polite" });
  return [h("p", { class: "actions" }, h("label", { for: "from" }, "From"), from, h("label", { for: "to" }, "to"), to,
    action("Run the times of these days", async () => {
      const { runs } = await send("POST", `${address(name)}/backfill`, { from: from.value, to: to.value }, signal);
      list.replaceChildren(table("Runs of these days", ["time", "run", ""], runs.map((one) => [time(one.time), h("a", { href: `#/runs/${one.run}` }, h("code", {}, one.run.slice(0, 16))), one.created ? "started" : "was there"]), ""));
    })), list];
}
