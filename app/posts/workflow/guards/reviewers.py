"""Rules for those who review: who may judge what, having seen and said what."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.workflow import Move
from app.posts import settings
from app.posts.levels import FINAL
from app.posts.ticks import why_incomplete
from app.posts.workflow import facts
from app.posts.workflow.facts import level_of
from app.posts.workflow.guards.reasons import (
    Refusals,
    level_name,
    refuse_all,
    too_few_people,
)


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


def not_own_work(move: Move) -> Refusals:
    """Whoever wrote, edited or submitted any version of a post reviews it at no level."""
    refused = {}
    for post in move.rows:
        is_author = facts.contributors(move)[post.id].get(move.actor.id or 0)
        if is_author is None:
            continue
        level = level_name(level_of(post.state))
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
                    level=level_name(level_of(post.state)),
                    other=level_name(level),
                )
    return refused


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
        return refuse_all(move, _("At most %(number)s can be passed at once.", number=most))
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
    return too_few_people(facts.short_of_people(move, fixed))


def own_pass(move: Move) -> Refusals:
    """Only who passed takes it back, and only before the next level has acted."""
    refused = {}
    for post in move.rows:
        target = move.transition.moves[post.state]
        record = facts.passes(move)[post.id].get(level_of(target))
        if record is None or record.reviewer_id != move.actor.id:
            refused[post.id] = _(
                "Only the person who did the %(level)s can take it back.",
                level=level_name(level_of(target)),
            )
    return refused
