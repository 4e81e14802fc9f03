import { h, badge, time, drop, percent, progress, submitted, moment, table } from "./dom.js";
import { get, keep } from "./api.js";
import { upcoming, scheduleLink } from "./schedules.js";

const DAY = 24 * 3600 * 1000;
const NEWEST = 200;
const MOST_NEXT = 8;

/** What ran in the last day, what failed, what runs now. */
export async function overview(place, names, query, reader, signal) {
  const load = async () => {
    const [{ runs }, next] = await Promise.all([get(`/api/runs?limit=${NEWEST}`, signal), upcoming(signal)]);
    return { runs, next };
  };
  await keep(load, ({ runs, next }) => {
    const open = runs.filter((run) => run.finishedAt === undefined);
    const ended = runs.filter((run) => run.finishedAt !== undefined && Date.now() - new Date(run.finishedAt) < DAY);
    const counts = Object.entries(Object.groupBy ? Object.groupBy(ended, (run) => run.status) : group(ended));
    place.replaceChildren(
      h("h1", {}, "Overview"),
      h("section", { "aria-labelledby": "now" },
        h("h2", { id: "now" }, "Now"),
        open.length === 0
          ? h("p", { class: "empty" }, "Nothing runs and nothing waits.")
          : h("ul", { class: "cards" }, open.map((run) => h("li", { class: "card" },
              h("a", { id: `open-${run.run}`, href: `#/runs/${run.run}` }, run.pipeline), " ", badge(run.status),
              run.progress ? progress(run.progress) : h("small", {}, ` since ${moment(submitted(run.run))}`))))),
      h("section", { "aria-labelledby": "next" },
        h("h2", { id: "next" }, "Next"),
        next.length === 0
          ? h("p", { class: "empty" }, "No schedule has a next time.")
          : h("ul", { class: "times" }, next.slice(0, MOST_NEXT).map((one) => h("li", {}, time(one.at), " ", scheduleLink(one.pipeline))))),
      h("section", { "aria-labelledby": "day" },
        h("h2", { id: "day" }, "Last 24 hours"),
        counts.length > 0 && h("p", { class: "counts" }, counts.map(([status, list]) => h("span", {}, h("strong", {}, String(list.length)), " ", badge(status)))),
        table("Runs that ended in the last 24 hours", ["pipeline", "result", "ended", "int8", "drop, points", ""],
          ended.map((run) => [
            h("a", { id: `ended-${run.run}`, href: `#/runs/${run.run}` }, run.pipeline), badge(run.status), time(run.finishedAt),
            run.figures?.["accuracy.integer"] === undefined ? "" : percent(run.figures["accuracy.integer"]),
            run.figures ? drop(run.figures) : "",
            h("small", {}, run.status === "PASSED" ? "" : run.reason ?? ""),
          ]),
          "No run ended in the last 24 hours.")),
    );
  }, signal);
}

function group(runs) {
  const groups = {};
  for (const run of runs) (groups[run.status] ??= []).push(run);
  return groups;
}
