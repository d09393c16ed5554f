"""Transitions from the web: asked for what is needed, done once, told what happened."""

from __future__ import annotations

import pytest
from flask_babel import gettext as _

from app.core.workflow import TransitionRecord
from tests.core.views.library import Library
from tests.core.views.toys import Volume

pytestmark = pytest.mark.both_engines

MOVE = "/volume/move"


def test_one_row_moves_and_is_shown(library: Library) -> None:
    row = library.volume(title="红楼梦")
    page = library.keeper.post(f"{MOVE}/shelve", ids=row.id, version=row.version_id)
    assert page.title == "红楼梦"
    assert "已上架：红楼梦" in page.text
    assert (library.again(row).state, library.again(row).version_id) == ("shelved", 2)
    (record,) = library.rows(TransitionRecord)
    assert (record.subject, record.subject_id, record.name) == ("Volume", row.id, "shelve")
    assert (record.from_state, record.to_state) == ("ordered", "shelved")
    assert (record.actor_id, record.batch) == (library.keeper.staff.id, "")


def test_it_asks_before_anything_happens(library: Library) -> None:
    row = library.volume(title="红楼梦")
    page = library.keeper.post(f"{MOVE}/sell", 200, ids=row.id, version=row.version_id)
    assert page.title == "剔旧：红楼梦"
    fields = page.form(named="buyer")
    assert (fields["ids"], fields["version"]) == ([str(row.id)], ["1"])
    assert library.again(row).state == "ordered"
    page = library.keeper.send(f"{MOVE}/sell", {**fields, "buyer": "旧书店"})
    assert page.title == "红楼梦"
    assert library.again(row).state == "sold"


def test_what_it_asks_for_is_required_and_kept(library: Library) -> None:
    row = library.volume()
    for buyer in ("", "  ", "字" * 21):
        page = library.keeper.post(f"{MOVE}/sell", 422, ids=row.id, asked="1", buyer=buyer)
        assert page.error("买方")
        assert page.form(named="buyer")["buyer"] == [buyer]
    library.keeper.post(f"{MOVE}/shelve", ids=row.id)
    page = library.keeper.post(f"{MOVE}/take_back", 422, ids=row.id, asked="1", reason="")
    assert page.error(_("Reason"))
    assert library.again(row).state == "shelved"
    assert library.total(TransitionRecord) == 1


def test_a_row_changed_since_it_was_read_stays(library: Library) -> None:
    row = library.volume(title="红楼梦")
    form = library.keeper.post(f"{MOVE}/sell", 200, ids=row.id, version=1).form(named="buyer")
    fields = library.keeper.get(f"/volume/{row.id}/edit").form(named="title")
    library.keeper.send(f"/volume/{row.id}/edit", {**fields, "title": "石头记"})

    page = library.keeper.post(f"{MOVE}/shelve", ids=row.id, version=1)
    assert page.title == "石头记"
    page = library.keeper.send(f"{MOVE}/sell", {**form, "buyer": "旧书店"}, 422)
    assert page.form(named="buyer")["buyer"] == ["旧书店"]
    assert library.again(row).state == "ordered"
    assert library.total(TransitionRecord) == 0


def test_a_second_press_does_nothing(library: Library) -> None:
    row = library.volume()
    for version in (1, 1):
        library.keeper.post(f"{MOVE}/shelve", ids=row.id, version=version)
    page = library.keeper.post(f"{MOVE}/shelve", ids=row.id)
    # Who was quicker, and what it is now.
    assert str(library.keeper.staff) in page.one("main").text
    assert library.total(TransitionRecord) == 1


def test_many_rows_are_told_one_by_one(library: Library) -> None:
    rows = [library.volume(title=f"书{n}") for n in "甲乙丙"]
    library.keeper.post(f"{MOVE}/shelve", ids=rows[0].id)
    foreign = library.volume(title="西书", department=library.west)
    ids = [row.id for row in rows] + [foreign.id, 999_999]
    page = library.keeper.post(f"{MOVE}/shelve", 200, ids=ids)
    assert "2" in page.title
    (skipped, done) = page.all("tbody")
    assert "书甲" in skipped.text
    assert "书乙" in done.text
    assert "书丙" in done.text
    assert "西书" not in page.text
    assert library.again(foreign).state == "ordered"
    records = library.rows(TransitionRecord)[1:]
    assert {(r.batch_size, len(r.batch)) for r in records} == {(5, 36)}
    assert len({r.batch for r in records}) == 1


def test_many_rows_are_asked_for_on_one_page(library: Library) -> None:
    rows = [library.volume(title="书甲"), library.volume(title="书乙", lent=True)]
    foreign = library.volume(title="西书", department=library.west)
    ids = [row.id for row in rows] + [foreign.id]
    page = library.keeper.post(f"{MOVE}/sell", 200, ids=ids)
    assert "西书" not in page.text
    fields = page.form(named="buyer")
    assert fields["ids"] == [str(row.id) for row in rows]
    page = library.keeper.send(f"{MOVE}/sell", {**fields, "buyer": "旧书店"}, 200)
    assert "已借出，不能剔旧。" in page.text
    assert [library.again(row).state for row in rows] == ["sold", "ordered"]


def test_foreign_and_unknown_rows_are_no_page(library: Library) -> None:
    foreign = library.volume(title="西书", department=library.west)
    for key in (foreign.id, 999_999, 2**59):
        library.keeper.post(f"{MOVE}/shelve", 404, ids=key)
        library.keeper.post(f"{MOVE}/sell", 404, ids=key)
        library.keeper.post(f"{MOVE}/sell", 404, ids=key, asked="1", buyer="旧书店")
        library.keeper.post(f"{MOVE}/sell", 404, ids=[key, key + 1])
    assert library.again(foreign).state == "ordered"
    assert library.total(TransitionRecord) == 0


def test_absurd_keys_are_refused_before_anything_is_read(library: Library) -> None:
    library.volume()
    for key in ("x", "-1", "1 or 1", "１", "9" * 19, "1\x00", "1.0"):
        library.keeper.post(f"{MOVE}/shelve", 400, ids=key)
    # Nothing, and more than any screen can hold: a sentence on the page one came from.
    for ids in ([], "", list(range(1, 1002))):
        library.keeper.post(f"{MOVE}/shelve", 302, ids=ids)
    assert library.total(TransitionRecord) == 0
    assert library.total(Volume) == 1


def test_an_absurd_version_is_refused(library: Library) -> None:
    row = library.volume()
    for version in ("x", "-1", "９", "²", "9" * 400):
        answer = library.keeper.client.post(
            f"{MOVE}/shelve", data={"ids": row.id, "version": version}
        )
        assert answer.status_code < 500, version


def test_only_buttons_have_an_address(library: Library) -> None:
    row = library.volume()
    everybody = library.person(Volume="list show stamp shelve")
    for name in ("stamp", "nosuch", "__class__", "%00", "state"):
        everybody.post(f"{MOVE}/{name}", 404, ids=row.id)
    library.keeper.get(f"{MOVE}/shelve", 405)
    library.keeper.post("/hall/move/shelve", 404, ids=row.id)
    assert library.again(row).state == "ordered"


def test_each_transition_has_its_own_permission(library: Library) -> None:
    row = library.volume()
    seller = library.person(Volume="list show sell edit")
    seller.post(f"{MOVE}/shelve", 403, ids=row.id)
    assert library.again(row).state == "ordered"
    seller.post(f"{MOVE}/sell", ids=row.id, asked="1", buyer="旧书店")
    assert library.again(row).state == "sold"
