/* A sentence at the bottom for six seconds; it stays under the pointer. Never for errors of a
   form: those stand beside their field. Answers with a function that takes it away. */

export function toast(words) {
  const region = document.querySelector("[data-toasts]");
  if (!region || !words) return () => {};
  const line = document.createElement("div");
  line.className = "toast-line";
  line.textContent = words;
  region.replaceChildren(line);
  let timer = setTimeout(() => line.remove(), 6000);
  line.addEventListener("pointerenter", () => clearTimeout(timer));
  line.addEventListener("pointerleave", () => {
    timer = setTimeout(() => line.remove(), 2000);
  });
  return () => line.remove();
}
