"""Which rows an actor sees: by department, by owner, by a rule, by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement

from app.core import scope
from app.core.actor import SYSTEM, VISITOR, Actor, acting_as
from app.core.database import write
from app.extensions import db
from app.people.models import Department
from tests.core.views.toys import Hall, Slip, Theme, Volume

EAST, WEST = 2, 3


def somebody(*departments: int, key: int = 1) -> Actor:
    return Actor(key, departments=departments)


EVERYWHERE = Actor(1, departments=None)


@pytest.fixture(autouse=True)
def rows(toy_app: Flask) -> None:
    """In the east and in the west: a department, a hall, a volume with a slip; one theme."""
    with write() as session:
        for key, name in ((EAST, "东馆"), (WEST, "西馆")):
            session.add(Department(id=key, name=name, code=name, parent_id=1, path=f"/1/{key}/"))
            session.add(Hall(id=key, name=name, department_id=key))
            volume = Volume(id=key, title=name, isbn=name, department_id=key)
            session.add(Slip(id=key, reader=name, volume=volume))
        session.add(Theme(id=1, name="历史"))


def seen(model: Any, actor: Actor | None = None) -> list[int]:
    return sorted(row.id for row in db.session.scalars(scope.visible(model, actor)).unique())


@pytest.mark.parametrize("model", [Hall, Volume, Slip])
def test_a_row_is_seen_from_its_department(model: Any) -> None:
    assert seen(model, somebody(EAST)) == [EAST]
    assert seen(model, somebody(EAST, WEST)) == [EAST, WEST]
    assert seen(model, somebody(1)) == []
    assert seen(model, somebody()) == []
    assert seen(model, VISITOR) == []
    assert seen(model, EVERYWHERE) == [EAST, WEST]
    assert seen(model, SYSTEM) == [EAST, WEST]


@pytest.mark.parametrize("model", [Hall, Volume, Slip])
def test_what_is_not_seen_does_not_exist(model: Any) -> None:
    session, east = db.session(), somebody(EAST)
    assert scope.find(session, model, EAST, east).id == EAST
    assert scope.find(session, model, WEST, east) is None
    assert scope.find(session, model, 999, EVERYWHERE) is None
    with acting_as(east):
        assert scope.known_keys(session, model, [EAST, WEST, 999]) == {EAST}
        assert scope.known_keys(session, model, []) == set()


def test_a_department_sees_itself() -> None:
    assert seen(Department, somebody(EAST)) == [EAST]
    assert seen(Department, EVERYWHERE) == [1, EAST, WEST]


@pytest.fixture
def rule() -> Iterator[None]:
    """Volumes are seen by their number alone."""

    @scope.rule(Volume)
    def own(actor: Actor) -> ColumnElement[bool] | None:
        return None if actor.id == 7 else Volume.id == actor.id

    yield
    del scope._rules[Volume]


@pytest.mark.usefixtures("rule")
def test_a_rule_of_its_own_goes_before_the_department() -> None:
    assert seen(Volume, somebody(EAST, key=WEST)) == [WEST]
    assert seen(Volume, somebody(key=7)) == [EAST, WEST]
    # What belongs to it follows it.
    assert seen(Slip, somebody(EAST, key=WEST)) == [WEST]
    assert seen(Slip, somebody(key=7)) == [EAST, WEST]
    assert seen(Volume, SYSTEM) == [EAST, WEST]


def test_what_says_so_is_everybodys() -> None:
    assert seen(Theme, somebody()) == [1]


def test_what_does_not_say_whose_it_is_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets to say it finds an empty list, not everybody's rows."""
    monkeypatch.setattr(Theme, "everybodys", False)
    assert seen(Theme, EVERYWHERE) == []
    assert scope.find(db.session(), Theme, 1, somebody(EAST)) is None
    assert seen(Theme, SYSTEM) == [1]


def test_who_acts_is_who_sees(toy_app: Flask) -> None:
    with acting_as(somebody(EAST)):
        assert seen(Volume) == [EAST]
        with acting_as(somebody(WEST)):
            assert seen(Volume) == [WEST]
        assert seen(Volume) == [EAST]
