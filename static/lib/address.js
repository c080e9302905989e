/**
 * The view of the workspace as an address's query, and back. A share's state is the same as an
 * object. Only what differs from the default is written; what cannot be read is left out.
 *
 * @typedef {object} View
 * @property {number | null} layer   null: the last one
 * @property {string | null} word    the word on the map; null: each patch's strongest
 * @property {number | null} patch   the locked patch
 * @property {ReadonlySet<number>} selection
 * @property {string} tab
 * @property {"logit" | "embedding"} lens
 * @property {"linear" | "log"} scale
 * @property {"viridis" | "cividis"} colours
 * @property {boolean} grid
 * @property {number} opacity        0 to 100
 * @property {string | null} map     a tab's map over the picture, as "attribution" or
 *   "answer_evidence:causal"; null: the lens or the word
 * @property {number} token          the answer's token in question, from 0
 * @property {string | null} target  a word followed in its place
 * @property {Record<string, string>} past  which earlier result a tab shows
 */

import { decodePast, encodePast } from "./questions.js";
import { decodeRanges, encodeRanges } from "./ranges.js";

/** @type {View} */
export const DEFAULTS = Object.freeze({
  layer: null,
  word: null,
  patch: null,
  selection: new Set(),
  tab: "logit_lens",
  lens: "logit",
  scale: "linear",
  colours: "viridis",
  grid: true,
  opacity: 65,
  map: null,
  token: null,
  target: null,
  past: Object.freeze({}),
});

const LONGEST_WORD = 60;
const MOST_PATCHES = 16384;

/** @param {Partial<View>} view @returns {Record<string, string>} */
export function viewToState(view) {
  const state = /** @type {Record<string, string>} */ ({});
  const put = (key, value, usual) => {
    if (value !== undefined && value !== null && value !== usual) state[key] = String(value);
  };
  put("layer", view.layer, null);
  put("word", view.word, null);
  put("patch", view.patch, null);
  put("sel", encodeRanges(view.selection ?? []), "");
  put("tab", view.tab, DEFAULTS.tab);
  put("lens", view.lens, DEFAULTS.lens);
  put("scale", view.scale, DEFAULTS.scale);
  put("colours", view.colours, DEFAULTS.colours);
  put("grid", view.grid === false ? "off" : undefined, undefined);
  put("opacity", view.opacity, DEFAULTS.opacity);
  put("map", view.map, null);
  put("token", view.token, DEFAULTS.token);
  put("target", view.target, null);
  put("past", encodePast(view.past ?? {}), "");
  return state;
}

/** @param {Partial<View>} view @returns {string} "?layer=3&sel=1-4", or "" for the default view */
export function viewToQuery(view) {
  const query = new URLSearchParams(viewToState(view)).toString().replaceAll("%2C", ",");
  return query ? `?${query}` : "";
}

/** @param {string} query */
export const queryToState = (query) => Object.fromEntries(new URLSearchParams(query));

/** @param {Record<string, unknown>} state @returns {View} */
export function stateToView(state) {
  const text = (key) => (["string", "number"].includes(typeof state[key]) ? String(state[key]) : "");
  const choice = (key, allowed, usual) => (allowed.includes(text(key)) ? text(key) : usual);
  return {
    layer: whole(text("layer")),
    word: text("word").trim().slice(0, LONGEST_WORD) || null,
    patch: whole(text("patch")),
    selection: decodeRanges(text("sel"), MOST_PATCHES),
    tab: /^[a-z][a-z0-9_]{0,40}$/.test(text("tab")) ? text("tab") : DEFAULTS.tab,
    lens: choice("lens", ["logit", "embedding"], DEFAULTS.lens),
    scale: choice("scale", ["linear", "log"], DEFAULTS.scale),
    colours: choice("colours", ["viridis", "cividis"], DEFAULTS.colours),
    grid: text("grid") !== "off",
    opacity: Math.min(100, whole(text("opacity")) ?? DEFAULTS.opacity),
    map: /^[a-z][a-z0-9_]{0,40}(:[a-z_]{1,20})?$/.test(text("map")) ? text("map") : null,
    token: whole(text("token")) ?? DEFAULTS.token,
    target: text("target").trim().slice(0, LONGEST_WORD) || null,
    past: decodePast(text("past")),
  };
}

const whole = (text) => (/^\d{1,6}$/.test(text) ? Number(text) : null);
