/** What the home page's example reads out of its two artifacts (arrays as docs/http.md has them). */

/** The number of the largest value. */
export function strongest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** The largest value of a word's maps over all layers: `maps[layer][patch]`. */
export function mapMaximum(maps) {
  return Math.max(...maps.map((values) => Math.max(...values)));
}

/** The index of the layer at which the word is strongest, the last of equals. */
export function bestLayer(maps) {
  const peaks = maps.map((values) => Math.max(...values));
  return peaks.lastIndexOf(Math.max(...peaks));
}

/** The index of the layer `wanted`, if it is among `layers`, or of the one where the word is strongest. */
export function openingLayer(layers, maps, wanted) {
  const given = layers.indexOf(wanted);
  return given >= 0 ? given : bestLayer(maps);
}

/** The words of one patch at one layer, strongest first: `[{text, probability}]`. */
export function topWords(lens, layer, patch) {
  return lens.top_ids[layer][patch].map((id, i) => ({
    text: lens.vocabulary[String(id)],
    probability: lens.top_probabilities[layer][patch][i],
  }));
}

/** A `word_map` artifact as one value for each word: `{text, layers, probability[layer][patch]}`. */
export function mapOfEachWord({ words, layers, probability }) {
  return words.map(({ text }, i) => ({ text, layers, probability: probability[i] }));
}
