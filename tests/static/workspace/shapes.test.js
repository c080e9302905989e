import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../../static/lib/store.js";
import { createSelection } from "../../../static/workspace/selection.js";
import { createShapes } from "../../../static/workspace/shapes.js";

const GRID = { rows: 4, cols: 4 };

function planted(tool) {
  const view = createStore({ selection: new Set(), patch: null, draft: null, tool, mode: "replace" }, () => {});
  const selection = createSelection(view, () => GRID);
  return { view, selection, shapes: createShapes({ view, selection, grid: () => GRID }) };
}
const spot = (x, y, mode = "replace") => ({ patch: Math.floor(y) * 4 + Math.floor(x), point: [x, y], mode });
const sorted = (patches) => [...patches].sort((a, b) => a - b);

test("two clicks make a rectangle, so nobody has to drag", () => {
  const { shapes, selection } = planted("rectangle");
  shapes.corner(spot(0.5, 0.5));
  assert.ok(shapes.begun());
  shapes.corner(spot(1.5, 1.5));
  assert.deepEqual(sorted(selection.get()), [0, 1, 4, 5]);
  assert.ok(!shapes.begun());
});

test("between the clicks the rectangle to be is shown but not selected", () => {
  const { shapes, selection, view } = planted("rectangle");
  shapes.corner(spot(0.5, 0.5));
  shapes.preview(spot(2.5, 0.5));
  assert.deepEqual(sorted(view.get().draft.patches), [0, 1, 2]);
  assert.equal(selection.get().size, 0);
});

test("a dragged lasso takes what it encloses", () => {
  const { shapes, selection } = planted("lasso");
  const trail = [[0.8, 0.8], [3.2, 0.8], [3.2, 3.2], [0.8, 3.2]];
  shapes.drop(spot(0.8, 0.8), spot(0.8, 3.2), trail);
  assert.deepEqual(sorted(selection.get()), [5, 6, 9, 10]);
});

test("a lasso by clicks closes at its first corner", () => {
  const { shapes, selection } = planted("lasso");
  for (const [x, y] of [[0.1, 0.1], [3.9, 0.1], [3.9, 3.9], [0.1, 3.9]]) shapes.corner(spot(x, y));
  assert.ok(shapes.begun());
  shapes.corner(spot(0.3, 0.3));
  assert.equal(selection.get().size, 16);
});

test("a lasso by clicks can be finished by a button", () => {
  const { shapes, selection } = planted("lasso");
  for (const [x, y] of [[0, 0], [2.1, 0], [2.1, 2.1]]) shapes.corner(spot(x, y));
  shapes.finish();
  assert.deepEqual(sorted(selection.get()), [0, 1, 5]);
});

test("the shape does what was held down when it began", () => {
  const { shapes, selection } = planted("rectangle");
  selection.apply(new Set([15]), "replace");
  shapes.drop(spot(0.5, 0.5, "add"), spot(0.5, 0.5), []);
  assert.deepEqual(sorted(selection.get()), [0, 15]);
});

test("giving up leaves the selection as it was", () => {
  const { shapes, selection, view } = planted("rectangle");
  selection.apply(new Set([3]), "replace");
  shapes.corner(spot(0.5, 0.5));
  assert.equal(shapes.giveUp(), true);
  assert.equal(shapes.giveUp(), false);
  assert.equal(view.get().draft, null);
  assert.deepEqual(sorted(selection.get()), [3]);
});
