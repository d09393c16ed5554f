"""Files that are made for a person: their Chinese name survives the way to the disk."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from flask import Response

Answer = TypeVar("Answer", bound=Response)


def as_download(response: Answer, name: str) -> Answer:
    """Has a browser save an answer under a name.

    Args:
        response: what is sent.
        name: whole name with extension; UTF-8 by RFC 5987, a plain one for what is older.
    """
    plain = f"table.{name.rpartition('.')[2]}"
    value = f"attachment; filename={plain}; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = value
    return response
