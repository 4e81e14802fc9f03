import { h, badge, moment, submitted, duration, drop, progress, table } from "./dom.js";
import { get, keep } from "./api.js";

const STATUSES = ["WAITING", "RUNNING", "PASSED", "FAILED", "INCONCLUSIVE", "ERROR", "CANCELLED", "UNCHANGED"];

/** All runs, newest first, by pipeline and status. */
export async function runs(place, names, query, reader, signal) {
  const list = h("div");
  const status = h("select", { id: "status" }, h("option", { value: "" }, "all"), STATUSES.map((name) => h("option", { value: name, selected: query.get("status") === name }, name.toLowerCase())));
  const pipeline = h("input", { id: "pipeline", type: "search", value: query.get("pipeline") ?? "", placeholder: "all", spellcheck: "false" });
  const filter = (event) => {
    event.preventDefault();
    const chosen = new URLSearchParams();
    if (pipeline.value.trim()) chosen.set("pipeline", pipeline.value.trim());
    if (status.value) chosen.set("status", status.value);
    location.hash = `#/runs${chosen.size > 0 ? `?${chosen}` : ""}`;
  };
  status.addEventListener("change", filter);
  place.replaceChildren(
    h("h1", {}, "Runs"),
    h("form", { class: "filters", submit: filter },
      h("label", { for: "pipeline" }, "Pipeline"), pipeline, h("label", { for: "status" }, "Status"), status, h("button", {}, "Show")),
    list);
  const first = `/api/runs?limit=50${query.size > 0 ? `&${query}` : ""}`;
  let older = [];
  let next;
  const draw = (page) => {
    next ??= page.next;
    const rows = [...page.runs, ...older];
    list.replaceChildren(
      table("Runs", ["run", "pipeline", "result", "took", "drop, points", ""], rows.map((run) => [
        h("a", { id: run.run, href: `#/runs/${run.run}` }, moment(submitted(run.run))),
        h("a", { href: `#/models/${encodeURIComponent(run.pipeline)}` }, run.pipeline),
        badge(run.status),
        run.finishedAt ? duration(new Date(run.finishedAt) - submitted(run.run)) : "",
        run.figures ? drop(run.figures) : "",
        run.progress ? progress(run.progress) : h("small", {}, run.status === "PASSED" ? "" : run.reason ?? ""),
      ]), query.size > 0 ? "No run is like that." : "No runs yet. Start one with mindpress run PIPELINE.yaml."),
      next ? h("button", { id: "more", type: "button", click: async () => {
        const more = await get(next, signal);
        older = [...older, ...more.runs];
        next = more.next;
        draw({ runs: page.runs, next });
        if (!next) next = "";
      } }, "Older runs") : "");
  };
  await keep(() => get(first, signal), draw, signal);
}
