"""What waits for a reviewer: the desk, its counts, the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, false, func, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from app.core import scope
from app.core.actor import Actor
from app.core.workflow import TransitionRecord
from app.posts.levels import BY_STATE, LEVELS
from app.posts.models import (
    Decision,
    Post,
    PostContributor,
    PostOpening,
    PostVersion,
    ReviewRecord,
)
from app.posts.workflow import stands

# Since when a post has been in its state.
since: ColumnElement[datetime] = (
    select(func.max(TransitionRecord.at))
    .where(TransitionRecord.subject == "Post", TransitionRecord.subject_id == Post.id)
    .correlate(Post)
    .scalar_subquery()
)
# How often it came back to its authors.
returns: ColumnElement[int] = (
    select(func.count())
    .where(ReviewRecord.post_id == Post.id, ReviewRecord.decision == Decision.returned)
    .correlate(Post)
    .scalar_subquery()
)


def opened_at(reviewer_id: int | None) -> Any:
    """When a reviewer last had the version under review open; None: never."""
    return (
        select(PostOpening.last_opened_at)
        .join(PostVersion, PostVersion.id == PostOpening.post_version_id)
        .where(
            PostVersion.post_id == Post.id,
            PostVersion.number == Post.submissions,
            PostOpening.reviewer_id == reviewer_id,
        )
        .correlate(Post)
        .scalar_subquery()
    )


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """The condition that a post is for this actor to review now.

    It waits at a level of the actor's, who has neither worked on it nor passed it at another
    level. The scope is not part of it.
    """
    states = [level.state for level in LEVELS if actor.may(level.action, "Post")]
    if actor.id is None or not states:
        return false()
    own = exists().where(PostContributor.post_id == Post.id, PostContributor.staff_id == actor.id)
    passed = (
        select(ReviewRecord.id)
        .join(PostVersion, PostVersion.id == ReviewRecord.post_version_id)
        .where(
            ReviewRecord.post_id == Post.id,
            PostVersion.number == Post.submissions,
            ReviewRecord.reviewer_id == actor.id,
            stands(),
        )
        .correlate(Post)
        .exists()
    )
    return Post.state.in_(states) & ~own & ~passed


class Waiting(NamedTuple):
    """A post on the desk."""

    post: Post
    since: datetime
    returns: int
    opened_at: datetime | None

    @property
    def level(self) -> int:
        """The level it waits for."""
        return BY_STATE[self.post.state].number


def desk(
    session: Session, actor: Actor, limit: int = 50, post_ids: Sequence[int] | None = None
) -> list[Waiting]:
    """What waits for an actor, the longest first, in two statements; its text is left behind.

    Args:
        session: any.
        actor: whose desk.
        limit: how many at most.
        post_ids: only these, if given.
    """
    statement = (
        scope.visible(Post, actor)
        .add_columns(since.label("since"), returns, opened_at(actor.id))
        .where(waits_for(actor))
        .options(
            joinedload(Post.department, innerjoin=True),
            selectinload(Post.authors),
            defer(Post.body),
        )
        .order_by("since", Post.id)
        .limit(limit)
    )
    if post_ids is not None:
        statement = statement.where(Post.id.in_(post_ids))
    return [Waiting(*row) for row in session.execute(statement)]


def counts(session: Session, actor: Actor) -> dict[int, int]:
    """Level → how many posts wait for the actor there."""
    statement = (
        scope.visible(Post, actor)
        .with_only_columns(Post.state, func.count())
        .where(waits_for(actor))
        .group_by(Post.state)
    )
    return {BY_STATE[state].number: number for state, number in session.execute(statement)}


def queue(session: Session, actor: Actor) -> list[int]:
    """The keys of all that waits for the actor, the longest first, in one statement."""
    statement = (
        scope.visible(Post, actor)
        .with_only_columns(Post.id)
        .where(waits_for(actor))
        .order_by(since, Post.id)
    )
    return list(session.scalars(statement))
