"""How many SQL statements a page costs: few, and no more for many rows, roles or menu items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import update

from app.core.database import write
from app.core.permissions import declared
from app.core.views.registry import entity_views
from app.extensions import db
from app.people.rules import RULES
from app.posts.models import Post
from tests.factories import factory_of
from tests.factories.people import DepartmentFactory, StaffFactory, make_role
from tests.newsroom import Newsroom
from tests.registered import VIEWS, almighty

pytestmark = pytest.mark.both_engines

MOST = 12
FEW, MANY = 3, 60


class House:
    """A department with rows of every kind, and the addresses of the pages that show them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        DepartmentFactory(parent=None, name="本单位", code="0")
        self.here = DepartmentFactory()
        self.shown = {view.model: factory_of(view.model).of(self.here) for view in VIEWS}
        self.newsroom = Newsroom(self.here)

    def fill(self, number: int) -> None:
        """Adds so many rows of every kind, and below those that are shown."""
        with write() as session:
            for view in VIEWS:
                model: Any = view.model
                rows = [factory_of(model).of(self.here) for _n in range(number)]
                if view.workflow and model is not Post:
                    self._spread(session, view, rows)
                for related in view.related:
                    below = factory_of(related.view.model)
                    for _n in range(number):
                        below(**{related.relation: self.shown[model]})

    @staticmethod
    def _spread(session: Any, view: Any, rows: list[Any]) -> None:
        """Puts rows into all states in turn."""
        for row, state in zip(rows, cycle(view.workflow.states), strict=False):
            statement = update(view.model).where(view.model.id == row.id)
            session.execute(statement.values(state=state))

    def addresses(self) -> Iterator[str]:
        """The home page, the desk, and list and show page of every screen."""
        yield "/"
        yield "/desk/"
        with self.app.test_request_context():
            for view in entity_views().values():
                if "list" in view.offers:
                    yield url_for(f"{view.endpoint}.list")
                if "show" in view.offers:
                    yield url_for(f"{view.endpoint}.show", pk=self.shown[view.model].id)


@pytest.fixture
def house(app: Flask) -> House:
    return House(app)


def counted(house: House, client: Any, statements: Any) -> dict[str, int]:
    """Address → number of statements. The first look may compile templates, the second counts."""
    found = {}
    for address in house.addresses():
        db.session.rollback()
        with statements() as sql:
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        found[address] = len(sql)
    return found


def test_no_page_costs_more_for_more_rows(house: House, sign_in: Any, statements: Any) -> None:
    client = sign_in(almighty(house.here))
    house.fill(FEW)
    house.newsroom.submit(FEW)
    few = counted(house, client, statements)
    house.fill(MANY - FEW)
    house.newsroom.submit(MANY - FEW)
    many = counted(house, client, statements)
    assert {page: (few[page], n) for page, n in many.items() if n != few[page]} == {}
    # Nobody is clerk and administrator at once, so nobody has both their home pages.
    del many["/"]
    assert {page: n for page, n in many.items() if n > MOST} == {}


def test_no_home_page_costs_much(house: House, sign_in: Any, statements: Any) -> None:
    """That of each administrator, and that of somebody who has all the other roles at once."""
    house.newsroom.submit(FEW)
    administrators = [name for name, excluded in RULES.excludes.items() if excluded]
    others = [name for name in RULES.grants if name not in administrators]
    for roles in (others, *([name] for name in administrators)):
        client = sign_in(StaffFactory(department=house.here, roles=roles))
        with statements() as sql:
            assert client.get("/").status_code == 200
        assert len(sql) <= MOST, roles


def test_no_post_costs_much_in_any_state(house: House, sign_in: Any, statements: Any) -> None:
    """The fullest page of all: in each state other rooms add something of theirs."""
    client = sign_in(almighty(house.here))
    post = house.shown[Post]
    costs = {}
    for state in entity_views()[Post].workflow.states:
        with write() as session:
            session.execute(update(Post).where(Post.id == post.id).values(state=state))
        with statements() as sql:
            assert client.get(f"/post/{post.id}").status_code == 200
        costs[state] = len(sql)
    assert {state: n for state, n in costs.items() if n > MOST} == {}


def test_no_page_costs_more_for_more_roles(house: House, sign_in: Any, statements: Any) -> None:
    house.fill(FEW)
    one = counted(house, sign_in(almighty(house.here)), statements)
    may = {subject: " ".join(actions) for subject, actions in declared().items()}
    roles = [make_role(subject, **{subject: actions}).name for subject, actions in may.items()]
    staff = StaffFactory(department=house.here, roles=roles)
    assert counted(house, sign_in(staff), statements) == one


# Tables that are read whole: what roles there are, and what they may be given.
WHOLE = {"ab_role", "ab_permission", "ab_permission_view", "ab_view_menu"}
TABLE = re.compile(r"\bFROM (\w+)")


def test_no_page_reads_a_table_whole(house: House, sign_in: Any, statements: Any) -> None:
    """Every SELECT says which rows, or how many at most; forms and selects included."""
    client = sign_in(almighty(house.here))
    house.fill(1)
    with house.app.test_request_context():
        addresses = list(house.addresses())
        for view in entity_views().values():
            doors = set(view.offers)
            addresses += [url_for(f"{view.endpoint}.add")] if "add" in doors else []
            pk = house.shown[view.model].id
            addresses += [url_for(f"{view.endpoint}.edit", pk=pk)] if "edit" in doors else []
            for name in {*view.form_names(), *view.search_columns}:
                if name in view.model.__mapper__.relationships:
                    addresses.append(url_for(f"{view.endpoint}.options", column=name))
    whole = set()
    for address in addresses:
        with statements() as sql:
            assert client.get(address).status_code in (200, 302), address
        for statement in sql:
            words = statement.upper()
            if not re.search(r"\b(WHERE|LIMIT|GROUP BY)\b|COUNT\(", words):
                whole |= {(address, table) for table in TABLE.findall(statement)}
    assert {(address, table) for address, table in whole if table not in WHOLE} == set()
