/* Selects with search, date fields, rich text. Each library is fetched only by a page that has
   a field for it; without the script every field still works as plain HTML. */

export function startControls(root) {
  const selects = root.querySelectorAll("select[data-search], select[data-url]");
  const dates = root.querySelectorAll("input[data-picker]");
  const texts = root.querySelectorAll("textarea[data-rich]");
  if (selects.length) void import("./selects.js").then((module) => module.startSelects(selects));
  if (dates.length) void import("./dates.js").then((module) => module.startDates(dates));
  if (texts.length) void import("./editor.js").then((module) => module.startEditors(texts));
}
