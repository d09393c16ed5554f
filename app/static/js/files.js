/* Files: size and kind are checked before anything is sent; a file can be dropped. */

export function startFiles() {
  for (const drop of document.querySelectorAll("[data-file-drop]")) {
    const input = drop.querySelector("input[type='file']");
    input.addEventListener("change", () => check(drop, input));
    showNames(drop, input);
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", true);
    });
    drop.addEventListener("dragleave", () => drop.removeAttribute("data-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.removeAttribute("data-over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

function check(drop, input) {
  const problem = [...input.files].map((file) => problemOf(file, input)).find(Boolean);
  drop.parentElement.querySelector("[data-file-problem]")?.remove();
  if (problem) input.value = "";
  showNames(drop, input);
  if (!problem) return;
  const line = document.createElement("p");
  line.className = "field-error";
  line.setAttribute("role", "alert");
  line.dataset.fileProblem = "";
  line.textContent = problem;
  drop.after(line);
}

function showNames(drop, input) {
  const place = drop.querySelector("[data-file-names]");
  const names = [...input.files].map((file) => file.name);
  if (names.length > 3) place.textContent = input.dataset.chosen.replace("{n}", names.length);
  else place.textContent = names.join("、") || place.dataset.none;
}

/* What is wrong with a file, as a sentence; "" if nothing is. */
export function problemOf(file, input) {
  const { maxBytes, tooLarge, wrongKind } = input.dataset;
  if (input.accept && !accepted(file, input.accept)) {
    const extensions = input.accept.split(",").map((kind) => kind.trim().replace(/^\./, ""));
    const kinds = input.dataset.kinds ?? extensions.join("、");
    return wrongKind.replace("{name}", file.name).replace("{kinds}", kinds);
  }
  if (maxBytes && file.size > Number(maxBytes)) {
    return tooLarge
      .replace("{name}", file.name)
      .replace("{size}", sizeOf(file.size, input))
      .replace("{most}", sizeOf(Number(maxBytes), input));
  }
  return "";
}

function accepted(file, accept) {
  return accept.split(",").some((entry) => {
    const kind = entry.trim().toLowerCase();
    if (kind.startsWith(".")) return file.name.toLowerCase().endsWith(kind);
    if (kind.endsWith("/*")) return file.type.startsWith(kind.slice(0, -1));
    return file.type === kind;
  });
}

function sizeOf(bytes, input) {
  const megabytes = bytes / 1024 / 1024;
  if (megabytes < 1) return input.dataset.kilobytes.replace("{n}", String(Math.ceil(bytes / 1024)));
  const figure = megabytes < 100 ? Math.round(megabytes * 10) / 10 : Math.round(megabytes);
  return input.dataset.megabytes.replace("{n}", String(figure));
}
