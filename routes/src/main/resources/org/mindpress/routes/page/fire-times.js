import { h, moment } from "./dom.js";
import { get } from "./api.js";

const OWN = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment by the clock of a time zone; by the reader's own where the browser does not know that zone. */
function clock(at, zone) {
  try {
    return new Intl.DateTimeFormat([], { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at);
  } catch {
    return moment(at);
  }
}

/** When an expression would run next, and what changes of the clock do to it: drawn anew each time that it is asked for. */
export function fireTimes(signal) {
  const element = h("div", { class: "fire-times" });
  let newest = 0;
  return {
    element,
    clear: () => { newest += 1; element.replaceChildren(); },
    /** Asks and draws; what is wrong is thrown, with `errors` that name their parameters. */
    show: async (cron, zone) => {
      const asked = newest += 1;
      const answer = await get(`/api/fire-times?${new URLSearchParams({ cron, "time-zone": zone })}`, signal);
      // who types fast gets the answer to the newest text, whichever comes last
      if (asked !== newest) return;
      element.replaceChildren(
        h("p", { class: "hint" }, answer.next.length === 0 ? "It never runs: the expression has no time any more." : `Next times, by the clock of ${zone}:`),
        h("ul", { class: "times" }, answer.next.map((at) => h("li", {}, h("time", { datetime: at }, clock(new Date(at), zone)), zone !== OWN && [" ", h("small", {}, `${moment(new Date(at))} here`)]))),
        answer.clockChanges.length > 0 ? h("ul", { class: "changes" }, answer.clockChanges.map((change) => h("li", {}, change.text))) : "");
    },
  };
}
