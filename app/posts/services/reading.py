"""Who has had which version open, and which one a reviewer compares with."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import current_actor
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.posts import settings
from app.posts.models import Post, PostOpening, PostVersion


def current_version(session: Session, post: Post) -> PostVersion | None:
    """The version submitted last; None before the first submission."""
    return session.scalars(
        select(PostVersion).where(
            PostVersion.post_id == post.id, PostVersion.number == post.submissions
        )
    ).one_or_none()


def mark_opened(version_id: int, seconds: int = 0) -> PostOpening:
    """Notes that the current actor has a version open, and for how long since the last note.

    Args:
        version_id: a version of a post in scope.
        seconds: read since the page opened or last said so; more than one sitting can last is
            cut off.

    Raises:
        Refused: there is no such version for the actor.
    """
    actor = current_actor()
    now = clock.now()
    longest = int(settings.LONGEST_READING / timedelta(seconds=1))
    seconds = min(max(seconds, 0), longest)
    with write() as session:
        # The lock on the version lets two tabs of one reviewer make one row, not two.
        seen = scope.visible(PostVersion).where(PostVersion.id == version_id)
        version = session.scalars(lock_rows(seen, PostVersion)).one_or_none()
        if version is None or actor.id is None:
            raise Refused(_("It does not exist for you."))
        opening = session.scalars(
            select(PostOpening)
            .where(PostOpening.post_version_id == version_id, PostOpening.reviewer_id == actor.id)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if opening is None:
            opening = PostOpening(
                post_version_id=version_id, reviewer_id=actor.id, first_opened_at=now, seconds=0
            )
            session.add(opening)
        opening.last_opened_at = now
        opening.seconds += seconds
        session.flush()
    return opening


def versions_to_compare(
    session: Session, post: Post, reviewer_id: int | None
) -> tuple[PostVersion | None, PostVersion | None]:
    """The version submitted last, and the newest earlier one the reviewer has had open.

    Args:
        session: any; one statement.
        post: whose versions.
        reviewer_id: who compares.
    """
    statement = (
        select(PostVersion)
        .outerjoin(
            PostOpening,
            (PostOpening.post_version_id == PostVersion.id)
            & (PostOpening.reviewer_id == reviewer_id),
        )
        .where(
            PostVersion.post_id == post.id,
            (PostVersion.number == post.submissions) | PostOpening.id.is_not(None),
        )
        .order_by(PostVersion.number.desc())
        .limit(2)
    )
    current, seen = [*session.scalars(statement), None, None][:2]
    return current, seen
