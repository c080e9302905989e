/** The model picker: which models there are, what each one is, whether one is ready. */

import { askServer } from "./problem.js";

const WAITING_MS = 2000;
const READY_MS = 20000;

/** What to say about the chosen model: `{note, state, ready}`, texts for the page. */
export function describe(models, name) {
  if (models.length === 0) {
    return {
      note: "",
      state:
        "No model is here yet. Just after a start it is being loaded, which takes from a few seconds to a " +
        "minute; this page notices by itself. The gallery works meanwhile.",
      ready: false,
    };
  }
  const model = models.find((one) => one.name === name) ?? models[0];
  const state = model.ready
    ? ""
    : "This model is being loaded, or no worker is running. You can ask already: the question waits in " +
      "the queue. The gallery works meanwhile.";
  return { note: model.note ?? "", state, ready: Boolean(model.ready) };
}

/** Keep `select`, the note and the state line in step with /api/models. */
export function watchModels(select, { note, state, models }) {
  let known = models;
  const show = () => {
    const said = describe(known, select.value);
    note.replaceChildren(said.note && `${said.note} `, known.length ? switchLink() : "");
    if (state.textContent !== said.state) state.textContent = said.state;
    state.hidden = !said.state;
    return said.ready;
  };
  const again = async () => {
    if (!document.hidden) {
      known = await askServer("GET", "/api/models").catch(() => known);
      refill(select, known);
    }
    setTimeout(again, show() ? READY_MS : WAITING_MS);
  };
  select.addEventListener("change", show);
  setTimeout(again, show() ? READY_MS : WAITING_MS);
}

function refill(select, models) {
  const names = models.map((model) => model.name);
  const shown = [...select.options].map((option) => option.value);
  if (names.join("\n") === shown.join("\n")) return;
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => new Option(name, name, false, name === chosen)));
}

function switchLink() {
  const link = document.createElement("a");
  link.href = "/docs/models";
  link.textContent = "How to run another model";
  return link;
}
