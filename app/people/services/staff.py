"""What administrators do to a person: roles, closing and opening the login."""

from __future__ import annotations

from collections.abc import Collection

from flask_appbuilder.security.sqla.models import Role, assoc_user_role
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import current_actor_id
from app.core.database import lock_rows
from app.core.errors import Refused
from app.people.models import Staff
from app.people.rules import RULES
from app.people.services.passwords import end_sessions


def check_roles(session: Session, staff: Staff, roles: Collection[Role]) -> None:
    """Whether a person may hold exactly these roles.

    Args:
        session: inside `write()` it also keeps two administrators from giving a role that only
            one person may hold to two people at once.
        staff: may be new.
        roles: all they are about to hold.

    Raises:
        Refused: with the reason, for the field “roles”.
    """
    if staff.id is not None and staff.id == current_actor_id():
        raise Refused(_("Nobody changes their own roles; ask another administrator."), "roles")
    if reason := RULES.why_not_together({role.name for role in roles}):
        raise Refused(reason, "roles")
    for role in roles:
        if role.name in RULES.single_holder and (holder := _other_holder(session, staff, role)):
            raise Refused(
                _(
                    "“%(role)s” is held by one person at a time, now by %(holder)s. "
                    "Take it from them first.",
                    role=role.name,
                    holder=str(holder),
                ),
                "roles",
            )


def _other_holder(session: Session, staff: Staff, role: Role) -> Staff | None:
    session.execute(lock_rows(select(Role.id).where(Role.id == role.id), Role))
    held = (
        select(Staff)
        .join(assoc_user_role, assoc_user_role.c.user_id == Staff.id)
        .where(assoc_user_role.c.role_id == role.id, Staff.active)
    )
    # A new person has no key yet, and no key is unequal to none.
    if staff.id is not None:
        held = held.where(Staff.id != staff.id)
    with session.no_autoflush:
        return session.scalars(held).first()


def deactivate(staff: Staff) -> None:
    """Closes a login at once, wherever it is in use.

    Raises:
        Refused: it is one's own.
    """
    if staff.id == current_actor_id():
        raise Refused(_("You cannot close your own login; ask another administrator."))
    staff.active = False
    end_sessions(staff)


def reactivate(session: Session, staff: Staff) -> None:
    """Opens a login again, with the password and the roles it had.

    Raises:
        Refused: somebody else has a role by now that only one person holds.
    """
    if not staff.active:
        check_roles(session, staff, staff.roles)
        staff.active = True


def demand_password(staff: Staff) -> None:
    """Makes a person choose a new password before going on."""
    staff.must_change_password = True
