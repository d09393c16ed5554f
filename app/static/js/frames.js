/* Frames with the text of a post grow to its length, so that the page has one scroll bar, and take
   the page's theme. They come from this server and run no script of their own; we may look inside. */
export function startFrames() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  for (const frame of document.querySelectorAll("iframe[data-grow]")) {
    const grow = () => {
      const page = frame.contentDocument?.documentElement;
      if (!page) return;
      page.dataset.bsTheme = document.documentElement.dataset.bsTheme;
      frame.style.height = "0";
      frame.style.height = `${page.scrollHeight}px`;
    };
    frame.addEventListener("load", grow);
    dark.addEventListener("change", grow);
    let width = 0;
    new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === width) return;
      width = entry.contentRect.width;
      grow();
    }).observe(frame.parentElement);
  }
}
