/** What the service says is wrong: RFC 9457. */
export class Problem extends Error {
  constructor(status, details) {
    super(details.detail ?? `the service answers ${status}`);
    this.status = status;
    this.errors = details.errors ?? [];
  }
}

let csrf = "";

/** Calls the REST interface. A body that is no text is sent as JSON. Returns the answer; throws a Problem. */
export async function call(method, path, { body, type, headers = {}, signal } = {}) {
  const sent = { ...headers };
  if (method !== "GET" && csrf) sent["X-CSRF-Token"] = csrf;
  if (body !== undefined) sent["Content-Type"] = type ?? "application/json";
  let answer;
  try {
    answer = await fetch(path, {
      method, signal, headers: sent, credentials: "same-origin",
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch (fault) {
    if (fault.name === "AbortError") throw fault;
    throw new Problem(0, { detail: "the service does not answer" });
  }
  if (!answer.ok) {
    const details = await answer.json().catch(() => ({}));
    if (answer.status === 401 && path !== "/api/session") dispatchEvent(new Event("signed-out"));
    throw new Problem(answer.status, details);
  }
  return answer;
}

export const get = async (path, signal) => (await call("GET", path, { signal })).json();
export const send = async (method, path, body, signal) => {
  const answer = await call(method, path, { body, signal });
  return answer.status === 204 ? {} : answer.json();
};

/** Who the reader is; undefined when nobody has signed in. */
export async function whoAmI() {
  try {
    const session = await get("/api/session");
    csrf = session.csrf ?? "";
    return session;
  } catch (problem) {
    if (problem.status === 401) return undefined;
    throw problem;
  }
}

/** Signs in with a token. */
export async function signIn(token) {
  const answer = await call("POST", "/api/session", { headers: { Authorization: `Bearer ${token}` } });
  csrf = (await answer.json()).csrf;
}

export async function signOut() {
  await call("DELETE", "/api/session");
  csrf = "";
}

/**
 * Loads again and again while the view is there and the window is seen, and draws when something has changed. The focus stays on the
 * element of the same id.
 */
export async function keep(load, draw, signal, seconds = 5) {
  let shown = "";
  const look = async () => {
    const value = await load(signal);
    const text = JSON.stringify(value);
    if (text !== shown && !signal.aborted) {
      shown = text;
      const focused = document.activeElement?.id;
      draw(value);
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    }
  };
  await look();
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") {
      look().catch((problem) => { if (problem.name !== "AbortError") console.info(problem.message); });
    }
  }, seconds * 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
}

const RANKS = ["viewer", "operator", "approver"];

/** Whether a role may do what another one may. */
export const covers = (role, needed) => RANKS.indexOf(role) >= RANKS.indexOf(needed);
