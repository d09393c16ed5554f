"""Posts: what waits for my review, what came back to me, what is to be published."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import Actor
from app.dashboard.page import Home
from app.dashboard.parts.reviewing import taken_down, to_review
from app.dashboard.parts.writing import Counts, own, publishable, written_by
from app.posts import settings
from app.posts.levels import BY_STATE, LEVELS
from app.posts.models import Post, PostState
from app.posts.services.waiting import since, waits_for

OPEN = (PostState.draft, PostState.returned, PostState.approved, *BY_STATE)


def posts(session: Session, actor: Actor, home: Home) -> None:
    """Adds what this person has to do with posts."""
    if not actor.may("list", "Post"):
        return
    counts = _counts(session, actor)
    if any(actor.may(level.action, "Post") for level in LEVELS):
        to_review(session, actor, home, _sum(counts, "waiting"), _sum(counts, "late"))
    if actor.may("submit", "Post"):
        own(session, actor, home, counts)
    if actor.may("publish", "Post"):
        publishable(session, actor, home, counts)
    if actor.may("pass_final", "Post"):
        taken_down(session, actor, home)


def _counts(session: Session, actor: Actor) -> Counts:
    """State → all in scope, written by me, waiting for me, of these late; one statement."""
    late_before = clock.now() - settings.TIME_PER_LEVEL
    waits = waits_for(actor)

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    statement = (
        scope.visible(Post, actor)
        .with_only_columns(
            Post.state,
            func.count(),
            number(written_by(actor)),
            number(waits),
            number(waits & (since < late_before)),
        )
        .where(Post.state.in_(OPEN))
        .group_by(Post.state)
    )
    names = ("all", "mine", "waiting", "late")
    return {
        state: dict(zip(names, numbers, strict=True))
        for state, *numbers in session.execute(statement)
    }


def _sum(counts: Counts, name: str) -> int:
    return sum(numbers[name] for numbers in counts.values())
