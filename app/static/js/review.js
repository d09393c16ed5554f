/* Judging: ticks counted, a pass that waits for all of them, phrases for the opinion. */

export function startReview() {
  document.addEventListener("click", onPhrase);
  for (const button of document.querySelectorAll("[data-needs-ticks]")) startPass(button);
  for (const count of document.querySelectorAll("[data-tick-count]")) startCount(count);
  for (const button of document.querySelectorAll("[data-count-words]")) startRowCount(button);
}

function ticksOf(form) {
  return [...form.elements].filter((element) => "tick" in element.dataset);
}

/* The button stays focusable, says how many points are open, and a press goes to the first. */
function startPass(button) {
  const label = button.querySelector("[data-label]");
  const words = label.textContent;
  const show = () => {
    const open = ticksOf(button.form).filter((tick) => !tick.checked).length;
    if (open) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
    label.textContent = open ? button.dataset.needsTicks.replace("{n}", String(open)) : words;
  };
  button.form.addEventListener("change", show);
  button.addEventListener("click", (event) => {
    const open = ticksOf(button.form).find((tick) => !tick.checked);
    if (!open) return;
    event.preventDefault();
    open.focus();
    open.scrollIntoView({ block: "center" });
  });
  window.addEventListener("pageshow", show);
  show();
}

function startCount(count) {
  const form = count.closest("form");
  if (!form) return;
  const show = () => {
    const ticks = ticksOf(form);
    const done = ticks.filter((tick) => tick.checked).length;
    const open = ticks.length - done;
    count.textContent = open
      ? count.dataset.words.replace("{done}", String(done)).replace("{open}", String(open))
      : count.dataset.wordsDone.replace("{n}", String(done));
  };
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}

/* The button that acts on many says on how many. */
function startRowCount(button) {
  const boxes = [...button.form.elements].filter((element) => "counted" in element.dataset);
  if (!boxes.length) return;
  const show = () => {
    const number = boxes.filter((box) => box.checked).length;
    const words = button.dataset.countWords.replace("{n}", String(number));
    button.querySelector("[data-label]").textContent = words;
    button.disabled = number === 0;
  };
  button.form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}

/* Inserts the words at the cursor, as if they had been typed. */
function onPhrase(event) {
  const button = event.target.closest("[data-phrase]");
  const field = button && document.getElementById(button.dataset.phraseFor);
  if (!field) return;
  field.focus();
  field.setRangeText(button.dataset.phrase, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
