"""How a value is shown, decided by the type of its column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from app.core.entity import RichText
from app.core.page import Cell
from app.core.show_value import as_text
from app.core.views.registry import url_of
from app.core.workflow import workflow_of

TAG = re.compile(r"<[^>]+>")
EXCERPT = 200


def plain(html: str, limit: int = EXCERPT) -> str:
    """The first words of rich text, without its marks."""
    text = " ".join(unescape(TAG.sub(" ", html)).split())
    return text if len(text) <= limit else f"{text[:limit]}…"


def cell_of(row: Any, name: str) -> Cell:
    """The cell of a column or relation of a row."""
    value = getattr(row, name)
    if name == "state" and (workflow := workflow_of(type(row).__name__)):
        return Cell(badge=workflow.badge(value))
    column = type(row).__mapper__.columns.get(name)
    if column is not None and isinstance(column.type, RichText):
        return Cell(plain(value or ""))
    if name in type(row).__mapper__.relationships:
        return _related(value)
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    text = as_text(value)
    return Cell(text, title=text if len(text) > 20 else "", numeric=numeric)


def _related(value: Any) -> Cell:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return Cell("、".join(str(item) for item in value))
    return Cell("") if value is None else Cell(str(value), url=url_of(value))
