import assert from "node:assert/strict";
import { test } from "node:test";
import { scrollFor, visibleRows } from "../../../static/lib/windowing.js";

const SIGHT = { rowHeight: 20, count: 576, spare: 2 };

test("only the rows in sight and a few more exist, and the rest keeps its room", () => {
  const rows = visibleRows({ ...SIGHT, top: 1000, height: 200 });
  assert.deepEqual([rows.first, rows.last], [48, 62]);
  assert.equal(rows.before + (rows.last - rows.first) * 20 + rows.after, 576 * 20);
});

test("the ends of the table are not overrun", () => {
  assert.equal(visibleRows({ ...SIGHT, top: 0, height: 200 }).first, 0);
  assert.equal(visibleRows({ ...SIGHT, top: 576 * 20 - 200, height: 200 }).last, 576);
  assert.deepEqual(visibleRows({ ...SIGHT, count: 0, top: 0, height: 200 }), { first: 0, last: 0, before: 0, after: 0 });
});

test("a row out of sight is scrolled to, one in sight is not", () => {
  const sight = { top: 100, height: 100, rowHeight: 20 };
  assert.equal(scrollFor({ ...sight, row: 6 }), null);
  assert.equal(scrollFor({ ...sight, row: 2 }), 40);
  assert.equal(scrollFor({ ...sight, row: 10 }), 120);
});
