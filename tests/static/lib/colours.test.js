import assert from "node:assert/strict";
import { test } from "node:test";
import { alphaOf, centredAlpha, colourTable, cssColour, inkOn, paint } from "../../../static/lib/colours.js";

const lightness = (table, i) => 0.2126 * table[3 * i] + 0.7152 * table[3 * i + 1] + 0.0722 * table[3 * i + 2];

for (const name of ["viridis", "cividis"]) {
  test(`${name} grows lighter all the way, so it can be read without colour`, () => {
    const table = colourTable(name);
    for (let i = 8; i < 256; i += 8) assert.ok(lightness(table, i) > lightness(table, i - 8));
  });
}

test("viridis begins and ends with its published colours", () => {
  const table = colourTable("viridis");
  assert.equal(cssColour(table, 0), "rgb(68 1 84)");
  assert.equal(cssColour(table, 1), "rgb(253 231 37)");
});

test("the diverging scale is lightest at its middle", () => {
  const table = colourTable("diverging");
  assert.ok(lightness(table, 127) > lightness(table, 40));
  assert.ok(lightness(table, 127) > lightness(table, 215));
});

test("values become pixels in their order", () => {
  const table = colourTable("viridis");
  const pixels = new Uint8ClampedArray(12);
  paint([0, 1, 7], (value) => value, table, pixels);
  assert.deepEqual([...pixels], [68, 1, 84, 255, 253, 231, 37, 255, 253, 231, 37, 255]);
});

test("low values let more of the picture through, except at full opacity", () => {
  assert.ok(alphaOf(0.6, 0) < alphaOf(0.6, 1));
  assert.equal(alphaOf(0.6, 1), 0.6);
  assert.equal(alphaOf(1, 0), 1);
  assert.equal(alphaOf(0, 1), 0);
});

test("letters on a colour have enough contrast", () => {
  const channel = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  for (const name of ["viridis", "cividis"]) {
    const table = colourTable(name);
    for (let i = 0; i < 256; i++) {
      const [r, g, b] = [0, 1, 2].map((c) => channel(table[3 * i + c]));
      const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const ratio = inkOn(table, i / 255) === "#000" ? (light + 0.05) / 0.05 : 1.05 / (light + 0.05);
      assert.ok(ratio >= 4.5, `${name} ${i}: ${ratio}`);
    }
  }
});

test("on a scale centred on 0 both ends cover the picture and the middle hardly does", () => {
  assert.deepEqual([0, 0.5, 1].map((fraction) => Number(centredAlpha(0.8, fraction).toFixed(2))), [0.8, 0.12, 0.8]);
});
