/**
 * Reading an `attribution` artifact (analyses/attribution.py).
 *
 * @typedef {object} AttributionArtifact
 * @property {number} rows
 * @property {number} cols
 * @property {keyof typeof METHODS} method
 * @property {{text: string, index: number}} target
 * @property {string} unit
 * @property {boolean} signed
 * @property {number[]} values     for each patch
 * @property {number[]} magnitude  for each patch, what the patches are ordered by
 * @property {{total: number, difference: number, gap: number} | null} completeness
 */

/** Each method's name, and what it does in one sentence. */
export const METHODS = {
  integrated_gradients: ["Integrated gradients", "Follows the gradient on the way from “no picture” to this picture; the shares add up to what the picture did to the answer."],
  gradient_x_input: ["Gradient × input", "One gradient at the picture itself: quick, and only true for small changes."],
  relevance: ["Attention relevancy", "Attention weighted by its gradient, block by block; never negative, so it cannot show what speaks against the word."],
};

/** "Attributions sum to 4.91 of 5.02 nats, gap 2 %." @param {AttributionArtifact} artifact */
export function completenessText({ completeness }) {
  if (!completeness) return "";
  const { total, difference, gap } = completeness;
  return `Attributions sum to ${total.toFixed(2)} of ${difference.toFixed(2)} nats, gap ${percentOf(gap)}.`;
}

function percentOf(gap) {
  if (gap < 0.001) return "below 0.1 %";
  return gap < 0.1 ? `${Number((100 * gap).toPrecision(2))} %` : `${Math.round(100 * gap)} %`;
}

/** Whether the sum is near enough to be believed. */
export const complete = ({ completeness }) => !completeness || completeness.gap <= 0.05;

/** The question in a few words. @param {Record<string, any>} params */
export function nameOfAttribution({ method, steps, baseline }) {
  const [name] = METHODS[method];
  return method === "integrated_gradients" ? `${name}, ${steps} steps from ${baseline}` : name;
}
