"""Times and durations as people say them, in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from app.core import clock
from app.core.page import Age


def exact(instant: datetime) -> str:
    """`2026-11-23 14:05`."""
    return clock.local(instant).strftime("%Y-%m-%d %H:%M")


def moment(instant: datetime) -> str:
    """`14:05` today, `Yesterday 17:20`, otherwise date and time; for running text."""
    there, today = clock.local(instant), clock.today()
    if there.date() == today:
        return _("today %(time)s", time=there.strftime("%H:%M"))
    if there.date() == today - timedelta(days=1):
        return _("yesterday %(time)s", time=there.strftime("%H:%M"))
    if there.year == today.year:
        return _(
            "%(month)s/%(day)s %(time)s",
            month=there.month,
            day=there.day,
            time=there.strftime("%H:%M"),
        )
    return exact(instant)


def day(value: date) -> str:
    """`2026-11-23`."""
    return value.isoformat()


def span(length: timedelta) -> str:
    """A length of time in its largest fitting unit: minutes, hours or days."""
    seconds = abs(length.total_seconds())
    if seconds < 3600:
        return _("%(number)s minutes", number=max(1, round(seconds / 60)))
    if seconds < 48 * 3600:
        return _("%(number)s hours", number=round(seconds / 3600))
    return _("%(number)s days", number=round(seconds / 86400))


def countdown(due_at: datetime, near: timedelta) -> Age:
    """How near an instant is: what is left, or by how much it is over.

    Args:
        due_at: the deadline.
        near: so long before it, it is shown as near.
    """
    left = due_at - clock.now()
    if left < timedelta(0):
        return Age(_("%(time)s late", time=span(left)), "late", exact(due_at))
    return Age(
        _("%(time)s left", time=span(left)), "near" if left <= near else "far", exact(due_at)
    )
