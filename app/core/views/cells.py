"""How a value is shown, decided by the type of its column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from html import unescape
from typing import Any

from flask_babel import gettext as _

from app.core.entity import Choice, RichText
from app.core.page import Cell
from app.core.show_time import exact
from app.core.views.registry import url_of
from app.core.workflow import workflow_of

TAG = re.compile(r"<[^>]+>")
EXCERPT = 200


def as_text(value: Any) -> str:
    """A value as one line of text, as lists and exports write it."""
    if value is None:
        return ""
    if isinstance(value, Choice):
        return str(value.label)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return exact(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple, set)):
        return "、".join(as_text(item) for item in value)
    return str(value)


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
