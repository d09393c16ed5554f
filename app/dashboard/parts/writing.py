"""For clerks: what came back, what is unfinished, what is to be published."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from app.core import scope
from app.core.actor import Actor
from app.core.page import Link
from app.core.show_time import exact
from app.dashboard.page import Card, Home, Line, Tile
from app.posts.levels import BY_STATE
from app.posts.models import Decision, Post, PostContributor, PostState, ReviewRecord
from app.publishing.services import to_publish

LINES = 6
# State → all in scope, written by me, waiting for me, of these late.
Counts = dict[str, dict[str, int]]


def written_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that a person is one of the authors."""
    return exists().where(
        PostContributor.post_id == Post.id,
        PostContributor.staff_id == actor.id,
        PostContributor.is_author,
    )


def own(session: Session, actor: Actor, home: Home, counts: Counts) -> None:
    """Adds the person's own posts: those that came back with the opinion, and the drafts."""

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
        .where(Post.state == PostState.returned, written_by(actor))
        .order_by(Post.updated_at)
    )


def publishable(session: Session, actor: Actor, home: Home, counts: Counts) -> None:
    """Adds what passed the final review and waits for publication, by plan."""
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
