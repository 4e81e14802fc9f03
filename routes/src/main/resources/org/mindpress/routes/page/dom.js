/**
 * Makes an element. Attributes are set by name; a function is a listener, `true` an attribute without value, `false` and undefined none.
 * Children are nodes, texts, lists of them, or nothing. No text is ever read as HTML.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Puts other children into an element; the focus stays on what has the same id. */
export function redraw(element, children) {
  const focused = document.activeElement?.id;
  element.replaceChildren(...children);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Tells a screen reader what has changed. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

const SIGNS = { PASSED: "✓", FAILED: "✕", ERROR: "!", INCONCLUSIVE: "?", CANCELLED: "⊘", UNCHANGED: "=", RUNNING: "▶", WAITING: "…" };

/** Status of a run: sign, colour and word, so that none of them is needed. */
export function badge(status) {
  return h("span", { class: `badge ${status}` }, h("span", { "aria-hidden": "true" }, SIGNS[status] ?? "·"), " ", status.toLowerCase());
}

/** A moment, in the reader's own time zone. */
export function time(text) {
  const at = new Date(text);
  return h("time", { datetime: text, title: at.toString() }, moment(at));
}

export function moment(at) {
  const today = new Date().toDateString() === at.toDateString();
  const clock = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return today ? clock : `${at.toLocaleDateString([], { weekday: "short", day: "numeric", month: "short" })} ${clock}`;
}

/** A length of time. */
export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The time that a run's id begins with. */
export function submitted(run) {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)/.exec(run) ?? [];
  return year ? new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) : new Date(NaN);
}

/** Bytes with a unit; exact below a kilobyte. */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(2)} MB`;
}

export const percent = (share) => `${(share * 100).toFixed(2)} %`;
export const signed = (value, digits = 2) => `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(digits)}`;

/** Drop of accuracy with its interval, when it was measured. */
export function drop(figures) {
  if (figures["drop.points"] === undefined) return "";
  const interval = `[${signed(figures["drop.low.points"])}, ${signed(figures["drop.high.points"])}]`;
  return `${signed(figures["drop.points"])} ${interval}`;
}

/** A bar with its figures in words. */
export function progress(at) {
  const left = at.secondsLeft === undefined ? "" : `, ${duration(at.secondsLeft * 1000)} left`;
  const rate = at.imagesPerSecond === undefined ? "" : `, ${Math.round(at.imagesPerSecond)} images/s`;
  return h("div", { class: "progress" },
    at.total > 0 && h("progress", { max: at.total, value: at.done, "aria-label": `progress of ${at.stage}` }),
    h("small", {}, at.total > 0 ? `${at.phase} ${at.done}/${at.total} ${at.unit}${rate}${left}` : "at work"),
    at.note && h("small", {}, at.note));
}

/** A table with a name; rows are lists of cells. It scrolls by itself when the window is narrow. */
export function table(name, heads, rows, empty) {
  if (rows.length === 0) return h("p", { class: "empty" }, empty);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
    h("table", {},
      h("caption", { class: "unseen" }, name),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell) => h("td", { class: typeof cell === "string" && cell.length < 30 && "exact" }, cell)))))));
}

/** A button that says what went wrong beside it, and cannot be pressed twice. */
export function action(label, work, attributes = {}) {
  const fault = h("span", { class: "fault", role: "alert" });
  const button = h("button", { type: "button", ...attributes, click: async () => {
    button.disabled = true;
    fault.textContent = "";
    try {
      await work();
    } catch (problem) {
      fault.textContent = problem.message;
    } finally {
      button.disabled = false;
    }
  } }, label);
  return h("span", { class: "action" }, button, fault);
}
