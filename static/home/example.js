/**
 * The analysed picture on the home page: one word's map over the picture, a slider through the
 * layers, and the words of the patch under the pointer.
 */

import { colourTable } from "../lib/colours.js";
import { patchAt } from "../lib/geometry.js";
import { amount } from "../lib/numbers.js";
import { placeOf } from "../lib/patches.js";
import { linear } from "../lib/scales.js";
import { showToken } from "../lib/tokens.js";
import { mapMaximum, mapOfEachWord, openingLayer, strongest, topWords } from "./example_values.js";
import { drawHeat, drawScale, placeCursor } from "./heat.js";
import { askServer } from "./problem.js";

const TABLE = colourTable("viridis");

/** Load the example's artifacts and bring `root` to life. */
export async function showExample(root, example) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const { lens, maps, geometry } = await load(example);
  const grid = geometry.grids[0];
  const slider = root.querySelector("input");
  const view = { word: 0, index: 0, patch: null };

  /** Everything that depends on the view; called within a frame of each change. */
  function draw() {
    const { layers, probability } = maps[view.word];
    const values = probability[view.index];
    const patch = view.patch ?? strongest(values);
    const scale = linear(0, mapMaximum(probability));
    drawHeat(part("canvas"), part("picture"), { geometry, values, scale, table: TABLE });
    placeCursor(part("cursor"), geometry, patch);
    part("high").textContent = amount(scale.high);
    const where = `${layers[view.index]} of ${layers.at(-1)}`;
    part("layer").textContent = where;
    slider.setAttribute("aria-valuetext", `Layer ${where}`);
    say(part("says"), view.patch === null, placeOf(grid, patch), topWords(lens, view.index, patch));
  }

  function choose(word) {
    view.word = word;
    view.index = openingLayer(maps[word].layers, maps[word].probability, example.state?.layer);
    slider.value = String(view.index);
    for (const [i, chip] of [...part("words").children].entries()) {
      chip.setAttribute("aria-pressed", String(i === word));
    }
    draw();
  }

  part("answer").textContent = lens.answer.text;
  part("low").textContent = "0";
  part("legend").hidden = false;
  drawScale(part("scale"), TABLE);
  part("words").replaceChildren(...maps.map(({ text }, i) => chipOf(text, () => choose(i))));
  slider.max = String(lens.layers.length - 1);
  slider.disabled = false;
  slider.addEventListener("input", () => {
    view.index = Number(slider.value);
    draw();
  });
  listenToPointer(part("picture"), (x, y) => {
    view.patch = x === null ? null : patchAt(grid, x * geometry.width, y * geometry.height);
    draw();
  });
  new ResizeObserver(draw).observe(part("picture"));
  choose(0);
}

/** The lens, one map for each word, and where the patches lie. */
async function load({ runs }) {
  const fetched = (analysis) =>
    Promise.all(runs.filter((run) => run.analysis === analysis).map((run) => askServer("GET", run.artifact_url)));
  const [[lens], maps] = await Promise.all([fetched("logit_lens"), fetched("word_map")]);
  return { lens, maps: maps.flatMap(mapOfEachWord), geometry: runs[0].provenance.geometry };
}

function chipOf(text, onClick) {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "chip";
  chip.textContent = text;
  chip.addEventListener("click", onClick);
  return chip;
}

/** "The marked patch (row 3, column 4) says dog 0.62, puppy 0.11", the first word in bold. */
function say(place, isStrongest, where, words) {
  const parts = words.flatMap(({ text, probability }, i) => {
    const word = document.createElement(i === 0 ? "b" : "span");
    word.textContent = showToken(text).text;
    return [i ? ", " : "", word, ` ${amount(probability)}`];
  });
  const marked = isStrongest ? "The strongest patch" : "This patch";
  place.replaceChildren(`${marked} (${where}) says `, ...parts);
}

function listenToPointer(picture, onPlace) {
  const place = (event) => {
    const box = picture.getBoundingClientRect();
    onPlace((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  picture.addEventListener("pointermove", place);
  picture.addEventListener("pointerdown", place);
  picture.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") onPlace(null, null);
  });
}

const data = typeof document === "undefined" ? null : document.getElementById("example-data");
if (data) {
  const root = document.getElementById("example");
  showExample(root, JSON.parse(data.textContent)).catch((error) => {
    root.querySelector('[data-part="says"]').textContent = `The map could not be loaded: ${error.message}`;
  });
}
