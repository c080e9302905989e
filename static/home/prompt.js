/** The question: examples as chips, a count near the limit, Enter to ask. */

/** What is wrong with a prompt, as a problem; null when it can be asked. */
export function promptComplaint(prompt, most) {
  if (!prompt.trim()) {
    return { title: "There is no question yet", detail: "", hint: "Type one, or take an example." };
  }
  if (prompt.length > most) {
    return {
      title: "The question is too long",
      detail: `It has ${prompt.length.toLocaleString("en")} characters; at most ${most.toLocaleString("en")} are taken.`,
      hint: "Shorten it.",
    };
  }
  return null;
}

/** "1,812 of 2,000 characters" once four fifths are used, else nothing. */
export function countInWords(length, most) {
  if (length < 0.8 * most) return "";
  return `${length.toLocaleString("en")} of ${most.toLocaleString("en")} characters`;
}

/** Wire the textarea; `onAsk` is called on Enter. */
export function listenToPrompt(form, { most, onAsk, onChange }) {
  const area = form.elements.prompt;
  const count = form.querySelector('[data-part="count"]');
  const changed = () => {
    count.textContent = countInWords(area.value.length, most);
    count.hidden = !count.textContent;
    onChange();
  };
  area.addEventListener("input", changed);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    onAsk();
  });
  for (const chip of form.querySelectorAll("#examples button")) {
    chip.addEventListener("click", () => {
      area.value = chip.textContent;
      changed();
      area.focus();
    });
  }
}
