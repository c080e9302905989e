/** The page /i/{id} (and /s/{token}, /gallery/{stem}): puts the parts together and starts. */

import { find } from "../lib/dom.js";
import { mountAddressBar } from "./address_bar.js";
import { mountAnswer } from "./answer.js";
import { mountExport } from "./export.js";
import { mountHandKeys } from "./hand_keys.js";
import { mountLegend } from "./legend.js";
import { createSay } from "./live.js";
import { mountPointer } from "./pointer.js";
import { mountProvenance } from "./provenance.js";
import { mountQuestion } from "./question.js";
import { showRunState } from "./run_state.js";
import { mountScrubber } from "./scrubber.js";
import { createShapes } from "./shapes.js";
import { mountShare } from "./share.js";
import { mountDialogs, mountShortcuts } from "./shortcuts.js";
import { mountStage } from "./stage.js";
import { mountSummary } from "./summary.js";
import { mountTabs } from "./tabs.js";
import { mountTools } from "./tools.js";
import { mountTwin } from "./twin.js";
import { createWorkspace } from "./workspace.js";

const ASK_MODELS_MS = 4000;

const json = (id) => JSON.parse(find(document, `#${id}`).textContent);

/** @returns {import("./workspace.js").Workspace} */
function start() {
  const root = find(document, "#workspace");
  const workspace = createWorkspace({ inspection: json("inspection-data"), page: json("page-data") });
  const shapes = createShapes(workspace);
  const hand = find(root, "#hand");

  const stage = mountStage(find(root, "#stage"), workspace);
  mountScrubber(find(root, "#scrubber"), workspace);
  mountPointer(hand, workspace, shapes);
  mountHandKeys(hand, workspace, shapes, createSay(find(document, "#live"), workspace));
  mountLegend(root, workspace);
  mountSummary(root, workspace);
  mountAnswer(root, workspace);
  mountTwin(find(root, "#twin"), workspace);
  mountProvenance(find(root, "[data-part=provenance]"), workspace);
  mountExport(find(document, "#export"), workspace);
  mountDialogs();
  const models = mountOwnersParts(workspace);
  mountMainRun(root, workspace, models);
  mountTabs(find(root, ".tabs"), workspace, models.ready);

  const keys = find(document, "#keys");
  const act = mountTools(root, workspace, shapes, {
    help: () => keys.showModal(),
    word: () => toWordBox(root, workspace),
    table: () => workspace.view.set({ tab: workspace.view.get().tab === "table" ? "logit_lens" : "table" }),
  });
  mountShortcuts(keys, find(document, "#keys-open"), act);
  workspace.start();
  mountAddressBar(workspace);
  workspace.view.watch(() => (root.dataset.state = workspace.lensEntry()?.stage ?? "empty"), ["results", "lens"]);
  return Object.assign(workspace, { stage });
}

/** What a reader of a shared link does not get: new questions and links. */
function mountOwnersParts(workspace) {
  if (workspace.readOnly) return { ask: async () => null, ready: () => null };
  const share = find(document, "#share");
  mountShare(share, find(document, "#share-open"), workspace);
  const models = mountQuestion(find(document, "#question"), find(document, "[data-part=question-problem]"), workspace);
  models.ask();
  return models;
}

/** The first run stands beside the answer; while it waits, the page asks whether the model is there. */
function mountMainRun(root, workspace, models) {
  const place = find(root, ".reading > [data-part=run-state]");
  workspace.view.watch(() => {
    const entry = workspace.lensEntry();
    const { readOnly, results } = workspace;
    showRunState(place, workspace.lens() ? null : entry, { readOnly, results, modelReady: models.ready() });
  }, ["results", "lens"]);
  setInterval(async () => {
    if (workspace.lensEntry()?.stage !== "queued" || document.hidden) return;
    await models.ask();
    workspace.view.set({ results: workspace.view.get().results + 1 });
  }, ASK_MODELS_MS);
}

function toWordBox(root, workspace) {
  workspace.view.set({ tab: "word_map" });
  workspace.view.flush();
  root.querySelector("#word")?.focus();
}

/** For the console, for benchmarks, and for tests in a browser. */
Object.assign(globalThis, { patchlens: start() });
