"""Write transactions on both databases: whole, one after the other, never over stale rows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from app.core.database import lock_rows, lock_table, once, write, writing
from app.extensions import db
from app.people.models import Department
from tests.factories.people import DepartmentFactory

pytestmark = pytest.mark.both_engines


def elsewhere(app: Flask, act: Callable[[], Any]) -> Any:
    """What another process would do meanwhile: in a session of its own."""

    def run() -> Any:
        with app.app_context():
            try:
                return act()
            finally:
                db.session.remove()

    return Context().run(run)


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Department.name).order_by(Department.id)))


def test_what_is_written_is_there_for_others(app: Flask) -> None:
    with write() as session:
        session.add(Department(name="甲", code="1"))
        assert writing()
        # Not yet.
        assert elsewhere(app, names) == []
    assert not writing()
    assert elsewhere(app, names) == ["甲"]


def test_what_fails_leaves_nothing(app: Flask) -> None:
    def fail() -> None:
        with write() as session:
            session.add(Department(name="甲", code="1"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not writing()
    assert names() == []
    with write() as session:
        session.add(Department(name="乙", code="1"))
    assert names() == ["乙"]


def test_a_failure_deep_inside_takes_all_with_it(app: Flask) -> None:
    def inner() -> None:
        with write() as session:
            session.add(Department(name="乙", code="2"))
            raise ZeroDivisionError

    def outer() -> None:
        with write() as session:
            session.add(Department(name="甲", code="1"))
            inner()

    with pytest.raises(ZeroDivisionError):
        outer()
    assert names() == []


def test_what_is_nested_is_one_transaction(app: Flask) -> None:
    with write() as outer:
        with write() as inner:
            assert inner is outer
            inner.add(Department(name="甲", code="1"))
        assert writing()
        assert elsewhere(app, names) == []
    assert names() == ["甲"]


def test_what_was_changed_before_is_not_written_unseen(app: Flask) -> None:
    """A change outside of `write()` is a mistake of ours, and is said, not saved."""
    row = DepartmentFactory(parent=None, name="甲")
    row.name = "乙"
    with pytest.raises(RuntimeError, match=r"before write\(\)"), write():
        pass
    db.session.rollback()
    assert names() == ["甲"]


def test_a_writer_sees_what_was_committed_before_it_began(app: Flask) -> None:
    row = DepartmentFactory(parent=None, name="甲")
    assert names() == ["甲"]  # a read transaction is open now

    def rename() -> None:
        with write() as session:
            session.get_one(Department, row.id).name = "乙"

    elsewhere(app, rename)
    with write() as session:
        fresh = session.get_one(Department, row.id, populate_existing=True)
        assert fresh.name == "乙"
        fresh.name = "丙"
    assert names() == ["丙"]


def test_a_stale_row_is_never_written_over(app: Flask) -> None:
    row = DepartmentFactory(parent=None, name="甲")

    def rename() -> None:
        with write() as session:
            session.get_one(Department, row.id).name = "乙"

    elsewhere(app, rename)

    def overwrite() -> None:
        with write():
            row.name = "丙"

    with pytest.raises(StaleDataError):
        overwrite()
    assert names() == ["乙"]


def test_writers_go_one_after_the_other(app: Flask) -> None:
    """Twenty at once read, add one and write: none of them is lost, and none fails."""
    row = DepartmentFactory(parent=None, name="甲", sort_order=0)
    start = threading.Barrier(20)
    faults: list[BaseException] = []

    def add_one() -> None:
        start.wait()
        with write() as session:
            statement = select(Department).where(Department.id == row.id)
            locked = lock_rows(statement, Department).execution_options(populate_existing=True)
            fresh = session.scalars(locked).unique().one()
            fresh.sort_order += 1

    def work() -> None:
        try:
            elsewhere(app, add_one)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    db.session.rollback()
    assert db.session.scalar(select(Department.sort_order)) == 20


def test_who_judges_by_missing_rows_holds_the_table(app: Flask) -> None:
    """Ten who each add the row only if there is none: one does."""
    start = threading.Barrier(10)

    def add_first() -> None:
        start.wait()
        with write() as session:
            lock_table(session, Department)
            if session.scalars(select(Department)).first() is None:
                session.add(Department(name="甲", code=f"{threading.get_ident()}"))

    threads = [threading.Thread(target=elsewhere, args=(app, add_first)) for _n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names() == ["甲"]


def test_both_databases_hold_foreign_keys_and_unique_values(app: Flask) -> None:
    root = DepartmentFactory(parent=None, code="1")
    for wrong in ({"code": "1", "name": "乙"}, {"code": "2", "name": "丙", "parent_id": 999}):
        with pytest.raises(IntegrityError), write() as session:
            session.add(Department(**wrong))
    DepartmentFactory(parent=root)
    with pytest.raises(IntegrityError), write() as session:
        session.execute(text("DELETE FROM department WHERE code = '1'"))


def test_an_instant_without_a_time_zone_is_refused(app: Flask) -> None:
    row = DepartmentFactory(parent=None)
    with pytest.raises(StatementError, match="time zone"), write() as session:
        session.get_one(Department, row.id).created_at = datetime(2026, 5, 1)


def test_reading_writes_nothing_and_keeps_no_lock(app: Flask) -> None:
    """Whoever reads holds up no writer, and sees one state of things until done."""
    DepartmentFactory(parent=None, name="甲")
    before = db.session.scalar(select(Department.name))

    def rename() -> None:
        with write() as session:
            session.scalars(select(Department)).one().name = "乙"

    elsewhere(app, rename)
    assert before == "甲"
    assert names() == ["乙"]


def test_what_a_page_needs_twice_is_read_once(app: Flask) -> None:
    """Until something is written; and jobs, which may go on for long, read each time."""
    reading = count(1)

    def read() -> int:
        return once("a", lambda: next(reading))

    assert [read(), read()] == [1, 2]
    with app.test_request_context():
        assert [read(), read()] == [3, 3]
        with write():
            assert [read(), read()] == [4, 5]
        assert [read(), read()] == [6, 6]
