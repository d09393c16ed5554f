"""Commands about permissions and the first administrators."""

from __future__ import annotations

from itertools import chain, count

import click
from flask import current_app
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.cli import require_tables
from app.core.database import lock_table, write
from app.core.errors import Refused
from app.core.permissions import label
from app.people.models import Department, Staff
from app.people.services.codes import hand_out
from app.people.services.departments import root_of, settle
from app.people.services.permissions import sync_permissions
from app.people.services.roles import holders
from app.people.services.staff import check_roles

# Login → role; name and staff number are theirs to correct, the login too.
ADMINISTRATORS = {"xitong": "系统管理员", "anquan": "安全管理员", "shenji": "审计员"}


@click.command("sync-permissions", help=_("Brings permissions and roles up to this version."))
def sync() -> None:
    """Says in a line what changed."""
    require_tables()
    changes = sync_permissions()
    click.echo(
        _(
            "Permissions: %(added)s new, %(removed)s removed. Roles: %(roles)s new.",
            added=len(changes.added),
            removed=len(changes.removed),
            roles=len(changes.roles),
        )
    )
    for action, subject in changes.unknown:
        click.echo(
            _("Granted in the code, but unknown: %(what)s", what=label(action, subject)), err=True
        )


@click.command("create-admins", help=_("Makes the three administrators, if they are missing."))
def create_admins() -> None:
    """Makes one for each role nobody on duty holds, and prints the codes once.

    They belong to the root department, which is made too if there is none.
    """
    require_tables()
    made = []
    with write() as session:
        # Two runs at once must not make two roots.
        lock_table(session, Department)
        root = root_of(session)
        if root is None:
            name = current_app.config["ORGANISATION"] or _("Our organisation")
            root = Department(name=name, code="0", parent=None)
            settle(session, root)
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
    if not made:
        click.echo(_("The three administrators are there already."))
        return
    click.echo(_("One-time codes, shown only now; each sets a password within a day:"))
    for staff, code in made:
        click.echo(f"  {staff}  {staff.username}  {code}")


def _free(session: Session, login: str) -> str:
    """A login name and staff number like this one that nobody has had yet."""
    taken = set(session.scalars(select(Staff.username).where(Staff.username.startswith(login))))
    taken |= set(
        session.scalars(select(Staff.staff_number).where(Staff.staff_number.startswith(login)))
    )
    numbered = (f"{login}{number}" for number in count(2))
    return next(name for name in chain([login], numbered) if name not in taken)


COMMANDS = (sync, create_admins)
