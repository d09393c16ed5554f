/* Runs before the first paint, so that neither the theme nor the folded menu flickers.
   Everything that can wait is in main.js. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 1199.98px)");

  function remembered(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden; then nothing is remembered
    }
  }

  function apply() {
    root.dataset.bsTheme = dark.matches ? "dark" : "light";
    root.dataset.menu = remembered("menu") ?? (narrow.matches ? "folded" : "open");
  }

  root.dataset.js = "";
  apply();
  dark.addEventListener("change", apply);
  narrow.addEventListener("change", apply);
})();
