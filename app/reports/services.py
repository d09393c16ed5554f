"""Registering complaints, and what waits to be done about them."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import Actor, current_actor
from app.core.numbers import format_number, reserve
from app.core.workdays import add_workdays
from app.posts.models import Post, PostState
from app.reports import settings
from app.reports.models import Report, ReportState

# What readers can have seen; a complaint names nothing that is still being written.
SEEN_BY_READERS = (PostState.published, PostState.taken_down)


def give_number(session: Session, report: Report) -> None:
    """Numbers a new complaint, in the transaction that registers it.

    The number counts and is for the house; the receipt is for whoever complained, and random.
    """
    year = clock.today().year
    report.number = format_number(settings.SERIES, year, reserve(session, settings.SERIES, year))
    report.receipt = f"{secrets.randbelow(10**16):016d}"


def set_deadline(report: Report) -> None:
    """Until when a complaint that is just registered has to be accepted or not."""
    received_on = clock.local(report.received_at).date()
    report.due_on = add_workdays(received_on, settings.ACCEPT_WORKDAYS)


def posts_seen_by_readers(text: str, limit: int = 20) -> Select[Any]:
    """A select of the posts in scope that a complaint may name, by title or number."""
    statement = scope.visible(Post).where(Post.state.in_(SEEN_BY_READERS))
    if text:
        fits = (column.icontains(text, autoescape=True) for column in (Post.title, Post.number))
        statement = statement.where(or_(*fits))
    return statement.order_by(Post.id.desc()).limit(limit)


def waiting(actor: Actor | None = None) -> Select[Any]:
    """A select of the complaints that wait for this actor: to be accepted, investigated or
    answered; what is due first comes first.
    """
    actor = actor or current_actor()
    open_to_handlers = [
        state
        for state, action in (
            (ReportState.registered, "accept"),
            (ReportState.accepted, "investigate"),
            (ReportState.concluded, "feed_back"),
        )
        if actor.may(action, "Report")
    ]
    own_case = and_(Report.state == ReportState.investigating, Report.investigator_id == actor.id)
    return (
        scope.visible(Report, actor)
        .where(or_(Report.state.in_(open_to_handlers), own_case))
        .order_by(Report.due_on.asc().nulls_last(), Report.id)
    )
