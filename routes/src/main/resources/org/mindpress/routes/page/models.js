import { h, badge, time, drop, percent, bytes, moment, table } from "./dom.js";
import { get } from "./api.js";
import { chart, heatMap } from "./charts.js";

const WEEK = 7 * 24 * 3600 * 1000;
const LOSS_DECIBELS = 3;

/** The pipelines that have run, each with its newest result. */
export async function models(place, names, query, reader, signal) {
  const { runs } = await get("/api/runs?limit=1000", signal);
  const newest = new Map();
  for (const run of runs) {
    if (!newest.has(run.pipeline)) newest.set(run.pipeline, run);
  }
  place.replaceChildren(h("h1", {}, "Models"), table("Models", ["pipeline", "newest run", "ended", "int8", "drop, points"],
    [...newest.values()].map((run) => [
      h("a", { href: `#/models/${encodeURIComponent(run.pipeline)}` }, run.pipeline),
      h("a", { href: `#/runs/${run.run}` }, badge(run.status)),
      run.finishedAt ? time(run.finishedAt) : "",
      run.figures?.["accuracy.integer"] === undefined ? "" : percent(run.figures["accuracy.integer"]),
      run.figures ? drop(run.figures) : "",
    ]), "No pipeline has run yet."));
}

/** How one model went from night to night. */
export async function model(place, [name], query, reader, signal) {
  const { runs } = await get(`/api/pipelines/${encodeURIComponent(name)}/trends`, signal);
  const value = (figure) => (run) => run.figures[figure];
  const parts = [h("h1", {}, name), h("p", { class: "actions" },
    h("a", { href: `#/runs?pipeline=${encodeURIComponent(name)}` }, "Runs"), h("a", { href: `#/releases/${encodeURIComponent(name)}` }, "Releases"))];
  if (runs.length === 0) {
    place.replaceChildren(...parts, h("p", { class: "empty" }, "No run of this pipeline has measured anything yet."));
    return;
  }
  const layered = runs.filter((run) => run.layers.length > 0);
  const worse = layered.length > 1 ? losses(layered) : [];
  const latency = ["latency.qdq.1.p50.seconds", "latency.qdq.2.p50.seconds"].find((figure) => runs.some((run) => run.figures[figure] !== undefined));
  place.replaceChildren(...[...parts,
    worse.length > 0 && h("ul", { class: "losses" }, worse.map((text) => h("li", {}, text))),
    h("div", { class: "charts" },
      chart("Accuracy", runs, [{ label: "float", value: value("accuracy.float"), color: "--muted", dash: [6, 4] }, { label: "int8", value: value("accuracy.integer"), color: "--accent" }], percent, signal),
      chart("Drop from float to int8, points, with its 95 % interval", runs, [{ label: "drop", value: value("drop.points"), low: value("drop.low.points"), high: value("drop.high.points"), color: "--accent" }], (x) => x.toFixed(2), signal),
      latency && chart("Latency of one image where it was measured, ms", runs, [{ label: "int8, median", value: (run) => run.figures[latency] === undefined ? undefined : run.figures[latency] * 1000, color: "--accent" }], (x) => Number(x.toPrecision(3)).toString(), signal),
      chart("Deployment file", runs, [{ label: "bytes", value: value("size.deployment.bytes"), color: "--accent" }], bytes, signal),
      chart("Noise of the worst layer, dB", runs, [{ label: "smallest ratio", value: value("sqnr.minimum.decibels"), color: "--accent" }], (x) => x.toFixed(1), signal)),
    layered.length > 0 && h("section", { "aria-labelledby": "layers" }, h("h2", { id: "layers" }, "Layers"), heatMap(layered))].filter(Boolean));
}

/** What the newest run lost against the best run of the week before it, in words, the greatest loss first. */
function losses(runs) {
  const newest = runs.at(-1);
  const before = runs.slice(0, -1).filter((run) => new Date(newest.finishedAt) - new Date(run.finishedAt) < WEEK);
  return newest.layers.flatMap(({ layer, decibels }) => {
    const best = before.map((run) => ({ run, at: run.layers.find((row) => row.layer === layer)?.decibels })).filter(({ at }) => at !== undefined).sort((a, b) => b.at - a.at)[0];
    return best && decibels !== undefined && best.at - decibels >= LOSS_DECIBELS ? [{ layer, lost: best.at - decibels, run: best.run }] : [];
  }).sort((a, b) => b.lost - a.lost).slice(0, 5).map(({ layer, lost, run }) => `${layer} lost ${lost.toFixed(1)} dB since ${moment(new Date(run.finishedAt))}.`);
}
