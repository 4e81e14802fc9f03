import { h, time, bytes, signed, table, action, announce } from "./dom.js";
import { get, send, covers } from "./api.js";

const CHANNELS = ["production", "staging", "candidate"];

/** The pipelines whose releases can be looked at. */
export async function releases(place, names, query, reader, signal) {
  const { runs } = await get("/api/runs?limit=1000", signal);
  const pipelines = [...new Set(runs.map((run) => run.pipeline))].sort();
  const held = await Promise.all(pipelines.map((name) => recordsOf(`/api/releases/${encodeURIComponent(name)}`, signal)));
  place.replaceChildren(h("h1", {}, "Releases"), table("Releases", ["pipeline", ...CHANNELS],
    pipelines.map((name, i) => [
      h("a", { href: `#/releases/${encodeURIComponent(name)}` }, name),
      ...CHANNELS.map((channel) => brief(held[i].find((one) => one.channel === channel))),
    ]), "No pipeline has run yet."));
}

/** Records of a pipeline, newest first, with channel and action as the reader writes them. */
async function recordsOf(path, signal) {
  const { releases } = await get(path, signal);
  return releases.map((one) => ({ ...one, channel: one.channel.toLowerCase(), action: one.action.toLowerCase() }));
}

const brief = (record) => record ? [`${record.number} · `, time(record.at)] : "–";

/** What the channels of one pipeline hold, how they came to it, and the next step. */
export async function release(place, [name], query, reader, signal) {
  const path = `/api/releases/${encodeURIComponent(name)}`;
  const draw = async () => {
    const all = await recordsOf(path, signal);
    const holds = (channel) => all.find((one) => one.channel === channel);
    const next = ["staging", "candidate"].map(holds).find((one) => one && one.run !== holds("production")?.run);
    const chosen = query.get("run") ?? next?.run;
    place.replaceChildren(
      h("h1", {}, `Releases of ${name}`),
      h("ul", { class: "cards" }, CHANNELS.map((channel) => h("li", { class: "card" }, h("h2", {}, channel), holding(channel, holds(channel), path)))),
      ...steps(holds, path, reader, draw),
      chosen && holds("production") ? await comparison(chosen, signal) : "",
      h("section", { "aria-labelledby": "history" }, h("h2", { id: "history" }, "History"),
        table("History", ["channel", "number", "what", "run", "who", "why", "when", ""], all.map((one) => [
          one.channel, String(one.number), one.action, h("a", { href: `#/runs/${one.run}` }, h("code", {}, one.run.slice(0, 16))),
          one.approvedBy.length > 0 ? `${one.by}, approved by ${one.approvedBy[0]}` : one.by, one.why, time(one.at),
          one !== holds(one.channel) && covers(reader.role, one.channel === "production" ? "approver" : "operator") ? back(one, path, draw) : "",
        ]), "Nothing was released yet: a run that passes becomes candidate by itself.")));
  };
  await draw();
}

function holding(channel, record, path) {
  if (!record) return h("p", { class: "empty" }, "holds nothing");
  return [
    h("p", {}, `number ${record.number}, since `, time(record.at)),
    h("p", {}, h("a", { href: `#/runs/${record.run}` }, "its run"), " · ", h("a", { href: `${path}/${channel}`, download: record.deployment.name }, `file, ${bytes(record.deployment.sizeBytes)}`)),
    h("p", { class: "hint" }, record.why),
  ];
}

/** Promotions that are possible now; one that takes another role says so. */
function steps(holds, path, reader, again) {
  return [["candidate", "staging", "operator"], ["staging", "production", "approver"]]
    .filter(([from, to]) => holds(from) && holds(from).run !== holds(to)?.run)
    .map(([from, to, role]) => {
      if (!covers(reader.role, role)) {
        return h("p", { class: "card step" }, h("strong", {}, `From ${from} to ${to}`), h("small", {}, `takes an ${role}; you are ${reader.role}`));
      }
      const why = h("input", { id: `why-${to}`, required: true, spellcheck: "true" });
      return h("p", { class: "card step" },
        h("strong", {}, `From ${from} to ${to}`), h("label", { for: `why-${to}` }, "Why"), why,
        action(to === "production" ? "Approve for production" : "Promote to staging", async () => {
          await send("POST", `${path}/${to}`, { run: holds(from).run, why: why.value });
          announce(`${to} has changed`);
          await again();
        }, { class: "primary" }));
    });
}

function back(record, path, again) {
  const id = `why-${record.channel}-${record.number}`;
  const why = h("input", { id, required: true });
  return h("details", {}, h("summary", {}, "Roll back"),
    h("label", { for: id }, `Why back to number ${record.number}`), why,
    action("Roll back", async () => {
      await send("POST", `${path}/${record.channel}/rollback`, { to: record.number, why: why.value });
      announce(`${record.channel} has changed`);
      await again();
    }, { class: "danger" }));
}

/** A run beside what production holds. */
async function comparison(run, signal) {
  let found;
  try {
    found = await get(`/api/runs/${run}/comparison`, signal);
  } catch (problem) {
    return h("p", { class: "fault" }, problem.message);
  }
  const [accuracy] = found.accuracy;
  const both = ({ before, after }, form) => [before.length > 0 ? form(before[0]) : "–", after.length > 0 ? form(after[0]) : "–"];
  const ratio = (one) => one.decibels.length > 0 ? `${one.decibels[0].toFixed(1)} dB` : one.kind?.toLowerCase() ?? "–";
  return h("section", { "aria-labelledby": "comparison" },
    h("h2", { id: "comparison" }, "Beside production"),
    found.before === found.after
      ? h("p", {}, "Production holds this run.")
      : h("p", {}, accuracy
        ? `Of ${accuracy.images.toLocaleString()} test images production gets ${accuracy.rightBefore.toLocaleString()} right and this run ${accuracy.rightAfter.toLocaleString()}: drop ${signed(accuracy.dropPoints)} points [${signed(accuracy.lowPoints)}, ${signed(accuracy.highPoints)}].`
        : found.notComparable),
    table("Sizes and latencies", ["", "production", "this run"], [
      ...found.sizes.map((size) => [`${size.file} file`, ...both(size, bytes)]),
      ...found.latencies.map((one) => [`${one.model}, ${one.threads} ${one.threads === 1 ? "thread" : "threads"}, median`, ...both({ before: one.beforeMillis, after: one.afterMillis }, (value) => `${Number(value.toPrecision(3))} ms`)]),
    ], ""),
    h("p", { class: "hint" }, found.latencyNote),
    h("details", {}, h("summary", {}, "Noise of every layer"), table("Noise of every layer", ["layer", "production", "this run"], found.layers.map((one) => [one.layer, ...both(one, ratio)]), "")));
}
