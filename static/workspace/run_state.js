/** Where a run stands, in words: queued, running, failed; with cancel or try again. */

import { el, fill } from "../lib/dom.js";
import { percent, seconds } from "../lib/numbers.js";

const BUSY = { asking: "Asking", queued: "Queued", running: "Running", loading: "Fetching the result", done: "Fetching the result" };

/**
 * @param {HTMLElement} root
 * @param {import("./results.js").Entry | null} entry
 * @param {{readOnly: boolean, results: any, modelReady?: boolean | null}} options
 */
export function showRunState(root, entry, { readOnly, results, modelReady = null }) {
  if (!entry || entry.stage === "ready") return fill(root);
  if (entry.stage === "failed" || entry.stage === "cancelled") {
    return fill(root, problemCard(entry, readOnly ? null : () => results.retry(entry)));
  }
  const fraction = entry.run?.progress?.fraction ?? 0;
  const running = entry.stage === "running";
  const cancellable = !readOnly && (running || entry.stage === "queued");
  fill(root,
    el("div", { class: "busy", "data-stage": entry.stage },
      el("p", {}, el("b", {}, BUSY[entry.stage]), describe(entry, modelReady)),
      el("progress", { max: 1, value: running ? fraction : null, "aria-label": BUSY[entry.stage] }),
      cancellable && el("button", { type: "button", on: { click: () => results.cancel(entry) }, "data-testid": "cancel" }, "Cancel")));
}

function describe(entry, modelReady) {
  const { position, progress } = entry.run ?? {};
  const left = progress?.eta_s ? `, about ${seconds(progress.eta_s)} left` : "";
  if (entry.stage === "running") return `: ${progress?.stage || "starting"}, ${percent(progress?.fraction ?? 0)}${left}`;
  if (entry.stage !== "queued") return "";
  if (modelReady === false) return ": no worker serves this model just now. It starts when the model is loaded; the gallery works without one.";
  const place = position ? `: number ${position} in line` : "";
  return `${place}${progress?.eta_s ? `, about ${seconds(progress.eta_s)}` : ""}`;
}

/** What happened, what to do, try again. */
export function problemCard(entry, retry) {
  const problem = entry.problem ?? { title: "Cancelled", detail: "The run was stopped.", hint: "Ask again to start it anew." };
  return el("div", { class: "problem", role: "alert" },
    el("p", {}, el("strong", {}, problem.title)),
    problem.detail && problem.detail !== problem.title && el("p", {}, problem.detail),
    problem.hint && el("p", { class: "quiet" }, problem.hint),
    retry && el("button", { type: "button", on: { click: retry }, "data-testid": "retry" }, "Try again"));
}

/** What changes for a listener: said once per stage, not for every percent. @param {import("./results.js").Entry} entry */
export function spokenState(entry) {
  if (entry.stage === "ready") return "The result is there.";
  if (entry.stage === "failed") return `Failed: ${entry.problem?.title ?? ""}`;
  if (entry.stage === "cancelled") return "Cancelled.";
  if (entry.stage === "running") return `Running: ${entry.run?.progress?.stage ?? ""}`;
  return BUSY[entry.stage] ?? "";
}
