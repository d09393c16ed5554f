"""For reviewers: what waits for them, and what the final one is told."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import Actor
from app.core.page import Age, Link, Tag
from app.core.show_time import countdown
from app.core.workflow import TransitionRecord
from app.dashboard.page import Card, Home, Line, Tile
from app.posts import settings
from app.posts.levels import BY_STATE
from app.posts.models import Post
from app.posts.services import desk
from app.posts.services.waiting import Waiting

LINES = 6
# How long the final reviewer is told that something was taken down.
TOLD_FOR = timedelta(days=7)


def to_review(session: Session, actor: Actor, home: Home, waiting: int, late: int) -> None:
    """Adds what waits for this person, the longest waiting first."""
    url = url_for("DeskView.list")
    home.tiles.append(
        Tile(
            _("Waiting for my review"),
            waiting,
            url,
            _("posts"),
            "checklist",
            mine=waiting > 0,
            foot=_("none late"),
            age=Age(_("%(number)s of them late", number=late), "late") if late else None,
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


def taken_down(session: Session, actor: Actor, home: Home) -> None:
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
