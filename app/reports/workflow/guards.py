"""Nobody handles a complaint that concerns themselves."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock
from app.core.workflow import Move
from app.reports.models import Report, concerned
from app.reports.workflow.people import able_investigators

Refusals = dict[int, Any]


def _concerning(move: Move, staff_id: int) -> set[int]:
    """Those of the complaints that concern a person."""
    statement = select(Report.id).where(Report.id.in_(move.ids), concerned(staff_id))
    return set(move.session.scalars(statement))


def unconcerned(move: Move) -> Refusals:
    """Whoever is named, keeps the account or wrote the post does not handle it.

    Such complaints are out of sight as well; this holds whatever becomes of the scope.
    """
    if move.actor.id is None:
        return {}
    reason = _("It concerns you; somebody else has to handle it.")
    return dict.fromkeys(_concerning(move, move.actor.id), reason)


def fit_investigator(move: Move) -> Refusals:
    """A case goes to somebody who may conclude it and whom it does not concern
    (data: `investigator`, the key of a person).
    """
    if move.early:
        return {}
    key = int(move.data["investigator"])
    if key not in {staff.id for staff in able_investigators(move.session)}:
        return dict.fromkeys(move.ids, _("Choose somebody who may investigate complaints."))
    reason = _("It concerns this person; choose somebody else.")
    refused = dict.fromkeys(_concerning(move, key), reason)
    return refused | {
        row.id: _("This person has the case already.")
        for row in move.rows
        if row.investigator_id == key
    }


def not_later_than_today(move: Move) -> Refusals:
    """A hand-over is recorded once it has happened."""
    if move.early or move.data["handed_over_on"] <= clock.today():
        return {}
    return dict.fromkeys(move.ids, _("The day of the hand-over is still to come."))
