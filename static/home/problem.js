/** Problems (RFC 9457) as values, and a message beside what caused them. */

const SILENT = {
  title: "The server did not answer",
  detail: "The connection failed before an answer came.",
  hint: "Check that PatchLens is still running, then try again. Nothing you entered is lost.",
  status: 0,
};

/** An expected failure on this page; `problem` has the shape that the server uses. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

/** What a failed answer says: its own problem JSON, or words for its status. */
export function problemOf(status, text) {
  if (!status) return SILENT;
  try {
    const body = JSON.parse(text);
    if (body && typeof body.title === "string") return { hint: "", detail: "", ...body, status };
  } catch {
    // Not JSON: a proxy in between has spoken.
  }
  return {
    title: status === 413 ? "The picture is too large for this server" : "The server refused",
    detail: `It answered ${status}.`,
    hint: status >= 500 ? "Try again in a moment." : "",
    status,
  };
}

/** Ask the server with JSON; resolves to its JSON, throws `Refused`. */
export async function askServer(method, url, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options).catch(() => null);
  if (!response) throw new Refused(SILENT);
  const text = await response.text();
  if (!response.ok) throw new Refused(problemOf(response.status, text));
  return JSON.parse(text);
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
