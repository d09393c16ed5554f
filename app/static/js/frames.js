/* Frames with the text of a post grow to its length, so that the page has one scroll bar. They
   come from this server and run no script of their own; we may look inside. */
export function startFrames() {
  for (const frame of document.querySelectorAll("iframe[data-grow]")) {
    const grow = () => {
      const page = frame.contentDocument?.documentElement;
      if (!page) return;
      frame.style.height = "0";
      frame.style.height = `${page.scrollHeight}px`;
    };
    frame.addEventListener("load", grow);
    let width = 0;
    new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === width) return;
      width = entry.contentRect.width;
      grow();
    }).observe(frame.parentElement);
  }
}
