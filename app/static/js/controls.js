/* Selects with search, date fields, rich text; without the script every field still works as
   plain HTML. The editor is large, so only a page that has a text for it fetches it. */
import { startDates } from "./dates.js";
import { startSelects } from "./selects.js";

export function startControls(root) {
  startSelects(root.querySelectorAll("select[data-search], select[data-url]"));
  startDates(root.querySelectorAll("input[data-picker]"));
  const texts = root.querySelectorAll("textarea[data-rich]");
  if (texts.length) void import("./editor.js").then((module) => module.startEditors(texts));
}
