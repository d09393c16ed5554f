/* Characters against a limit, kept up to date while typing. */

export function startCounters() {
  for (const counter of document.querySelectorAll("[data-count-of]")) {
    const field = document.getElementById(counter.dataset.countOf);
    if (!field) continue;
    const show = () => {
      const most = Number(counter.dataset.most);
      const length = lengthOf(field);
      const over = Math.max(0, length - most);
      const words = over ? counter.dataset.wordsOver : counter.dataset.words;
      counter.querySelector("[data-figure]").textContent = words
        .replace("{n}", String(length))
        .replace("{over}", String(over));
      counter.toggleAttribute("data-over", over > 0);
      // A limit nobody is near would only be noise.
      const near = counter.closest("[data-near-only]");
      if (near) near.hidden = length < most * 0.7;
    };
    field.addEventListener("input", show);
    show();
  }
}

/* Characters as people count them; of a rich text those one reads. */
export function lengthOf(field) {
  const text = field.editor ? field.editor.getText().trim() : field.value;
  return [...text].length;
}
