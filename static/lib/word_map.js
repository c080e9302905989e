/**
 * Reading a `word_map` artifact (analyses/word_map.py).
 *
 * @typedef {object} WordArtifact
 * @property {number} rows
 * @property {number} cols
 * @property {number[]} layers
 * @property {{text: string, pieces: string[]}[]} words
 * @property {number[][][]} probability  [word][layer][patch]
 * @property {number[][][]} rank         1 is strongest
 */

import { spells } from "./tokens.js";

/** Where `word` stands in the artifact, -1 if it was not asked for. @param {WordArtifact} artifact */
export function wordIndex(artifact, /** @type {string} */ word) {
  const exact = artifact.words.findIndex((entry) => entry.text === word);
  return exact >= 0 ? exact : artifact.words.findIndex((entry) => spells(entry.text, word));
}

/** Highest probability anywhere, and where. @param {WordArtifact} artifact */
export function peak(artifact, /** @type {number} */ index) {
  const best = { value: -1, at: 0, patch: 0 };
  artifact.probability[index].forEach((values, at) => {
    values.forEach((value, patch) => {
      if (value > best.value) Object.assign(best, { value, at, patch });
    });
  });
  return best;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

/**
 * By layer: mean in the selection, mean of the other patches (null without a selection), highest.
 *
 * @param {WordArtifact} artifact @param {ReadonlySet<number>} selection
 */
export function curves(artifact, /** @type {number} */ index, selection) {
  const layers = artifact.probability[index];
  const part = (values, chosen) => mean(values.filter((_, patch) => selection.has(patch) === chosen));
  const split = selection.size > 0 && selection.size < artifact.rows * artifact.cols;
  return {
    highest: layers.map((values) => Math.max(...values)),
    all: layers.map(mean),
    chosen: split ? layers.map((values) => part(values, true)) : null,
    others: split ? layers.map((values) => part(values, false)) : null,
  };
}

/** How many patches have the word first, and among the first five. @param {WordArtifact} artifact */
export function standing(artifact, /** @type {number} */ index, /** @type {number} */ at) {
  const ranks = artifact.rank[index][at];
  return {
    first: ranks.filter((rank) => rank === 1).length,
    five: ranks.filter((rank) => rank <= 5).length,
  };
}
