"""Posts: what waits for my review, what came back to me, what is to be published."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import Actor
from app.core.page import Link, Tag
from app.core.show_time import countdown, exact
from app.core.workflow import TransitionRecord
from app.dashboard.page import Card, Home, Line, Tile
from app.posts import settings
from app.posts.levels import BY_STATE, LEVELS
from app.posts.models import Decision, Post, PostContributor, PostState, ReviewRecord
from app.posts.services import desk
from app.posts.services.waiting import Waiting, since, waits_for
from app.publishing.services import to_publish

LINES = 6
# How long the final reviewer is told that something was taken down.
TOLD_FOR = timedelta(days=7)
OPEN = (PostState.draft, PostState.returned, PostState.approved, *BY_STATE)


def posts(session: Session, actor: Actor, home: Home) -> None:
    """Adds what this person has to do with posts."""
    if not actor.may("list", "Post"):
        return
    counts = _counts(session, actor)
    if any(actor.may(level.action, "Post") for level in LEVELS):
        _to_review(session, actor, home, counts)
    if actor.may("submit", "Post"):
        _own(session, actor, home, counts)
    if actor.may("publish", "Post"):
        _to_publish(session, actor, home, counts)
    if actor.may("pass_final", "Post"):
        _taken_down(session, actor, home)


def _mine(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        PostContributor.post_id == Post.id,
        PostContributor.staff_id == actor.id,
        PostContributor.is_author,
    )


def _counts(session: Session, actor: Actor) -> dict[str, dict[str, int]]:
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
            number(_mine(actor)),
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


def _sum(counts: dict[str, dict[str, int]], name: str) -> int:
    return sum(numbers[name] for numbers in counts.values())


def _to_review(
    session: Session, actor: Actor, home: Home, counts: dict[str, dict[str, int]]
) -> None:
    waiting, late = _sum(counts, "waiting"), _sum(counts, "late")
    url = url_for("DeskView.list")
    foot = _("%(number)s of them late", number=late) if late else _("none late")
    home.tiles.append(
        Tile(
            _("Waiting for my review"),
            waiting,
            url,
            _("posts"),
            "checklist",
            mine=waiting > 0,
            foot=foot,
        )
    )
    if not waiting:
        return
    home.lead = (
        _(
            "%(number)s posts wait for your review, %(late)s of them late.",
            number=waiting,
            late=late,
        )
        if late
        else _("%(number)s posts wait for your review.", number=waiting)
    )
    rows = desk(session, actor, LINES)
    home.links.append(
        Link(
            _("Start with the most urgent one"),
            url_for("ReviewView.review", pk=rows[0].post.id),
            "player-play",
            primary=True,
        )
    )
    lines = [_waiting_line(row) for row in rows]
    more = _("All %(number)s", number=waiting)
    home.cards.append(
        Card(_("Waiting for my review"), _("the longest waiting first"), url, more, lines)
    )


def _waiting_line(row: Waiting) -> Line:
    post = row.post
    return Line(
        post.title,
        url_for("ReviewView.review", pk=post.id),
        f"{post.number}　{BY_STATE[post.state].label}",
        countdown(row.since + settings.TIME_PER_LEVEL, settings.NEARLY_LATE),
        [Tag(_("Highly sensitive"), "flag")] if post.sensitive else [],
    )


def _own(session: Session, actor: Actor, home: Home, counts: dict[str, dict[str, int]]) -> None:
    def url(state: PostState) -> str:
        return url_for("PostView.list", state=state.value, authors=actor.id)

    def mine(state: PostState) -> int:
        return counts.get(state, {}).get("mine", 0)

    back, drafts = mine(PostState.returned), mine(PostState.draft)
    under_review = sum(mine(PostState(state)) for state in BY_STATE)
    home.tiles += [
        Tile(_("Came back to me"), back, url(PostState.returned), _("posts"), "arrow-back-up",
             mine=back > 0, foot=_("fix and submit again")),
        Tile(_("My drafts"), drafts, url(PostState.draft), _("posts"), "pencil",
             foot=_("%(number)s under review", number=under_review)),
    ]  # fmt: skip
    home.links.append(
        Link(_("Write a post"), url_for("PostView.add"), "plus", primary=not home.links)
    )
    if not back:
        return
    if not home.lead:
        home.lead = _("%(number)s posts came back to you.", number=back)
    lines = [
        Line(
            post.title, url_for("PostView.show", pk=post.id), post.number or "", quote=opinion or ""
        )
        for post, opinion in session.execute(_returned(actor).limit(LINES))
    ]
    more = _("All %(number)s", number=back)
    home.cards.append(
        Card(_("Came back to me"), _("with the opinion"), url(PostState.returned), more, lines)
    )


def _returned(actor: Actor) -> Select[Post, str]:
    opinion = (
        select(ReviewRecord.opinion)
        .where(ReviewRecord.post_id == Post.id, ReviewRecord.decision == Decision.returned)
        .order_by(ReviewRecord.id.desc())
        .limit(1)
        .correlate(Post)
        .scalar_subquery()
    )
    return (
        scope.visible(Post, actor)
        .add_columns(opinion)
        .where(Post.state == PostState.returned, _mine(actor))
        .order_by(Post.updated_at)
    )


def _to_publish(
    session: Session, actor: Actor, home: Home, counts: dict[str, dict[str, int]]
) -> None:
    number = counts.get(PostState.approved, {}).get("all", 0)
    url = url_for("PostView.list", state=PostState.approved.value)
    home.tiles.append(
        Tile(_("Waiting for publication"), number, url, _("posts"), "calendar-check",
             mine=number > 0, foot=_("passed the final review"))
    )  # fmt: skip
    if not number:
        return
    rows = session.scalars(to_publish(actor).limit(LINES)).unique()
    lines = [
        Line(
            post.title,
            url_for("PostView.show", pk=post.id),
            f"{post.number}　{_('planned %(time)s', time=exact(post.planned_at))}"
            if post.planned_at
            else post.number or "",
        )
        for post in rows
    ]
    more = _("All %(number)s", number=number)
    home.cards.append(Card(_("Waiting for publication"), _("by plan"), url, more, lines))


def _taken_down(session: Session, actor: Actor, home: Home) -> None:
    """The final reviewer is told what was taken down."""
    statement = (
        scope.visible(Post, actor)
        .add_columns(TransitionRecord.actor_name, TransitionRecord.note)
        .join(TransitionRecord, TransitionRecord.subject_id == Post.id)
        .where(
            TransitionRecord.subject == "Post",
            TransitionRecord.name == "take_down",
            TransitionRecord.at > clock.now() - TOLD_FOR,
        )
        .order_by(TransitionRecord.id.desc())
        .limit(LINES)
    )
    for post, who, reason in session.execute(statement):
        home.warnings.append(
            _("%(who)s took down “%(what)s”: %(reason)s", who=who, what=post.title, reason=reason)
        )
