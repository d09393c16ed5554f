"""Adding and editing: whole or not at all, with the fault beside the field and the text kept."""

from __future__ import annotations

from typing import Any

import pytest
from flask_babel import gettext as _

from app.core import clock
from app.core.database import write
from tests.core.views.library import Library
from tests.core.views.toys import Kind, Slip, Volume
from tests.reading import Page

pytestmark = pytest.mark.both_engines


def filled(page: Page, **values: Any) -> dict[str, Any]:
    """What a browser sends after somebody has typed these values into the form."""
    return {**page.form(named="title"), **values}


def test_what_was_typed_is_what_is_stored(library: Library) -> None:
    hall, one, two = library.hall(), library.theme("历史"), library.theme("地理")
    page = library.keeper.get("/volume/add")
    assert page.title == _("Add %(what)s", what="图书")
    fields = filled(
        page, title=" 红楼梦 ", isbn="978-7", hall=hall.id, kind="record", binding="novel",
        pages="1200", price="59.80", printed_on="2026年5月1日", lent_at="2026-05-01 00:30",
        lent="y", remark="第一行\n第二行", settings='{"色": [1, null]}',
        themes=[one.id, two.id], abstract="<p>石头<script>x</script></p>",
    )  # fmt: skip
    page = library.keeper.send("/volume/add", fields)
    assert page.title == "红楼梦"
    (row,) = library.rows(Volume)
    assert (row.title, row.isbn, row.department_id) == ("红楼梦", "978-7", library.east.id)
    assert (row.hall_id, row.kind, row.binding) == (hall.id, Kind.record, Kind.novel)
    assert (row.pages, str(row.price), row.lent) == (1200, "59.80", True)
    assert row.printed_on.isoformat() == "2026-05-01"
    assert row.lent_at.astimezone(clock.UTC).isoformat() == "2026-04-30T16:30:00+00:00"
    assert row.settings == {"色": [1, None]}
    assert [theme.name for theme in row.themes] == ["历史", "地理"]
    assert row.remark.splitlines() == ["第一行", "第二行"]
    assert row.created_by_id == row.updated_by_id == library.keeper.staff.id
    assert (row.state, row.version_id) == ("ordered", 1)


def test_the_editor_opens_with_what_is_stored(library: Library) -> None:
    """Saving a form as it was opened changes nothing: neither the values nor the version."""
    library.keeper.send(
        "/volume/add",
        filled(
            library.keeper.get("/volume/add"), title="三国", isbn="1", price="5", remark="\n空行",
            printed_on="2026-05-01", lent_at="2026-05-01 00:30", themes=[library.theme("战").id],
            hall=library.hall().id, settings='{"甲": 1}', binding="record", lent="y",
        ),
    )  # fmt: skip
    (row,) = library.rows(Volume)
    before = library.values(row)
    address = f"/volume/{row.id}/edit"
    library.keeper.send(address, library.keeper.get(address).form(named="title"))
    assert library.values(row) == before


def test_what_was_taken_away_is_gone(library: Library) -> None:
    row = library.volume(
        lent=True, remark="备注", hall=library.hall(), themes=[library.theme("战")], pages=5,
        settings={"甲": 1}, price=3,
    )  # fmt: skip
    address = f"/volume/{row.id}/edit"
    fields = filled(
        library.keeper.get(address), remark="", hall="", settings="", price="", pages="0"
    )
    for unticked in ("lent", "themes"):
        del fields[unticked]
    library.keeper.send(address, fields)
    row = library.again(row)
    assert (row.lent, row.remark, row.hall_id, row.themes) == (False, "", None, [])
    assert (row.settings, row.price, row.pages) == ({}, None, 0)


