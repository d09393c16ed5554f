"""What administrators do to persons, each with a permission of the same name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.core import scope
from app.core.actor import current_actor
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.people.models import Staff
from app.people.services.codes import hand_out
from app.people.services.staff import deactivate, demand_password, reactivate


@dataclass(frozen=True, slots=True)
class Verb:
    """Something an administrator does to persons, with its permission of the same name."""

    label: Any
    icon: str
    does: Callable[[Session, Staff], Any]
    fits: Callable[[Staff], bool]
    confirm: Any = ""
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A one-time code on the only page that ever shows it."""

    staff: Staff
    code: str


def _new_code(_session: Session, staff: Staff) -> HandedOut:
    if staff.id == current_actor().id:
        raise Refused(_("Change your own password under your name, by giving the present one."))
    if not staff.active:
        raise Refused(_("The login is closed; open it first."))
    return HandedOut(staff, hand_out(staff))


VERBS = {
    "reset_password": Verb(
        _l("Reset the password"),
        "key",
        _new_code,
        lambda staff: bool(staff.active),
        _l("Reset the password? The present one ends at once, as do all sessions."),
    ),
    "demand_password": Verb(
        _l("Demand a new password"),
        "shield-lock",
        lambda _session, staff: demand_password(staff),
        lambda staff: bool(staff.active) and not staff.must_change_password,
    ),
    "deactivate": Verb(
        _l("Close the login"),
        "lock",
        lambda _session, staff: deactivate(staff),
        lambda staff: bool(staff.active),
        _l("Close the login? All sessions end at once; the records stay."),
        "danger",
    ),
    "reactivate": Verb(
        _l("Open the login"), "lock-open", reactivate, lambda staff: not staff.active
    ),
}


@dataclass(slots=True)
class Outcome:
    """To whom a verb was done, to whom not and why, and the codes that came of it."""

    done: list[Staff] = field(default_factory=list)
    skipped: list[tuple[Staff, str]] = field(default_factory=list)
    codes: list[HandedOut] = field(default_factory=list)


def do_to(verb: Verb, ids: Sequence[int]) -> Outcome:
    """Does a verb to the persons in sight among these, in one transaction."""
    outcome = Outcome()
    with write() as session:
        statement = scope.visible(Staff).where(Staff.id.in_(ids)).order_by(Staff.id)
        locked = lock_rows(statement, Staff).execution_options(populate_existing=True)
        for staff in session.scalars(locked).unique().all():
            try:
                result = verb.does(session, staff)
            except Refused as refused:
                outcome.skipped.append((staff, str(refused)))
            else:
                outcome.done.append(staff)
                outcome.codes += [result] if isinstance(result, HandedOut) else []
    return outcome
