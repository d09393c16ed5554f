"""A person of one department at every door of the panel, after a row of another department.

Whatever screen is registered is tried, with every permission there is: what keeps a row is its
department alone. A screen that is registered tomorrow is tried tomorrow.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from python_calamine import load_workbook
from sqlalchemy import func, inspect, select, update
from werkzeug.datastructures import MultiDict

from app.core import scope
from app.core.actor import Actor, acting_as
from app.core.database import write
from app.core.entity import Choice
from app.core.views import EntityView
from app.core.views.cells import as_text
from app.core.views.registry import entity_views
from app.core.workflow import TransitionRecord
from app.extensions import db
from app.people.security import actor_of
from tests.factories import factory_of
from tests.factories.people import DepartmentFactory
from tests.reading import read
from tests.registered import VIEWS, almighty, brand, stored

SECRET = "别处之密"
SCOPED = [view for view in VIEWS if not getattr(view.model, "everybodys", False)]


def named(view: type[EntityView]) -> str:
    return view.__name__


class Borders:
    """Somebody here, a row of the own department, a row elsewhere, and the way to every door."""

    def __init__(self, app: Flask, kind: type[EntityView], sign_in: Any) -> None:
        self.view: Any = entity_views()[kind.model]
        self.model: Any = kind.model
        DepartmentFactory(parent=None, name="本单位", code="0")
        self.here = DepartmentFactory(name="这里", code="1")
        self.elsewhere = DepartmentFactory(name=SECRET, code=SECRET)
        self.person = almighty(self.here)
        factory = factory_of(self.model)
        self.own = factory.of(self.here)
        self.foreign = factory.hidden_from(self.person, self.elsewhere)
        brand(self.foreign, {*self.view.text_columns, "title", "name"}, SECRET)
        self.key = int(self.foreign.id)
        self.client: FlaskClient = sign_in(self.person)
        self.app = app
        self.before = stored()
        assert self.actor.may("list", self.view.subject)
        assert scope.find(db.session(), self.model, self.own.id, self.actor) is not None
        assert self.out_of_sight()

    @property
    def actor(self) -> Actor:
        return actor_of(db.session(), self.person)

    def out_of_sight(self) -> bool:
        """Whether the foreign row is one that this person must not see."""
        db.session.rollback()
        return scope.find(db.session(), self.model, self.key, self.actor) is None

    def url(self, door: str, **values: Any) -> str:
        with self.app.test_request_context():
            return url_for(f"{self.view.endpoint}.{door}", **values)

    def get(self, address: str) -> Any:
        """The answer of a page that must not tell the secret."""
        return self.closed(self.client.get(address))

    def post(self, address: str, **fields: Any) -> Any:
        """The answer of a form that must not tell the secret."""
        return self.closed(self.client.post(address, data=fields))

    def closed(self, answer: Any) -> Any:
        """The answer, which tells nothing and is no failure."""
        assert answer.status_code < 500, (answer.request.path, answer.status_code)
        told = answer.get_data().decode(errors="replace")
        assert SECRET not in told, answer.request.path
        return answer

    def bring_to(self, state: str) -> None:
        """Puts the foreign row into a state, past all rules."""
        with write() as session:
            where = self.model.id == self.key
            session.execute(update(self.model).where(where).values(state=state))
        self.before = stored()

    def doors(self) -> set[str]:
        """The handlers that this view really has."""
        rules = self.app.url_map.iter_rules()
        start = f"{self.view.endpoint}."
        return {r.endpoint.removeprefix(start) for r in rules if r.endpoint.startswith(start)}

    def same(self) -> None:
        """Nothing at all was written."""
        assert stored() == self.before

    def kept(self) -> None:
        """Nothing was written that this person does not see, though maybe something else."""
        db.session.rollback()
        seen = set(db.session.scalars(scope.visible(self.model, self.actor)).unique())
        hidden = [row for row in db.session.query(self.model) if row not in seen]
        assert [row.id for row in hidden] == self.hidden
        assert {row.id: _values(row) for row in hidden}[self.key] == self.values
        moves = db.session.query(TransitionRecord).filter_by(
            subject=self.view.subject, subject_id=self.key
        )
        assert moves.count() == 0

    def remember(self) -> None:
        """Notes what `kept()` compares with."""
        db.session.rollback()
        seen = set(db.session.scalars(scope.visible(self.model, self.actor)).unique())
        self.hidden = [row.id for row in db.session.query(self.model) if row not in seen]
        self.values = _values(db.session.get(self.model, self.key))


def _values(row: Any) -> dict[str, Any]:
    return {c.key: getattr(row, c.key) for c in inspect(type(row)).column_attrs}


@pytest.fixture
def borders(app: Flask, sign_in: Any) -> Callable[[type[EntityView]], Borders]:
    return lambda view: Borders(app, view, sign_in)


def test_every_screen_is_tried(app: Flask) -> None:
    assert {type(view) for view in entity_views().values()} == set(VIEWS)
    assert len(SCOPED) > 5


def every_view(function: Any) -> Any:
    return pytest.mark.parametrize("kind", SCOPED, ids=named)(function)


@every_view
def test_no_list_shows_it(borders: Any, kind: type[EntityView]) -> None:
    """Neither as it stands, nor by any filter, nor by the search box, nor as a file."""
    b = borders(kind)
    queries: list[dict[str, Any]] = [{}, {"size": 100, "page": 2}, {"dir": "desc"}]
    for name in b.view.search_columns:
        value = getattr(b.foreign, name)
        queries += [{name: v} for v in _as_typed(b.view, name, value)]
    for name in b.view.text_columns:
        queries.append({"q": getattr(b.foreign, name)[:2]})
    if b.view.workflow:
        queries += [{"state": state} for state in b.view.workflow.states]
    for query in queries:
        asked = f"?{urlencode(query)}"
        page = read(b.get(b.url("list") + asked))
        assert str(b.key) not in {box["value"] for box in page.all("input", name="ids")}, query
        assert b.url("show", pk=b.key) not in page.links().values(), query
        if "export" in b.doors():
            text = b.get(b.url("export", kind="csv") + asked).get_data(as_text=True)
            rows = len(list(csv.reader(io.StringIO(text)))) - 1
            book = b.client.get(b.url("export", kind="xlsx") + asked).data
            cells = load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
            assert rows == len(cells) - 1 == _total(b, query), query
            assert SECRET not in str(cells)
    assert _total(b, {}) >= 1
    b.same()


def _total(b: Borders, query: dict[str, Any]) -> int:
    """How many rows in sight an address asks for."""
    with b.app.test_request_context(), acting_as(b.actor):
        statement, _chips = b.view.filtered(MultiDict(query))
        return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _as_typed(view: Any, name: str, value: Any) -> list[str]:
    """The values of a row as somebody would ask for them, texts by their beginning."""
    if name in view.model.__mapper__.relationships:
        related = value if isinstance(value, (list, tuple)) else [value]
        return [str(row.id) for row in related if row is not None]
    if isinstance(value, bool):
        return [str(int(value))]
    if value is None or isinstance(value, dict):
        return []
    if isinstance(value, str) and not isinstance(value, Choice):
        return [value[:2]]
    return [getattr(value, "value", None) or as_text(value)[:10]]


@every_view
def test_no_page_opens_it(borders: Any, kind: type[EntityView]) -> None:
    b = borders(kind)
    doors = b.doors()
    for door in doors & {"show", "edit"}:
        assert b.get(b.url(door, pk=b.key)).status_code == 404, door
    version = str(getattr(b.foreign, "version_id", 1))
    for door in doors & {"edit", "delete"}:
        answer = b.post(b.url(door, pk=b.key), version=version, **_posted(b))
        assert answer.status_code == 404, door
    b.same()


def _posted(b: Borders) -> dict[str, Any]:
    """The foreign row as its own form would send it, with a change."""
    fields = {}
    for name in b.view.form_names():
        value = getattr(b.foreign, name, None)
        typed = _as_typed(b.view, name, value)
        fields[name] = typed if typed else ""
    return fields | {"title": "改了", "name": "改了", "csrf_token": ""}


@every_view
def test_no_transition_moves_it(borders: Any, kind: type[EntityView]) -> None:
    """Neither alone nor together with a row of one's own, with and without what is asked for."""
    b = borders(kind)
    for transition in b.view.workflow.transitions if b.view.workflow else ():
        b.bring_to(next(iter(transition.moves)))
        data = _answers(b, transition)
        for fields in ({}, {"asked": "1"}, data, {**data, "version": "1"}):
            answer = b.post(b.url("move", name=transition.name), ids=b.key, **fields)
            # What the address does not ask for at all is missed before any row is looked for.
            missed = transition.button and transition.requires and not transition.form
            status = 302 if missed else 404
            assert answer.status_code == status, (transition.name, fields)
        b.same()
    b.remember()
    for transition in b.view.workflow.transitions if b.view.workflow else ():
        for fields in ({}, _answers(b, transition)):
            ids = [b.key, b.own.id]
            answer = b.post(b.url("move", name=transition.name), ids=ids, **fields)
            shown_ids = {e["value"] for e in read(answer).all("input", name="ids")}
            assert str(b.key) not in shown_ids, transition.name
            b.kept()


