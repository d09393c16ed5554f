"""A refusal is a sentence on a page, wherever it comes from, and never a circle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.views.library import Library
from tests.core.views.toys import Volume, VolumeView


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No volume on a shelf is edited."""

    def may_edit(_view: Any, row: Volume) -> str:
        return "在架的书不能改。" if row.state == "shelved" else ""

    monkeypatch.setattr(VolumeView, "may_edit", may_edit)


@pytest.mark.usefixtures("locked")
def test_a_form_that_cannot_be_opened_says_why_on_the_page_of_the_row(library: Library) -> None:
    row = library.volume(title="红楼梦")
    library.keeper.post("/volume/move/shelve", ids=row.id)
    answer = library.keeper.client.get(f"/volume/{row.id}/edit")
    assert answer.location == f"/volume/{row.id}"
    page = library.keeper.get(answer.location)
    assert "在架的书不能改。" in page.text
    assert f"/volume/{row.id}/edit" not in page.links().values()
    editor = library.person(Volume="edit list")
    assert editor.client.get(f"/volume/{row.id}/edit").location == "/volume/"


@pytest.mark.usefixtures("locked")
def test_a_form_that_was_locked_meanwhile_keeps_what_was_typed(library: Library) -> None:
    row = library.volume(title="红楼梦")
    address = f"/volume/{row.id}/edit"
    fields = library.keeper.get(address).form(named="title")
    library.keeper.post("/volume/move/shelve", ids=row.id)
    page = library.keeper.send(address, {**fields, "title": "石头记"}, 422)
    assert "在架的书不能改。" in page.text
    assert page.form(named="title")["title"] == ["石头记"]
    assert library.again(row).title == "红楼梦"


def refused(library: Library, referrer: str, address: str = "/volume/move/shelve") -> str:
    """Where a refused form leads to."""
    answer = library.keeper.client.post(address, headers={"Referer": referrer})
    assert answer.status_code == 302
    return str(answer.location)


def test_it_leads_back_to_where_one_came_from(library: Library) -> None:
    library.volume()
    assert refused(library, "http://localhost/volume/?q=1") == "http://localhost/volume/?q=1"
    page = library.keeper.get("/volume/?q=1")
    assert page.one("div", role="alert").text


def test_it_leads_to_no_other_house(library: Library) -> None:
    for referrer in (
        "", "http://evil.example/", "https://localhost/", "http://localhost.evil.example/x",
        "http://localhost@evil.example/", "//evil.example/",
        "javascript:alert(1)", "http://localhost:81/", "http://[", "/\t/evil.example",
    ):  # fmt: skip
        answer = library.keeper.client.post(
            "/volume/move/shelve", environ_overrides={"HTTP_REFERER": referrer}
        )
        assert answer.location == "/", referrer


def test_it_turns_in_no_circle(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that refuses to be opened does not lead back to itself."""
    from app.core.errors import Refused

    def refuse(_view: Any) -> Any:
        raise Refused("今天不开。")

    monkeypatch.setattr(VolumeView, "list_page", refuse)
    here = {"Referer": "http://localhost/volume/?page=2"}
    answer = library.keeper.client.post("/volume/move/shelve", headers=here)
    assert answer.location == here["Referer"]
    answer = library.keeper.client.get(answer.location, headers=here)
    assert answer.location == "/"
    assert library.keeper.get("/").text.count("今天不开。") == 1


def test_the_same_refusal_is_said_once(library: Library) -> None:
    for _again in (1, 2):
        refused(library, "http://localhost/volume/")
    assert len(library.keeper.get("/volume/").all("div", role="alert")) == 1
