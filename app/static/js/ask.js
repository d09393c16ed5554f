/* Confirmation. A form or button with data-ask is sent only after the dialog said yes.

   What is being asked about is held by the call that opened the dialog and by nothing else: a
   cancelled question leaves no trace that a later one could carry out. */

const agreed = new WeakSet();

export function startAsking() {
  const dialog = document.getElementById("ask");
  if (!dialog) return;
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    const asker = submitter?.dataset.ask ? submitter : form;
    const question = asker.dataset.ask;
    if (!question || event.defaultPrevented) return;
    if (agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const verb = (submitter?.textContent ?? "").trim();
    const rows = "askRows" in asker.dataset ? selectedNames(form) : [];
    if (await ask(dialog, question, verb, rows)) {
      agreed.add(form);
      form.requestSubmit(submitter);
    }
  });
}

/* Opens the dialog and resolves to whether its verb was pressed. */
function ask(dialog, question, verb, rows) {
  if (dialog.open) return Promise.resolve(false);
  dialog.querySelector("h2").textContent = question;
  dialog.querySelector("[value='yes']").textContent = verb;
  fillRows(dialog, rows);
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[autofocus]").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function fillRows(dialog, rows) {
  const list = dialog.querySelector("ul");
  const shown = rows.slice(0, 5).map((name) => {
    const line = document.createElement("li");
    line.textContent = name;
    return line;
  });
  if (rows.length > 5) {
    const rest = document.createElement("li");
    rest.textContent = dialog.dataset.more.replace("{n}", String(rows.length - 5));
    shown.push(rest);
  }
  list.replaceChildren(...shown);
  list.hidden = rows.length === 0;
}

/* Names of the rows a bulk form would send. */
function selectedNames(form) {
  return [...form.elements]
    .filter((element) => element.matches("[data-pick]:checked"))
    .map((element) => element.dataset.name);
}
