"""The only source of time. Stored in UTC, shown in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

__all__ = ["SHANGHAI", "UTC", "local", "now", "pretend", "today"]

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Everything inside happens at another moment: the demonstration tells of past months."""
    token = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(token)


def local(instant: datetime) -> datetime:
    """An instant as the clock on the office wall shows it."""
    return instant.astimezone(SHANGHAI)


def today() -> date:
    """Today's date in Asia/Shanghai (the year of a number series follows it)."""
    return local(now()).date()
