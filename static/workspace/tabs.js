/**
 * Tabs: one for each analysis of the catalogue, drawn by `static/views/<name>.js`. A view exports
 * `render(root, artifact, options)`, and where it needs them `mount(panel, workspace)` for its form
 * and `entryOf(workspace)` for which result it draws; with `figureOf(artifact, part)` the picture can
 * carry its map. A new analysis touches nothing here.
 */

import { fill, find } from "../lib/dom.js";
import { nextCell } from "../lib/roving.js";
import { showRunState } from "./run_state.js";
import { mountWholeTable } from "./whole_table.js";

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace @param {() => boolean | null} modelReady */
export function mountTabs(root, workspace, modelReady) {
  const { view } = workspace;
  const list = find(root, "[role=tablist]");
  const tabs = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[role=tab]")]);
  const names = tabs.map((tab) => tab.dataset.tab);
  const panels = new Map(names.map((name) => [name, createPanel(find(root, `#panel-${name}`), name, workspace, modelReady)]));
  const current = () => (panels.has(view.get().tab) ? view.get().tab : names[0]);

  for (const tab of tabs) tab.addEventListener("click", () => view.set({ tab: tab.dataset.tab }));
  list.addEventListener("keydown", (event) => {
    const next = nextCell(event.key, { row: 0, col: tabs.indexOf(event.target) }, { rows: 1, cols: tabs.length });
    if (!next || event.key.startsWith("Page")) return;
    event.preventDefault();
    view.set({ tab: tabs[next.col].dataset.tab });
    tabs[next.col].focus();
  });

  const show = () => {
    for (const tab of tabs) {
      const chosen = tab.dataset.tab === current();
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      find(root, `#panel-${tab.dataset.tab}`).hidden = !chosen;
      if (chosen) list.scrollLeft = tab.offsetLeft - list.offsetLeft - list.clientWidth / 2 + tab.offsetWidth / 2;
    }
    panels.get(current())?.show();
  };
  view.watch(show, ["tab"]);
  view.watch(() => panels.get(current())?.show(), ["results", "word", "lens", "past", "token"]);
  show();
}

function createPanel(panel, name, workspace, modelReady) {
  if (name === "table") return mountWholeTable(find(panel, "[data-view]"), workspace);
  let module = /** @type {any} */ (null);
  let drawn = null;
  let drawnWord = null;
  let takeOff = () => {};

  const draw = () => {
    const entry = module.entryOf ? module.entryOf(workspace) : workspace.shown(name);
    const state = panel.querySelector("[data-part=run-state]");
    // Until the first words are there, the lens's run is shown beside the answer, and only there.
    const shown = workspace.lens() || entry !== workspace.lensEntry() ? entry : null;
    const none = panel.querySelector("[data-part=none]");
    if (none) none.hidden = Boolean(entry) || !workspace.readOnly;
    if (state) showRunState(state, shown, { readOnly: workspace.readOnly, results: workspace.results, modelReady: modelReady() });
    const artifact = entry?.artifact ?? null;
    const { word } = workspace.view.get();
    if (artifact === drawn && word === drawnWord) return;
    [drawn, drawnWord] = [artifact, word];
    takeOff();
    takeOff = artifact ? module.render(find(panel, "[data-view]"), artifact, optionsOf(workspace)) : empty(panel);
  };

  // A form must not send itself while its module is on the way.
  panel.addEventListener("submit", (event) => event.preventDefault());
  const ready = import(`../views/${name}.js`)
    .catch(() => ({ render: () => () => {} }))
    .then((loaded) => {
      module = loaded;
      module.mount?.(panel, workspace);
      if (!module.figureOf) return;
      workspace.overlay.add(name, module.figureOf);
      workspace.view.set({ results: workspace.view.get().results + 1 });
    });
  return { show: () => (module ? draw() : ready.then(draw)) };
}

function empty(panel) {
  fill(find(panel, "[data-view]"));
  return () => {};
}

/** What every view may watch and call. */
const optionsOf = (workspace) => ({
  view: workspace.view,
  selection: workspace.selection,
  workspace,
  onLayer: workspace.setLayer,
  onWord: workspace.chooseWord,
  onSelect: workspace.lock,
});
