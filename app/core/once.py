"""What several parts of a page need of the database is read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from flask import g, has_request_context

from app.core.database import writing

T = TypeVar("T")


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, for the rest of a request; whoever writes reads what is there now."""
    if writing() or not has_request_context():
        return read()
    kept = g.setdefault("once", {})
    if key not in kept:
        kept[key] = read()
    return cast(T, kept[key])
