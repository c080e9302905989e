/**
 * Which patches a reader is asking about just now: the locked patch, else the one under the
 * pointer, else the selection, else all.
 *
 * @typedef {{kind: "patch" | "selection" | "all", patches: number[], locked: boolean}} Subject
 */

import { count, placeOf } from "./patches.js";
import { plural } from "./numbers.js";

/** @param {{patch: number | null, preview: number | null, selection: ReadonlySet<number>}} view @returns {Subject} */
export function subjectOf(view, /** @type {import("./patches.js").Grid} */ grid) {
  const patch = view.patch ?? view.preview;
  if (patch !== null) return { kind: "patch", patches: [patch], locked: view.patch !== null };
  if (view.selection.size > 0) {
    return { kind: "selection", patches: [...view.selection].sort((a, b) => a - b), locked: false };
  }
  return { kind: "all", patches: Array.from({ length: count(grid) }, (_, i) => i), locked: false };
}

/** "Patch in row 8, column 9". @param {Subject} subject @param {import("./patches.js").Grid} grid */
export function nameOf(subject, grid) {
  if (subject.kind === "patch") return `Patch in ${placeOf(grid, subject.patches[0])}`;
  const size = plural(subject.patches.length, "patch", "patches");
  return subject.kind === "selection" ? `Selection of ${size}` : `All ${size}`;
}
