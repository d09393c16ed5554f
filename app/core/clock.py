"""The only source of time. Stored in UTC, shown in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

__all__ = ["SHANGHAI", "UTC", "local", "now", "today"]


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """An instant as the clock on the office wall shows it."""
    return instant.astimezone(SHANGHAI)


def today() -> date:
    """Today's date in Asia/Shanghai (the year of a number series follows it)."""
    return local(now()).date()
