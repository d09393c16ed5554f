/* Tells the panel that a version is open on this screen, and how long it was looked at: a review
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
