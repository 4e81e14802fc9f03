import { h, time, duration, progress } from "./dom.js";
import { logOf } from "./log.js";

const SECOND = 1000;
const WORDS = { cached: "from cache", waiting: "waiting", failed: "failed", cancelled: "cancelled", unreached: "not reached", skipped: "not needed" };

/** The stages of a run, each with what became of it: of a run that is over none waits. */
function stagesOf(found) {
  return (found.stages ?? []).map((stage) => {
    if (!found.outcome || stage.state !== "waiting") return stage;
    if (found.outcome.stage !== stage.stage) return { ...stage, state: "unreached" };
    return { ...stage, state: found.outcome.status === "CANCELLED" ? "cancelled" : "failed" };
  });
}

function took(stage) {
  if (!stage.startedAt || stage.state === "cached") return "";
  const end = stage.finishedAt ? new Date(stage.finishedAt) : Date.now();
  const milliseconds = Math.max(0, end - new Date(stage.startedAt));
  return milliseconds < SECOND ? "under 1 s" : duration(milliseconds);
}

/** What a node says of its stage. */
function words(stage) {
  if (stage.state === "done") return `done in ${took(stage)}`;
  if (stage.state === "running") return `running, ${took(stage)}`;
  return WORDS[stage.state];
}

/**
 * The stages as a graph, and the section of the one that is chosen: its times, where it is, its log. Until somebody chooses,
 * it is the stage that runs, or the one that failed.
 *
 * @param chosen name of the stage to begin with; empty when nobody has chosen
 * @param tell hears what was chosen
 */
export function stageGraph(run, chosen, tell, signal) {
  const graph = h("ol", { class: "graph" });
  const section = h("section", { id: "stage", class: "stage", "aria-labelledby": "stage-title", hidden: true });
  let stages = [];
  let name = chosen;
  let log;
  let end = new AbortController();
  signal.addEventListener("abort", () => end.abort());

  const node = (stage) => h("li", { class: stage.state, "aria-current": stage.state === "running" ? "step" : undefined },
    h("button", {
      id: `stage-${stage.stage}`, type: "button", "aria-controls": "stage", "aria-pressed": String(stage.stage === shownName()),
      click: () => {
        name = stage.stage;
        tell(name);
        draw();
        section.querySelector("h3").focus();
      },
    }, h("strong", {}, stage.stage), h("small", {}, words(stage)), stage.state === "running" && bar(stage.progress)));

  const shownName = () => stages.some((stage) => stage.stage === name) ? name
    : stages.find((stage) => ["running", "failed", "cancelled"].includes(stage.state))?.stage;

  const draw = () => {
    const focused = document.activeElement?.id;
    graph.replaceChildren(...stages.map(node));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const stage = stages.find((one) => one.stage === shownName());
    section.hidden = !stage;
    if (stage) show(stage);
  };

  /** What is there of the section stays: somebody may read in its log. */
  const show = (stage) => {
    const begun = !["waiting", "unreached", "skipped"].includes(stage.state);
    const key = `${stage.stage} ${begun}`;
    if (section.dataset.of !== key) {
      section.dataset.of = key;
      end.abort();
      end = new AbortController();
      log = logOf(run, stage.stage, begun ? stage.state : "waiting", end.signal);
      section.replaceChildren(h("h3", { id: "stage-title", tabindex: "-1" }, `Stage ${stage.stage}`), h("div", { class: "facts" }), log.element);
    }
    section.querySelector(".facts").replaceChildren(...facts(stage));
    if (stage.state !== "running") log.over();
  };

  const tick = setInterval(() => {
    const stage = stages.find((one) => one.state === "running");
    const text = graph.querySelector(".running small");
    if (stage && text) text.textContent = words(stage);
  }, SECOND);
  signal.addEventListener("abort", () => clearInterval(tick));

  return {
    elements: [graph, section],
    update: (found) => { stages = stagesOf(found); draw(); },
    /** Where the stage that runs is now. */
    progress: (at) => {
      const stage = stages.find((one) => one.state === "running" && one.stage === at.stage);
      if (!stage) return;
      stage.progress = at;
      graph.querySelector(".running progress")?.replaceWith(bar(at));
      if (shownName() === at.stage) section.querySelector(".facts").replaceChildren(...facts(stage));
    },
  };
}

const bar = (at) => h("progress", { max: at?.total > 0 ? at.total : undefined, value: at?.total > 0 ? at.done : undefined, "aria-label": `progress of ${at?.stage}` });

function facts(stage) {
  if (stage.state === "running") return [stage.progress ? progress(stage.progress) : "at work"];
  if (stage.state === "cached") return ["Taken from an earlier run, where it ended ", time(stage.finishedAt), "."];
  if (stage.state === "done") return ["From ", time(stage.startedAt), " to ", time(stage.finishedAt), `, ${took(stage)}.`];
  return [WORDS[stage.state]];
}
