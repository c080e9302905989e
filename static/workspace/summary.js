/** Two lines under the picture: the patch in question, and what the layer says as a whole. */

import { el, fill, find } from "../lib/dom.js";
import { census, wordsOf } from "../lib/lens.js";
import { amount, percent, signed } from "../lib/numbers.js";
import { nameOf, subjectOf } from "../lib/subject.js";
import { tokenView } from "../lib/token_view.js";
import { plainWord } from "../lib/tokens.js";

const WORDS_NAMED = 6;

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountSummary(root, workspace) {
  const { view } = workspace;
  const patchLine = find(root, "[data-part=patch-line]");
  const says = find(root, "[data-part=says]");
  const known = new Map();

  view.watch((state) => {
    const lens = workspace.lens();
    if (!lens) return;
    const subject = subjectOf(state, lens);
    const words = wordsOf(lens, workspace.at(), subject.patches, 4);
    const mapped = subject.kind === "patch" ? valueOnMap(workspace, subject.patches[0]) : null;
    fill(patchLine,
      el("b", {}, nameOf(subject, lens)), subject.locked ? " (locked)" : "", ": ", mapped && `${mapped}; `,
      ...words.flatMap((said) => [tokenView(said.text), el("span", { class: "number quiet" }, ` ${amount(said.value)} `)]));
  }, ["results", "lens", "layer", "word", "patch", "preview", "selection", "map", "past"]);

  view.watch(() => {
    const lens = workspace.lens();
    if (!lens) return;
    const at = workspace.at();
    if (!known.has(lens)) known.set(lens, []);
    const counted = (known.get(lens)[at] ??= census(lens, at));
    fill(says, ...sentence(lens.layers[at], counted, workspace));
  }, ["results", "lens", "layer"]);
}

/** "“dog” 0.31" or "−8.00 nats", where more than the strongest word is on the map. */
function valueOnMap(workspace, patch) {
  const { word } = workspace.view.get();
  const figure = workspace.figure();
  if (!figure) return null;
  if (figure !== workspace.lensFigure()) return `${(figure.diverging ? signed : amount)(figure.values(0)[patch])} ${figure.unit}`;
  if (word === null) return null;
  return `“${word}” ${amount(figure.values(workspace.at())[patch])}`;
}

function sentence(layer, { words, junk, patches }, workspace) {
  const named = words.slice(0, WORDS_NAMED).flatMap(({ text, patches: n }) => [
    wordButton(text, () => workspace.chooseWord(plainWord(text))), el("span", { class: "number quiet" }, ` ${n}  `),
  ]);
  const rest = words.length > WORDS_NAMED ? `and ${words.length - WORDS_NAMED} other words` : "";
  const noise = junk > 0 ? `${rest ? "; " : ""}${percent(junk / patches)} of the patches say no word` : "";
  return [`Layer ${layer} says `, ...named, el("span", { class: "quiet" }, `${rest}${noise}.`)];
}

/** A word that can be put on the map. */
export function wordButton(text, choose) {
  return el("button", { type: "button", class: "word-button", on: { click: choose }, title: "Show this word on the map" }, tokenView(text));
}
