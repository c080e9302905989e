/** Downloads: the artifact as JSON, NPZ, CSV, the map as PNG, each as the server writes it. */

import { el, fill, find } from "../lib/dom.js";

/** @param {HTMLDetailsElement} menu @param {import("./workspace.js").Workspace} workspace */
export function mountExport(menu, workspace) {
  const list = find(menu, "[data-part=export]");
  menu.addEventListener("toggle", () => menu.open && fill(list, ...itemsOf(workspace)));
  document.addEventListener("click", (event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    find(menu, "summary").focus();
    event.stopPropagation();
  });
}

function itemsOf(workspace) {
  const { word, layer } = workspace.view.get();
  const lens = workspace.lensEntry();
  const map = workspace.wordEntry(word);
  if (!lens?.artifact) return [el("p", { class: "caption" }, "Nothing is computed yet.")];
  const over = workspace.overlay.entry();
  const drawn = over?.artifact ? over : map?.artifact ? map : lens;
  const view = new URLSearchParams({ layer: String(layer ?? lens.artifact.layers.at(-1)), ...(map?.artifact ? { word } : {}) });
  return [
    el("p", { class: "label" }, "The map as it stands"),
    link(`${withQuery(drawn.run.artifact_url, "format=png")}&${view}`, "PNG picture", "png"),
    ...files("Lens: all layers and patches", lens),
    ...(map?.artifact ? files(`Word map: ${word}`, map) : []),
    ...ofTab(workspace),
  ];
}

/** What the tab in view shows, where that is not a map of words. */
function ofTab(workspace) {
  const { tab } = workspace.view.get();
  const entry = ["logit_lens", "word_map"].includes(tab) ? null : workspace.shown(tab);
  const title = workspace.page.analyses?.find(({ name }) => name === tab)?.title ?? tab;
  return entry?.artifact ? files(title, entry) : [];
}

const FORMATS = { json: "JSON", npz: "NPZ arrays", csv: "CSV table" };

function files(title, entry) {
  const url = entry.run.artifact_url;
  return [
    el("p", { class: "label" }, title),
    ...Object.entries(FORMATS).map(([format, name]) => link(format === "json" ? url : withQuery(url, `format=${format}`), name, format)),
  ];
}

const withQuery = (url, query) => `${url}${url.includes("?") ? "&" : "?"}${query}`;

const link = (href, text, format) => el("a", { href, download: "", class: "menu-item", "data-testid": `export-${format}` }, text);
