"""Which passes stand: on the version submitted last, not recalled."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from app.core.database import once
from app.posts.models import Decision, Post, PostVersion, ReviewRecord


def stands(record: type[ReviewRecord] = ReviewRecord) -> ColumnElement[bool]:
    """The condition that a review record is a pass its reviewer has not recalled.

    Args:
        record: the model, or an alias of it in the statement.
    """
    recall = aliased(ReviewRecord)
    recalled = exists().where(
        recall.post_version_id == record.post_version_id,
        recall.level == record.level,
        recall.decision == Decision.recalled,
        recall.id > record.id,
    )
    return (record.decision == Decision.passed) & ~recalled


def standing_passes(
    session: Session, post_ids: Sequence[int]
) -> dict[int, dict[int, ReviewRecord]]:
    """Post → level → the pass that counts, of the version submitted last.

    Each submission makes a version of its own, so what was passed before a return, a
    withdrawal or a revision counts no more, even if not a word has changed since.

    Args:
        session: any; one statement.
        post_ids: at most a thousand keys.
    """
    return once(("passes", *post_ids), lambda: _read(session, post_ids))


def _read(session: Session, post_ids: Sequence[int]) -> dict[int, dict[int, ReviewRecord]]:
    found: dict[int, dict[int, ReviewRecord]] = {pk: {} for pk in post_ids}
    statement = (
        select(ReviewRecord)
        .join(PostVersion, PostVersion.id == ReviewRecord.post_version_id)
        .join(Post, Post.id == PostVersion.post_id)
        .where(Post.id.in_(post_ids), PostVersion.number == Post.submissions, stands())
        .order_by(ReviewRecord.id)
    )
    for record in session.scalars(statement):
        found[record.post_id][record.level] = record
    return found
