/** What the answer loses with each patch removed by itself: a causal map on the picture. */

import { nameOfAblation, REPLACEMENTS } from "../lib/ablation.js";
import { el, fill } from "../lib/dom.js";
import { amount, signed } from "../lib/numbers.js";
import { patchFigure, topPatches } from "../lib/patch_figure.js";
import { placeOf } from "../lib/patches.js";
import { followed, mountExplained, mountFollowed, mountPast, onShown, refill, valueOf } from "../workspace/asking.js";
import { mapButton, topForm } from "../workspace/map_parts.js";

const NAME = "patch_ablation";
const NAMED = 5;
const CAUTION = "One patch at a time: what two patches both carry looks unneeded, since the other one stays.";

const changes = ({ log_probability, baseline }) => log_probability.map((value) => value - baseline);

/** The map over the picture. */
export const figureOf = (artifact) =>
  patchFigure({
    values: changes(artifact), unit: "nats", diverging: true, ends: ["needed", "in the way"], caution: CAUTION,
    title: `change of log-probability of “${artifact.target.text.trim()}” with the patch removed`,
  });

/** Wires the form and the questions asked before. */
export function mount(panel, /** @type {import("../workspace/workspace.js").Workspace} */ workspace) {
  const { view } = workspace;
  mountPast(panel, workspace, NAME, { nameOf: (params) => nameOfEach(params), choose: () => view.set({ map: NAME }) });
  const form = panel.querySelector("form");
  if (!form) return;
  mountFollowed(form, workspace);
  const explain = mountExplained(form, "replacement", REPLACEMENTS);
  onShown(workspace, NAME, ({ replacement, buffer }) => (refill(form, { replacement, buffer }), explain()));
  form.addEventListener("submit", () => {
    workspace.ask(NAME, { replacement: valueOf(form, "replacement"), buffer: valueOf(form, "buffer"), seed: 0, ...followed(workspace) });
    view.set({ map: NAME });
  });
}

const nameOfEach = (params) => nameOfAblation({ ...params, patches: [0] }).replace("1 patch", "each patch");

/**
 * @param {HTMLElement} root
 * @param {any} artifact
 * @param {any} options
 * @returns {() => void} how to take it off again
 */
export function render(root, artifact, { workspace, onSelect }) {
  const change = changes(artifact);
  const map = mapButton(workspace, NAME);
  const needed = topPatches(change.map((value) => -value), NAMED).filter((patch) => change[patch] < 0);
  fill(root,
    el("p", { class: "verdict is-open", "data-testid": "each-says" }, sentence(artifact, change, needed)),
    el("div", { class: "row" }, map.button, topForm(workspace, change.map((value) => -value))),
    needed.length > 0 && el("h3", {}, "Needed most"),
    el("ol", { class: "plain-list ranking" }, ...needed.map((patch) => el("li", {},
      el("button", { type: "button", class: "word-button", on: { click: () => onSelect(patch) } }, placeOf(artifact, patch)),
      el("span", { class: "number" }, `${signed(change[patch])} nats`)))),
    el("p", { class: "caption" }, `Each patch was removed by itself and the log-probability of “${artifact.target.text.trim()}” read again. Below 0: the answer lost, the patch is needed. ${CAUTION}`));
  return map.stop;
}

function sentence(artifact, change, needed) {
  const before = `Unchanged, “${artifact.target.text.trim()}” has probability ${amount(Math.exp(artifact.baseline))}.`;
  const [most] = needed;
  if (most === undefined) return `${before} No single patch lowers it.`;
  const after = amount(Math.exp(artifact.baseline + change[most]));
  return `${before} Without the patch in ${placeOf(artifact, most)} it has ${after}; no other single patch is needed more.`;
}
