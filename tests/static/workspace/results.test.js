import assert from "node:assert/strict";
import { test } from "node:test";
import { ProblemError } from "../../../static/lib/problems.js";
import { createResults } from "../../../static/workspace/results.js";

const PROBLEM = { title: "Out of memory", status: 507, detail: "2 GB", hint: "Fewer layers.", errors: null };
const settle = () => new Promise((done) => setTimeout(done, 0));
const run = (status, more = {}) => ({ id: "r1", analysis: "word_map", params: {}, status, error: null, artifact_url: null, ...more });
const DONE = run("done", { artifact_url: "/api/runs/r1/artifact" });

/** Results with a server that the test plays. */
function planted({ runs = [], readOnly = false, answers = {} } = {}) {
  const asked = [];
  const watched = new Map();
  const client = {
    ask: async (...question) => {
      asked.push(question);
      if (answers.ask instanceof Error) throw answers.ask;
      return { ...answers.ask, params: question[2] };
    },
    call: async (url) => {
      asked.push(url);
      if (answers.artifact instanceof Error) throw answers.artifact;
      return answers.artifact;
    },
    cancel: async () => run("cancelled"),
    watch: (id, tell) => watched.set(id, tell),
  };
  let told = 0;
  const results = createResults({ inspection: { id: "i1", runs }, readOnly, client, tell: () => (told += 1) });
  return { results, asked, watched, answers, told: () => told };
}

test("a question that was answered before is drawn at once", async () => {
  const { results, asked } = planted({ answers: { ask: DONE, artifact: { rows: 1 } } });
  const entry = results.ask("word_map", { words: ["dog"] });
  assert.equal(entry.stage, "asking");
  await settle();
  assert.equal(entry.stage, "ready");
  assert.deepEqual(entry.artifact, { rows: 1 });
  assert.deepEqual(asked, [["i1", "word_map", { words: ["dog"] }], "/api/runs/r1/artifact"]);
});

test("a queued run is followed to its end, and its parameters stay", async () => {
  const { results, watched } = planted({ answers: { ask: run("queued", { position: 2 }), artifact: {} } });
  const entry = results.ask("word_map", { words: ["dog"] });
  await settle();
  assert.equal(entry.stage, "queued");
  watched.get("r1")(run("running", { params: null, progress: { stage: "reading", fraction: 0.4 } }));
  assert.deepEqual([entry.stage, entry.run.progress.fraction], ["running", 0.4]);
  watched.get("r1")(DONE);
  await settle();
  assert.equal(entry.stage, "ready");
  assert.deepEqual(entry.params, { words: ["dog"] });
});

test("a failure keeps its problem, and trying again asks the same", async () => {
  const { results, asked, answers } = planted({ answers: { ask: run("failed", { error: PROBLEM }) } });
  const entry = results.ask("word_map", { words: ["dog"] });
  await settle();
  assert.deepEqual([entry.stage, entry.problem.title], ["failed", "Out of memory"]);
  Object.assign(answers, { ask: DONE, artifact: {} });
  results.retry(entry);
  await settle();
  assert.equal(entry.stage, "ready");
  assert.equal(entry.problem, null);
  assert.deepEqual(asked[0], asked[1]);
});

test("a refused question shows the server's reason", async () => {
  const { results } = planted({ answers: { ask: new ProblemError(PROBLEM) } });
  const entry = results.ask("word_map", { words: [""] });
  await settle();
  assert.equal(entry.problem.hint, "Fewer layers.");
});

test("an artifact that could not be fetched is fetched again, not computed again", async () => {
  const { results, asked, answers } = planted({ answers: { ask: DONE, artifact: new ProblemError(PROBLEM) } });
  const entry = results.ask("word_map", { words: ["dog"] });
  await settle();
  assert.equal(entry.stage, "failed");
  answers.artifact = { rows: 2 };
  results.retry(entry);
  await settle();
  assert.equal(entry.artifact.rows, 2);
  assert.equal(asked.filter((each) => Array.isArray(each)).length, 1);
});

test("a page that may only look never asks", () => {
  const { results, asked } = planted({ readOnly: true });
  assert.equal(results.ask("word_map", { words: ["dog"] }), null);
  assert.equal(asked.length, 0);
});

test("earlier runs are taken up, and fetched only when wanted", async () => {
  const { results, asked } = planted({ runs: [DONE, { ...DONE, id: "r2", analysis: "logit_lens" }], answers: { artifact: {} } });
  results.takeUp();
  assert.equal(asked.length, 0);
  assert.equal(results.find("word_map").stage, "loading");
  await settle();
  assert.equal(results.find("word_map").stage, "ready");
  assert.deepEqual(asked, ["/api/runs/r1/artifact"]);
});

test("of several runs the newest that fits is drawn", () => {
  const old = run("failed", { params: { words: ["dog"] } });
  const { results } = planted({ runs: [old, run("failed", { id: "r2", params: { words: ["cat"] } })] });
  results.takeUp();
  assert.equal(results.find("word_map").params.words[0], "cat");
  assert.equal(results.find("word_map", ({ params }) => params.words.includes("dog")).run.id, "r1");
});

test("a cancelled run says so", async () => {
  const { results } = planted({ answers: { ask: run("queued") } });
  const entry = results.ask("word_map", {});
  await settle();
  await results.cancel(entry);
  assert.equal(entry.stage, "cancelled");
});

test("a tab shows its newest question, by the fullest answer, or the earlier one that is wanted", async () => {
  const ablation = (id, params) => run("done", { id, analysis: "token_ablation", params, artifact_url: `/${id}` });
  const runs = [ablation("old", { patches: [1] }), ablation("quick", { patches: [2], controls: { random: 0 } }), ablation("full", { patches: [2], controls: { random: 20 } })];
  const { results, asked } = planted({ runs, answers: { artifact: {} } });
  results.takeUp();
  assert.equal(results.shown("token_ablation").run.id, "full");
  assert.equal(results.shown("token_ablation", results.entries[2].key).run.id, "old");
  assert.equal(results.shown("token_ablation", "gone").run.id, "full");
  assert.equal(results.shown("attribution"), null);
  await settle();
  assert.deepEqual(asked, ["/full", "/old"]);
});

test("a quick question stands in line before the full one", async () => {
  const { results, asked, answers } = planted({ answers: { ask: run("queued") } });
  results.askInTurn("attribution", [{ steps: 5 }, { steps: 50 }]);
  assert.deepEqual(results.all("attribution").map(({ stage }) => stage), ["asking", "asking"]);
  assert.equal(asked.length, 1);
  await settle();
  assert.deepEqual(asked.map(([, , params]) => params.steps), [5, 50]);
  answers.ask = new ProblemError(PROBLEM);
  results.askInTurn("attribution", [{ steps: 1 }, { steps: 2 }]);
  await settle();
  assert.equal(results.all("attribution").filter(({ stage }) => stage === "failed").length, 2);
});
