/** The selection's visible controls, and what every `data-action` on the page does. */

import { find } from "../lib/dom.js";
import { plural } from "../lib/numbers.js";

const TOOLS = ["point", "rectangle", "lasso"];

/**
 * @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace @param {any} shapes
 * @param {Record<string, () => void>} others  actions that other parts of the page own
 * @returns {(action: string) => void} does the action
 */
export function mountTools(root, workspace, shapes, others) {
  const { view, selection } = workspace;
  const actions = {
    ...Object.fromEntries(TOOLS.map((tool) => [tool, () => view.set({ tool: view.get().tool === tool ? "point" : tool })])),
    invert: selection.invert,
    grow: selection.grow,
    clear: selection.clear,
    undo: selection.undo,
    redo: selection.redo,
    finish: () => shapes.finish(),
    "layer-down": () => workspace.setLayer(workspace.at() - 1),
    "layer-up": () => workspace.setLayer(workspace.at() + 1),
    play: () => view.set({ playing: !view.get().playing }),
    escape: () => {
      if (!shapes.giveUp()) workspace.lock(null);
    },
    ...others,
  };
  const act = (action) => actions[action]?.();

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action], [data-mode]");
    if (!button) return;
    if (button.dataset.mode) view.set({ mode: button.dataset.mode });
    else act(button.dataset.action);
  });
  view.watch((state) => showState(root, state, selection, shapes), ["tool", "mode", "selection", "draft", "results"]);
  showState(root, view.get(), selection, shapes);
  return act;
}

function showState(root, state, selection, shapes) {
  for (const tool of TOOLS) find(root, `[data-action=${tool}]`).setAttribute("aria-pressed", String(state.tool === tool));
  for (const button of root.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
  }
  const { size } = state.selection;
  find(root, "[data-testid=selection-count]").textContent =
    size === 0 ? "No patch selected" : `${plural(size, "patch", "patches")} selected`;
  const usable = { undo: selection.canUndo(), redo: selection.canRedo(), clear: size > 0, grow: size > 0 };
  for (const [action, able] of Object.entries(usable)) disable(find(root, `[data-action=${action}]`), !able);
  find(root, "[data-action=finish]").hidden = !(state.tool === "lasso" && shapes.corners() >= 3);
}

/** A disabled button keeps the focus, so that the keyboard does not fall off the page. */
function disable(button, off) {
  if (off) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
