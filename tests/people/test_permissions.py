"""`sync-permissions`: what is new comes, what is gone goes, what administrators did stays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import (
    Group,
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_user_group,
)
from sqlalchemy import func, select

from app.core.actor import Actor, acting_as, current_actor
from app.core.database import write
from app.core.permissions import declared
from app.extensions import db
from app.people.rules import RULES
from app.people.security import actor_of
from app.people.services.permissions import sync_permissions
from tests.factories.people import DepartmentFactory, StaffFactory, make_role

pytestmark = pytest.mark.both_engines


def stored() -> dict[str, set[tuple[str, str]]]:
    """Role → its permissions, fresh from the database."""
    db.session.rollback()
    return {
        role.name: {
            (held.permission.name.removeprefix("can_"), held.view_menu.name)
            for held in role.permissions
        }
        for role in db.session.scalars(select(Role))
    }


def count() -> dict[str, Any]:
    db.session.rollback()
    models = (Permission, ViewMenu, PermissionView, Role)
    return {m.__name__: db.session.scalar(select(func.count()).select_from(m)) for m in models}


def known() -> set[tuple[str, str]]:
    return {(action, subject) for subject, actions in declared().items() for action in actions}


def test_a_new_installation_has_the_roles_of_the_house(app: Flask) -> None:
    roles = stored()
    assert set(roles) == set(RULES.grants)
    for name, held in roles.items():
        assert held == RULES.granted(name) & known(), name


def test_a_second_run_does_nothing(app: Flask, statements: Any) -> None:
    before = count()
    with statements() as sql:
        changes = sync_permissions()
    assert (changes.added, changes.removed, changes.roles) == ([], [], [])
    assert count() == before
    assert not [s for s in sql if s.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(sql) < 12


def test_what_administrators_changed_stays(app: Flask) -> None:
    with write() as session:
        roles = {role.name: role for role in session.scalars(select(Role))}
        taken = roles["系统管理员"].permissions.pop()
        roles["考核员"].permissions.append(taken)
    before = stored()
    sync_permissions()
    assert stored() == before


def test_a_new_permission_goes_to_whom_the_house_gives_it(app: Flask) -> None:
    with write() as session:
        rows = session.scalars(select(PermissionView)).all()
        for row in rows:
            if (row.permission.name, row.view_menu.name) == ("can_reset_password", "Staff"):
                session.delete(row)
    assert ("reset_password", "Staff") not in stored()["系统管理员"]
    assert sync_permissions().added == [("reset_password", "Staff")]
    assert [name for name, held in stored().items() if ("reset_password", "Staff") in held] == [
        "系统管理员"
    ]


def test_a_permission_nobody_asks_for_goes(app: Flask) -> None:
    before = count()
    with write() as session:
        gone = PermissionView(
            permission=Permission(name="can_fly"), view_menu=ViewMenu(name="Rocket")
        )
        session.add(gone)
        (role,) = session.scalars(select(Role).where(Role.name == "考核员"))
        role.permissions.append(gone)
    assert sync_permissions().removed == [("fly", "Rocket")]
    assert count() == before
    assert stored()["考核员"] == set()


def test_a_role_that_is_missing_comes_back_whole(app: Flask) -> None:
    with write() as session:
        (role,) = session.scalars(select(Role).where(Role.name == "安全管理员"))
        session.delete(role)
    assert sync_permissions().roles == ["安全管理员"]
    assert stored()["安全管理员"] == RULES.granted("安全管理员") & known()


def test_roles_of_the_engine_get_nothing(app: Flask) -> None:
    """Flask-AppBuilder gives everything to a role called Admin, if there is one."""
    with write() as session:
        session.add_all([Role(name="Admin"), Role(name="Public"), Role(name="-")])
    sync_permissions()
    roles = stored()
    assert roles["Admin"] == roles["Public"] == roles["-"] == set()


def test_runs_at_the_same_time_make_one_set(engine: Any, tmp_path: Path) -> None:
    """Several processes start at once on tables without a row."""
    from app import create_app
    from tests.conftest import SETTINGS

    url = engine.empty("parallel")
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "SANSHEN_DATA": str(tmp_path)})
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    code = (
        "import sys\n"
        "from app import create_app\n"
        "app = create_app({'SQLALCHEMY_DATABASE_URI': sys.argv[1], 'SANSHEN_DATA': sys.argv[2]})\n"
        "with app.app_context():\n"
        "    from app.people.services.permissions import sync_permissions\n"
        "    sync_permissions()\n"
    )
    command = [sys.executable, "-c", code, url, str(tmp_path)]
    with ThreadPoolExecutor(3) as pool:
        runs = list(pool.map(lambda _: subprocess.run(command, capture_output=True), range(3)))
    assert [run.returncode for run in runs] == [0, 0, 0], runs[0].stderr.decode()
    with app.app_context():
        assert count()["PermissionView"] == len(known())
        assert count()["Role"] == len(RULES.grants)
        db.session.remove()
        db.engine.dispose()


# The actor -----------------------------------------------------------------------------


def test_the_actor_of_a_person(app: Flask) -> None:
    make_role("甲", Staff="list")
    make_role("乙", Staff="list show", Department="list")
    staff = StaffFactory(roles=["甲", "乙"], first_name="何静")
    actor = actor_of(db.session(), staff)
    assert actor.name == "何静"
    assert actor.roles == ("甲", "乙")
    assert actor.permissions == {
        ("can_list", "Staff"), ("can_show", "Staff"), ("can_list", "Department"),
    }  # fmt: skip
    assert actor.may("show", "Staff")
    assert not actor.may("edit", "Staff")


def test_a_person_without_roles_may_nothing(app: Flask) -> None:
    actor = actor_of(db.session(), StaffFactory())
    assert actor.permissions == frozenset()
    assert not actor.trusted


def test_a_group_of_the_engine_gives_nothing(app: Flask) -> None:
    staff = StaffFactory()
    with write() as session:
        (role,) = session.scalars(select(Role).where(Role.name == "系统管理员"))
        group = Group(name="组", label="组", description="", roles=[role])
        session.add(group)
        session.flush()
        session.execute(assoc_user_group.insert().values(user_id=staff.id, group_id=group.id))
    assert actor_of(db.session(), staff).permissions == frozenset()


def test_who_is_signed_in_costs_a_constant_number_of_statements(
    app: Flask, client: FlaskClient, sign_in: Callable[..., FlaskClient], statements: Any
) -> None:
    """The person with the department, the permissions, the subtree; nothing for the root's."""
    office = DepartmentFactory()
    for _ in range(5):
        DepartmentFactory(parent=office)
    one = StaffFactory(roles=["考核员"])
    many = StaffFactory(roles=["运营人员", "初审员", "委员", "部门联络员"], department=office)
    costs = []
    for staff in (one, many):
        key = staff.get_id()
        db.session.rollback()
        with app.test_request_context(), statements() as sql:
            actor = actor_of(db.session(), app.appbuilder.sm.load_user(key))  # type: ignore[attr-defined]
            for _ in range(50):
                actor.may("edit", "Post")
        costs.append(len(sql))
    assert costs == [2, 3]
    with statements() as sql:
        assert client.get("/login/").status_code == 200
    assert sql == []


def test_the_actor_outlives_its_transaction(app: Flask) -> None:
    actor = actor_of(db.session(), StaffFactory(roles=["系统管理员"]))
    with acting_as(actor):
        with write():
            pass
        db.session.close()
        assert isinstance(current_actor(), Actor)
        assert current_actor().may("list", "Staff")
