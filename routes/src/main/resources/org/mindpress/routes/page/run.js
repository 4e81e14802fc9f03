import { h, badge, time, moment, submitted, duration, drop, percent, bytes, progress, table, action, announce } from "./dom.js";
import { call, get, send, covers } from "./api.js";

/** One run: stages as they go, what it measured, its files and logs, and what can be done with it. */
export async function run(place, [id], query, reader, signal) {
  const draw = async () => {
    const [found, files] = await Promise.all([get(`/api/runs/${id}`, signal), get(`/api/runs/${id}/artifacts`, signal)]);
    if (!signal.aborted) place.replaceChildren(...parts(found, files.artifacts, reader, draw));
    return found;
  };
  const found = await draw();
  document.title = `${found.pipeline} · mindpress`;
  if (found.outcome) return;
  const events = new EventSource(`/api/runs/${found.run}/events`);
  signal.addEventListener("abort", () => events.close());
  let stage = "";
  events.addEventListener("run", (event) => {
    const line = JSON.parse(event.data);
    const now = `${line.status} ${line.progress?.stage ?? ""}`;
    if (now !== stage) {
      stage = now;
      draw().catch(() => undefined);
    } else if (line.progress) {
      place.querySelector(".stages .running .progress")?.replaceWith(progress(line.progress));
    }
  });
  events.addEventListener("end", (event) => {
    events.close();
    announce(`The run has ended: ${JSON.parse(event.data).status.toLowerCase()}`);
    draw().catch(() => undefined);
  });
}

function parts(found, files, reader, again) {
  const { outcome, request } = found;
  const figures = outcome?.figures ?? {};
  const report = files.some((file) => file.name === "report.html");
  return [
    h("h1", {}, found.pipeline, " ", badge(found.status)),
    h("p", { class: "hint" }, h("code", {}, found.run), ` · submitted ${moment(submitted(found.run))}`, request && ` by ${request.submittedBy}`,
      found.rerun && [" · again what ", h("a", { href: `#/runs/${found.rerun.of}` }, h("code", {}, found.rerun.of.slice(0, 16))), " did", found.rerun.from.length > 0 && `, from ${found.rerun.from[0]} on`],
      outcome && [" · ended ", time(outcome.finishedAt), ` · took ${duration(new Date(outcome.finishedAt) - submitted(found.run))}`]),
    outcome?.reason && h("p", { class: "reason" }, outcome.reason),
    actions(found, reader, again),
    h("section", { "aria-labelledby": "stages" }, h("h2", { id: "stages" }, "Stages"), h("ol", { class: "stages" }, (found.stages ?? []).map((stage) => stageNode(stage, outcome)))),
    Object.keys(figures).length > 0 && h("section", { "aria-labelledby": "figures" }, h("h2", { id: "figures" }, "Measured"), cards(figures)),
    h("section", { "aria-labelledby": "logs" }, h("h2", { id: "logs" }, "Logs"), logs(found)),
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

function stageNode(stage, outcome) {
  if (outcome && stage.state === "waiting") {
    const ended = outcome.stage === stage.stage;
    const how = outcome.status === "CANCELLED" ? "cancelled" : "failed";
    return h("li", { class: ended ? how : "unreached" }, h("strong", {}, stage.stage), h("small", {}, ended ? how : "not reached"));
  }
  const took = stage.startedAt && stage.finishedAt ? duration(new Date(stage.finishedAt) - new Date(stage.startedAt)) : "";
  const words = { done: took, cached: "from cache", running: "", waiting: "waiting" };
  return h("li", { class: stage.state, "aria-current": stage.state === "running" ? "step" : undefined },
    h("strong", {}, stage.stage), h("small", {}, stage.state === "running" ? "running" : words[stage.state]),
    stage.progress && progress(stage.progress));
}

function actions(found, reader, again) {
  const open = !found.outcome;
  const may = (role) => covers(reader.role, role);
  return h("p", { class: "actions" },
    open && may("operator") && action("Cancel", async () => {
      await send("POST", `/api/runs/${found.run}/cancel`);
      announce("The run is being cancelled");
      await again();
    }, { class: "danger" }),
    !open && found.request && may("operator") && runAgain(found),
    h("a", { href: `#/models/${encodeURIComponent(found.pipeline)}` }, "Trends"),
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
    }),
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

/** Lines of a stage's log, fetched when they are asked for. */
function logs(found) {
  const place = h("div");
  const done = (found.stages ?? []).filter((stage) => stage.state === "done" || found.outcome?.stage === stage.stage);
  const show = async (name) => {
    const answer = await call("GET", `/api/runs/${found.run}/logs/${name}`);
    const lines = (await answer.text()).split("\n").filter(Boolean).map((line) => {
      try {
        const entry = JSON.parse(line);
        return `${entry.time} ${entry.level} ${entry.message}${entry.exception ? `\n${entry.exception}` : ""}`;
      } catch {
        return line;
      }
    });
    place.replaceChildren(h("h3", {}, `Log of ${name}`), h("pre", { tabindex: "0" }, lines.join("\n")));
  };
  if (done.length === 0) return h("p", { class: "empty" }, "A log is here when its stage has ended.");
  return [h("p", { class: "actions" }, done.map((stage) => action(stage.stage, () => show(stage.stage)))), place];
}
