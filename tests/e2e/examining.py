"""What any page must keep to, and what it is reported for otherwise."""

from __future__ import annotations

import re

from playwright.sync_api import Page

# The endings of the names of files; everything else the panel says is Chinese.
ALLOWED = {"csv", "xls", "xlsx"}
# What Flask-AppBuilder's own templates would load.
LEFTOVERS = re.compile(
    r"jquery|bootstrap[-/]?3|select2|datepicker|/appbuilder/|font-?awesome", re.IGNORECASE
)

# Collects what a person can read or hear on a page, hidden menus and dialogs included: they open.
# Content that people typed is marked with translate="no"; the words of a list to choose from are
# ours even there. Scripts take their words from data attributes; what has neither a capital nor a
# space is a name for scripts alone.
COLLECT = r"""
() => {
  const SPOKEN = ["title", "placeholder", "aria-label", "alt", "label"];
  const CODES = ["data-token", "data-name", "data-search"];
  const typed = (element) => {
    const keeper = element.closest("[translate='no']");
    return keeper && !(element.matches("option, optgroup") && keeper.matches("select"));
  };
  const found = [];
  const walker = document.createTreeWalker(document.documentElement,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!element || element.closest("script, style, noscript")) continue;
    if (node.nodeType === Node.TEXT_NODE) {
      if (!typed(element)) found.push(["text", node.textContent]);
      continue;
    }
    const own = typed(element);
    for (const { name, value } of element.attributes) {
      const word = SPOKEN.includes(name)
        ? !own
        : name.startsWith("data-") && !CODES.includes(name) && /[A-Z\s]/.test(value);
      if (word) found.push([name, value]);
    }
    if (element.matches("input[type='submit'], input[type='button']")) {
      found.push(["value", element.value]);
    }
  }
  return found.map(([where, text]) => [where, text.trim()]).filter(([, text]) => text);
}
"""


def faults_of(page: Page, typed: str = "") -> list[str]:
    """What is wrong with the page as it stands, a line each.

    Args:
        page: any page of the panel.
        typed: what people brought in, whose words may be repeated in sentences of the panel.

    Returns:
        Latin words in what can be read, a missing or second main heading, a missing language.
    """
    found = [
        f"{place(page)}: Latin words in {where}: {text[:120]}"
        for where, text in page.evaluate(COLLECT)
        if latin_words(text) - ALLOWED - latin_words(typed)
    ]
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{place(page)}: {headings} main headings")
    if page.locator("html").get_attribute("lang") != "zh-CN":
        found.append(f"{place(page)}: does not say that it is Chinese")
    return found


def latin_words(text: str) -> set[str]:
    """The words of a text in Latin letters, without places that a script fills in (`{n}`)."""
    return set(re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", text)))


def place(page: Page) -> str:
    """The address of a page without the server."""
    return re.sub(r"^\w+://[^/]+", "", page.url)
