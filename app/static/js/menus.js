/* The side menu (folded, drawer), menus that open below a button, and a few keys. */

export function startMenus() {
  startFolding();
  startDrawer();
  document.addEventListener("click", closeOthers);
  document.addEventListener("keydown", onKey);
  for (const button of document.querySelectorAll("[data-back]")) {
    button.hidden = history.length < 2;
    button.addEventListener("click", () => history.back());
  }
}

/* Folded or open, remembered in this browser. */
function startFolding() {
  const button = document.querySelector("[data-fold]");
  if (!button) return;
  const root = document.documentElement;
  const show = () => {
    const open = root.dataset.menu === "open";
    const words = open ? button.dataset.whenOpen : button.dataset.whenFolded;
    button.setAttribute("aria-expanded", String(open));
    button.title = words;
    button.querySelector(".side-word").textContent = words;
  };
  button.addEventListener("click", () => {
    root.dataset.menu = root.dataset.menu === "open" ? "folded" : "open";
    try {
      localStorage.setItem("menu", root.dataset.menu);
    } catch {
      // not remembered, then
    }
    show();
  });
  new MutationObserver(show).observe(root, { attributeFilter: ["data-menu"] });
  show();
}

/* On small screens the menu slides in; what lies below cannot be reached meanwhile. */
function startDrawer() {
  const side = document.getElementById("side");
  const scrim = document.querySelector("[data-scrim]");
  if (!side || !scrim) return;
  const buttons = [...document.querySelectorAll("[data-drawer]")];
  let opener = null;

  const set = (open) => {
    for (const element of [side, scrim]) element.toggleAttribute("data-shown", open);
    for (const part of document.querySelectorAll(".stage, .phone-bar")) part.inert = open;
    for (const button of buttons) button.setAttribute("aria-expanded", String(open));
    if (open) (side.querySelector("[aria-current]") ?? side.querySelector("a"))?.focus();
    else opener?.focus();
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      opener = button;
      set(true);
    });
  }
  scrim.addEventListener("click", () => set(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && side.hasAttribute("data-shown")) set(false);
  });
  // A window grown wide again has no drawer; nothing may stay out of reach.
  matchMedia("(min-width: 992px)").addEventListener("change", () => {
    if (side.hasAttribute("data-shown")) set(false);
  });
}

function closeOthers(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    // A press on something the press itself removed (a chosen item) is not a press elsewhere.
    if (event.target.isConnected && !menu.contains(event.target)) menu.open = false;
  }
}

function onKey(event) {
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu && !event.defaultPrevented) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  const search = document.querySelector("[data-focus-key]");
  if (!search || search.offsetParent === null) return;
  const typing = event.target.closest?.("input, textarea, select, [contenteditable='true']");
  const slash = event.key === search.dataset.focusKey && !typing;
  const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if ((slash && !event.ctrlKey && !event.metaKey && !event.altKey) || control) {
    event.preventDefault();
    search.focus();
    search.select();
  }
}
