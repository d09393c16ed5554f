"""部门, 人员 and the one-time codes that let a person set a password."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask_appbuilder import Model
from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, ForeignKey, Identity, Index, Integer, String, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship, validates

from app.core import clock, scope
from app.core.actor import Actor
from app.core.entity import Choice, ChoiceType, Entity, Instant, Key, Recorded, field

# FAB wants a unique address; whoever gave none gets one that can never receive mail.
NO_MAIL = "@sanshen.invalid"


class Department(Entity):
    """部门. A node of the one tree whose root is the organisation itself."""

    __tablename__ = "department"
    __table_args__ = (Index("ix_department_path", "path"),)

    singular = _l("Department")
    # So few that a form offers all of them.
    few = True

    name: Mapped[str] = field(_l("Name"), String(100))
    code: Mapped[str] = field(
        _l("Department code"),
        String(32),
        unique=True,
        help=_l("Short and unique, such as 0103; imports recognise the department by it."),
    )
    parent_id: Mapped[int | None] = field(
        _l("Part of"),
        Key,
        ForeignKey("department.id"),
        index=True,
        help=_l("Whoever belongs to a department also sees what belongs to its parts."),
    )
    sort_order: Mapped[int] = field(
        _l("Sort position"), Integer, default=0, help=_l("Smaller numbers come first.")
    )
    # Keys from the root down to this one, "/1/4/": a subtree is a prefix. Kept by `settle()`.
    path: Mapped[str] = mapped_column(String(255), default="")

    parent: Mapped[Department | None] = relationship(remote_side="Department.id")


@scope.rule(Department)
def _own_subtree(actor: Actor) -> scope.Condition:
    if actor.departments is None:
        return None
    return Department.id.in_(actor.departments)


class Staff(Recorded, User):
    """人员. One person, one login: FAB's user with what the house knows of the person.

    The name stands whole in `first_name`; `last_name` is empty. Shares FAB's table, so it can
    be loaded as `User` too: nobody does, a session would then hold the poorer object.
    """

    singular = _l("Staff member")

    department_id: Mapped[int] = field(
        _l("Department"),
        Key,
        # The two tables point at each other; this constraint is the one added later.
        ForeignKey("department.id", use_alter=True),
        index=True,
    )
    staff_number: Mapped[str] = field(_l("Staff number"), String(32), unique=True)
    mobile: Mapped[str | None] = field(
        _l("Mobile"),
        String(11),
        unique=True,
        help=_l("Eleven digits. Lists and exports show only a part of it."),
    )
    position: Mapped[str] = field(_l("Position"), String(64), default="")
    signed_in_at: Mapped[datetime | None] = field(_l("Last login"), Instant)
    # In every session cookie: a new one ends them all.
    session_stamp: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    must_change_password: Mapped[bool] = field(
        _l("Must change the password"), Boolean, default=False
    )
    password_changed_at: Mapped[datetime | None] = field(_l("Password set at"), Instant)

    department: Mapped[Department] = relationship(
        foreign_keys="Staff.department_id", lazy="joined", innerjoin=True
    )

    def __str__(self) -> str:
        return f"{self.last_name}{self.first_name}"

    __repr__ = __str__
    get_full_name = __str__

    def get_id(self) -> str:
        """What a session cookie keeps of a person."""
        return f"{self.id}:{self.session_stamp}"

    @property
    def own_email(self) -> str:
        """The address the person gave, "" if none."""
        return "" if self.email.endswith(NO_MAIL) else self.email

    @validates("mobile")
    def _empty_is_none(self, _name: str, value: str | None) -> str | None:
        # The database would take a second "" for a duplicate.
        return value or None

    @validates("username")
    def _lower(self, _name: str, value: str) -> str:
        return value.lower()


for _name, _label in {
    "first_name": _l("Name (of a person)"),
    "username": _l("Login name"),
    "active": _l("On duty"),
    "email": _l("Email"),
    "login_count": _l("Logins"),
}.items():
    User.__table__.c[_name].info.update(label=_label, help="")
User.__table__.c.username.info["help"] = _l("Lower-case letters and digits, begins with a letter.")
User.__table__.c.email.info["required"] = False
Role.__table__.c.name.info["label"] = _l("Role")
# Which roles there are is no secret of a department.
Role.everybodys = True


@event.listens_for(Mapper, "after_configured")
def _name_roles() -> None:
    # FAB makes this relation only when all mappers are there.
    Staff.roles.property.info["label"] = _l("Roles")


@event.listens_for(Staff, "before_insert")
@event.listens_for(Staff, "before_update")
def _invent_address(_mapper: Any, _connection: Any, staff: Staff) -> None:
    staff.last_name = staff.last_name or ""
    if not staff.email or staff.email.endswith(NO_MAIL):
        staff.email = f"{staff.username}{NO_MAIL}"


class CodeKind(Choice):
    """What a one-time code is for."""

    first = "first", _l("First login")
    reset = "reset", _l("New password")


class LoginCode(Model):
    """一次性登录码. Lets one person set a password once, within a day; known only as a digest."""

    __tablename__ = "login_code"

    id: Mapped[int] = mapped_column(Key, Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer, ForeignKey("ab_user.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[CodeKind] = mapped_column(ChoiceType(CodeKind))
    created_at: Mapped[datetime] = mapped_column(Instant, default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("ab_user.id"))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    # Also set when a newer code takes its place.
    used_at: Mapped[datetime | None] = mapped_column(Instant)
