/**
 * Reading a `logit_lens` artifact (analyses/logit_lens.py). `at` is an index into `layers`.
 *
 * @typedef {object} LensArtifact
 * @property {number} rows
 * @property {number} cols
 * @property {number[]} layers
 * @property {"logit" | "embedding"} lens
 * @property {"probability" | "cosine"} unit
 * @property {Record<string, string>} vocabulary
 * @property {number[][][]} top_ids            [layer][patch][k], strongest first
 * @property {number[][][]} top_probabilities
 * @property {{text: string, tokens: {text: string, log_probability: number}[]}} answer
 * @property {{text: string, segment: string}[]} tokens
 *
 * @typedef {{id: number, text: string, value: number, count: number}} Said  a word and how strongly
 */

import { isJunk, spells } from "./tokens.js";

/** Where `layer` stands in the artifact; the last one for null or what is not there. */
export function layerIndex(/** @type {number[]} */ layers, /** @type {number | null} */ layer) {
  const at = layer === null ? -1 : layers.indexOf(layer);
  return at < 0 ? layers.length - 1 : at;
}

/** The words of one patch, strongest first. @param {LensArtifact} artifact @returns {Said[]} */
export function wordsAt(artifact, at, patch) {
  const values = artifact.top_probabilities[at][patch];
  return artifact.top_ids[at][patch].map((id, place) => ({
    id,
    text: artifact.vocabulary[id],
    value: values[place],
    count: 1,
  }));
}

/**
 * The words of a set of patches: mean value, a patch counting 0 where the word is not among its
 * strongest; `count` says in how many it is.
 *
 * @param {LensArtifact} artifact @param {Iterable<number>} patches @returns {Said[]}
 */
export function wordsOf(artifact, at, patches, most = 5) {
  const sums = /** @type {Map<number, Said>} */ (new Map());
  let size = 0;
  for (const patch of patches) {
    size += 1;
    artifact.top_ids[at][patch].forEach((id, place) => {
      const said = sums.get(id) ?? { id, text: artifact.vocabulary[id], value: 0, count: 0 };
      said.value += artifact.top_probabilities[at][patch][place];
      said.count += 1;
      sums.set(id, said);
    });
  }
  const means = [...sums.values()].map((said) => ({ ...said, value: said.value / size }));
  return means.sort((a, b) => b.value - a.value).slice(0, most);
}

/** Value of each patch's strongest word. @param {LensArtifact} artifact */
export const strongest = (artifact, at) => artifact.top_probabilities[at].map((values) => values[0]);

/** Value of `word` where it is among the strongest, else 0: less than a word map, but at hand. */
export function foundWord(/** @type {LensArtifact} */ artifact, at, /** @type {string} */ word) {
  const ids = spellings(artifact, word);
  return artifact.top_ids[at].map((row, patch) => {
    const place = row.findIndex((id) => ids.has(id));
    return place < 0 ? 0 : artifact.top_probabilities[at][patch][place];
  });
}

function spellings(artifact, word) {
  const ids = Object.keys(artifact.vocabulary).filter((id) => spells(artifact.vocabulary[id], word));
  return new Set(ids.map(Number));
}

/** Mean value of entry `id` over `patches` at every layer. @param {LensArtifact} artifact */
export function pathOf(artifact, /** @type {number[]} */ patches, /** @type {number} */ id) {
  return artifact.layers.map((_, at) => {
    const values = patches.map((patch) => {
      const place = artifact.top_ids[at][patch].indexOf(id);
      return place < 0 ? 0 : artifact.top_probabilities[at][patch][place];
    });
    return values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
  });
}

/** Strongest words of the layer by the number of patches, junk counted apart. @param {LensArtifact} artifact */
export function census(artifact, at) {
  const counts = new Map();
  let junk = 0;
  for (const ids of artifact.top_ids[at]) {
    const text = artifact.vocabulary[ids[0]];
    if (isJunk(text)) junk += 1;
    else counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const words = [...counts].map(([text, patches]) => ({ text, patches }));
  words.sort((a, b) => b.patches - a.patches || (a.text < b.text ? -1 : 1));
  return { words, junk, patches: artifact.top_ids[at].length };
}

/** Lowest and highest value of the strongest words over all layers. @param {LensArtifact} artifact */
export function strongestRange(artifact) {
  let [low, high] = [Infinity, -Infinity];
  for (const layer of artifact.top_probabilities) {
    for (const values of layer) {
      low = Math.min(low, values[0]);
      high = Math.max(high, values[0]);
    }
  }
  return { low, high };
}
