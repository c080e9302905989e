/** Asking the server, and a message beside what caused a refusal. */

import { ProblemError, shaped, unreachable } from "../lib/problems.js";

/** What a refused upload says, by its status (0: no answer) and the body's text. */
export function problemFromText(status, text) {
  if (!status) return unreachable();
  try {
    return shaped(JSON.parse(text), status);
  } catch {
    // Not JSON: a proxy in between has spoken, and its page is not for our reader.
    return shaped(status === 413 ? { title: "The picture is too large for this server" } : {}, status);
  }
}

/** Ask the server with JSON; resolves to its JSON, throws `ProblemError` with the problem's `type`. */
export async function askServer(method, url, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options).catch(() => null);
  if (!response) throw new ProblemError(unreachable());
  if (response.ok) return response.json();
  const refusal = await response.json().catch(() => ({}));
  throw new ProblemError({ ...shaped(refusal, response.status), type: refusal.type ?? "about:blank" });
}

/** Show `problem` in `place`, as text. */
export function showProblem(place, problem) {
  const title = document.createElement("strong");
  title.textContent = `${problem.title}.`;
  const rest = [problem.detail, problem.hint].filter((part) => part && part !== problem.title);
  place.replaceChildren(title, ` ${rest.join(" ")}`.trimEnd());
  place.hidden = false;
}

/** Take the message in `place` away. */
export function clearProblem(place) {
  place.replaceChildren();
  place.hidden = true;
}
