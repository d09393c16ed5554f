"""The levels of review there are: the room that reviews lists them, others ask here.

A written authorisation to deputise names a level without knowing what is reviewed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    """A level of review.

    Attributes:
        number: its place in the order, from 1.
        label: what it is called.
        subject: name of the model under review.
        action: the permission its reviewers hold, such as "pass_first".
        state: the state in which an object waits for it.
    """

    number: int
    label: Any
    subject: str
    action: str
    state: str


_levels: dict[tuple[str, int], Level] = {}


def register(*levels: Level) -> None:
    """Makes levels known; said again, the same ones change nothing."""
    _levels.update({(level.subject, level.number): level for level in levels})


def levels_of(subject: str) -> list[Level]:
    """The levels of a subject in their order."""
    return sorted(
        (level for level in _levels.values() if level.subject == subject),
        key=lambda level: level.number,
    )
