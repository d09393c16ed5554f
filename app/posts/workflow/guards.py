"""The rules of the post's way. Each looks at all rows of a move and names those it refuses."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.workflow import Move
from app.people.models import Department, Staff
from app.posts import settings
from app.posts.content import foreign_pictures, paragraphs
from app.posts.levels import BY_NUMBER, FINAL, LEVELS
from app.posts.matching import paths_of
from app.posts.models import SourceKind
from app.posts.ticks import why_incomplete
from app.posts.workflow import facts
from app.posts.workflow.facts import level_of

Refusals = dict[int, Any]


def _level_name(number: int) -> str:
    return str(BY_NUMBER[number].label)


def _level_names(numbers: Any) -> str:
    return "、".join(_level_name(number) for number in numbers)


def _all(move: Move, reason: str) -> Refusals:
    return dict.fromkeys(move.ids, reason)


def a_person(move: Move) -> Refusals:
    """No job and no command line may take the place of a person."""
    return _all(move, _("Only a person can do this.")) if move.actor.id is None else {}


# --- of the author ----------------------------------------------------------------------


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
    return _short(facts.short_of_people(move))


def _short(short: dict[int, tuple[int, ...]]) -> Refusals:
    reasons: Refusals = {}
    for pk, levels in short.items():
        if len(levels) == 1:
            reasons[pk] = _(
                "Nobody is left who could do the %(level)s: authors, editors and those who have "
                "reviewed it may not. Ask an administrator to appoint somebody.",
                level=_level_names(levels),
            )
        else:
            reasons[pk] = _(
                "There are fewer able people than levels for %(levels)s; each level needs "
                "somebody of its own. Ask an administrator to appoint somebody.",
                levels=_level_names(levels),
            )
    return reasons


# --- of the reviewer --------------------------------------------------------------------


def not_own_work(move: Move) -> Refusals:
    """Whoever wrote, edited or submitted any version of a post reviews it at no level."""
    refused = {}
    for post in move.rows:
        is_author = facts.contributors(move)[post.id].get(move.actor.id or 0)
        if is_author is None:
            continue
        level = _level_name(level_of(post.state))
        refused[post.id] = (
            _("The %(level)s cannot be yours: you are one of its authors.", level=level)
            if is_author
            else _("The %(level)s cannot be yours: you have edited this post.", level=level)
        )
    return refused


def no_other_level(move: Move) -> Refusals:
    """Nobody acts at two levels of one submission."""
    refused = {}
    for post in move.rows:
        for level, record in facts.passes(move)[post.id].items():
            if record.reviewer_id == move.actor.id and level != level_of(post.state):
                refused[post.id] = _(
                    "The %(level)s cannot be yours: you have done the %(other)s.",
                    level=_level_name(level_of(post.state)),
                    other=_level_name(level),
                )
    return refused


def at_level(move: Move) -> Refusals:
    """It waits for the level that the form was about (data: `level`): who holds several levels
    does not decide at the next one by a form of the one before.
    """
    level = move.data.get("level")
    return {
        post.id: _("It is %(state)s now.", state=str(post.state.label))
        for post in move.rows
        if level is not None and str(level_of(post.state)) != str(level)
    }


def as_seen(move: Move) -> Refusals:
    """The version a reviewer judges is the one that was on the screen (data: `seen`)."""
    if move.early:
        return {}
    seen = move.data.get("seen") or {}
    reasons = {
        post.id: _("It was submitted again after you opened it. Read it again first.")
        if seen.get(post.id)
        else _("Open it first: what is decided is what you have seen.")
        for post in move.rows
        if seen.get(post.id) != post.content_hash
    }
    return reasons


def unchanged(move: Move) -> Refusals:
    """What is stored is what was submitted, to the letter."""
    if move.early:
        return {}
    refused = {}
    for post in move.rows:
        version = facts.versions(move).get(post.id)
        same = version and facts.hashes(move)[post.id] == version.content_hash == post.content_hash
        if not same:
            refused[post.id] = _(
                "Its content is no longer what was submitted. It has to be returned and "
                "submitted again."
            )
    return refused


def all_ticked(move: Move) -> Refusals:
    """The level's three points and the five of 三(三)1 are confirmed (data: `ticks`)."""
    if move.early:
        return {}
    ticks = move.data.get("ticks") or {}
    return {
        post.id: reason
        for post in move.rows
        if (reason := why_incomplete(level_of(post.state), ticks))
    }


def no_rubber_stamp(move: Move) -> Refusals:
    """What a batch may pass: not too many, nothing highly sensitive, nothing unread at the end.

    A form that lists posts and does not show their text (data: `listed`) makes a batch of one too.
    """
    if move.early or not (move.batch or move.data.get("listed")):
        return {}
    most = settings.MOST_PASSED_AT_ONCE
    if move.batch_size > most:
        return _all(move, _("At most %(number)s can be passed at once.", number=most))
    refused = {
        post.id: _("It is highly sensitive and must be reviewed by itself.")
        for post in move.rows
        if post.sensitive
    }
    if settings.FINAL_BATCH_MUST_BE_OPENED:
        for post in move.rows:
            version = facts.versions(move).get(post.id)
            final = level_of(post.state) == FINAL.number
            if final and version and version.id not in facts.openings(move):
                refused.setdefault(
                    post.id, _("You have not opened it. Open it before the final review.")
                )
    return refused


def rest_assignable(move: Move) -> Refusals:
    """After this pass the levels still ahead can be staffed."""
    if move.early or move.actor.id is None:
        return {}
    fixed = {
        post.id: {
            **{level: record.reviewer_id for level, record in facts.passes(move)[post.id].items()},
            level_of(post.state): move.actor.id,
        }
        for post in move.rows
    }
    return _short(facts.short_of_people(move, fixed))


def own_pass(move: Move) -> Refusals:
    """Only who passed takes it back, and only before the next level has acted."""
    refused = {}
    for post in move.rows:
        target = move.transition.moves[post.state]
        record = facts.passes(move)[post.id].get(level_of(target))
        if record is None or record.reviewer_id != move.actor.id:
            refused[post.id] = _(
                "Only the person who did the %(level)s can take it back.",
                level=_level_name(level_of(target)),
            )
    return refused


# --- after the three reviews ------------------------------------------------------------


def three_passes(move: Move) -> Refusals:
    """Levels 1, 2, 3 in this order, on this very content, by three people who did not write it."""
    refused = {}
    for post in move.rows:
        standing = facts.passes(move)[post.id]
        records = [standing.get(level.number) for level in LEVELS]
        people = {record.reviewer_id for record in records if record}
        good = (
            all(record and record.content_hash == post.content_hash for record in records)
            and [record.id for record in records if record] == sorted(r.id for r in records if r)
            and len(people) == len(LEVELS)
            and not people & set(facts.contributors(move)[post.id])
        )
        if not good:
            refused[post.id] = _("It has not passed the three reviews as it stands.")
    return refused


def rechecked(move: Move) -> Refusals:
    """The content was checked again before publication (data: `recheck`, by publishing)."""
    if move.early or move.data.get("recheck"):
        return {}
    return _all(move, _("It has to be checked again before it is published."))


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
        return _all(move, _("Choose somebody who is on duty."))
    paths = paths_of(move.session, {post.department_id for post in move.rows})
    refused = {}
    for post in move.rows:
        if facts.contributors(move)[post.id].get(key):
            refused[post.id] = _("This person is one of its authors already.")
        elif not paths[post.department_id].startswith(own_path):
            refused[post.id] = _("This person does not see the posts of its department.")
    return refused
