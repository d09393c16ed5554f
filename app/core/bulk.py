"""Changes many rows by one statement.

Besides `apply()` this is the only place of set-based changes: flush events do not see them, so
whoever keeps a journal has to be told here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, insert, literal, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.core import clock
from app.core.actor import current_actor_id
from app.core.entity import Entity


def insert_rows(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds many rows by one statement; their keys stay unknown.

    Objects added to the session would be inserted one by one on SQLite, which cannot tell which
    of several returned keys is whose.

    Args:
        session: of `write()`.
        model: whose rows.
        rows: attribute → value, all with the same attributes.
    """
    if rows:
        session.execute(insert(model), list(rows))


def update_rows(
    session: Session, model: type[Any], where: ColumnElement[bool], **values: Any
) -> None:
    """Sets columns of all rows under a condition; loaded rows are not told.

    The version stays: this is for what no form shows (counters, times of use).

    Args:
        session: of `write()`.
        model: whose rows.
        where: which of them.
        values: column → value or SQL expression.
    """
    statement = update(model).where(where).values(**values)
    session.execute(statement.execution_options(synchronize_session=False))


def set_columns(
    session: Session,
    rows: Sequence[Entity],
    same: Mapping[str, Any] | None = None,
    each: Mapping[str, Mapping[int, Any]] | None = None,
) -> None:
    """Sets columns of rows that were read and locked in this write transaction.

    The loaded rows show the new values, and a form opened before is stale.

    Args:
        session: of `write()`.
        rows: of one model, at most a thousand.
        same: column → the value all of them get.
        each: column → key of the row → its value.
    """
    if not rows:
        return
    model = type(rows[0])
    at, by = clock.now(), current_actor_id()
    values: dict[str, Any] = {**(same or {}), "updated_at": at, "updated_by_id": by}
    for name, by_key in (each or {}).items():
        column = model.__table__.c[name]
        # Typed, or PostgreSQL would take the branches for text.
        branches = {key: literal(value, column.type) for key, value in by_key.items()}
        values[name] = case(branches, value=model.id)
    session.execute(
        update(model)
        .where(model.id.in_([row.id for row in rows]))
        .values(**values, version_id=model.version_id + 1)
        .execution_options(synchronize_session=False)
    )
    for row in rows:
        own = {name: by_key[row.id] for name, by_key in (each or {}).items()}
        traces = {"updated_at": at, "updated_by_id": by, "version_id": row.version_id + 1}
        for name, value in {**(same or {}), **own, **traces}.items():
            set_committed_value(row, name, value)


def give_keys(session: Session, model: type[Any]) -> None:
    """Gives the new rows of a model their keys, so that SQLite inserts them all at once.

    SQLite does not say in which order it returns keys, hence SQLAlchemy asks for them row by
    row. A writer has the file to itself, so the next keys are known; other databases insert
    many rows at once anyway.

    Args:
        session: of `write()`; the rows were added and not flushed.
        model: their class.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    rows = [row for row in session.new if type(row) is model and row.id is None]
    if rows:
        last = session.scalar(select(func.max(model.id))) or 0
        for key, row in enumerate(rows, last + 1):
            row.id = key
