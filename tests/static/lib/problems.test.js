import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf, shaped } from "../../../static/lib/problems.js";

test("a problem document is taken as it is", async () => {
  const body = { type: "x", title: "Too large", status: 413, detail: "31 MB", hint: "Make it smaller.", errors: null };
  const problem = await problemOf(new Response(JSON.stringify(body), { status: 413 }));
  assert.deepEqual([problem.title, problem.detail, problem.hint], ["Too large", "31 MB", "Make it smaller."]);
});

test("an answer without a problem document still says what happened and what to do", async () => {
  const problem = await problemOf(new Response("<html>Bad gateway</html>", { status: 502 }));
  assert.equal(problem.status, 502);
  assert.ok(problem.title && problem.hint);
  assert.match(problem.detail, /502/);
});

test("errors of fields are kept", () => {
  const errors = [{ loc: ["body", "k"], msg: "too large" }];
  assert.deepEqual(shaped({ errors }).errors, errors);
});
