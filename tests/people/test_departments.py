"""The tree of departments, and who sees which part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import scope
from app.core.database import write
from app.core.errors import Refused
from app.extensions import db
from app.people.models import Department, Staff
from app.people.security import actor_of
from app.people.services.departments import settle
from tests.factories.people import DepartmentFactory, StaffFactory

pytestmark = pytest.mark.both_engines


def paths() -> dict[str, str]:
    db.session.rollback()
    return {row.name: row.path for row in db.session.scalars(select(Department))}


def move(department: Department, parent: Department | None) -> None:
    with write() as session:
        department.parent = parent
        settle(session, department)


def test_a_path_leads_from_the_root(app: Flask) -> None:
    root = DepartmentFactory(parent=None)
    office = DepartmentFactory(parent=root)
    desk = DepartmentFactory(parent=office)
    assert root.path == f"/{root.id}/"
    assert desk.path == f"/{root.id}/{office.id}/{desk.id}/"


def test_a_department_moves_with_all_below_it(app: Flask) -> None:
    root = DepartmentFactory(name="县委", parent=None)
    one, other = DepartmentFactory(name="一局"), DepartmentFactory(name="二局")
    desk = DepartmentFactory(name="股", parent=one)
    team = DepartmentFactory(name="组", parent=desk)
    move(one, other)
    start = f"/{root.id}/{other.id}/{one.id}/"
    assert paths() == {
        "县委": f"/{root.id}/",
        "二局": f"/{root.id}/{other.id}/",
        "一局": start,
        "股": f"{start}{desk.id}/",
        "组": f"{start}{desk.id}/{team.id}/",
    }


def test_no_department_hangs_below_itself(app: Flask) -> None:
    root = DepartmentFactory(parent=None)
    office = DepartmentFactory(parent=root)
    desk = DepartmentFactory(parent=office)
    before = paths()
    for department, parent in ((office, office), (office, desk), (root, desk)):
        with pytest.raises(Refused):
            move(department, parent)
    assert paths() == before


def test_there_is_one_root(app: Flask) -> None:
    root = DepartmentFactory(parent=None)
    office = DepartmentFactory(parent=root)
    with pytest.raises(Refused):
        DepartmentFactory(parent=None)
    with pytest.raises(Refused):
        move(office, None)
    assert len(paths()) == 2
    # The root itself may be saved again.
    move(root, None)


def test_a_person_sees_the_own_subtree(app: Flask) -> None:
    root = DepartmentFactory(parent=None)
    one, other = DepartmentFactory(), DepartmentFactory()
    desk = DepartmentFactory(parent=one)
    people = {d.id: StaffFactory(department=d) for d in (root, one, other, desk)}
    seen = {}
    for key, staff in people.items():
        actor = actor_of(db.session(), staff)
        seen[key] = (
            {row.id for row in db.session.scalars(scope.visible(Department, actor))},
            {row.department_id for row in db.session.scalars(scope.visible(Staff, actor))},
        )
    everything = {root.id, one.id, other.id, desk.id}
    assert seen == {
        root.id: (everything, everything),
        one.id: ({one.id, desk.id}, {one.id, desk.id}),
        other.id: ({other.id}, {other.id}),
        desk.id: ({desk.id}, {desk.id}),
    }


def test_a_key_that_begins_alike_is_another_department(app: Flask) -> None:
    """Department 1 does not see what hangs below department 10."""
    DepartmentFactory(parent=None)
    ten = [DepartmentFactory() for _ in range(12)]
    below = DepartmentFactory(parent=ten[-1])
    for department in ten[:-1]:
        actor = actor_of(db.session(), StaffFactory(department=department))
        assert below.id not in (actor.departments or ())


# On the screen -------------------------------------------------------------------------


@pytest.fixture
def admin(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(StaffFactory(roles=["系统管理员"], first_name="方志强"))


def form(**values: Any) -> dict[str, Any]:
    return {"name": "农业农村局", "code": "nongye", "sort_order": "1", "parent": "", **values}


def test_an_administrator_adds_moves_and_deletes(admin: FlaskClient) -> None:
    (root,) = db.session.scalars(select(Department))
    answer = admin.post("/department/add", data=form(parent=root.id))
    assert answer.status_code == 302, answer.text
    other = DepartmentFactory()
    db.session.rollback()
    (made,) = db.session.scalars(select(Department).where(Department.code == "nongye"))
    assert made.path == f"/{root.id}/{made.id}/"
    data = form(parent=other.id, version=str(made.version_id))
    answer = admin.post(f"/department/{made.id}/edit", data=data)
    assert answer.status_code == 302, answer.text
    db.session.rollback()
    db.session.refresh(made)
    assert made.path == f"{other.path}{made.id}/"
    assert admin.post(f"/department/{made.id}/delete").status_code == 302
    db.session.rollback()
    assert db.session.scalar(select(Department.id).where(Department.code == "nongye")) is None


@pytest.mark.parametrize("parent", ["", "self", "below"])
def test_a_wrong_place_is_said_beside_the_field(admin: FlaskClient, parent: str) -> None:
    made = DepartmentFactory()
    below = DepartmentFactory(parent=made)
    key = {"": "", "self": made.id, "below": below.id}[parent]
    data = form(parent=key, version=str(made.version_id))
    answer = admin.post(f"/department/{made.id}/edit", data=data)
    assert answer.status_code == 422
    assert 'href="#parent"' in answer.text
    # What was typed is still there.
    assert "农业农村局" in answer.text
    db.session.rollback()
    db.session.refresh(made)
    assert made.name != "农业农村局"


def test_a_code_is_given_once(admin: FlaskClient) -> None:
    taken = DepartmentFactory()
    answer = admin.post("/department/add", data=form(code=taken.code, parent=taken.id))
    assert answer.status_code == 422
    assert 'href="#code"' in answer.text


def test_a_department_in_use_is_not_deleted(admin: FlaskClient) -> None:
    used = DepartmentFactory()
    StaffFactory(department=used)
    page = admin.post(f"/department/{used.id}/delete", follow_redirects=True)
    assert page.status_code == 200
    db.session.rollback()
    assert db.session.get(Department, used.id) is not None
