"""Two people do the same at the same moment: one of them does it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import func, select

from app.core.database import write
from app.core.errors import Refused
from app.extensions import db
from app.people.models import Department, LoginCode, Staff
from app.people.services.administrators import make_administrators
from app.people.services.codes import hand_out, redeem
from app.people.services.staff import check_roles
from tests.factories.people import StaffFactory

pytestmark = pytest.mark.both_engines


def both(app: Flask, *doings: Callable[[], Any]) -> list[Any]:
    """Does all at once, each in a thread with a context of its own; a refusal is an answer."""
    ready = Barrier(len(doings))

    def do(doing: Callable[[], Any]) -> Any:
        with app.app_context():
            ready.wait()
            try:
                return doing()
            except Refused as refused:
                return refused

    db.session.rollback()
    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(do, doings))


def test_a_role_of_one_person_is_given_once(app: Flask) -> None:
    keys = [StaffFactory().id, StaffFactory().id]

    def give(key: int) -> str:
        with write() as session:
            staff = session.get_one(Staff, key)
            role = session.scalars(select(Role).where(Role.name == "终审员")).one()
            check_roles(session, staff, [role])
            # Long enough for the other one to look.
            time.sleep(0.3)
            staff.roles = [role]
        return "given"

    answers = both(app, lambda: give(keys[0]), lambda: give(keys[1]))
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "str"]


def test_a_code_is_spent_once(app: Flask) -> None:
    staff = StaffFactory()
    code = hand_out(staff)
    login = staff.username
    answers = both(
        app,
        lambda: redeem(login, code, "Chunfeng+0427").id,
        lambda: redeem(login, code, "Qiuyue+1127").id,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "int"]


def test_administrators_are_made_once(app: Flask) -> None:
    made = both(app, make_administrators, make_administrators)
    assert sorted(map(len, made)) == [0, 3]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Department)) == 1
    assert db.session.scalar(select(func.count()).select_from(Staff)) == 3
    assert db.session.scalar(select(func.count()).select_from(LoginCode)) == 3
