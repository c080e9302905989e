/**
 * What went wrong, in the one shape of every error (RFC 9457).
 *
 * @typedef {{title: string, status: number, detail: string, hint: string,
 *            errors?: {loc: (string | number)[], msg: string}[] | null}} Problem
 */

/** The problem in a refused answer, whatever its body is. @param {Response} response @returns {Promise<Problem>} */
export async function problemOf(response) {
  try {
    return shaped(await response.json(), response.status);
  } catch {
    return shaped({}, response.status);
  }
}

/** @param {Partial<Problem>} body @returns {Problem} */
export function shaped(body, status = 0) {
  return {
    title: body.title || (status >= 500 ? "The server could not answer" : "That did not work"),
    status: body.status ?? status,
    detail: body.detail || (status ? `The server answered ${status}.` : ""),
    hint: body.hint || "Try again.",
    errors: body.errors ?? null,
  };
}

/** The server was not reached at all. @returns {Problem} */
export const unreachable = () => ({
  title: "The server cannot be reached",
  status: 0,
  detail: "No answer came back.",
  hint: "Check that PatchLens is running, then try again. What you see on the page stays.",
});

/** A problem that can be thrown. */
export class ProblemError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.title);
    this.problem = problem;
  }
}
