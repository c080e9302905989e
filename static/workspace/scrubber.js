/** The layer scrubber: slider, buttons, wheel, play; over it the figure's mean at every layer. */

import { el, find } from "../lib/dom.js";
import { linePath } from "../lib/sparkline.js";

const FRAME_MS = 160;
const PROFILE = { width: 1000, height: 24 };

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountScrubber(root, workspace) {
  const { view } = workspace;
  const slider = find(root, "#layer");

  slider.addEventListener("input", () => {
    view.set({ playing: false });
    workspace.setLayer(Number(slider.value));
  });
  let rest = 0;
  root.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      rest += event.deltaY || event.deltaX;
      if (Math.abs(rest) < 20) return;
      workspace.setLayer(workspace.at() + Math.sign(rest));
      rest = 0;
    },
    { passive: false },
  );

  view.watch(() => showLayer(root, slider, workspace), ["results", "layer"]);
  view.watch(() => showProfile(root, workspace), ["results", "word", "lens"]);
  view.watch((state) => showPlaying(root, state.playing), ["playing"]);
  view.watch((state) => state.playing && play(workspace), ["playing"]);
}

function showLayer(root, slider, workspace) {
  const grid = workspace.grid();
  if (!grid) return;
  const at = workspace.at();
  const name = `Layer ${grid.layers[at]} of ${grid.layers.at(-1)}`;
  slider.disabled = false;
  slider.max = String(grid.layers.length - 1);
  slider.value = String(at);
  slider.setAttribute("aria-valuetext", name);
  find(root, "[data-testid=layer-number]").replaceChildren(
    "Layer ", el("b", {}, grid.layers[at]), el("span", { class: "quiet" }, ` of ${grid.layers.at(-1)}`),
  );
}

/** Where it is worth looking: the mean over the patches at every layer, as a quiet hill. */
function showProfile(root, workspace) {
  const figure = workspace.lensFigure();
  if (!figure) return;
  const means = figure.layers.map((_, at) => {
    const values = Array.from(figure.values(at));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  const svg = find(root, ".scrubber-profile");
  svg.setAttribute("viewBox", `0 0 ${PROFILE.width} ${PROFILE.height}`);
  const line = linePath(means, { ...PROFILE, high: Math.max(...means) });
  find(svg, "path").setAttribute("d", `${line}L${PROFILE.width} ${PROFILE.height}L0 ${PROFILE.height}Z`);
}

function showPlaying(root, playing) {
  const button = find(root, "[data-action=play]");
  button.setAttribute("aria-pressed", String(playing));
  find(button, "use").setAttribute("href", playing ? "#icon-stop" : "#icon-play");
}

/** One layer after the other, from the start if it stands at the end, once. */
function play(workspace) {
  const { view } = workspace;
  const last = (workspace.grid()?.layers.length ?? 1) - 1;
  if (workspace.at() === last) workspace.setLayer(0);
  const timer = setInterval(() => {
    if (!view.get().playing || workspace.at() >= last) {
      clearInterval(timer);
      view.set({ playing: false });
    } else workspace.setLayer(workspace.at() + 1);
  }, FRAME_MS);
}
