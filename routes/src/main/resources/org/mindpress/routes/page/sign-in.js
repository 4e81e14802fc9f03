import { h } from "./dom.js";
import { signIn } from "./api.js";

/** Asks for a token; calls back when the service has taken it. */
export function signInView(done) {
  const fault = h("p", { class: "fault", role: "alert" });
  const token = h("input", { id: "token", type: "password", autocomplete: "current-password", required: true, spellcheck: "false", "aria-describedby": "token-help" });
  const enter = async (event) => {
    event.preventDefault();
    fault.textContent = "";
    try {
      await signIn(token.value.trim());
      token.value = "";
      await done();
    } catch (problem) {
      fault.textContent = problem.message;
      token.focus();
    }
  };
  return h("form", { class: "card sign-in", submit: enter },
    h("h1", {}, "Sign in"),
    h("label", { for: "token" }, "Token"),
    token,
    h("p", { id: "token-help", class: "hint" }, "An operator makes one with ", h("code", {}, "mindpress token create --role viewer --name you")),
    fault,
    h("button", { class: "primary" }, "Sign in"));
}