FAULTS = [
    ("title", "书名", ""),
    ("title", "书名", "字" * 65),
    ("title", "书名", "a\x00b"),
    ("remark", "备注", "a\x00b"),
    ("abstract", "内容提要", "<p>\x00</p>"),
    ("settings", "设置", '{"a": "\\u0000"}'),
    ("settings", "设置", "[1]"),
    ("settings", "设置", "{"),
    ("settings", "设置", "{" * 100_000),
    ("settings", "设置", '{"a": NaN}'),
    ("settings", "设置", '{"a": "\\ud800"}'),
    ("settings", "设置", '{"a": ' + "[" * 100_000),
    ("kind", "类别", "nosuch"),
    ("kind", "类别", "__class__"),
    ("binding", "附件类别", "nosuch"),
    ("pages", "页数", "x"),
    ("pages", "页数", "99999999999"),
    ("pages", "页数", "1" * 5000),
    ("pages", "页数", "-99999999999"),
    ("pages", "页数", "1.5"),
    ("price", "定价", "x"),
    ("price", "定价", "NaN"),
    ("price", "定价", "Infinity"),
    ("price", "定价", "1e400"),
    ("price", "定价", "123456789.00"),
    ("printed_on", "出版日期", "2026-02-30"),
    ("printed_on", "出版日期", "昨天"),
    ("printed_on", "出版日期", "99999-01-01"),
    ("printed_on", "出版日期", "26-05-01"),
    ("lent_at", "借出时间", "2026-05-01"),
    ("lent_at", "借出时间", "0001-01-01 00:00"),
    ("lent_at", "借出时间", "0026-05-01 09:00"),
    ("lent_at", "借出时间", "2026-05-01 25:00"),
    ("hall", "阅览室", "99999999"),
    ("hall", "阅览室", "9" * 30),
    ("hall", "阅览室", "-1"),
    ("hall", "阅览室", "x"),
    ("hall", "阅览室", "1\x00"),
    ("department", "部门", ""),
    ("department", "部门", "x"),
    ("themes", "主题", "99999"),
    ("themes", "主题", "x"),
]


def test_a_fault_is_said_beside_its_field_and_nothing_is_lost(library: Library) -> None:
    fields = filled(library.keeper.get("/volume/add"), isbn="978-7", title="红楼梦", pages="12")
    for name, label, value in FAULTS:
        page = library.keeper.send("/volume/add", {**fields, name: value}, 422)
        assert page.error(label), (name, value[:40])
        wrong = [e for e in page.walk() if e.get("aria-invalid")]
        assert [e["name"] for e in wrong] == [name], value[:40]
        kept = page.form(named="title")
        assert kept["isbn"] == ["978-7"]
        if name not in ("title", "kind", "hall", "department", "themes", "binding"):
            assert kept[name][0].replace("\r\n", "\n") == value
    assert library.total(Volume) == 0


def test_a_row_of_another_department_can_be_chosen_nowhere(library: Library) -> None:
    hall = library.hall(name="西馆密室", department=library.west)
    mine = library.volume(title="原名")
    fields = filled(library.keeper.get(f"/volume/{mine.id}/edit"), title="新名")
    for foreign in ({"hall": hall.id}, {"department": library.west.id}):
        for address in ("/volume/add", f"/volume/{mine.id}/edit"):
            page = library.keeper.send(address, {**fields, **foreign}, 422)
            assert "西馆" not in page.text
    assert library.again(mine).title == "原名"
    assert library.total(Volume) == 1
    assert "西馆" not in library.keeper.get("/volume/add").text


def test_a_row_may_keep_what_is_out_of_sight_by_now(library: Library) -> None:
    hall = library.hall(name="移交的厅", department=library.west)
    mine = library.volume(hall=hall)
    address = f"/volume/{mine.id}/edit"
    library.keeper.send(address, filled(library.keeper.get(address), title="新名"))
    assert (library.again(mine).title, library.again(mine).hall_id) == ("新名", hall.id)


def test_a_value_that_another_row_has_is_refused(library: Library) -> None:
    library.volume(isbn="978-7")
    library.volume(isbn="978-9", department=library.west)
    library.theme("历史")
    fields = filled(library.keeper.get("/volume/add"), title="再来一本", isbn="978-7")
    page = library.keeper.send("/volume/add", fields, 422)
    assert page.error("书号")
    assert page.form(named="title")["title"] == ["再来一本"]
    assert library.keeper.post("/theme/add", 422, name="历史").error("名称")
    # Unique within the department alone.
    assert library.keeper.send("/volume/add", {**fields, "isbn": "978-9"}).title == "再来一本"


