/* Lists: a press on a row opens it, the first cell selects, the bar says what is selected. */

export function startLists() {
  for (const list of document.querySelectorAll("[data-list]")) new List(list);
  for (const form of document.querySelectorAll("[data-filter-form]")) startFilters(form);
  startFrames();
}

class List {
  constructor(element) {
    this.element = element;
    this.boxes = [...element.querySelectorAll("[data-pick]")];
    this.all = element.querySelector("[data-pick-all]");
    this.bar = element.querySelector(".selection-bar");
    this.status = element.querySelector("[data-picked-status]");
    this.last = null;
    element.addEventListener("click", (event) => this.onClick(event));
    element.addEventListener("change", () => this.update(true));
    this.all?.addEventListener("change", () => this.pick(this.boxes, this.all.checked));
    for (const button of element.querySelectorAll("[data-pick-none]")) {
      button.addEventListener("click", () => this.clear());
    }
    for (const button of element.querySelectorAll("[data-pick-several]")) {
      button.addEventListener("click", () => this.setPicking(!("picking" in this.card.dataset)));
    }
    // A browser going back restores the ticks, after this script has run.
    window.addEventListener("pageshow", () => this.update(false));
    this.update(false);
  }

  get card() {
    return this.element.querySelector("[data-list-card]") ?? this.element;
  }

  onClick(event) {
    const box = event.target.closest("[data-pick]");
    if (box) return this.onBox(box, event.shiftKey);
    if (event.target.closest("a, button, label, input, select, textarea, summary")) return;
    const row = event.target.closest("tr[data-opens]");
    if (!row || getSelection().toString()) return;
    const own = row.querySelector("[data-pick]");
    if ("picking" in this.card.dataset && own) {
      own.click();
      return;
    }
    const link = row.querySelector(".cell-main a");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  }

  /* Shift takes everything between this box and the one before it. */
  onBox(box, range) {
    if (range && this.last && this.last !== box) {
      const [from, to] = [this.boxes.indexOf(this.last), this.boxes.indexOf(box)].sort(
        (first, second) => first - second,
      );
      this.pick(this.boxes.slice(from, to + 1), box.checked);
    }
    this.last = box;
  }

  pick(boxes, checked) {
    for (const box of boxes) box.checked = checked;
    this.update(true);
  }

  clear() {
    const first = this.boxes.find((box) => box.checked);
    this.pick(this.boxes, false);
    this.setPicking(false);
    // The button pressed is gone now; the reader goes on where the selection was.
    first?.focus();
  }

  setPicking(on) {
    this.card.toggleAttribute("data-picking", on);
    for (const button of this.element.querySelectorAll("[data-pick-several]")) {
      button.setAttribute("aria-pressed", String(on));
    }
    if (!on) this.pick(this.boxes, false);
  }

  update(announce) {
    const picked = this.boxes.filter((box) => box.checked);
    for (const box of this.boxes) {
      box.closest("tr")?.toggleAttribute("data-picked", box.checked);
    }
    if (this.all) {
      this.all.checked = picked.length > 0 && picked.length === this.boxes.length;
      this.all.indeterminate = picked.length > 0 && picked.length < this.boxes.length;
    }
    if (!this.bar) return;
    const late = picked.filter((box) => box.closest("tr[data-late]")).length;
    const words = this.bar.dataset.words.replace("{n}", String(picked.length));
    const second = late ? this.bar.dataset.wordsLate.replace("{n}", String(late)) : "";
    this.bar.querySelector("[data-picked-words]").textContent = words;
    this.bar.querySelector("[data-late-words]").textContent = second;
    this.bar.toggleAttribute("data-shown", picked.length > 0);
    if (announce && this.status) this.status.textContent = [words, second].filter(Boolean).join(" ");
  }
}

/* Filters: what is empty is not sent, so that addresses stay readable. */
function startFilters(form) {
  form.addEventListener("submit", () => {
    for (const row of form.querySelectorAll("[data-filter]")) {
      const fields = [...row.querySelectorAll("input, select")].filter((field) => field.name);
      const value = fields.find((field) => !field.name.startsWith("op_"));
      if (!value?.value) for (const field of fields) field.disabled = true;
    }
    const search = form.querySelector("[type='search']");
    if (search && !search.value) search.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const field of form.querySelectorAll(":disabled")) field.disabled = false;
  });
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-edit-filter]");
    const menu = form.querySelector("details.menu");
    if (!chip || !menu) return;
    menu.open = true;
    const row = menu.querySelector(`[data-filter="${CSS.escape(chip.dataset.editFilter)}"]`);
    (row ?? menu).querySelector("input:not([type='hidden']), select")?.focus();
    event.stopPropagation(); // else the menu would be closed as "a press elsewhere"
  });
}

/* A table that fits lets its head stick below the header; a wide one scrolls in its card. */
function startFrames() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      target.toggleAttribute("data-fits", target.firstElementChild.scrollWidth <= target.clientWidth);
    }
  });
  for (const frame of document.querySelectorAll("[data-table-frame]")) observer.observe(frame);
}
