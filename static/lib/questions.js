/**
 * What tells one question of an analysis from another, short enough for an address; and which of
 * a tab's earlier results is looked at ("past": analysis by name, key of the question).
 */

/** Parameters that only add to a result: the quick question and the full one are the same. */
const EXTRAS = new Set(["controls", "causal"]);
const KEY = /^[a-z0-9]{1,7}$/;
const NAME = /^[a-z][a-z0-9_]{0,40}$/;

/** The same letters for the same question, in whatever order its parameters stand. @param {Record<string, any>} params */
export function keyOf(params) {
  const asked = Object.fromEntries(Object.entries(params).filter(([name]) => !EXTRAS.has(name)));
  return hash(canonical(asked)).toString(36);
}

/** JSON with sorted names; what is null was not asked. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).filter((name) => value[name] !== null && value[name] !== undefined).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** FNV-1a, 32 bits. */
function hash(text) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum;
}

/** "attribution.1x9,token_ablation.k2j". @param {Record<string, string>} past */
export const encodePast = (past) => Object.entries(past).map(([name, key]) => `${name}.${key}`).sort().join(",");

/** What `encodePast` wrote; foreign text is left out. @param {string} text @returns {Record<string, string>} */
export function decodePast(text) {
  const pairs = text.split(",").map((part) => part.split("."));
  return Object.fromEntries(pairs.filter(([name, key, more]) => NAME.test(name) && KEY.test(key ?? "") && more === undefined));
}

/** Whether a question asks for everything. */
const isFull = ({ params }) => Boolean(params?.causal || params?.controls?.random);

const BUSY = new Set(["asking", "queued", "running"]);

/**
 * The entry that stands for one question: the fullest that is ready; else the one on its way that
 * comes first; else the last one, which says what went wrong.
 *
 * @template {{stage: string, params?: any}} E
 * @param {E[]} answers  to one question, newest first
 * @returns {E | null}
 */
export function bestOf(answers) {
  const entries = [...answers.filter(isFull), ...answers.filter((entry) => !isFull(entry))];
  const first = (...stages) => entries.find(({ stage }) => stages.includes(stage));
  return first("ready") ?? first("done", "loading") ?? entries.findLast(({ stage }) => BUSY.has(stage)) ?? entries[0] ?? null;
}