def _answers(b: Borders, transition: Any) -> dict[str, Any]:
    """Something for everything that a transition asks for."""
    if transition.form is None:
        return {}
    with b.app.test_request_context():
        return {"asked": "1"} | {f.name: "1" for f in transition.form() if f.type != "FileField"}


@every_view
def test_no_address_of_any_room_reaches_it(borders: Any, kind: type[EntityView]) -> None:
    """Every address that takes a key, the rooms' own ones included, by every verb."""
    b = borders(kind)
    addresses = _addresses_about(b)
    for state in b.view.workflow.states if b.view.workflow else [""]:
        if state:
            b.bring_to(state)
        for (address, verb), fields in product(addresses, ({}, {"asked": "1"})):
            data = {"ids": b.key, **fields} if verb == "POST" else None
            answer = b.closed(b.client.open(address, method=verb, data=data))
            if f"/{b.key}" in address:
                assert answer.status_code in (403, 404), (verb, address, answer.status_code)
        b.same()


def _addresses_about(b: Borders) -> list[tuple[str, str]]:
    """Addresses, with verbs, of every screen that asks for permissions on the view's subject."""
    screens = {
        screen.endpoint
        for screen in b.app.appbuilder.baseviews
        if screen.class_permission_name == b.view.subject
    }
    rules = [r for r in b.app.url_map.iter_rules() if r.endpoint.split(".")[0] in screens]
    names = [*(b.view.workflow.by_name if b.view.workflow else ()), *b.view.extra_permissions]
    found = []
    for rule, name in product(rules, names or ["x"]):
        values = {"name": name, "kind": "csv", "column": "department", "token": "x", "pk": b.key}
        given = {part: values.get(part, b.key) for part in rule.arguments}
        with b.app.test_request_context():
            address = url_for(rule.endpoint, **given) + "?level=1"
        found += [(address, verb) for verb in rule.methods & {"GET", "POST"}]
    return sorted(set(found))


