/** A word of the answer in question: the tab "Evidence" for it, asked at once. */

const NAME = "answer_evidence";

/** Whether there is such a tab at all. @param {import("./workspace.js").Workspace} workspace */
export const hasEvidence = ({ page }) => Boolean(page.analyses?.some(({ name }) => name === NAME));

/** What is known about the token in question. @param {import("./workspace.js").Workspace} workspace */
export const evidenceEntry = ({ results, token }) => results.best(NAME, ({ params }) => (params.token ?? 0) === token());

/** First what is quick, then, in the same breath, with the causal map. @param {import("./workspace.js").Workspace} workspace */
export function askEvidence(workspace) {
  const { token } = workspace.view.get();
  workspace.ask(NAME, { token, causal: false }, { token, causal: true });
}

/** Open the tab for an answer's token. @param {import("./workspace.js").Workspace} workspace @param {number} token */
export function openEvidence(workspace, token) {
  workspace.view.set({ token, target: null, tab: NAME });
  if (!workspace.readOnly && !evidenceEntry(workspace)) askEvidence(workspace);
}
