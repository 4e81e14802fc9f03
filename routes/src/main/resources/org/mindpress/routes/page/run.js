import { h, redraw, badge, time, moment, submitted, duration, drop, percent, bytes, table, action, announce } from "./dom.js";
import { get, send, covers } from "./api.js";
import { drift } from "./drift.js";
import { stageGraph } from "./stages.js";

/** One run: stages as they go, what it measured, its files and logs, and what can be done with it. */
export async function run(place, [id], query, reader, signal) {
  const stages = stageGraph(id, query.get("stage") ?? "", (stage) => history.replaceState(null, "", `#/runs/${id}?stage=${stage}`), signal);
  const head = h("div");
  const rest = h("div");
  const draw = async () => {
    const [found, files] = await Promise.all([get(`/api/runs/${id}`, signal), get(`/api/runs/${id}/artifacts`, signal)]);
    const compared = await drift(files.artifacts, signal);
    if (!signal.aborted) {
      redraw(head, heading(found, reader, draw));
      stages.update(found);
      redraw(rest, results(found, files.artifacts, compared));
    }
    return found;
  };
  const found = await draw();
  place.replaceChildren(head, h("section", { "aria-labelledby": "stages" }, h("h2", { id: "stages" }, "Stages"), stages.elements), rest);
  document.title = `${found.pipeline} · mindpress`;
  if (found.outcome) return;
  const events = new EventSource(`/api/runs/${found.run}/events`);
  signal.addEventListener("abort", () => events.close());
  const state = (status, stage) => `${status} ${stage ?? ""}`;
  let before = state(found.status, found.stages?.find((stage) => stage.state === "running")?.stage);
  events.addEventListener("run", (event) => {
    const line = JSON.parse(event.data);
    const now = state(line.status, line.progress?.stage);
    if (now !== before) {
      before = now;
      draw().catch(() => undefined);
    } else if (line.progress) {
      stages.progress(line.progress);
    }
  });
  events.addEventListener("end", (event) => {
    events.close();
    announce(`The run has ended: ${JSON.parse(event.data).status.toLowerCase()}`);
    draw().catch(() => undefined);
  });
}

function heading(found, reader, again) {
  const { outcome, request } = found;
  return [
    h("h1", {}, found.pipeline, " ", badge(found.status)),
    h("p", { class: "hint" }, h("code", {}, found.run), ` · submitted ${moment(submitted(found.run))}`, request && ` by ${request.submittedBy}`,
      found.rerun && [" · again what ", h("a", { href: `#/runs/${found.rerun.of}` }, h("code", {}, found.rerun.of.slice(0, 16))), " did", found.rerun.from.length > 0 && `, from ${found.rerun.from[0]} on`],
      outcome && [" · ended ", time(outcome.finishedAt), ` · took ${duration(new Date(outcome.finishedAt) - submitted(found.run))}`]),
    outcome?.reason && h("p", { class: "reason" }, outcome.reason),
    actions(found, reader, again),
  ].filter(Boolean);
}

function results(found, files, compared) {
  const { outcome, request } = found;
  const figures = outcome?.figures ?? {};
  const report = files.some((file) => file.name === "report.html");
  return [
    figures["accuracy.integer"] !== undefined && h("section", { "aria-labelledby": "figures" }, h("h2", { id: "figures" }, "Measured"), cards(figures)),
    compared,
    report && h("section", { "aria-labelledby": "report" }, h("h2", { id: "report" }, "Report"),
      h("p", {}, h("a", { href: `/api/runs/${found.run}/report`, target: "_blank", rel: "noopener" }, "Report in a window of its own")),
      h("iframe", { title: "Report of this run", src: `/api/runs/${found.run}/report`, loading: "lazy", sandbox: "" })),
    h("section", { "aria-labelledby": "files" }, h("h2", { id: "files" }, "Files"),
      table("Files", ["stage", "file", "size", "SHA-256"], files.map((file) => [
        file.stage, h("a", { href: file.path, download: true }, file.name), bytes(file.sizeBytes), h("code", { title: file.sha256 }, file.sha256.slice(0, 12)),
      ]), outcome ? "No stage was done." : "No stage is done yet.")),
    request && h("details", {}, h("summary", {}, "Pipeline file"), h("pre", { tabindex: "0" }, request.pipelineText)),
  ].filter(Boolean);
}

function actions(found, reader, again) {
  const open = !found.outcome;
  const may = (role) => covers(reader.role, role);
  return h("p", { class: "actions" },
    open && may("operator") && action("Cancel", async () => {
      await send("POST", `/api/runs/${found.run}/cancel`);
      announce("The run is being cancelled");
      await again();
    }, { id: "cancel", class: "danger" }),
    !open && found.request && may("operator") && runAgain(found),
    h("a", { id: "trends", href: `#/models/${encodeURIComponent(found.pipeline)}` }, "Trends"),
    found.status === "PASSED" && h("a", { href: `#/releases/${encodeURIComponent(found.pipeline)}?run=${found.run}` }, "Compare and release"));
}

/** The same request once more: with what the cache has, or from a stage on without it. */
function runAgain(found) {
  const from = h("select", { id: "from" }, h("option", { value: "" }, "with what is known"),
    (found.stages ?? []).map((stage) => h("option", { value: stage.stage }, `computing from ${stage.stage} on`)));
  return h("span", { class: "again" },
    action("Run again", async () => {
      const started = await send("POST", `/api/runs/${found.run}/retry`, from.value ? { from: from.value } : {});
      location.hash = `#/runs/${started.run}`;
    }, { id: "again" }),
    h("label", { class: "unseen", for: "from" }, "How to run again"), from);
}

/** The figures that decide, and all others behind a summary. */
function cards(figures) {
  const latency = figures["latency.qdq.1.p50.seconds"] ?? figures["latency.qdq.2.p50.seconds"];
  const entries = [
    ["float accuracy", figures["accuracy.float"], percent],
    ["int8 accuracy", figures["accuracy.integer"], percent],
    ["drop, points", figures["drop.points"], () => drop(figures)],
    ["differing logits", figures["parity.differing"], (value) => `${value} of ${figures["parity.compared"]?.toLocaleString()}`],
    ["deployment file", figures["size.deployment.bytes"], bytes],
    ["int8 latency here", latency, (value) => `${Number((value * 1000).toPrecision(3))} ms`],
    ["worst layer", figures["sqnr.minimum.decibels"], (value) => `${value.toFixed(1)} dB`],
  ].filter(([, value]) => value !== undefined);
  return [
    h("dl", { class: "figures" }, entries.map(([name, value, form]) => h("div", { class: "card" }, h("dt", {}, name), h("dd", {}, form(value))))),
    h("details", {}, h("summary", {}, "All figures"), table("All figures", ["figure", "value"], Object.entries(figures).map(([name, value]) => [h("code", {}, name), String(value)]), "")),
  ];
}
