"""What a role may do, who holds it, and the change of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

from flask_appbuilder.security.sqla.models import (
    PermissionView,
    Role,
    assoc_permissionview_role,
    assoc_user_role,
)
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.core.actor import current_actor
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.core.permissions import PREFIX
from app.people.models import Staff
from app.people.rules import RULES

Pair = tuple[str, str]


def roles_in_order(session: Session) -> list[Role]:
    """Every role: those of the house in its order, then any others."""
    order = {name: number for number, name in enumerate(RULES.grants)}
    rows = session.scalars(select(Role)).all()
    return sorted(rows, key=lambda role: (order.get(role.name, len(order)), role.name))


def holders(session: Session, roles: Iterable[Role]) -> dict[int, int]:
    """Key of a role → how many persons on duty hold it."""
    count = (
        select(assoc_user_role.c.role_id, func.count())
        .join(Staff, Staff.id == assoc_user_role.c.user_id)
        .where(Staff.active, assoc_user_role.c.role_id.in_([role.id for role in roles]))
        .group_by(assoc_user_role.c.role_id)
    )
    return {role_id: number for role_id, number in session.execute(count)}  # noqa: C416


def holders_of(session: Session, role: Role, limit: int) -> Sequence[Staff]:
    """The first persons on duty who hold a role, by staff number."""
    return session.scalars(
        select(Staff)
        .join(assoc_user_role, assoc_user_role.c.user_id == Staff.id)
        .where(assoc_user_role.c.role_id == role.id, Staff.active)
        .order_by(Staff.staff_number)
        .limit(limit)
    ).all()


def permissions_of(session: Session, role: Role) -> set[Pair]:
    """The (action, subject) pairs a role holds."""
    held = (
        select(PermissionView)
        .join(
            assoc_permissionview_role,
            assoc_permissionview_role.c.permission_view_id == PermissionView.id,
        )
        .where(assoc_permissionview_role.c.role_id == role.id)
    )
    return {_pair(row) for row in session.scalars(held)}


def state_of(permissions: Collection[Pair]) -> str:
    """A short sign of what a role held when its form was opened."""
    return sha256(repr(sorted(permissions)).encode()).hexdigest()[:16]


def change_permissions(role_id: int, wanted: Collection[Pair], seen: str) -> Role:
    """Makes a role hold exactly these permissions, from the holders' next click on.

    Args:
        role_id: key of the role.
        wanted: (action, subject) pairs; those no view asks for are left out.
        seen: `state_of()` what it held when the form was opened.

    Raises:
        Refused: it is one's own role, somebody changed it meanwhile, or the permissions must
            not come together in one role.
    """
    with write() as session:
        locked = lock_rows(select(Role).where(Role.id == role_id), Role).options(
            selectinload(Role.permissions)
        )
        role = session.scalars(locked.execution_options(populate_existing=True)).one()
        if reason := why_not_change(role):
            raise Refused(reason)
        held = {_pair(row): row for row in role.permissions}
        if state_of(held) != seen:
            raise Refused(_("Somebody changed this role meanwhile. Look at it again."))
        if reason := RULES.why_not_in_one_role(wanted):
            raise Refused(reason)
        known = {_pair(row): row for row in session.scalars(select(PermissionView))}
        role.permissions = [known[pair] for pair in sorted(wanted) if pair in known]
    return role


def why_not_change(role: Role) -> str:
    """Why the current actor may not change a role; "" if it is not their own."""
    if role.name in current_actor().roles:
        return _("This is your own role; another administrator must change it.")
    return ""


def _pair(row: PermissionView) -> Pair:
    return row.permission.name.removeprefix(PREFIX), row.view_menu.name
