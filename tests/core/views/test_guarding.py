"""What stands before every handler: signing in, permission, the form's token, the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask_babel import gettext as _

from app.core.actor import SYSTEM, VISITOR, current_actor
from tests.core.views.library import EVERYTHING, Library
from tests.core.views.toys import Volume
from tests.reading import read

# Address (of a volume) and verb → the permission it asks for.
DOORS = {
    ("GET", "/volume/"): "list",
    ("GET", "/volume/{pk}"): "show",
    ("GET", "/volume/add"): "add",
    ("POST", "/volume/add"): "add",
    ("GET", "/volume/{pk}/edit"): "edit",
    ("POST", "/volume/{pk}/edit"): "edit",
    ("POST", "/volume/{pk}/delete"): "delete",
    ("POST", "/volume/move/shelve"): "shelve",
    ("POST", "/volume/move/sell"): "sell",
}


def test_every_door_asks_for_its_own_permission(library: Library) -> None:
    row = library.volume(title="红楼梦")
    for (verb, address), needed in DOORS.items():
        others = " ".join(a for a in EVERYTHING["Volume"].split() if a != needed)
        person = library.person(Volume=others, Hall="list show add edit delete")
        answer = person.client.open(address.format(pk=row.id), method=verb, data={"ids": row.id})
        assert answer.status_code == 403, (verb, address)
        assert read(answer).all("h1")
    assert library.values(row)["state"] == "ordered"
    assert library.again(row).title == "红楼梦"


def test_a_visitor_is_sent_to_the_login_from_everywhere(library: Library) -> None:
    """Every route of the application, whatever it is for."""
    row = library.volume()
    client = library.visitor.client
    open_to_all = {"static", "AuthView.login", "AuthView.logout", "ActivateView.activate"}
    with library.app.test_request_context():
        rules = [r for r in library.app.url_map.iter_rules() if r.endpoint not in open_to_all]
    assert len(rules) > 30
    for rule in rules:
        address = rule.rule
        for converter in rule.arguments:
            address = re.sub(rf"<(?:[^<>]*:)?{converter}>", str(row.id), address)
        for verb in rule.methods & {"GET", "POST"}:
            answer = client.open(address, method=verb)
            assert answer.status_code == 302, (verb, address, answer.status_code)
            assert answer.location.startswith("/login/"), (verb, address, answer.location)
    assert library.total(Volume) == 1


def test_the_login_leads_back(library: Library) -> None:
    answer = library.visitor.client.get("/volume/?q=红&page=2")
    assert answer.location == "/login/?next=/volume/?q%3D%E7%BA%A2%26page%3D2"


@pytest.fixture
def with_tokens(library: Library) -> Iterator[Library]:
    """The library with the protection that other tests do without."""
    library.keeper.get("/volume/")
    library.app.config["WTF_CSRF_ENABLED"] = True
    yield library
    library.app.config["WTF_CSRF_ENABLED"] = False


def test_no_form_is_taken_without_its_token(with_tokens: Library) -> None:
    library = with_tokens
    row = library.volume(title="红楼梦")
    for (verb, address), _needed in DOORS.items():
        if verb == "POST":
            for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "a.b.c"}):
                fields = {"ids": row.id, "title": "新", **token}
                page = library.keeper.send(address.format(pk=row.id), fields, 400)
                assert page.title == _("The page had been open for too long")
    assert (library.again(row).title, library.again(row).state) == ("红楼梦", "ordered")
    assert library.total(Volume) == 1


def test_the_token_of_another_session_is_no_token(with_tokens: Library) -> None:
    library = with_tokens
    row = library.volume(title="红楼梦")
    stolen = library.keeper.get(f"/volume/{row.id}/edit").form(named="title")
    library.app.config["WTF_CSRF_ENABLED"] = False
    other = library.person(**EVERYTHING)
    library.app.config["WTF_CSRF_ENABLED"] = True
    other.send(f"/volume/{row.id}/edit", {**stolen, "title": "新"}, 400)
    assert library.again(row).title == "红楼梦"


def test_every_form_carries_its_token(with_tokens: Library) -> None:
    """What the pages offer can be sent as it stands."""
    library = with_tokens
    row = library.volume(title="红楼梦")
    for address in ("/volume/", f"/volume/{row.id}", "/volume/add", f"/volume/{row.id}/edit"):
        for form in library.keeper.get(address).all("form", method="post"):
            assert [e["value"] for e in form.all("input", name="csrf_token")] != [""], address
    fields = library.keeper.get(f"/volume/{row.id}/edit").form(named="title")
    assert library.keeper.send(f"/volume/{row.id}/edit", {**fields, "title": "石头记"})
    assert library.again(row).title == "石头记"
    button = next(
        f for f in library.keeper.get(f"/volume/{row.id}").all("form") if "sell" in f.get("action")
    )
    fields = {e["name"]: e["value"] for e in button.all("input")}
    page = library.keeper.send(button["action"], fields, 200)
    library.keeper.send(button["action"], {**page.form(named="buyer"), "buyer": "旧书店"})
    assert library.again(row).state == "sold"


def test_a_form_cannot_be_sent_by_an_address(library: Library) -> None:
    row = library.volume(title="红楼梦")
    for address in (f"/volume/{row.id}/delete", "/volume/move/shelve", "/logout/"):
        for verb in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
            answer = library.keeper.client.open(f"{address}?ids={row.id}", method=verb)
            assert answer.status_code == 405, (verb, address)
    assert library.keeper.get("/volume/move/shelve", 405).title == _(
        "This address cannot be opened directly"
    )
    library.keeper.client.get(f"/volume/{row.id}/edit?title=新&version=1")
    library.keeper.client.get("/volume/add?title=新&isbn=5")
    assert library.again(row).title == "红楼梦"
    assert library.total(Volume) == 1


def test_inside_a_request_nobody_is_trusted(library: Library) -> None:
    """Outside of requests it is a job that acts; inside, a visitor until somebody signed in."""
    assert current_actor() is SYSTEM
    with library.app.test_request_context("/"):
        assert current_actor() is VISITOR
