/** The question in the bar: change it, or the model, and a new inspection opens. */

import { el, fill, find } from "../lib/dom.js";
import { shaped } from "../lib/problems.js";
import { problemCard } from "./run_state.js";

/** @param {HTMLFormElement} form @param {HTMLElement} problemPlace @param {import("./workspace.js").Workspace} workspace */
export function mountQuestion(form, problemPlace, workspace) {
  const { client, inspection } = workspace;
  const prompt = find(form, "textarea");
  const model = find(form, "select");
  const button = find(form, "button");
  const changed = () => prompt.value.trim() !== inspection.prompt || model.value !== inspection.model;
  const show = () => {
    button.hidden = !changed();
    prompt.style.setProperty("height", "0");
    prompt.style.setProperty("height", `${prompt.scrollHeight + 2}px`);
  };

  prompt.addEventListener("input", show);
  addEventListener("resize", show);
  model.addEventListener("change", show);
  prompt.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (changed()) form.requestSubmit();
    }
    if (event.key === "Escape") {
      prompt.value = inspection.prompt;
      show();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fill(problemPlace);
    prompt.removeAttribute("aria-invalid");
    button.disabled = true;
    try {
      const body = { image: inspection.image, prompt: prompt.value.trim(), model: model.value };
      const next = await client.post("/api/inspections", body);
      location.assign(next.url);
    } catch (error) {
      prompt.setAttribute("aria-invalid", "true");
      fill(problemPlace, problemCard({ problem: error.problem ?? shaped({}) }, null));
    } finally {
      button.disabled = false;
    }
  });
  show();
  return offerModels(model, workspace);
}

/** Fills the picker; returns what asks whether this inspection's model is served just now. */
function offerModels(select, { client, inspection }) {
  let ready = /** @type {boolean | null} */ (null);
  const ask = async () => {
    try {
      const models = await client.call("/api/models");
      ready = models.some((model) => model.name === inspection.model && model.ready);
      const names = new Set([inspection.model, ...models.map((model) => model.name)]);
      const chosen = select.value;
      fill(select, ...[...names].map((name) => el("option", { value: name }, nameOf(name, models))));
      select.value = chosen;
    } catch {
      ready = null;
    }
    return ready;
  };
  return { ask, ready: () => ready };
}

function nameOf(name, models) {
  const model = models.find((each) => each.name === name);
  return model && !model.ready ? `${name} (not running)` : name;
}
