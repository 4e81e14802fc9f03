import { h, percent, table } from "./dom.js";
import { get } from "./api.js";

const MOST = 8;
const RUN = /\d{8}t\d{6}z-[0-9a-f]{16}/;
const WHAT_FOLLOWS = { rerun: "all stages run", recalibrate: "only ranges are chosen anew", nothing: "nothing is to be done" };

/** How far the data of a run are from those that the candidate was calibrated on; undefined where that was not looked at. */
export async function drift(files, signal) {
  const file = files.find((one) => one.stage === "drift" && one.name === "drift.json");
  return file && section(await get(file.path, signal));
}

function section({ baseline, images, decision, limits, points }) {
  const rows = points.map((point, place) => measured(point, place === points.length - 1 ? limits.logits : limits.index, limits));
  rows.sort((one, other) => other.moved / other.limit - one.moved / one.limit);
  const before = RUN.exec(baseline)?.[0];
  return h("section", { "aria-labelledby": "drift" }, h("h2", { id: "drift" }, "Drift"),
    h("p", {}, `${images.toLocaleString()} images compared with those that `,
      before ? h("a", { href: `#/runs/${before}` }, h("code", {}, before.slice(0, 16))) : "the candidate",
      ` was calibrated on: ${WHAT_FOLLOWS[decision] ?? decision}.`),
    tableOf(rows.slice(0, MOST), "Points that moved most"),
    rows.length > MOST && h("details", {}, h("summary", {}, `All ${rows.length} points`), tableOf(rows, "All points")),
    h("p", { class: "hint" }, "Moved: population stability index above what chance explains. Clipped: share of the values outside the range."));
}

function measured({ point, index, chance, clippedBefore, clippedNow, minimum, maximum }, limit, { clipped }) {
  const moved = Math.max(0, index - chance);
  return { point, moved, limit, clippedBefore, clippedNow, minimum, maximum, over: { moved: moved >= limit, clipped: clippedNow - clippedBefore >= clipped } };
}

const tableOf = (rows, name) => table(name, ["point", "moved", "limit", "clipped at calibration", "clipped now", "values now"], rows.map((row) => [
  h("code", {}, row.point), marked(row.moved.toFixed(3), row.over.moved), String(row.limit),
  percent(row.clippedBefore), marked(percent(row.clippedNow), row.over.clipped), `${short(row.minimum)} … ${short(row.maximum)}`,
]), "No point was looked at.");

const short = (value) => Number(value.toPrecision(3)).toString();

/** What is beyond its limit says so in more than a colour. */
const marked = (text, over) => over ? h("strong", { class: "beyond" }, text, h("span", { "aria-hidden": "true" }, " ▲"), h("span", { class: "unseen" }, " beyond the limit")) : text;
