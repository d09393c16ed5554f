"""Rules for what goes out to readers."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.workflow import Move
from app.posts.levels import LEVELS
from app.posts.workflow import facts
from app.posts.workflow.guards.reasons import Refusals, refuse_all


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
    return refuse_all(move, _("It has to be checked again before it is published."))
