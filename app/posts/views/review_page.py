"""What the review page consists of: plain data for `posts/review.html`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.core.actor import current_actor
from app.core.attachments import attachments_of
from app.core.attachments.cells import cell_of_files
from app.core.levels import Level
from app.core.page import Badge, Cell, Event, Item, Link, Step, Tag
from app.core.views import view_of
from app.core.views.cells import cell_of
from app.core.workflow import Move
from app.extensions import db
from app.posts.models import Post, PostVersion
from app.posts.services import PICTURE_SLOT, Difference, diff, versions_to_compare
from app.posts.views.frame import frame_of
from app.posts.views.judging import (
    OpinionForm,
    level_of,
    my_queue,
    phrases_of,
    tick_rows,
    toggle_rows,
)
from app.posts.views.path import path_of, round_of
from app.posts.views.tags import tags_of
from app.posts.workflow import POST_WORKFLOW, facts

FACTS = ("source_kind", "policy_basis", "accounts", "event_on", "planned_at", "byline", "summary")


class Queue:
    """Where a post stands among those that wait for the same person.

    Attributes:
        total: how many wait.
        place: from 1; 0 if this one does not wait for them.
        previous, following: the keys beside it; the first one if it does not wait.
    """

    def __init__(self, keys: Sequence[int], pk: int) -> None:
        self.total = len(keys)
        self.place = keys.index(pk) + 1 if pk in keys else 0
        self.previous = keys[self.place - 2] if self.place > 1 else None
        after = keys[self.place : self.place + 1]
        # At the end, what was left out before it comes next.
        rest = after or [key for key in keys[:1] if key != pk]
        self.following = rest[0] if rest else None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A post before a reviewer, whole.

    Attributes:
        level: the level it waits for; None once it waits for none.
        barred: why it is not for this person to judge, "" if it is.
        version, seen: what is under review, and the earlier one this reviewer had open.
        difference: between the two, if there are two.
        comparing: the comparison is asked for, not the text.
        seen_hash: what was on the screen; after a refusal it stays what it was.
    """

    post: Post
    level: Level | None
    barred: str
    queue: Queue
    version: PostVersion | None
    seen: PostVersion | None
    difference: Difference | None
    comparing: bool
    frame: Markup
    badge: Badge
    tags: Sequence[Tag]
    facts: Sequence[Item]
    steps: Sequence[Step]
    steps_note: str
    events: Sequence[Event]
    form: OpinionForm
    errors: Sequence[str]
    seen_hash: str
    ticks: Sequence[dict[str, Any]]
    toggles: Sequence[tuple[str, str, bool]]
    phrases: Sequence[str]
    crumbs: Sequence[Link]

    @property
    def judging(self) -> bool:
        """Whether the page asks for a decision."""
        return self.level is not None and not self.barred


def review_page(post: Post, form: OpinionForm, errors: Sequence[str] = ()) -> ReviewPage:
    """Everything that the page of a post shows to the current actor."""
    session, actor = db.session(), current_actor()
    level = level_of(post.state)
    transition = POST_WORKFLOW.by_name[level.action if level else "pass_first"]
    move = Move(POST_WORKFLOW, transition, actor, session, [post], early=True)
    barred = _barred(move) if level else ""
    version, seen = versions_to_compare(session, post, actor.id)
    difference = diff(session, seen, version, post.accounts) if seen and version else None
    return ReviewPage(
        post=post,
        level=level,
        barred=barred,
        queue=Queue(my_queue(), post.id),
        version=version,
        seen=seen,
        difference=difference,
        comparing=difference is not None and request.args.get("view") == "diff",
        frame=frame_of(post, version.number if version else 0),
        badge=POST_WORKFLOW.badge(post.state),
        tags=tags_of(post),
        facts=_facts(post),
        steps=path_of(post, facts.passes(move)[post.id], mine=bool(level) and not barred),
        steps_note=round_of(post),
        events=_events(post),
        form=form,
        errors=errors,
        seen_hash=request.form.get("seen") or post.content_hash,
        ticks=tick_rows(level.number) if level else [],
        toggles=toggle_rows(),
        phrases=phrases_of(level.number) if level else [],
        crumbs=[
            Link(_("Waiting for my review"), url_for("DeskView.list")),
            Link(post.number or "", ""),
        ],
    )


def _barred(move: Move) -> str:
    """The first reason the rules give against this person, asked before anything is written."""
    (post,) = move.rows
    for guard in move.transition.guards:
        if reason := guard(move).get(post.id):
            return str(reason)
    return ""


def _facts(post: Post) -> list[Item]:
    """What a reviewer needs to know besides the text."""
    view: Any = view_of(Post)
    items = [
        Item(str(view.label(name)), cell_of(post, name), wide=name == "summary") for name in FACTS
    ]
    source = "，".join(part for part in (str(post.source_kind.label), post.source_name) if part)
    items[0] = Item(items[0].label, Cell(source, url=post.source_url))
    files = attachments_of(db.session(), "Post", [post.id])[post.id]
    # Pictures in the text are seen there.
    shown = [file for file in files if file.slot != PICTURE_SLOT]
    items.append(Item(_("Attachments"), cell_of_files(shown)))
    return [item for item in items if item.cell.text or item.cell.html]


def _events(post: Post) -> Sequence[Event]:
    view: Any = view_of(Post)
    events: Sequence[Event] = view.events(post)
    return events
