/**
 * What was asked and what came of it: one entry for each question.
 *
 * @typedef {"asking" | "queued" | "running" | "loading" | "ready" | "failed" | "cancelled"} Stage
 * @typedef {object} Entry
 * @property {string} analysis
 * @property {Record<string, any>} params  with every default once the server took the question
 * @property {string} key     tells this question of the analysis from others
 * @property {Stage} stage
 * @property {any} run        the run as the server tells it; null before it was accepted
 * @property {any} artifact   null until `ready`
 * @property {import("../lib/problems.js").Problem | null} problem
 */

import { unreachable } from "../lib/problems.js";
import { bestOf, keyOf } from "../lib/questions.js";

/**
 * @param {{inspection: any, readOnly: boolean, client: any, tell: () => void}} options
 *   `tell` is called after every change of an entry
 */
export function createResults({ inspection, readOnly, client, tell }) {
  /** @type {Entry[]} newest first */
  const entries = [];

  const update = (entry, part) => {
    Object.assign(entry, part);
    tell();
  };
  const fail = (entry, error) => {
    if (!error.problem) console.error(error);
    update(entry, { stage: "failed", problem: error.problem ?? unreachable() });
  };

  function follow(entry, run) {
    update(entry, { run, stage: run.status, problem: run.error });
    if (run.status === "done") load(entry);
    else if (run.status === "queued" || run.status === "running") {
      client.watch(run.id, (next) => {
        const known = { ...run, ...next, analysis: entry.analysis, params: entry.params };
        update(entry, { run: known, stage: next.status, problem: next.error });
        if (next.status === "done") load(entry);
      });
    }
  }

  async function load(entry) {
    if (entry.artifact) return;
    update(entry, { stage: "loading" });
    try {
      const artifact = await client.call(entry.run.artifact_url);
      update(entry, { artifact, stage: "ready" });
    } catch (error) {
      fail(entry, error);
    }
  }

  async function send(entry) {
    update(entry, { stage: "asking", run: null, problem: null });
    try {
      const run = await client.ask(inspection.id, entry.analysis, entry.params);
      Object.assign(entry, { params: run.params, key: keyOf(run.params) });
      follow(entry, run);
    } catch (error) {
      fail(entry, error);
    }
  }

  const newEntry = (analysis, params) => {
    const entry = { analysis, params, key: keyOf(params), stage: "asking", run: null, artifact: null, problem: null };
    entries.unshift(/** @type {Entry} */ (entry));
    return /** @type {Entry} */ (entry);
  };

  /** The entry that stands for the newest question among those that fit. */
  const best = (analysis, fits) => {
    const fitting = entries.filter((each) => each.analysis === analysis && fits(each));
    return bestOf(fitting.filter((each) => each.key === fitting[0].key));
  };
  const wanted = (entry) => {
    if (entry?.stage === "done" && entry.run?.status === "done" && !entry.artifact) load(entry);
    return entry;
  };

  return {
    entries,
    /** Take up the runs that the inspection has already. Finished ones are fetched when wanted. */
    takeUp() {
      for (const run of inspection.runs ?? []) {
        const entry = newEntry(run.analysis, run.params ?? {});
        if (run.status === "done") Object.assign(entry, { run, stage: "done" });
        else follow(entry, run);
      }
    },
    /** The newest entry that fits, its artifact on the way. */
    find(analysis, fits = (/** @type {Entry} */ _entry) => true) {
      return wanted(entries.find((each) => each.analysis === analysis && fits(each)) ?? null);
    },
    /** The newest question that fits, by the fullest of its answers. */
    best: (analysis, fits = (/** @type {Entry} */ _entry) => true) => wanted(best(analysis, fits)),
    /** What a tab shows: the answer to the question with this key, or to the newest one. */
    shown(analysis, key = "") {
      const known = entries.some((each) => each.analysis === analysis && each.key === key);
      return wanted(best(analysis, (each) => !known || each.key === key));
    },
    all: (analysis) => entries.filter((entry) => entry.analysis === analysis),
    /** Ask, unless the page is read-only. */
    ask(analysis, params) {
      return this.askInTurn(analysis, [params])[0] ?? null;
    },
    /** Ask one after the other, so that they stand in line in this order. */
    askInTurn(analysis, questions) {
      if (readOnly) return [];
      const asked = questions.map((params) => newEntry(analysis, params));
      asked.reduce((before, entry) => (before ? before.then(() => send(entry)) : send(entry)), /** @type {Promise<void> | null} */ (null));
      return asked;
    },
    retry: (entry) => (entry.run?.status === "done" ? load(entry) : send(entry)),
    async cancel(entry) {
      if (!entry.run) return;
      try {
        const run = await client.cancel(entry.run.id);
        update(entry, { run: { ...entry.run, ...run }, stage: run.status === "done" ? "done" : run.status });
      } catch (error) {
        fail(entry, error);
      }
    },
  };
}
