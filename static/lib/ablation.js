/**
 * Reading a `token_ablation` artifact (analyses/token_ablation.py). Changes are in nats:
 * log-probability of the followed words with the patches removed, less the one without.
 *
 * @typedef {object} AblationArtifact
 * @property {number} rows
 * @property {number} cols
 * @property {number[]} removed
 * @property {string} replacement
 * @property {{text: string, index: number}} target
 * @property {{text: string}} before
 * @property {{text: string}} after
 * @property {{before: number, after: number}} target_log_probability
 * @property {{random: number[], register: Control | null, gradient: Control | null}} controls
 * @property {number | null} p_value
 * @typedef {{patches: number[], log_probability: number}} Control
 */

import { count } from "./patches.js";
import { amount, plural } from "./numbers.js";

/** As rare as this by chance is called a sign. */
const RARE = 0.05;

/** What a removal is replaced with, and what that means. */
export const REPLACEMENTS = {
  mean: "The mean image token over reference pictures: a patch of no picture in particular.",
  zero: "Zeros: nothing at all, which the model never met in training.",
  noise: "Random numbers with the mean and spread of this picture’s own patches.",
  neighbours: "The mean of the patches around: the hole is painted over.",
};

/** @param {AblationArtifact} artifact */
export const changeOf = ({ target_log_probability: { before, after } }) => after - before;

/** Whether the random regions were computed. @param {AblationArtifact} artifact */
export const hasControls = ({ controls }) => controls.random.length > 0;

/**
 * The lines of the chart: what was removed, and by how much that moved the answer.
 *
 * @param {AblationArtifact} artifact
 * @returns {{kind: "region" | "random" | "gradient" | "register", name: string, changes: number[]}[]}
 */
export function strips(artifact) {
  const { controls, target_log_probability: { before }, removed } = artifact;
  const n = plural(removed.length, "patch", "patches");
  const one = (kind, name, control) => control && { kind, name, changes: [control.log_probability - before] };
  return [
    { kind: "region", name: `this region, ${n}`, changes: [changeOf(artifact)] },
    controls.random.length > 0 && { kind: "random", name: `${controls.random.length} random regions`, changes: controls.random.map((value) => value - before) },
    one("gradient", "the gradient’s choice", controls.gradient),
    one("register", controls.register && `registers, ${plural(controls.register.patches.length, "patch", "patches")}`, controls.register),
  ].filter(Boolean);
}

/**
 * Did the region matter? One plain sentence, and whether it is a yes.
 *
 * @param {AblationArtifact} artifact
 * @returns {{mattered: boolean | null, text: string}} null: it cannot be said
 */
export function verdict(artifact) {
  const { removed, controls: { random }, target_log_probability: { before, after } } = artifact;
  if (removed.length === 0) return { mattered: null, text: "No patch was removed, so nothing changed." };
  if (random.length === 0) return { mattered: null, text: moved(artifact) };
  if (removed.length === count(artifact)) {
    return { mattered: null, text: "Every patch was removed, so there is no other region of this size to compare with." };
  }
  const asMuch = random.filter((value) => value <= after).length;
  const p = artifact.p_value ?? (1 + asMuch) / (1 + random.length);
  const chance = `(p = ${amount(p)})`;
  if (after >= before) return { mattered: false, text: "No sign that this region mattered: removing it did not lower the answer’s probability." };
  const all = `all ${random.length}`;
  const beaten = asMuch === 0 ? all : `${random.length - asMuch} of ${random.length}`;
  const than = `more than ${beaten} random regions of the same size`;
  if (p <= RARE) return { mattered: true, text: `The region mattered: removing it lowered the answer’s probability ${than} ${chance}.` };
  if (asMuch === 0) return { mattered: null, text: `Not settled: removing the region lowered the answer’s probability ${than}, but so few draws cannot tell ${chance}.` };
  return { mattered: false, text: `No sign that this region mattered: ${asMuch} of ${random.length} random regions did as much ${chance}.` };
}

/** What happened, without a judgement. */
function moved({ target, target_log_probability: { before, after } }) {
  const [from, to] = [amount(Math.exp(before)), amount(Math.exp(after))];
  if (from === to) return `The probability of “${target.text.trim()}” stayed at ${from}. Whether other regions of this size do more, the controls tell.`;
  return `The probability of “${target.text.trim()}” went from ${from} to ${to}. Whether that says anything about this region, the controls tell.`;
}

const KINDS = { register: "registers", gradient: "gradient’s choice", random: "random", box: "box", polygon: "polygon" };

/** The question in a few words, for a list of earlier ones. @param {Record<string, any>} params */
export function nameOfAblation({ patches, select, buffer, replacement }) {
  const what = patches ? plural(patches.length, "patch", "patches") : select.kind === "word" ? `“${select.word}”` : KINDS[select.kind];
  const size = select?.count ? ` ${select.count}` : "";
  return `${what}${size}${buffer ? ` +${buffer}` : ""}, ${replacement ?? "mean"}`;
}
