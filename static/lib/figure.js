/**
 * What is painted over the picture: one value for each patch at every layer, and what it means.
 *
 * @typedef {object} Figure
 * @property {(at: number) => ArrayLike<number>} values  by index into `layers`
 * @property {number[]} layers
 * @property {number} low
 * @property {number} high      over all layers, so that colours mean the same while one scrubs
 * @property {string} unit
 * @property {string} title
 * @property {string} caution   one sentence on what can mislead
 * @property {boolean} amounts  counted from 0, so that a log scale makes sense
 * @property {boolean} exact    false where only each patch's strongest words are known
 * @property {boolean} [diverging]      centred on 0: below and above mean different things
 * @property {[string, string]} [ends]  what the two ends mean, in a word or two
 */

import { foundWord, strongest, strongestRange } from "./lens.js";
import { peak, wordIndex } from "./word_map.js";

const MIXED = "A patch can say a word because its neighbours do: attention mixes patches after layer 0.";

/** Each patch's strongest word. @param {import("./lens.js").LensArtifact} artifact @returns {Figure} */
export function strongestFigure(artifact) {
  const { low, high } = strongestRange(artifact);
  const cosine = artifact.unit === "cosine";
  return {
    values: (at) => strongest(artifact, at),
    layers: artifact.layers,
    low: cosine ? low : 0,
    high: cosine ? high : 1,
    unit: artifact.unit,
    title: cosine ? "cosine with the nearest word" : "probability of each patch’s strongest word",
    caution: `Bright means sure of some word, not of the same one. ${MIXED}`,
    amounts: !cosine,
    exact: true,
  };
}

/** One word by its own run. @param {import("./word_map.js").WordArtifact} artifact @returns {Figure} */
export function wordFigure(artifact, /** @type {string} */ word) {
  const index = wordIndex(artifact, word);
  return {
    values: (at) => artifact.probability[index][at],
    layers: artifact.layers,
    low: 0,
    high: peak(artifact, index).value,
    unit: "probability",
    title: `probability of “${word}”`,
    caution: `The scale ends at the word’s highest value at any layer; read the numbers. ${MIXED}`,
    amounts: true,
    exact: true,
  };
}

/** One word as far as the lens's own table knows it. @param {import("./lens.js").LensArtifact} artifact @returns {Figure} */
export function foundFigure(artifact, /** @type {string} */ word) {
  const layers = artifact.layers.map((_, at) => foundWord(artifact, at, word));
  const k = artifact.top_ids[0][0].length;
  return {
    values: (at) => layers[at],
    layers: artifact.layers,
    low: 0,
    high: layers.reduce((high, values) => Math.max(high, ...values), 0),
    unit: artifact.unit,
    title: `${artifact.unit} of “${word}” where it is among the ${k} strongest`,
    caution: `Elsewhere it is drawn as 0, though it may only be weaker than ${k} others.`,
    amounts: true,
    exact: false,
  };
}
