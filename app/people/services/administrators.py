"""The three administrators that an installation begins with."""

from __future__ import annotations

from itertools import chain, count

from flask import current_app
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import lock_table, write
from app.core.errors import Refused
from app.people.models import Department, Staff
from app.people.services.codes import hand_out
from app.people.services.departments import root_of, settle
from app.people.services.roles import holders
from app.people.services.staff import check_roles

# Login → role; name and staff number are theirs to correct, the login too.
ADMINISTRATORS = {"xitong": "系统管理员", "anquan": "安全管理员", "shenji": "审计员"}


def make_administrators() -> list[tuple[Staff, str]]:
    """Makes a person for each administrator's role that nobody on duty holds.

    They belong to the root department, which is made too if there is none.

    Returns:
        Those made, each with a one-time code.

    Raises:
        Refused: the roles are not there yet.
    """
    made = []
    with write() as session:
        # Two runs at once must not make two roots.
        lock_table(session, Department)
        root = root_of(session) or _make_root(session)
        for login, role_name in ADMINISTRATORS.items():
            role = session.scalars(select(Role).where(Role.name == role_name)).one_or_none()
            if role is None:
                raise Refused(_("There are no roles yet. Run “sanshen sync-permissions” first."))
            if holders(session, [role]):
                continue
            name = _free(session, login)
            staff = Staff(username=name, first_name=role_name, staff_number=name, department=root)
            session.add(staff)
            session.flush()
            check_roles(session, staff, [role])
            staff.roles = [role]
            made.append((staff, hand_out(staff)))
    return made


def _make_root(session: Session) -> Department:
    name = current_app.config["ORGANISATION"] or _("Our organisation")
    root = Department(name=name, code="0", parent=None)
    settle(session, root)
    return root


def _free(session: Session, login: str) -> str:
    """A login name and staff number like this one that nobody has had yet."""
    taken = set(session.scalars(select(Staff.username).where(Staff.username.startswith(login))))
    taken |= set(
        session.scalars(select(Staff.staff_number).where(Staff.staff_number.startswith(login)))
    )
    numbered = (f"{login}{number}" for number in count(2))
    return next(name for name in chain([login], numbered) if name not in taken)
