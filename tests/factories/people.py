"""Departments, staff and roles."""

from __future__ import annotations

from typing import Any

import factory
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from app.core.database import write
from app.extensions import db
from app.people.models import Department, Staff
from app.people.services.departments import root_of, settle
from app.people.services.passwords import hash_of
from tests.factories import EntityFactory

PASSWORD = "Sanshen-2026"  # as in tests/conftest.py


class DepartmentFactory(EntityFactory):
    """A department below the root, which is made when it is missing.

    `DepartmentFactory(parent=None)` is the root itself.
    """

    class Meta:
        model = Department

    name = factory.Sequence(lambda n: f"部门{n}")
    code = factory.Sequence(lambda n: f"D{n:04d}")
    parent = factory.LazyFunction(lambda: root_of(db.session()) or DepartmentFactory(parent=None))

    @classmethod
    def _create(cls, model_class: type[Department], *args: Any, **kwargs: Any) -> Department:
        with write() as session:
            row = model_class(*args, **kwargs)
            settle(session, row)
        return row

    @classmethod
    def of(cls, department: Department) -> Department:
        """The department itself."""
        return department


class StaffFactory(EntityFactory):
    """A person of the root department with the password of all tests.

    `roles` are names: `StaffFactory(roles=["运营人员"], department=one)`.
    """

    class Meta:
        model = Staff

    username = factory.Sequence(lambda n: f"staff{n}")
    first_name = factory.Sequence(lambda n: f"职员{n}")
    staff_number = factory.Sequence(lambda n: f"G{n:05d}")
    department = factory.LazyFunction(
        lambda: root_of(db.session()) or DepartmentFactory(parent=None)
    )
    password = factory.LazyFunction(lambda: hash_of(PASSWORD))

    @classmethod
    def _create(cls, model_class: type[Staff], *args: Any, **kwargs: Any) -> Staff:
        names = kwargs.pop("roles", [])
        with write() as session:
            roles = {role.name: role for role in session.scalars(select(Role))}
            row: Staff = super()._create(
                model_class, *args, roles=[roles[name] for name in names], **kwargs
            )
        return row


def make_role(name: str, **grants: str) -> Role:
    """A role of its own: `make_role("只读", Post="list show")`."""
    from flask_appbuilder.security.sqla.models import PermissionView

    wanted = {(f"can_{a}", subject) for subject, actions in grants.items() for a in actions.split()}
    with write() as session:
        known = {
            (p.permission.name, p.view_menu.name): p
            for p in session.scalars(select(PermissionView))
        }
        role = Role(name=name, permissions=[known[pair] for pair in sorted(wanted)])
        session.add(role)
    return role
