/* Forms: nothing typed is lost, nothing is sent twice, errors get the focus. */
import { startCounters } from "./counters.js";
import { startFiles } from "./files.js";

export function startForms() {
  document.querySelector("[data-error-summary]")?.focus();
  for (const form of document.querySelectorAll("form[data-guard]")) guardChanges(form);
  document.addEventListener("submit", guardTwice);
  window.addEventListener("pageshow", release);
  document.addEventListener("keydown", saveByKey);
  for (const button of document.querySelectorAll("[data-reveal]")) startReveal(button);
  for (const box of document.querySelectorAll("[data-tick-column]")) startColumn(box);
  startErrorLinks();
  startCounters();
  startFiles();
}

/* Leaving a changed form asks first; sending it does not. */
function guardChanges(form) {
  let changed = "changed" in form.dataset;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("change", () => (changed = true));
  // At the document: a form that is being asked about has not been sent yet.
  document.addEventListener("submit", (event) => {
    if (event.target === form && !event.defaultPrevented) changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = form.dataset.guard; // browsers show words of their own
  });
}

/* A second press on a form that is under way does nothing. The button is marked, not disabled:
   its name and value belong to what is sent. */
function guardTwice(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("data-sent", "");
  event.submitter?.setAttribute("data-sent", "");
  // An answer that is a file leaves the page as it is: it may be asked for again.
  setTimeout(() => releaseForm(form), 8000);
}

function release() {
  for (const form of document.querySelectorAll("form[data-sent]")) releaseForm(form);
}

function releaseForm(form) {
  form.removeAttribute("data-sent");
  for (const button of form.querySelectorAll("[data-sent]")) button.removeAttribute("data-sent");
}

/* Ctrl-S saves. */
function saveByKey(event) {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const button = document.querySelector("form[data-guard] [data-save]");
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
}

/* A link of the summary goes to the control itself, whatever stands for it on the screen. */
function startErrorLinks() {
  for (const link of document.querySelectorAll("[data-error-summary] a")) {
    link.addEventListener("click", (event) => {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const target = field.tomselect?.control_input ?? field.editor ?? field;
      target.focus();
      (target.closest?.(".field") ?? field).scrollIntoView({ block: "center" });
    });
  }
}

function startReveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  const words = button.querySelector("span");
  const hidden = words.textContent;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    words.textContent = shown ? hidden : button.dataset.whenShown;
    button.setAttribute("aria-pressed", String(!shown));
  });
}

/* A box in the head of a table ticks the boxes below it (lines of an import). */
function startColumn(box) {
  const others = box
    .closest("table")
    .querySelectorAll(`input[name="${CSS.escape(box.dataset.tickColumn)}"]`);
  const show = () => (box.checked = [...others].every((other) => other.checked));
  box.addEventListener("change", () => {
    for (const other of others) other.checked = box.checked;
  });
  for (const other of others) other.addEventListener("change", show);
  show();
}
