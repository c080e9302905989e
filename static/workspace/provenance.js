/** Where the picture's numbers come from: enough to trust, and to repeat, it. */

import { el, fill } from "../lib/dom.js";
import { seconds } from "../lib/numbers.js";

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountProvenance(root, workspace) {
  let known = null;
  workspace.view.watch(() => {
    const provenance = workspace.provenance();
    if (!provenance || provenance === known) return;
    known = provenance;
    const short = [provenance.model, provenance.revision.slice(0, 12), provenance.dtype, provenance.device,
      `attention ${provenance.attention}`, `seed ${provenance.seed}`, seconds(provenance.seconds)];
    fill(root,
      el("details", {},
        el("summary", {}, el("span", { class: "caption" }, short.join(" · "))),
        el("dl", {}, ...Object.entries(inFull(provenance)).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))));
  }, ["results"]);
}

function inFull(provenance) {
  const { geometry } = provenance;
  const grid = geometry?.grids?.[0];
  return {
    Model: provenance.model,
    Revision: provenance.revision,
    "Number format": provenance.dtype,
    Device: provenance.device,
    Attention: provenance.attention,
    "Final norm": provenance.norm,
    Picture: geometry ? `${geometry.width} × ${geometry.height} pixels; ${geometry.steps.join(", ")}` : "",
    Grid: grid ? `${grid.rows} × ${grid.cols} patches (${grid.name})` : "",
    Seed: String(provenance.seed),
    Computed: `${provenance.created_at}, in ${seconds(provenance.seconds)}`,
    Versions: Object.entries(provenance.versions).map(([name, version]) => `${name} ${version}`).join(", "),
  };
}