@every_view
def test_no_related_list_shows_it(borders: Any, kind: type[EntityView]) -> None:
    """Below a row of one's own stand rows that belong to it; those of others do not."""
    b = borders(kind)
    through = getattr(b.model, "scope_through", "")
    for view in entity_views().values():
        for related in view.related:
            if related.view.model is not b.model or related.relation == through:
                continue
            parent = factory_of(view.model).of(b.here)
            with write():
                setattr(b.foreign, related.relation, parent)
            if b.out_of_sight():
                with b.app.test_request_context():
                    address = url_for(f"{view.endpoint}.show", pk=parent.id)
                assert b.get(address).status_code == 200


@pytest.mark.parametrize("kind", VIEWS, ids=named)
def test_no_field_takes_it(app: Flask, sign_in: Any, kind: type[EntityView]) -> None:
    """Every relation of every form, and every select that searches."""
    DepartmentFactory(parent=None, name="本单位", code="0")
    here, elsewhere = DepartmentFactory(), DepartmentFactory(name=SECRET, code=SECRET)
    person = almighty(here)
    client = sign_in(person)
    view: Any = entity_views()[kind.model]
    own = factory_of(kind.model).of(here)
    addresses = {
        "add": f"{view.route_base}/add",
        "edit": f"{view.route_base}/{own.id}/edit",
    }
    names = {*view.form_names(), *view.search_columns}
    for name in sorted(names & set(kind.model.__mapper__.relationships.keys())):
        model: Any = kind.model.__mapper__.relationships[name].mapper.class_
        if getattr(model, "everybodys", False):
            continue
        foreign = factory_of(model).hidden_from(person, elsewhere)
        brand(foreign, ("name", "title", "first_name", "number", "code"), SECRET)
        before = stored()
        answer = client.get(f"{view.route_base}/options/{name}?q=")
        assert foreign.id not in [option["id"] for option in answer.get_json()]
        assert SECRET not in str(answer.get_json())
        for door in addresses.keys() & view.offers if name in view.form_names() else ():
            page = client.get(addresses[door])
            assert SECRET not in page.text, (door, name)
            fields = read(page).form(named="version")
            answer = client.post(addresses[door], data={**fields, name: foreign.id})
            assert answer.status_code == 422, (door, name)
            wrong = [e["name"] for e in read(answer).walk() if e.get("aria-invalid")]
            assert name in wrong, (door, name, wrong)
            assert SECRET not in answer.text, (door, name)
        assert stored() == before


@every_view
def test_no_import_reaches_it(borders: Any, kind: type[EntityView]) -> None:
    """A file that says the row, with its department or with one's own, changes nothing of it."""
    b = borders(kind)
    if "import_file" not in b.doors():
        return
    b.remember()
    with b.app.test_request_context(), acting_as(b.actor):
        targets = b.view.import_targets()
    # A row that names oneself may well be hidden from oneself by it.
    targets = [t for t in targets if not (t.many and b.person in getattr(b.foreign, t.name))]
    row = {target.label: as_text(getattr(b.foreign, target.name)) for target in targets}
    # As it is; and as one's own with the same keys.
    here = {t.label: as_text(getattr(b.own, t.name)) for t in targets if t.name == "department"}
    table = io.StringIO()
    writer = csv.DictWriter(table, row)
    writer.writeheader()
    writer.writerows([row, row | here])
    file = io.BytesIO(table.getvalue().encode())
    answer = b.client.post(b.url("import_file"), data={"file": (file, "表.csv")})
    step = answer.location
    fields = read(b.client.get(step)).form(named="column-0")
    answer = b.client.post(step, data=fields)
    assert answer.status_code == 302, read(answer).text
    assert b.client.get(answer.location).status_code == 200
    b.client.post(f"{step}/report", data={"all": "1"})
    b.kept()
