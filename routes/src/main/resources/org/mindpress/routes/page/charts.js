import uPlot from "./uPlot.esm.js";
import { h, moment } from "./dom.js";

const HEIGHT = 180;
const DAY = 24 * 3600;
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A place on the time axis in the reader's own way: the day where days are far apart, else the hour. */
function when(seconds, step) {
  const at = new Date(seconds * 1000);
  if (step >= DAY) return at.toLocaleDateString([], { day: "numeric", month: "short" });
  return at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: step < 60 ? "2-digit" : undefined });
}

/**
 * A chart over time with its figures as a table behind it.
 *
 * @param title what it shows, with the unit
 * @param runs of the x axis, each with finishedAt, oldest first
 * @param series label, value of a run or undefined, name of the colour; `low` and `high` draw an interval
 * @param form makes a text of a value
 */
export function chart(title, runs, series, form, signal) {
  const place = h("div", { class: "plot", "aria-hidden": "true" });
  const seconds = runs.map((run) => new Date(run.finishedAt) / 1000);
  const drawn = series.flatMap((one) => one.low
    ? [one, { label: `${one.label}, low`, value: one.low, bound: true, color: one.color }, { label: `${one.label}, high`, value: one.high, bound: true, color: one.color }]
    : [one]);
  const data = [seconds, ...drawn.map((one) => runs.map((run) => one.value(run) ?? null))];
  const draw = () => {
    place.replaceChildren();
    const axis = { stroke: color("--text"), grid: { stroke: color("--line"), width: 1 }, ticks: { stroke: color("--line"), width: 1 }, font: "12px system-ui" };
    const plot = new uPlot({
      width: Math.max(200, place.clientWidth), height: HEIGHT, cursor: { show: false }, legend: { show: false },
      scales: { x: { time: true } },
      axes: [{ ...axis, space: 95, size: 30, values: (u, ticks, index, space, step) => ticks.map((tick) => when(tick, step)) }, { ...axis, size: 64, values: (u, ticks) => ticks.map((tick) => form(tick)) }],
      series: [{}, ...drawn.map((one) => ({
        label: one.label, stroke: color(one.color), width: one.bound ? 1 : 2, dash: one.bound ? [3, 3] : one.dash, points: { show: !one.bound, size: 6 },
      }))],
    }, data, place);
    return plot;
  };
  const later = new ResizeObserver(() => requestAnimationFrame(() => { if (place.isConnected && place.clientWidth !== shownWidth) { shownWidth = place.clientWidth; draw(); } }));
  let shownWidth = 0;
  later.observe(place);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", draw);
  signal.addEventListener("abort", () => { later.disconnect(); scheme.removeEventListener("change", draw); });
  return h("figure", { class: "card" },
    h("figcaption", {}, h("strong", {}, title), h("span", { class: "legend" }, series.map((one) => h("span", { class: `key ${one.color.slice(2)}` }, one.label)))),
    place,
    h("details", {}, h("summary", {}, "As a table"), h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "run"), drawn.map((one) => h("th", { scope: "col" }, one.label)))),
      h("tbody", {}, runs.map((run) => h("tr", {}, h("th", { scope: "row" }, moment(new Date(run.finishedAt))), drawn.map((one) => h("td", {}, one.value(run) === undefined ? "–" : form(one.value(run))))))))));
}

const CLASSES = [[10, "poor"], [20, "weak"], [30, "fair"], [40, "good"]];
const rating = (decibels) => CLASSES.find(([limit]) => decibels < limit)?.[1] ?? "fine";

/** Noise of every layer, run by run: colour and number. */
export function heatMap(runs) {
  const layers = runs.at(-1).layers.map((row) => row.layer);
  const cell = (run, layer) => run.layers.find((row) => row.layer === layer)?.decibels;
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Noise of every layer over time" },
    h("table", { class: "heat" },
      h("caption", {}, "Signal to quantisation noise, dB: below 10 is poor, above 40 is fine"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "layer"), runs.map((run) => h("th", { scope: "col" }, moment(new Date(run.finishedAt)))))),
      h("tbody", {}, layers.map((layer) => h("tr", {}, h("th", { scope: "row" }, layer), runs.map((run) => {
        const decibels = cell(run, layer);
        return decibels === undefined ? h("td", {}, "–") : h("td", { class: rating(decibels) }, decibels.toFixed(1));
      }))))));
}
