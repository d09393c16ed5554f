"""Who can be given a case."""

from __future__ import annotations

from collections.abc import Sequence

from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Staff


def able_investigators(session: Session) -> Sequence[Staff]:
    """Staff on duty who may conclude cases, whatever their department, by staff number."""
    able = (
        select(Staff.id)
        .join(Staff.roles)
        .join(Role.permissions)
        .join(PermissionView.permission)
        .join(PermissionView.view_menu)
        .where(Permission.name == "can_conclude", ViewMenu.name == "Report")
    )
    return session.scalars(
        select(Staff).where(Staff.active, Staff.id.in_(able)).order_by(Staff.staff_number)
    ).all()
