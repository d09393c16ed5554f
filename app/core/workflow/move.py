"""What is on its way through `apply()`, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Refused
from app.core.workflow.definition import Transition, Workflow


@dataclass
class Move:
    """What guards, effects and listeners of `moving` are given.

    Attributes:
        rows: the rows still standing, locked and fresh, in the order of their keys.
        data: what came with it: opinion, ticks, reason …
        batch: id shared by the rows of one call with several; "" for a single one.
        memo: a place where guards keep what they have read for the guards after them.
        came_from: key → the state the row had; for effects and listeners, which see the new one.
        early: True while the show page only asks what is possible; nothing may be written.
    """

    workflow: Workflow
    transition: Transition
    actor: Actor
    session: Session
    rows: list[Any]
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)
    batch: str = ""
    batch_size: int = 1
    memo: dict[Any, Any] = field(default_factory=dict)
    came_from: dict[int, Any] = field(default_factory=dict)
    early: bool = False

    @property
    def ids(self) -> list[int]:
        """The keys of the rows still standing."""
        return [row.id for row in self.rows]

    def note(self) -> str:
        """The reason or opinion, as the history keeps it."""
        return str(self.data.get("opinion") or self.data.get("reason") or "").strip()


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that moved."""

    id: int
    label: str
    from_state: str
    to_state: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that stayed as it was, and why, in one translated clause."""

    id: int
    label: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """What a call of `apply()` did, row by row."""

    transition: Transition
    moved: list[Moved] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    batch: str = ""

    def or_refuse(self) -> Outcome:
        """Raises `Refused` with the first reason if nothing moved; for single rows."""
        if not self.moved and self.skipped:
            raise Refused(self.skipped[0].reason)
        return self
