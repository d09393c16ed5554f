"""Numbers have no gap and no duplicate, whatever fails and whoever comes at the same time."""

from __future__ import annotations

import random
import threading
import time

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.database import write
from app.core.numbers import NumberSeries, format_number, reserve
from app.extensions import db

WRITERS = 20
ROUNDS = 5


class ThoughtBetter(Exception):
    """A writer who takes a number and then rolls back."""


def take(series: str, year: int, count: int = 1) -> int:
    with write() as session:
        return reserve(session, series, year, count)


@pytest.mark.both_engines
def test_a_series_starts_at_one_every_year(app: Flask) -> None:
    assert [take("新媒", 2026) for _ in range(3)] == [1, 2, 3]
    assert take("新媒", 2027) == 1
    assert take("举报", 2026) == 1
    assert take("新媒", 2026) == 4


def test_a_batch_takes_a_run(app: Flask) -> None:
    assert take("新媒", 2026, 40) == 1
    assert take("新媒", 2026) == 41


def test_nothing_is_taken_outside_a_write_or_for_nobody(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        reserve(db.session(), "新媒", 2026)
    with pytest.raises(ValueError, match="at least one"):
        take("新媒", 2026, 0)


@pytest.mark.both_engines
def test_a_rollback_gives_its_number_back(app: Flask) -> None:
    def change_my_mind() -> None:
        with write() as session:
            reserve(session, "新媒", 2026, 7)
            raise ThoughtBetter

    take("新媒", 2026)
    with pytest.raises(ThoughtBetter):
        change_my_mind()
    assert take("新媒", 2026) == 2


@pytest.mark.both_engines
def test_twenty_writers_at_once_some_of_whom_roll_back(app: Flask) -> None:
    start = threading.Barrier(WRITERS)
    committed: list[int] = []
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            with app.app_context():
                start.wait()
                for _ in range(ROUNDS):
                    count = chance.randint(1, 3)
                    try:
                        with write() as session:
                            first = reserve(session, "新媒", 2026, count)
                            time.sleep(chance.random() / 200)
                            if chance.random() < 0.4:
                                raise ThoughtBetter
                    except ThoughtBetter:
                        continue
                    committed.extend(range(first, first + count))
                db.session.remove()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(committed) > WRITERS, "most of them commit"
    assert sorted(committed) == list(range(1, len(committed) + 1))
    assert db.session.scalar(select(NumberSeries.last)) == len(committed)


@pytest.mark.parametrize(
    ("number", "written"), [(1, "新媒〔2026〕0001号"), (12345, "新媒〔2026〕12345号")]
)
def test_how_a_number_is_written(number: int, written: str) -> None:
    assert format_number("新媒", 2026, number) == written
