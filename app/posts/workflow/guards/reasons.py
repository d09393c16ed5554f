"""Reasons that several guards give, and the words in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.workflow import Move
from app.posts.levels import BY_NUMBER

# Key of a row → why it may not move.
Refusals = dict[int, Any]


def level_name(number: int) -> str:
    """What a level is called."""
    return str(BY_NUMBER[number].label)


def level_names(numbers: Iterable[int]) -> str:
    """Several levels as a list in words."""
    return "、".join(level_name(number) for number in numbers)


def refuse_all(move: Move, reason: str) -> Refusals:
    """The same reason for every row."""
    return dict.fromkeys(move.ids, reason)


def too_few_people(short: Mapping[int, tuple[int, ...]]) -> Refusals:
    """Why posts cannot go on whose levels compete for too few people.

    Args:
        short: post → those levels, as `unassignable()` finds them.
    """
    reasons: Refusals = {}
    for pk, levels in short.items():
        if len(levels) == 1:
            reasons[pk] = _(
                "Nobody is left who could do the %(level)s: authors, editors and those who have "
                "reviewed it may not. Ask an administrator to appoint somebody.",
                level=level_names(levels),
            )
        else:
            reasons[pk] = _(
                "There are fewer able people than levels for %(levels)s; each level needs "
                "somebody of its own. Ask an administrator to appoint somebody.",
                levels=level_names(levels),
            )
    return reasons
