"""The history every transition leaves: one row per object, never changed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_appbuilder import Model
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Identity, Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.append_only import append_only
from app.core.entity import Instant, Key


class Stateful:
    """Mixin: a record with a workflow. Its model declares `state` with its own `Choice`."""

    state: Mapped[Any]


@append_only
class TransitionRecord(Model):
    """流转记录. Who moved what from which state to which, when, and in which batch."""

    __tablename__ = "transition"
    __table_args__ = (
        Index("ix_transition_subject", "subject", "subject_id", "id"),
        Index("ix_transition_batch", "batch"),
    )

    id: Mapped[int] = mapped_column(Key, Identity(), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(32), info={"label": _l("Action")})
    from_state: Mapped[str] = mapped_column(String(32), info={"label": _l("From")})
    to_state: Mapped[str] = mapped_column(String(32), info={"label": _l("To")})
    actor_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("ab_user.id"))
    # As it was called then: names change, evidence does not.
    actor_name: Mapped[str] = mapped_column(String(128), info={"label": _l("Who")})
    at: Mapped[datetime] = mapped_column(Instant, info={"label": _l("When")})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": _l("Reason")})
    batch: Mapped[str] = mapped_column(String(36), default="")
    batch_size: Mapped[int] = mapped_column(Integer, default=1)


def history(session: Session, subject: str, subject_id: int) -> Sequence[TransitionRecord]:
    """All transitions of one object, newest first."""
    return session.scalars(
        select(TransitionRecord)
        .where(TransitionRecord.subject == subject, TransitionRecord.subject_id == subject_id)
        .order_by(TransitionRecord.id.desc())
    ).all()


def last_records(session: Session, subject: str, ids: Sequence[int]) -> dict[int, TransitionRecord]:
    """The newest transition of each of the objects, by their key."""
    newest = (
        select(TransitionRecord.subject_id, TransitionRecord.id)
        .where(TransitionRecord.subject == subject, TransitionRecord.subject_id.in_(ids))
        .order_by(TransitionRecord.subject_id, TransitionRecord.id.desc())
    )
    wanted: dict[int, int] = {}
    for subject_id, record_id in session.execute(newest):
        wanted.setdefault(subject_id, record_id)
    rows = session.scalars(select(TransitionRecord).where(TransitionRecord.id.in_(wanted.values())))
    return {row.subject_id: row for row in rows}
