/**
 * Asking for an `attention_knockout` and reading its artifact (analyses/attention_knockout.py).
 *
 * @typedef {object} KnockoutArtifact
 * @property {number} depth
 * @property {{label: string, positions: number}} source
 * @property {{label: string, positions: number}} target
 * @property {[number, number][]} windows  blocks, from 0, both ends included
 * @property {number[]} log_probability    one for each window
 * @property {boolean[]} retained
 * @property {{log_probability: number, answer: {text: string}}} baseline
 * @property {{text: string}[] | null} answers
 * @property {boolean} decode
 * @property {{text: string, index: number}} followed
 */

import { amount } from "./numbers.js";
import { same } from "./patches.js";

/** What can be blocked from what: [id, name, what it is]. */
export const GROUPS = /** @type {const} */ ([
  ["selection", "selection", "the patches selected on the picture"],
  ["complement", "all other patches", "every patch that is not selected"],
  ["image", "whole picture", "every patch"],
  ["last_row", "last row", "the lowest row of patches"],
  ["all_but_last_row", "all rows but the last", "every patch above the lowest row"],
  ["question", "question", "the words of your question"],
  ["last", "last position", "where the answer’s first word is made"],
  ["generated", "generated words", "the answer’s words while they are made"],
]);

export const nameOfGroup = (id) => GROUPS.find(([each]) => each === id)?.[1] ?? id;

/** Whether the group hangs on the selection. */
export const needsSelection = (id) => id === "selection" || id === "complement";

/** A group as the analysis wants it. @param {string} id @param {Iterable<number>} selection */
export function groupParam(id, selection) {
  const patches = [...selection].sort((a, b) => a - b);
  if (id === "selection") return { patches };
  return id === "complement" ? { complement: patches } : id;
}

/** The other way round: the group's id, and the patches it brings. @returns {{id: string, patches: Set<number> | null}} */
export function groupOf(param) {
  if (typeof param === "string") return { id: param, patches: null };
  if (param.patches) return { id: "selection", patches: new Set(param.patches) };
  return { id: "complement", patches: new Set(param.complement) };
}

/** @param {"range" | "paper" | "sliding"} mode */
export function windowsParam(mode, { range, width }) {
  if (mode === "paper") return "paper";
  return mode === "sliding" ? { sliding: width } : [range];
}

/** @returns {{mode: "range" | "paper" | "sliding", range?: [number, number], width?: number}} */
export function windowsOf(param) {
  if (param === "paper") return { mode: "paper" };
  return Array.isArray(param) ? { mode: "range", range: param[0] } : { mode: "sliding", width: param.sliding };
}

/** A stretch of blocks between two ends in any order, inside the model. @returns {[number, number]} */
export function rangeOf(a, b, depth) {
  const within = (block) => Math.max(0, Math.min(depth - 1, Math.round(block)));
  return [within(Math.min(a, b)), within(Math.max(a, b))];
}

/** "block 3", "blocks 3–9" */
export const nameOfWindow = ([first, last]) => (first === last ? `block ${first}` : `blocks ${first}–${last}`);

/** Where a window's point stands. */
export const centreOf = ([first, last]) => (first + last) / 2;

/** The window that costs most, and what is left in it. @param {KnockoutArtifact} artifact */
export function worst({ log_probability }) {
  return log_probability.reduce((low, value, at) => (value < log_probability[low] ? at : low), 0);
}

/** What came of it, in one sentence. @param {KnockoutArtifact} artifact */
export function knockoutVerdict(artifact) {
  const { windows, retained, log_probability, baseline, followed } = artifact;
  const at = worst(artifact);
  const [before, after] = [baseline.log_probability, log_probability[at]].map((value) => amount(Math.exp(value)));
  const word = `“${followed.text.trim()}”`;
  const kept = retained.filter(Boolean).length;
  const still = windows.length === 1
    ? `the model ${kept ? "still says it" : "says something else"}`
    : `the model still says it in ${kept} of ${windows.length} windows`;
  if (before === after) return `No window mattered: the probability of ${word} stays at ${before}; ${still}.`;
  const cost = log_probability[at] < baseline.log_probability ? "costs" : "moves";
  return `Blocking ${nameOfWindow(windows[at])} ${cost} most: the probability of ${word} goes from ${before} to ${after}; ${still}.`;
}

/** The question in a few words. @param {Record<string, any>} params */
export function nameOfKnockout({ source, target, windows, decode }) {
  const { mode, range, width } = windowsOf(windows);
  const where = { paper: "the paper’s windows", sliding: `${width} sliding`, range: range && nameOfWindow(range) }[mode];
  return `${nameOfGroup(groupOf(source).id)} → ${nameOfGroup(groupOf(target).id)}, ${where}${decode ? ", while generating" : ""}`;
}

/** Whether a result is about another selection than the one on the picture. */
export function otherSelection(params, selection) {
  return [params.source, params.target].some((param) => {
    const { patches } = groupOf(param);
    return patches !== null && !same(patches, selection);
  });
}
