"""Who is signed in and what they may do, put under Flask-AppBuilder's own screens and checks."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, request, url_for
from flask_appbuilder.security.sqla import models as fab
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import VISITOR, Actor, current_actor, provide
from app.core.views.doors import to_login
from app.extensions import db
from app.people.models import Department, Staff
from app.people.views.signing_in import ActivateView, AuthView, PasswordView

# What somebody who must change the password may still open.
OPEN_BEFORE_CHANGE = {"static", "AuthView.logout", "PasswordView.change"}


class SecurityManager(FabSecurityManager):
    """Registers our own three screens and none of FAB's: no user, role, permission or group
    screens, no registration, no password reset by key, no login by JSON.
    """

    user_model = Staff
    userstatschartview = None

    def register_views(self) -> None:
        """Login, first login with a code, own password."""
        self.auth_view = self.appbuilder.add_view_no_menu(AuthView)
        activate = self.appbuilder.add_view_no_menu(ActivateView)
        if self.is_auth_limited:
            for view in (self.auth_view, activate):
                limit = self.limiter.limit(
                    self.auth_rate_limit, methods=["POST"], deduct_when=_failed
                )
                limit(view.blueprint)
        self.appbuilder.add_view_no_menu(PasswordView)

    @staticmethod
    def before_request() -> Any:
        """Binds who is signed in, and holds up whoever must change the password first."""
        g.user = current_user
        if request.endpoint in OPEN_BEFORE_CHANGE:
            return None
        if current_user.is_authenticated and current_user.must_change_password:
            return redirect(url_for("PasswordView.change"))
        return None

    def load_user(self, pk: str) -> Staff | None:
        """The person of a session cookie, if on duty and not signed out since.

        Args:
            pk: what `Staff.get_id()` put into the cookie.
        """
        key, _colon, stamp = str(pk).partition(":")
        if not (key.isascii() and key.isdecimal() and stamp):
            return None
        statement = select(Staff).where(
            Staff.id == int(key), Staff.session_stamp == stamp, Staff.active
        )
        staff: Staff | None = db.session.scalars(statement).one_or_none()
        return staff

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Whether the current actor has a permission; asks a visitor to sign in first."""
        actor = current_actor()
        if actor.id is None and not actor.trusted:
            abort(to_login())
        return actor.trusted or (permission_name, view_name) in actor.permissions

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Nothing is open to visitors by permission."""
        return False


def _failed(response: Any) -> bool:
    # An office of fifty behind one address may sign in within the same minute.
    return response.status_code not in (302, 303)


@provide
def signed_in() -> Actor:
    """The actor of a request: three statements, however many roles and departments."""
    if not current_user.is_authenticated:
        return VISITOR
    return actor_of(db.session(), current_user._get_current_object())


def actor_of(session: Session, staff: Staff) -> Actor:
    """What a person may do and see now, as plain data that outlives the transaction."""
    roles: dict[str, None] = {}
    permissions: set[tuple[str, str]] = set()
    for role, permission, subject in session.execute(_held(staff.id)):
        roles[role] = None
        if permission is not None:
            permissions.add((permission, subject))
    return Actor(
        id=staff.id,
        name=str(staff),
        department_id=staff.department_id,
        departments=_departments(session, staff.department),
        permissions=frozenset(permissions),
        roles=tuple(roles),
    )


def _held(staff_id: int) -> Any:
    """Every role of a person with every permission of it."""
    of_person, of_role = fab.assoc_user_role.c, fab.assoc_permissionview_role.c
    return (
        select(fab.Role.name, fab.Permission.name, fab.ViewMenu.name)
        .select_from(fab.assoc_user_role)
        .join(fab.Role, fab.Role.id == of_person.role_id)
        .outerjoin(fab.assoc_permissionview_role, of_role.role_id == fab.Role.id)
        .outerjoin(fab.PermissionView, fab.PermissionView.id == of_role.permission_view_id)
        .outerjoin(fab.Permission, fab.Permission.id == fab.PermissionView.permission_id)
        .outerjoin(fab.ViewMenu, fab.ViewMenu.id == fab.PermissionView.view_menu_id)
        .where(of_person.user_id == staff_id)
        .order_by(fab.Role.id)
    )


def _departments(session: Session, own: Department) -> tuple[int, ...] | None:
    """Keys of a department and all below it; None, which is all, for the root."""
    if own.parent_id is None:
        return None
    below = select(Department.id).where(Department.path.startswith(own.path))
    return tuple(session.scalars(below.order_by(Department.id)))
