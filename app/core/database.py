"""Connections and write transactions, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from flask import g, has_request_context
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from app.extensions import db

T = TypeVar("T")

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def configure_engine(engine: Engine) -> None:
    """Sets an engine up: SQLite gets its pragmas and explicit BEGIN, PostgreSQL UTC."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)


def _sqlite_connect(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would begin too late; `_sqlite_begin` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=15000",
        "foreign_keys=ON",
        # Without it INSERT OR REPLACE deletes an append-only row past its trigger.
        "recursive_triggers=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Any) -> None:
    # A transaction that has read cannot be upgraded once another has committed: it fails at
    # once, whatever busy_timeout says. Hence writers take the lock before they read.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def write() -> Iterator[Session]:
    """A write transaction: ends the read one, takes the lock, commits or rolls back.

    Rows read before are stale inside; re-read them with `fresh()` or `populate_existing`.
    Nested use joins the outer transaction, so that services can call each other.

    Yields:
        The session to write with.
    """
    session: Session = db.session()
    if _writing.get():
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("unsaved changes before write(): open it before changing anything")
    session.rollback()
    token = _writing.set(True)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)
        g.pop("once", None)


def writing() -> bool:
    """Whether a write transaction is open in this context."""
    return _writing.get()


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What several parts of a page need: read when first asked for, kept for the request.

    Whoever writes reads anew, and so does the page after it; jobs read anew each time.
    """
    if writing() or not has_request_context():
        return read()
    kept = g.setdefault("once", {})
    if key not in kept:
        kept[key] = read()
    return cast(T, kept[key])


def lock_rows(statement: Any, model: Any) -> Any:
    """Adds FOR UPDATE of a model's rows (SQLite knows none and holds the whole file anyway)."""
    # `of`: joined loading brings outer joins, whose other side PostgreSQL refuses to lock.
    return statement.with_for_update(of=model)


def lock_table(session: Session, model: Any) -> None:
    """Makes other writers of a table wait (SQLite's have waited already).

    For what must be judged by rows that may not exist yet, and hence cannot be locked.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
