"""Working days: holidays, days worked in their place, and years nobody has announced yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from app.core.workdays import add_workdays, due, is_workday, workdays_until


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        # National Day, and the Saturday worked in its place.
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        # Not announced yet: New Year as any Thursday, and a Saturday.
        (date(2099, 1, 1), True),
        (date(2099, 1, 3), False),
    ],
)
def test_whether_offices_work(day: date, works: bool) -> None:
    assert is_workday(day) == works


def test_a_term_ends_on_a_working_day() -> None:
    assert add_workdays(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_workdays(date(2026, 11, 20), 15) == date(2026, 12, 11)
    assert add_workdays(date(2026, 11, 21), 1) == date(2026, 11, 23)
    # Over a holiday, and into a year that is not announced.
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_workdays(date(2026, 12, 31), 15) > date(2027, 1, 19)


def test_adding_and_counting_agree() -> None:
    day = date(2026, 9, 1)
    for number in range(1, 120):
        assert workdays_until(add_workdays(day, number), day) == number
    assert workdays_until(day, day) == workdays_until(day - timedelta(days=3), day) == 0


@time_machine.travel("2026-11-24T04:00:00+00:00", tick=False)
@pytest.mark.parametrize(
    ("day", "level", "words"),
    [
        (date(2026, 12, 11), "far", "还剩 13 个工作日"),
        (date(2026, 11, 30), "far", "还剩 4 个工作日"),
        (date(2026, 11, 27), "near", "还剩 3 个工作日"),
        (date(2026, 11, 24), "near", "今天到期"),
        (date(2026, 11, 23), "late", "超期 1 天"),
    ],
)
def test_how_near_a_deadline_is(app: Flask, day: date, level: str, words: str) -> None:
    with app.test_request_context():
        age = due(day)
    assert (age.level, age.label, age.full) == (level, words, day.isoformat())
