import assert from "node:assert/strict";
import { test } from "node:test";
import { cutOff, frame, padding, patchAt, patchBox, subtract, within } from "../../../static/lib/geometry.js";

const grid = (box) => ({ name: "overview", rows: 4, cols: 4, box, positions: [] });
const LANDSCAPE = { width: 640, height: 480, steps: [], grids: [grid({ left: 80, top: 0, right: 560, bottom: 480 })] };
const PADDED = { width: 640, height: 480, steps: [], grids: [grid({ left: 0, top: -80, right: 640, bottom: 560 })] };

test("a cropped landscape loses a strip on the left and on the right", () => {
  assert.deepEqual(cutOff(LANDSCAPE), [
    { left: 0, top: 0, right: 80, bottom: 480 },
    { left: 560, top: 0, right: 640, bottom: 480 },
  ]);
  assert.deepEqual(padding(LANDSCAPE), []);
});

test("a padded landscape has an added border above and below, and loses nothing", () => {
  assert.deepEqual(cutOff(PADDED), []);
  assert.deepEqual(padding(PADDED).map(({ top, bottom }) => [top, bottom]), [[-80, 0], [480, 560]]);
});

test("the frame has room for the picture and for the border", () => {
  assert.deepEqual(frame(LANDSCAPE), { left: 0, top: 0, right: 640, bottom: 480 });
  assert.deepEqual(frame(PADDED), { left: 0, top: -80, right: 640, bottom: 560 });
});

test("every patch is found again at the centre of its own pixels", () => {
  for (const { grids } of [LANDSCAPE, PADDED]) {
    for (let patch = 0; patch < 16; patch++) {
      const box = patchBox(grids[0], patch);
      assert.equal(patchAt(grids[0], (box.left + box.right) / 2, (box.top + box.bottom) / 2), patch);
    }
  }
});

test("pixels that were cut off belong to no patch", () => {
  assert.equal(patchAt(LANDSCAPE.grids[0], 79.9, 100), null);
  assert.equal(patchAt(LANDSCAPE.grids[0], 80, 0), 0);
  assert.equal(patchAt(LANDSCAPE.grids[0], 560, 100), null);
});

test("a sliver of rounding is not shown as cut off", () => {
  const box = { left: 0, top: 0, right: 100, bottom: 100 };
  assert.deepEqual(subtract(box, { left: 0.3, top: 0, right: 100, bottom: 99.8 }), []);
});

test("a hole that lies beside the box leaves it whole", () => {
  const box = { left: 0, top: 0, right: 10, bottom: 10 };
  const pieces = subtract(box, { left: 0, top: 20, right: 10, bottom: 30 });
  assert.deepEqual(pieces, [box]);
});

test("a box is placed by fractions of the frame", () => {
  const outer = frame(PADDED);
  assert.deepEqual(within({ left: 0, top: 0, right: 640, bottom: 480 }, outer), { left: 0, top: 0.125, width: 1, height: 0.75 });
});