def test_a_value_that_another_row_took_meanwhile_is_refused(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check and the write somebody else may be quicker."""
    from tests.core.views import toys

    check = toys.VolumeView._unique
    checked = []

    def quicker(view: Any, form: Any, row: Any) -> bool:
        free = check(view, form, row)
        if not checked:
            checked.append(free)
            with library.app.app_context():
                library.volume(isbn="978-7")
        return free

    monkeypatch.setattr(toys.VolumeView, "_unique", quicker)
    fields = filled(library.keeper.get("/volume/add"), title="慢一步", isbn="978-7")
    page = library.keeper.send("/volume/add", fields, 422)
    assert checked == [True]
    assert page.error("书号")
    assert page.form(named="title")["title"] == ["慢一步"]
    assert library.total(Volume) == 1


def test_whoever_saves_second_sees_what_changed_and_keeps_the_text(library: Library) -> None:
    row = library.volume(title="原名", pages=1)
    address = f"/volume/{row.id}/edit"
    mine = filled(library.keeper.get(address), title="我的名", remark="我的备注")
    other = library.person(Volume="list show edit")
    other.send(address, filled(other.get(address), title="他的名", pages="2"))

    page = library.keeper.send(address, mine, 422)
    assert library.again(row).title == "他的名"
    said = page.one("main").text
    assert str(other.staff) in said
    assert "他的名" in said
    kept = page.form(named="title")
    assert (kept["title"], kept["remark"]) == (["我的名"], ["我的备注"])
    # What was shown to him is what he may now overwrite.
    assert library.keeper.send(address, kept).title == "我的名"
    assert library.again(row).remark == "我的备注"


def test_a_form_without_a_version_overwrites_nothing(library: Library) -> None:
    row = library.volume(title="原名")
    address = f"/volume/{row.id}/edit"
    fields = filled(library.keeper.get(address), title="新名")
    for version in ("", "0", "x", "-1", "9" * 40):
        library.keeper.send(address, {**fields, "version": version}, 422)
    del fields["version"]
    library.keeper.send(address, fields, 422)
    assert library.again(row).title == "原名"


def test_a_row_that_moved_meanwhile_is_not_overwritten(library: Library) -> None:
    row = library.volume(title="原名")
    address = f"/volume/{row.id}/edit"
    fields = filled(library.keeper.get(address), title="新名")
    library.keeper.post("/volume/move/shelve", ids=row.id)
    library.keeper.send(address, fields, 422)
    assert (library.again(row).title, library.again(row).state) == ("原名", "shelved")


def test_a_row_that_left_the_department_meanwhile_is_not_there(library: Library) -> None:
    row = library.volume(title="原名")
    address = f"/volume/{row.id}/edit"
    fields = filled(library.keeper.get(address), title="新名")
    with write() as session:
        session.merge(row).department_id = library.west.id
    library.keeper.send(address, fields, 404)
    assert library.again(row).title == "原名"


def test_no_form_sets_what_it_does_not_show(library: Library) -> None:
    row = library.volume()
    address = f"/volume/{row.id}/edit"
    hidden = {
        "state": "sold", "shelf_mark": "Z9", "id": "77", "version_id": "55", "created_by_id": "1",
        "number": "1", "department_id": library.west.id, "csrf_token": "x",
    }  # fmt: skip
    page = library.keeper.get(address)
    assert "shelf_mark" not in page.form(named="title")
    library.keeper.send(address, filled(page, title="新名", **hidden))
    row = library.again(row)
    assert (row.title, row.state, row.shelf_mark) == ("新名", "ordered", None)
    assert (row.version_id, row.department_id) == (2, library.east.id)
    fields = filled(library.keeper.get("/volume/add"), title="另一本", isbn="1", **hidden)
    assert library.keeper.send("/volume/add", fields).title == "另一本"
    assert {r.state for r in library.rows(Volume)} == {"ordered"}


def test_nothing_is_half_written(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails after the row was written takes the row with it."""
    from app.core.errors import Refused
    from tests.core.views import toys

    def refuse(_view: Any, row: Any, form: Any, is_new: bool) -> None:
        raise Refused("今天不行。", field="title")

    monkeypatch.setattr(toys.VolumeView, "after_save", refuse)
    row = library.volume(title="原名")
    for address in ("/volume/add", f"/volume/{row.id}/edit"):
        fields = filled(library.keeper.get(address), title="新名", isbn="5")
        page = library.keeper.send(address, fields, 422)
        assert page.error("书名") == "今天不行。"
    assert [r.title for r in library.rows(Volume)] == ["原名"]


def test_a_related_row_is_added_where_its_owner_is_seen(library: Library) -> None:
    mine, foreign = library.volume(), library.volume(department=library.west)
    assert library.keeper.post("/slip/add", reader="甲", volume=mine.id).title == "甲"
    page = library.keeper.post("/slip/add", 422, reader="乙", volume=foreign.id)
    assert page.error("图书")
    assert [slip.reader for slip in library.rows(Slip)] == ["甲"]


def test_the_form_says_what_a_field_is_about(library: Library) -> None:
    page = library.keeper.get("/volume/add")
    title = page.field("书名")
    assert title["aria-required"] == "true"
    assert page.one("p", id=title["aria-describedby"]).text == "封面上的全名。"
    assert [h.text for h in page.all("h2") if h.text in ("书目", "细节", "文字")] == [
        "书目", "细节", "文字",
    ]  # fmt: skip
    assert page.options("类别") == ["小说", "档案"]
    assert page.options("部门")[1:] == ["东馆"]
