"""Set-based changes: one statement, and the loaded rows stay true."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from app.core.actor import Actor, acting_as
from app.core.bulk import insert_rows, set_columns, update_rows
from app.core.database import write
from app.extensions import db
from tests.core.toys import ToyBook, ToyKind, count_sql

pytestmark = pytest.mark.both_engines


def rows_of(session: Any, keys: Any) -> list[ToyBook]:
    statement = select(ToyBook).where(ToyBook.id.in_(keys)).order_by(ToyBook.id)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def test_columns_the_same_for_all_and_each_its_own(books: Any) -> None:
    keys = books(3)
    with acting_as(Actor(2)), write() as session:
        rows = rows_of(session, keys)
        with count_sql() as sql:
            numbers = {row.id: f"登记{row.id}" for row in rows}
            set_columns(session, rows, {"pages": 9, "kind": ToyKind.record}, {"number": numbers})
        assert len(sql) == 1
        shown = [(r.pages, r.kind, r.number, r.version_id, r.updated_by_id) for r in rows]
    db.session.expire_all()
    stored = rows_of(db.session, keys)
    assert shown == [
        (r.pages, r.kind, r.number, r.version_id, r.updated_by_id) for r in stored
    ] == [(9, ToyKind.record, f"登记{key}", 2, 2) for key in keys]  # fmt: skip


def test_a_form_opened_before_is_stale(books: Any) -> None:
    (key,) = books()
    old = db.session.get_one(ToyBook, key)
    db.session.expunge(old)
    with write() as session:
        set_columns(session, rows_of(session, [key]), {"pages": 1})

    def save() -> None:
        with write() as session:
            session.add(old)
            old.title = "旧表单"

    with pytest.raises(StaleDataError):
        save()


def test_nothing_to_do_asks_nothing(books: Any) -> None:
    with write() as session, count_sql() as sql:
        set_columns(session, [])
        insert_rows(session, ToyBook, [])
    assert sql == []


def test_many_rows_are_added_at_once(books: Any) -> None:
    with write() as session, count_sql() as sql:
        new = [{"title": f"书{n}", "isbn": str(n), "department_id": 1} for n in range(1500)]
        insert_rows(session, ToyBook, new)
    assert len(sql) == 1
    stored = db.session.scalars(select(ToyBook)).all()
    assert len(stored) == 1500
    assert {(book.kind, book.version_id) for book in stored} == {(ToyKind.novel, 1)}


def test_counters_leave_the_version_alone(books: Any) -> None:
    keys = books(2)
    with write() as session:
        update_rows(session, ToyBook, ToyBook.id == keys[0], pages=ToyBook.pages + 5)
    db.session.expire_all()
    assert [(row.pages, row.version_id) for row in rows_of(db.session, keys)] == [(5, 1), (0, 1)]
