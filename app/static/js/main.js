/* Starts what a page needs. Each module looks for its own marks (data attributes) and does
   nothing where there are none; words come from the page, so that they are translated there. */
import { startAsking } from "./ask.js";
import { startControls } from "./controls.js";
import { startForms } from "./forms.js";
import { startFrames } from "./frames.js";
import { startLists } from "./lists.js";
import { startMenus } from "./menus.js";
import { startReview } from "./review.js";

startMenus();
startAsking(); // before the forms: a question comes before a form counts as sent
startForms();
startLists();
startControls(document);
startReview();
startFrames();
