"""Append-only tables refuse every change, whichever way it comes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.core import clock
from app.core.append_only import (
    APPEND_ONLY,
    create_triggers,
    drop_triggers,
    missing_triggers,
)
from app.core.database import write
from app.core.workflow import TransitionRecord
from app.extensions import db

pytestmark = pytest.mark.both_engines


@pytest.fixture
def record(app: Flask) -> TransitionRecord:
    """A transition that was recorded."""
    with write() as session:
        row = TransitionRecord(
            subject="Toy", subject_id=1, name="submit", from_state="draft", to_state="sent",
            actor_name="张三", at=clock.now(),
        )  # fmt: skip
        session.add(row)
    return row


def stored() -> list[Any]:
    db.session.rollback()
    return list(db.session.execute(text("SELECT id, actor_name, note FROM transition")))


CHANGES = {
    "update": "UPDATE transition SET actor_name = '李四'",
    "update of nothing": "UPDATE transition SET note = note",
    "delete": "DELETE FROM transition",
    "upsert": "INSERT INTO transition (id, subject, subject_id, name, from_state, to_state,"
    " actor_name, at, note, batch, batch_size) SELECT id, subject, subject_id, name, from_state,"
    " to_state, '李四', at, note, batch, batch_size FROM transition WHERE true"
    " ON CONFLICT (id) DO UPDATE SET actor_name = '李四'",
}
OWN_WAYS = {
    "sqlite": {
        "replace": "INSERT OR REPLACE INTO transition SELECT * FROM transition",
        "replace by update": "UPDATE OR REPLACE transition SET actor_name = '李四'",
    },
    "postgresql": {
        "truncate": "TRUNCATE transition",
        "truncate with others": "TRUNCATE transition CASCADE",
        "merge": "MERGE INTO transition USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    },
}


def test_no_sql_changes_what_is_recorded(record: TransitionRecord) -> None:
    before = stored()
    for way, statement in {**CHANGES, **OWN_WAYS[db.engine.dialect.name]}.items():
        with pytest.raises(DBAPIError, match="append-only") as refused, write() as session:
            session.execute(text(statement))
        assert refused, way
        assert stored() == before


def test_no_object_changes_what_is_recorded(record: TransitionRecord) -> None:
    before = stored()
    with pytest.raises(DBAPIError, match="append-only"), write() as session:
        session.get_one(TransitionRecord, record.id).note = "改写"
    with pytest.raises(DBAPIError, match="append-only"), write() as session:
        session.delete(session.get_one(TransitionRecord, record.id))
    assert stored() == before


def test_nothing_is_recorded_twice_under_one_key(record: TransitionRecord) -> None:
    names = [c.key for c in inspect(TransitionRecord).column_attrs]
    values = {name: getattr(record, name) for name in names}
    db.session.expunge_all()
    with pytest.raises(IntegrityError), write() as session:
        session.add(TransitionRecord(**values))
    del values["id"]
    with write() as session:
        session.add(TransitionRecord(**values))
    assert len(stored()) == 2


def test_every_evidence_is_guarded(app: Flask) -> None:
    assert {"transition", "review_record", "post_version"} <= APPEND_ONLY
    assert missing_triggers(db.session.connection()) == []


def test_a_guard_that_is_gone_is_noticed(app: Flask) -> None:
    """It can be put back; until then it is missing."""
    with db.engine.begin() as connection:
        drop_triggers(connection, "review_record")
        gone = missing_triggers(connection)
        assert {"review_record_no_update", "review_record_no_delete"} <= set(gone)
        assert {name.split("_no_")[0] for name in gone} == {"review_record"}
        create_triggers(connection, "review_record")
        assert missing_triggers(connection) == []


def test_a_guard_taken_away_by_hand_is_noticed(app: Flask) -> None:
    """PostgreSQL can also be told to pass over one."""
    by_hand = {
        "sqlite": "DROP TRIGGER transition_no_update",
        "postgresql": "ALTER TABLE transition DISABLE TRIGGER transition_no_update",
    }
    with db.engine.begin() as connection:
        connection.execute(text(by_hand[connection.dialect.name]))
        assert missing_triggers(connection) == ["transition_no_update"]
