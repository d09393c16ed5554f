"""Rules for those who write: what may be handed in, by whom, and whose it becomes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.workflow import Move
from app.people.models import Department, Staff
from app.posts.content import foreign_pictures, paragraphs
from app.posts.matching import paths_of
from app.posts.models import SourceKind
from app.posts.workflow import facts
from app.posts.workflow.guards.reasons import Refusals, refuse_all, too_few_people


def a_person(move: Move) -> Refusals:
    """No job and no command line may take the place of a person."""
    return refuse_all(move, _("Only a person can do this.")) if move.actor.id is None else {}


def an_author(move: Move) -> Refusals:
    """Submitting, withdrawing and voiding are the authors' own."""
    authors = facts.contributors(move)
    return {
        post.id: _("You are not one of its authors.")
        for post in move.rows
        if not authors[post.id].get(move.actor.id or 0)
    }


def complete(move: Move) -> Refusals:
    """What a reviewer needs is there: title, text, target account, the source of a reprint."""
    if move.early:
        return {}
    return {
        post.id: _("It cannot be submitted: %(missing)s is missing.", missing="、".join(missing))
        for post in move.rows
        if (missing := list(_missing(post, facts.contents(move)[post.id])))
    }


def _missing(post: Any, content: dict[str, Any]) -> Any:
    if not content["title"].strip():
        yield _("the title")
    if not paragraphs(content["body"]):
        yield _("the text")
    if not content["accounts"]:
        yield _("a target account")
    if post.source_kind == SourceKind.reprint and not content["source"]["name"].strip():
        yield _("the source of the reprint")


def own_pictures(move: Move) -> Refusals:
    """The pictures in the text are files of the post, so that they are reviewed with it."""
    if move.early:
        return {}
    reason = _(
        "A picture in the text is not one of its files. Attach the picture to this post and put "
        "it into the text again."
    )
    return {
        post.id: reason for post in move.rows if foreign_pictures(facts.contents(move)[post.id])
    }


def assignable(move: Move) -> Refusals:
    """Three different able people can be found for the three levels."""
    if move.early:
        return {}
    return too_few_people(facts.short_of_people(move))


def new_author(move: Move) -> Refusals:
    """A post goes over to somebody on duty who sees it and is not its author (data: `author`)."""
    if move.early:
        return {}
    author = move.data.get("author")
    key = int(getattr(author, "id", author) or 0)
    own_path = move.session.scalar(
        select(Department.path)
        .join(Staff, Staff.department_id == Department.id)
        .where(Staff.id == key, Staff.active)
    )
    if own_path is None:
        return refuse_all(move, _("Choose somebody who is on duty."))
    paths = paths_of(move.session, {post.department_id for post in move.rows})
    refused = {}
    for post in move.rows:
        if facts.contributors(move)[post.id].get(key):
            refused[post.id] = _("This person is one of its authors already.")
        elif not paths[post.department_id].startswith(own_path):
            refused[post.id] = _("This person does not see the posts of its department.")
    return refused
