"""What handling a complaint writes besides its state."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.core.bulk import set_columns
from app.core.workdays import add_workdays
from app.core.workflow import Move
from app.reports import settings


def _text(move: Move, name: str) -> str:
    return str(move.data.get(name) or "").strip()


def _set(move: Move, **values: Any) -> None:
    set_columns(move.session, move.rows, values)


def take_on(move: Move) -> None:
    """Who decided about it handles it; the deadline of acceptance is met."""
    _set(move, handler_id=move.actor.id, due_on=None)


def hand_over(move: Move) -> None:
    """To whom, under which number, on which day; what it was about is kept no longer.

    Whom it concerns stays, so that they do not see even that.
    """
    _set(
        move,
        handed_to=_text(move, "handed_to"),
        hand_over_number=_text(move, "hand_over_number"),
        handed_over_on=move.data["handed_over_on"],
        handler_id=move.actor.id,
        due_on=None,
        title="",
        content="",
    )


def assign(move: Move) -> None:
    """The case is the investigator's from now on."""
    _set(move, investigator_id=int(move.data["investigator"]), due_on=None)


def conclude(move: Move) -> None:
    """The conclusion, and until when whoever complained is told."""
    day = clock.local(move.at).date()
    _set(
        move,
        result=_text(move, "result"),
        concluded_at=move.at,
        due_on=add_workdays(day, settings.FEEDBACK_WORKDAYS),
    )


def feed_back(move: Move) -> None:
    """What whoever complained was told, or why nobody could be told."""
    _set(move, feedback=_text(move, "feedback"), due_on=None)
