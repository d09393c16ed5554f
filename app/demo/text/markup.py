"""The few marks in the demonstration's articles, and the HTML they become.

A line is a block: `## ` and `### ` are headings, `- ` and `1. ` list items, `> ` a quotation, any
other a paragraph; `**…**` is strong, `*…*` emphasis. `{d}` is the day of the event, `{d+3}` three
days later, `{w+3}` that day of the week, `{m-1}` the month before, `{y}` the year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import escape
from itertools import groupby

WEEKDAYS = "一二三四五六日"

# What a line begins with, the element it becomes, and the one around a run of them.
BLOCKS = (
    ("## ", "h2", ""),
    ("### ", "h3", ""),
    ("- ", "li", "ul"),
    ("1. ", "li", "ol"),
    ("> ", "p", "blockquote"),
    ("", "p", ""),
)


def fill_dates(text: str, event: date) -> str:
    """Writes the dates meant by the marks in braces.

    Args:
        text: text with marks.
        event: the day they count from.
    """
    return re.sub(r"\{([dwmy])([+-]\d+)?\}", lambda mark: _date(mark, event), text)


def to_html(text: str) -> str:
    """The text as HTML of p, h2, h3, strong, em, blockquote, ul, ol and li; all else escaped."""
    blocks = [_block(line.strip()) for line in text.splitlines() if line.strip()]
    parts = []
    for outer, run in groupby(blocks, key=lambda block: block[0]):
        html = "".join(inner for _, inner in run)
        parts.append(f"<{outer}>{html}</{outer}>" if outer else html)
    return "".join(parts)


def _block(line: str) -> tuple[str, str]:
    for prefix, element, outer in BLOCKS:
        if line.startswith(prefix):
            return outer, f"<{element}>{_inline(line[len(prefix) :])}</{element}>"
    raise AssertionError("the last prefix is empty")


def _inline(text: str) -> str:
    html = escape(text, quote=False)
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", html)


def _date(mark: re.Match[str], event: date) -> str:
    unit, shift = mark[1], int(mark[2] or 0)
    if unit == "m":
        return f"{(event.month - 1 + shift) % 12 + 1}月"
    day = event + timedelta(days=shift)
    if unit == "y":
        return str(day.year)
    return f"星期{WEEKDAYS[day.weekday()]}" if unit == "w" else f"{day.month}月{day.day}日"
