/* The page of a reviewer.

   Tells the panel that a version is open on this screen, and how long it was looked at: a review
   record says whether its reviewer had the text open. Time in a hidden tab does not count. */
const mark = document.querySelector("[data-opened]");
let since = document.visibilityState === "visible" ? Date.now() : 0;

function tell(seconds) {
  const body = new URLSearchParams({ csrf_token: mark.dataset.token, seconds: String(seconds) });
  // keepalive: it must arrive even if the page is being left.
  fetch(mark.dataset.opened, { method: "POST", body, keepalive: true });
}

function pause() {
  if (!since) return;
  tell(Math.round((Date.now() - since) / 1000));
  since = 0;
}

if (mark) {
  tell(0);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") pause();
    else since = Date.now();
  });
  window.addEventListener("pagehide", pause);
}

/* Text and comparison lie on one page: changing over must not lose what is being written. */
for (const views of document.querySelectorAll("[data-views]")) {
  views.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-view]");
    if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (const link of views.querySelectorAll("[data-view]")) link.removeAttribute("aria-current");
    chosen.setAttribute("aria-current", "page");
    for (const part of document.querySelectorAll("[data-view-of]")) {
      part.hidden = part.dataset.viewOf !== chosen.dataset.view;
    }
  });
}
