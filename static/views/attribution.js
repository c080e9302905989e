/** Which patches a gradient method credits with a word of the answer: a map on the picture. */

import { complete, completenessText, METHODS, nameOfAttribution } from "../lib/attribution.js";
import { el, fill } from "../lib/dom.js";
import { patchFigure } from "../lib/patch_figure.js";
import { followed, mountExplained, mountFollowed, mountPast, onShown, refill, showFieldsFor, valueOf } from "../workspace/asking.js";
import { mapButton, topForm } from "../workspace/map_parts.js";

const NAME = "attribution";
const SENTENCES = Object.fromEntries(Object.entries(METHODS).map(([method, [, text]]) => [method, text]));
const CAUTION = "A gradient says what a small change would do, not what removal does; check a region by ablating it.";

/** The map over the picture. @param {import("../lib/attribution.js").AttributionArtifact} artifact */
export const figureOf = (artifact) =>
  patchFigure({
    values: artifact.values, unit: artifact.unit, diverging: artifact.signed, caution: CAUTION,
    title: `${METHODS[artifact.method][0].toLowerCase()} for “${artifact.target.text.trim()}”`,
    ends: artifact.signed ? ["against the word", "for the word"] : undefined,
  });

/** Wires the form and the questions asked before. */
export function mount(panel, /** @type {import("../workspace/workspace.js").Workspace} */ workspace) {
  const { view } = workspace;
  mountPast(panel, workspace, NAME, { nameOf: nameOfAttribution, choose: () => view.set({ map: NAME }) });
  const form = panel.querySelector("form");
  if (!form) return;
  mountFollowed(form, workspace);
  const explain = mountExplained(form, "method", SENTENCES);
  const show = () => (showFieldsFor(form, valueOf(form, "method")), explain());
  form.addEventListener("change", show);
  onShown(workspace, NAME, ({ method, steps, baseline }) => refill(form, { method, steps, baseline }));
  show();
  form.addEventListener("submit", () => {
    workspace.ask(NAME, { method: valueOf(form, "method"), steps: valueOf(form, "steps"), baseline: valueOf(form, "baseline"), ...followed(workspace) });
    view.set({ map: NAME });
  });
}

/**
 * @param {HTMLElement} root
 * @param {import("../lib/attribution.js").AttributionArtifact} artifact
 * @param {any} options
 * @returns {() => void} how to take it off again
 */
export function render(root, artifact, { workspace }) {
  const map = mapButton(workspace, NAME);
  const whole = completenessText(artifact);
  fill(root,
    whole && el("p", { class: complete(artifact) ? "says" : "notice warn", "data-testid": "completeness" }, whole,
      !complete(artifact) && " More steps bring it nearer; above 5 % do not trust the map."),
    el("div", { class: "row" }, map.button, topForm(workspace, artifact.magnitude)),
    el("p", { class: "caption" }, `${SENTENCES[artifact.method]} ${artifact.signed ? "Above 0 speaks for the word, below 0 against it. " : ""}The top patches are those with the largest size, whichever way they point. ${CAUTION}`));
  return map.stop;
}
