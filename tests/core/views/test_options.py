"""What selects that search are answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.views.library import Library

pytestmark = pytest.mark.both_engines


def offered(library: Library, query: str = "", column: str = "hall") -> list[Any]:
    answer = library.keeper.client.get(f"/volume/options/{column}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    return answer.get_json()


def test_it_offers_what_fits_and_is_seen(library: Library) -> None:
    one = library.hall(name="大厅")
    library.hall(name="小厅")
    library.hall(name="大库", department=library.west)
    assert offered(library, "q=大") == [{"id": one.id, "text": "大厅"}]
    assert [option["text"] for option in offered(library)] == ["大厅", "小厅"]
    assert offered(library, "q=%25") == offered(library, "q=_") == []
    assert [o["text"] for o in offered(library, column="department")] == ["东馆"]


def test_it_offers_no_more_than_a_page(library: Library) -> None:
    for number in range(30):
        library.hall(name=f"厅{number:02d}")
    assert len(offered(library, "q=厅")) == 20


def test_odd_questions_are_answered_too(library: Library) -> None:
    library.hall(name="大厅")
    for query in ("q=%00", "q=" + "字" * 5000, "q=%ff%fe", "q=%ed%a0%80", "q=a&q=b", "q='--"):
        offered(library, query)


def test_a_name_is_no_markup_in_the_answer(library: Library) -> None:
    library.hall(name="</script><b>'\"&")
    answer = library.keeper.client.get("/volume/options/hall")
    assert answer.get_json()[0]["text"] == "</script><b>'\"&"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_knows_the_relations_of_forms_and_filters_alone(library: Library) -> None:
    client = library.keeper.client
    for column in ("title", "state", "nosuch", "created_by", "__class__", "metadata", "%00"):
        assert client.get(f"/volume/options/{column}").status_code == 404, column


def test_it_is_for_those_who_use_the_form_or_the_list(library: Library) -> None:
    library.hall(name="大厅")
    address = "/volume/options/hall"
    for grant in ("list", "add", "edit"):
        library.person(Volume=grant).client.get(address).get_json()
    library.person(Volume="show delete", Hall="list").get(address, 403)
    assert library.visitor.client.get(address).status_code == 302
    assert library.keeper.client.post(address).status_code == 405
