import { h } from "./dom.js";
import { call, get } from "./api.js";

const LOOK_MILLISECONDS = 2000;
/** Characters of a log that the page holds while it follows it; the oldest go. */
const MOST = 512 * 1024;
/** A part that long is not the last one. */
const FULL = 128 * 1024;

/**
 * The log of a stage: while it runs what it has logged so far, followed by asking again and again; then what is stored of it.
 * It is no live region: a screen reader reads it when it is asked to.
 *
 * @param state of the stage, as the run tells it
 * @returns its element, and `over`, to be called when the stage runs no longer
 */
export function logOf(run, stage, state, signal) {
  const address = `/api/runs/${run}/logs/${stage}`;
  const status = h("small", {});
  const follow = h("input", { id: "follow", type: "checkbox", checked: true });
  const lines = h("pre", { id: "log", tabindex: "0", role: "log", "aria-live": "off", "aria-label": `Log of ${stage}`, hidden: true });
  const choice = h("label", { hidden: true }, follow, " Follow the newest line");
  const stored = h("a", { href: address, download: `${stage}.jsonl`, hidden: true }, "Download it");
  let over = state !== "running";
  let wake = () => undefined;
  let kept = 0;
  let cut = false;

  const toTheEnd = () => { if (follow.checked) lines.scrollTop = lines.scrollHeight; };
  follow.addEventListener("change", toTheEnd);
  // who scrolls back reads; who comes to the end again follows
  lines.addEventListener("scroll", () => { follow.checked = lines.scrollTop + lines.clientHeight > lines.scrollHeight - 8; });
  signal.addEventListener("abort", () => wake());

  const clear = () => { lines.replaceChildren(); kept = 0; cut = false; };
  const add = (text) => {
    for (const line of text.split("\n").filter(Boolean).map(words)) {
      lines.append(line);
      kept += line.textContent.length;
    }
    while (kept > MOST && lines.childNodes.length > 1) {
      kept -= lines.firstChild.textContent.length;
      lines.firstChild.remove();
      cut = true;
    }
    lines.hidden = lines.childNodes.length === 0;
    toTheEnd();
  };

  const pause = async () => {
    await new Promise((done) => { wake = done; setTimeout(done, LOOK_MILLISECONDS); });
    while (document.hidden && !signal.aborted) {
      await new Promise((done) => { wake = done; document.addEventListener("visibilitychange", done, { once: true }); });
    }
  };

  const grow = async () => {
    let part = { attempt: "", next: 0 };
    let seen = false;
    while (!signal.aborted) {
      try {
        const answer = await get(`${address}/live?attempt=${part.attempt}&from=${part.next}`, signal);
        if (answer.live) {
          if (answer.attempt !== part.attempt) clear();
          part = answer;
          seen = true;
          add(part.text);
          choice.hidden = lines.hidden;
        } else if (seen || over) {
          await end(answer.stored);
          return;
        }
        status.textContent = lines.hidden ? "Nothing is logged yet." : "The stage runs; its log grows.";
        if (answer.live && answer.text.length > FULL) continue;
      } catch (problem) {
        if (signal.aborted) return;
        status.textContent = `${problem.message}; asked again.`;
      }
      await pause();
    }
  };

  const end = async (isStored) => {
    choice.hidden = true;
    if (!isStored) {
      status.textContent = "No log is kept of it: it was taken from cache, or a command computed it.";
      return;
    }
    const text = await (await call("GET", address, { signal })).text();
    const at = lines.scrollTop;
    follow.checked = !lines.hidden && follow.checked;
    clear();
    add(text);
    if (!follow.checked) lines.scrollTop = at;
    stored.hidden = false;
    status.textContent = `The stage is over; this is ${cut ? "the end of " : ""}what it logged.`;
  };

  if (state === "waiting") {
    status.textContent = "It has not begun.";
  } else {
    grow();
  }
  return {
    element: h("div", { class: "log" }, lines, h("p", { class: "actions" }, status, choice, stored)),
    over: () => { over = true; wake(); },
  };
}

/** A line as a person reads it: what cannot be read as JSON stays as it is. */
function words(line) {
  let text = line;
  let level = "";
  try {
    const entry = JSON.parse(line);
    level = entry.level;
    text = `${new Date(entry.time).toLocaleTimeString([], { hour12: false })} ${level} ${entry.message}${entry.exception ? `\n${entry.exception}` : ""}`;
  } catch {
    // a piece of a long line
  }
  return h("span", { class: { ERROR: "bad", WARN: "warn" }[level] }, `${text}\n`);
}
