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
import { bestLayer, mapMaximum, strongest, topWords } from "./example_values.js";
import { drawHeat, drawScale, placeCursor } from "./heat.js";
import { askServer } from "./problem.js";

const TABLE = colourTable("viridis");

/** Load the example's artifacts and bring `root` to life. */
export async function showExample(root, example) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const runOf = (analysis) => example.runs.find((run) => run.analysis === analysis);
  const geometry = runOf("word_map").provenance.geometry;
  const grid = geometry.grids[0];
  const [maps, lens] = await Promise.all(
    ["word_map", "logit_lens"].map((analysis) => askServer("GET", runOf(analysis).artifact_url)),
  );
  const slider = root.querySelector("input");
  const view = { word: 0, index: 0, patch: null };

  /** Everything that depends on the view; called within a frame of each change. */
  function draw() {
    const values = maps.probability[view.word][view.index];
    const patch = view.patch ?? strongest(values);
    const scale = linear(0, mapMaximum(maps.probability[view.word]));
    drawHeat(part("canvas"), part("picture"), { geometry, values, scale, table: TABLE });
    placeCursor(part("cursor"), geometry, patch);
    part("high").textContent = amount(scale.high);
    const last = maps.layers.at(-1);
    part("layer").textContent = `${maps.layers[view.index]} of ${last}`;
    slider.setAttribute("aria-valuetext", `Layer ${maps.layers[view.index]} of ${last}`);
    say(part("says"), view.patch === null, placeOf(grid, patch), topWords(lens, view.index, patch));
  }

  function choose(word) {
    view.word = word;
    view.index = bestLayer(maps.probability[word]);
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
  part("words").replaceChildren(...maps.words.map((word, i) => chipOf(word.text, () => choose(i))));
  slider.max = String(maps.layers.length - 1);
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
