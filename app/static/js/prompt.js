/* A small dialog that asks for one line of text. */

/* Resolves to the text, to "" if it is to be removed, to null if cancelled. */
export function askForText({ question, value, yes, no, remove, type = "text" }) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const form = document.createElement("form");
  form.method = "dialog";
  const label = document.createElement("label");
  label.className = "field-label";
  label.textContent = question;
  const input = document.createElement("input");
  input.className = "form-control";
  input.type = type;
  input.value = value;
  input.id = "prompt-text";
  label.htmlFor = input.id;
  const foot = document.createElement("div");
  foot.className = "dialog-foot";
  foot.append(button(no, "cancel"), ...(remove ? [button(remove, "remove")] : []));
  foot.append(button(yes, "yes", "btn-primary"));
  form.append(label, input, foot);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  input.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      const answers = { yes: input.value.trim(), remove: "" };
      resolve(answers[dialog.returnValue] ?? null);
    });
  });

  function button(words, answer, look = "") {
    const element = document.createElement("button");
    element.className = `btn ${look}`.trim();
    element.value = answer;
    element.textContent = words;
    // Enter in the field presses the first submit button: that must be the one that acts.
    element.type = answer === "yes" ? "submit" : "button";
    element.addEventListener("click", () => {
      if (answer !== "yes") dialog.close(answer);
    });
    return element;
  }
}
