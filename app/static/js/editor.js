/* Rich text: Quill over a text area, writing HTML into it. Only what the server keeps is
   offered: paragraphs, two headings, bold, italic, underlined, struck out, quotation, lists,
   links, pictures. */
import "../build/quill/quill.js";
import { askForText } from "./prompt.js";
import { toast } from "./toast.js";

const { Quill } = globalThis;
const FORMATS = [
  "header",
  "bold",
  "italic",
  "underline",
  "strike",
  "blockquote",
  "list",
  "link",
  "image",
];

export function startEditors(areas) {
  for (const area of areas) start(area);
}

function start(area) {
  const frame = area.closest("[data-editor]");
  const place = document.createElement("div");
  place.innerHTML = area.value;
  area.before(place);
  area.hidden = true;

  const quill = new Quill(place, {
    formats: FORMATS,
    placeholder: area.placeholder,
    modules: {
      toolbar: {
        container: frame.querySelector("[role='toolbar']"),
        handlers: {
          undo: () => quill.history.undo(),
          redo: () => quill.history.redo(),
          link: () => setLink(quill, area),
          image: () => choosePicture(quill, area),
        },
      },
      uploader: { handler: (_range, files) => files.forEach((file) => upload(quill, area, file)) },
    },
  });
  area.editor = quill;
  describe(quill.root, area);
  const length = frame.querySelector("[data-length]");
  const write = () => {
    area.value = htmlOf(quill);
    if (length) {
      const characters = [...quill.getText().trim()].length;
      length.textContent = length.dataset.length.replace("{n}", String(characters));
    }
  };
  write();
  quill.on("text-change", (_delta, _before, source) => {
    write();
    if (source === "user") area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // Fields counted before the editor stood: count again.
  area.dispatchEvent(new Event("input"));
}

function describe(root, area) {
  root.setAttribute("role", "textbox");
  root.setAttribute("aria-multiline", "true");
  root.setAttribute("translate", "no");
  for (const name of ["aria-labelledby", "aria-describedby", "aria-invalid", "aria-required"]) {
    if (area.hasAttribute(name)) root.setAttribute(name, area.getAttribute(name));
  }
}

/* HTML as it is stored; an empty editor is an empty field. */
function htmlOf(quill) {
  const empty = quill.getText().trim() === "" && !quill.root.querySelector("img");
  // The library writes every space as a hard one, which would keep lines from breaking.
  return empty ? "" : quill.getSemanticHTML().replaceAll("&nbsp;", " ");
}

async function setLink(quill, area) {
  const range = quill.getSelection(true);
  if (!range?.length) return;
  const now = quill.getFormat(range).link ?? "";
  const { linkQuestion, linkSet, linkRemove, cancel } = area.dataset;
  const address = await askForText({
    question: linkQuestion,
    value: now || "https://",
    type: "url",
    yes: linkSet,
    no: cancel,
    remove: now ? linkRemove : "",
  });
  if (address === null) return;
  quill.setSelection(range);
  quill.format("link", address || false, "user");
}

function choosePicture(quill, area) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/png,image/jpeg,image/gif,image/webp";
  input.addEventListener("change", () => {
    for (const file of input.files) void upload(quill, area, file);
  });
  input.click();
}

/* Sends a picture to the address the field names; it stands where the cursor was. */
async function upload(quill, area, file) {
  if (!area.dataset.upload || !file.type.startsWith("image/")) return;
  const at = quill.getSelection(true)?.index ?? quill.getLength();
  const data = new FormData();
  data.append("file", file);
  data.append("csrf_token", area.form.elements.csrf_token.value);
  const done = toast(area.dataset.uploadRunning);
  try {
    const answer = await fetch(area.dataset.upload, { method: "POST", body: data });
    const { url, error } = await answer.json();
    if (!answer.ok || !url) throw new Error(error ?? "");
    done();
    quill.insertEmbed(at, "image", url, "user");
    quill.setSelection(at + 1);
    const { altQuestion, altSet, altSkip } = area.dataset;
    const words = await askForText({ question: altQuestion, value: "", yes: altSet, no: altSkip });
    if (words) quill.formatText(at, 1, "alt", words, "user");
  } catch (error) {
    // The server's sentence, if it had one; a broken connection has none of ours.
    const sentence = error instanceof TypeError || error instanceof SyntaxError ? "" : error.message;
    toast([area.dataset.uploadFailed, sentence].filter(Boolean).join(" "));
  }
}
