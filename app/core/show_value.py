"""Values as one line of text: in lists, in exports, in reports of what changed."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.core.entity import Choice
from app.core.show_time import exact


def as_text(value: Any) -> str:
    """A value in words, by its type; "" for nothing."""
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
