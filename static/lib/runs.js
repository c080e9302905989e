/**
 * The HTTP interface as the page uses it: JSON in, JSON out, failures as `ProblemError`.
 *
 * @typedef {object} Run
 * @property {string} id
 * @property {string} analysis
 * @property {Record<string, unknown>} params
 * @property {"queued" | "running" | "done" | "failed" | "cancelled"} status
 * @property {number | null} position
 * @property {{stage: string, fraction: number, eta_s: number | null, answer?: object} | null} progress
 * @property {import("./problems.js").Problem | null} error
 * @property {string | null} artifact_url
 * @property {object | null} provenance
 */

import { Follower } from "./follow.js";
import { problemOf, ProblemError, unreachable } from "./problems.js";

const FINAL = new Set(["done", "failed", "cancelled"]);

/** Whether nothing more will happen to the run. @param {{status: string}} run */
export const isOver = (run) => FINAL.has(run.status);

/**
 * @param {object} [browser]  what the page gives; tests give their own
 * @param {typeof fetch} [browser.fetch]
 * @param {typeof EventSource | null} [browser.EventSource]
 * @param {(run: () => void, ms: number) => unknown} [browser.wait]
 * @param {{hidden: boolean, addEventListener: Function, removeEventListener: Function}} [browser.page]
 */
export function createRunClient({
  fetch: get = (...args) => globalThis.fetch(...args),
  EventSource: Stream = globalThis.EventSource ?? null,
  wait = (run, ms) => setTimeout(run, ms),
  page = globalThis.document,
} = {}) {
  const lane = { taken: false };

  /** @returns {Promise<any>} the answer's JSON; throws `ProblemError` */
  async function call(url, options) {
    let response;
    try {
      response = await get(url, options);
    } catch {
      throw new ProblemError(unreachable());
    }
    if (!response.ok) throw new ProblemError(await problemOf(response));
    return response.status === 204 ? null : response.json();
  }

  const post = (url, body = {}) =>
    call(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });

  return {
    call,
    post,
    remove: (/** @type {string} */ url) => call(url, { method: "DELETE" }),
    /** @returns {Promise<Run>} */
    ask: (inspection, analysis, params) => post(`/api/inspections/${inspection}/runs`, { analysis, params }),
    cancel: (/** @type {string} */ id) => post(`/api/runs/${id}/cancel`),
    /** Follow a run until it is over; returns how to stop. @param {string} id @param {(run: Run) => void} tell */
    watch(id, tell) {
      const follower = new Follower({ call, Stream, wait, page, lane }, id, tell);
      follower.start();
      return () => follower.stop();
    },
  };
}
