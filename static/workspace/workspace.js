/**
 * The workspace as a value: the view, the selection, the results, and what follows from them.
 * The parts of the page get it, watch `view` and never talk to each other.
 *
 * @typedef {ReturnType<typeof createWorkspace>} Workspace
 */

import { queryToState, stateToView } from "../lib/address.js";
import { foundFigure, strongestFigure, wordFigure } from "../lib/figure.js";
import { layerIndex } from "../lib/lens.js";
import { count } from "../lib/patches.js";
import { createRunClient } from "../lib/runs.js";
import { createStore } from "../lib/store.js";
import { tellingToken } from "../lib/tokens.js";
import { wordIndex } from "../lib/word_map.js";
import { createOverlay } from "./overlay.js";
import { createResults } from "./results.js";
import { createSelection } from "./selection.js";

const WORDS_KEPT = 5;

/** What the view holds beside the address: gone when the page is. */
const PASSING = { preview: null, tool: "point", mode: "replace", draft: null, playing: false, results: 0 };

/** @param {{inspection: any, page: any, client?: any, query?: string}} options */
export function createWorkspace({ inspection, page, client = createRunClient(), query = location.search }) {
  const state = query.length > 1 ? queryToState(query) : (page.state ?? {});
  const view = createStore({ ...stateToView(state), ...PASSING });
  const tell = () => view.set({ results: view.get().results + 1 });
  const results = createResults({ inspection, readOnly: page.readOnly, client, tell });
  const lensEntry = () =>
    results.find("logit_lens", ({ params }) => (params.lens ?? "logit") === view.get().lens && !params.layers);
  const wordEntry = (word) =>
    word === null
      ? null
      : results.find("word_map", ({ params }) => !params.layers && Boolean(params.words?.includes(word)));
  const shownLens = keepLast(() => (lensEntry()?.artifact ? lensEntry() : null));
  const grid = () => shownLens()?.artifact ?? null;
  const shown = (analysis) => results.shown(analysis, view.get().past[analysis]);
  const overlay = createOverlay(view, shown);
  const lensFigure = figures(view, shownLens, wordEntry);
  const selection = createSelection(view, grid);

  const workspace = {
    inspection,
    page,
    readOnly: Boolean(page.readOnly),
    client,
    view,
    results,
    selection,
    lensEntry,
    wordEntry,
    /** The lens that is drawn: the wanted one, or the last one until it is there. */
    lens: () => shownLens()?.artifact ?? null,
    provenance: () => shownLens()?.run?.provenance ?? null,
    grid,
    geometry: () => geometryOf(shownLens(), inspection.picture),
    shown,
    overlay,
    /** The map of the lens or of a word, whatever a tab paints over the picture. */
    lensFigure,
    /** What is painted over the picture. */
    figure: () => (view.get().map !== null && grid() ? overlay.figure(grid()) : null) ?? lensFigure(),
    /** Index of the layer in view. */
    at: () => layerIndex(grid()?.layers ?? [0], view.get().layer),
    setLayer(index) {
      const layers = grid()?.layers;
      if (layers) view.set({ layer: layers[Math.max(0, Math.min(layers.length - 1, index))], map: null });
    },
    lock: (patch) => view.set({ patch, preview: null }),
    /** Put a word on the map and ask for its exact values; null: each patch's strongest. */
    chooseWord(word) {
      view.set({ word, map: null });
      workspace.askMissing();
    },
    chooseLens(lens) {
      view.set({ lens, map: null });
      workspace.askMissing();
    },
    /** Number of the followed token: the chosen one, else the answer's first telling one. */
    token: () => view.get().token ?? tellingToken(grid()?.answer?.tokens ?? []),
    /** Ask a tab's question, a quick one before a full one; the tab shows the answer, not an earlier one. */
    ask(analysis, ...questions) {
      const { [analysis]: _, ...past } = view.get().past;
      view.set({ past });
      results.askInTurn(analysis, questions);
    },
    /** Look at an earlier result of a tab, and at what it followed. @param {import("./results.js").Entry} entry */
    lookBack(entry) {
      const { analysis, key, params } = entry;
      const word = "answer" in params ? params.answer : params.target;
      view.set({ past: { ...view.get().past, [analysis]: key }, token: params.token ?? 0, target: word ?? null });
    },
    /** The lens and the word in view, where nobody asked for them yet. */
    askMissing() {
      const { lens, word } = view.get();
      if (!lensEntry()) results.ask("logit_lens", { k: WORDS_KEPT, lens });
      if (word !== null && !wordEntry(word)) results.ask("word_map", { words: [word] });
    },
    start() {
      results.takeUp();
      workspace.askMissing();
    },
  };
  view.watch(() => fitToGrid(view, grid()), ["results"]);
  return workspace;
}

/** The last value that was not null. */
function keepLast(make) {
  let last = null;
  return () => (last = make() ?? last);
}

/** An address may name layers and patches that this model does not have. */
function fitToGrid(view, lens) {
  if (!lens) return;
  const { layer, patch, selection, token } = view.get();
  const patches = count(lens);
  if (token !== null && lens.answer?.tokens.length && token >= lens.answer.tokens.length) view.set({ token: null });
  if (layer !== null && !lens.layers.includes(layer)) view.set({ layer: null });
  if (patch !== null && patch >= patches) view.set({ patch: null });
  if ([...selection].some((each) => each >= patches)) {
    view.set({ selection: new Set([...selection].filter((each) => each < patches)) });
  }
}

/** Where patches lie; without provenance the grid is taken to cover the whole picture. */
function geometryOf(entry, picture) {
  if (entry?.run?.provenance?.geometry) return entry.run.provenance.geometry;
  const { width, height } = picture;
  const box = { left: 0, top: 0, right: width, bottom: height };
  const { rows, cols } = entry?.artifact ?? { rows: 1, cols: 1 };
  return { width, height, steps: [], grids: [{ name: "overview", rows, cols, box, positions: [] }] };
}

/** The map that is painted just now, made anew only when what it shows has changed. */
function figures(view, shownLens, wordEntry) {
  let known = { lens: null, map: null, word: null, figure: null };
  return () => {
    const lens = shownLens()?.artifact ?? null;
    if (!lens) return null;
    const { word } = view.get();
    const artifact = wordEntry(word)?.artifact ?? null;
    const map = artifact && sameGrid(artifact, lens) && wordIndex(artifact, word) >= 0 ? artifact : null;
    if (known.figure && known.lens === lens && known.map === map && known.word === word) return known.figure;
    const figure = word === null ? strongestFigure(lens) : map ? wordFigure(map, word) : foundFigure(lens, word);
    known = { lens, map, word, figure };
    return figure;
  };
}

const sameGrid = (a, b) => a.rows === b.rows && a.cols === b.cols && a.layers.length === b.layers.length;
