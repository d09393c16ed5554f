"""Working days: the calendar of public holidays with the days worked in their place (调休).

It is announced for one year at a time. In a year that the calendar does not know yet, Monday to
Friday count as working days; around holidays a deadline then comes out early.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from flask_babel import gettext as _

from app.core import clock
from app.core.page import Age

# From so many working days before a deadline on, it is shown as near.
NEAR_WORKDAYS = 3


def is_workday(day: date) -> bool:
    """Whether offices work on a day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_workdays(day: date, number: int) -> date:
    """The working day that ends a term of so many working days; the day itself is not counted."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_workday(day)
    return day


def workdays_until(day: date, today: date) -> int:
    """Working days after today up to and with a day; 0 if it is today or over."""
    length = max(0, (day - today).days)
    return sum(is_workday(today + timedelta(days=number)) for number in range(1, length + 1))


def due(day: date) -> Age:
    """How near a deadline is: the days left, or the days it is over."""
    today = clock.today()
    full = day.isoformat()
    if day < today:
        return Age(_("%(number)s days late", number=(today - day).days), "late", full)
    left = workdays_until(day, today)
    if day == today:
        return Age(_("today is the last day"), "near", full)
    label = _("%(number)s working days left", number=left)
    return Age(label, "near" if left <= NEAR_WORKDAYS else "far", full)
