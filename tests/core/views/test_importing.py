"""The import: column by column, row by row, all or those chosen, and nothing half-written."""

from __future__ import annotations

import csv
import io
import os
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from app.core import clock
from app.core.errors import Refused
from app.extensions import db
from tests.core.views.library import Library, Person
from tests.core.views.toys import Kind, Volume, VolumeState, VolumeView
from tests.reading import Page

pytestmark = pytest.mark.both_engines

DATA = Path(__file__).resolve().parents[2] / "data"
HEADERS = ["书名", "书号", "部门"]


def table(rows: list[list[Any]], headers: list[str] | None = None) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headers or HEADERS, *rows])
    return text.getvalue().encode()


class Import:
    """An import on its way, as somebody does it at the screen."""

    def __init__(self, person: Person, content: bytes, name: str = "登记表.csv") -> None:
        self.person = person
        file = (io.BytesIO(content), name)
        answer = person.client.post("/volume/import", data={"file": file})
        assert answer.status_code == 302, answer.text
        self.address: str = answer.location
        self.page = person.get(self.address)

    def match(self, status: int = 302, **changed: Any) -> Page:
        """Continues to the report, with some fields changed."""
        fields = {**self.page.form(named="column-0"), **changed}
        self.page = self.person.send(self.address, fields, status)
        return self.page

    def report(self) -> dict[int, tuple[str, str, str]]:
        """Number of the row → outcome, record, reason."""
        page = self.page = self.person.get(f"{self.address}/report")
        found = {}
        for row in page.rows:
            number, outcome, record, reason = row[-4:]
            found[int(number)] = (outcome, record, reason)
        return found

    def apply(self, *lines: int, status: int = 302) -> Page:
        """Imports the rows of these numbers, or all."""
        fields = {"lines": [str(n) for n in lines]} if lines else {"all": "1"}
        return self.person.send(f"{self.address}/report", fields, status)


def importing(person: Person, rows: list[list[Any]], headers: list[str] | None = None) -> Import:
    """An import whose columns are matched as they were recognised."""
    one = Import(person, table(rows, headers))
    one.match()
    return one


def volumes() -> dict[str, Volume]:
    db.session.rollback()
    return {row.title: row for row in db.session.scalars(select(Volume).order_by(Volume.id))}


@pytest.fixture
def keeper(library: Library) -> Person:
    return library.keeper


def test_the_whole_way(library: Library, keeper: Person) -> None:
    page = keeper.get("/volume/")
    page = keeper.get(page.links()["导入表格"])
    assert page.title == "导入图书列表"
    one = Import(keeper, (DATA / "titled.xls").read_bytes(), "登记表.xls")
    assert "表头在第 4 行，下面有 4 行数据" in one.page.text
    chosen = {name: values[0] for name, values in one.page.form(named="column-0").items()}
    columns = ["title", "isbn", "printed_on", "pages", "remark"]
    assert [chosen[f"column-{place}"] for place in range(5)] == columns
    # The file does not say whose the books are.
    assert one.page.field("部门").get("name") == "department"
    one.match(department=str(library.west.id), status=422)
    one.page = keeper.get(one.address)
    page = one.match()
    assert "新增 4" in page.text
    report = one.report()
    assert report[5] == ("新增", "水利志", "")
    assert set(report) == {5, 6, 8, 9}
    assert one.page.buttons() == ["只导入勾选的行", "导入全部 4 行"]
    page = one.apply()
    assert page.title == "导入完成：新增 4 条，更新 0 条，未导入 0 行"
    found = volumes()
    assert {t: (v.isbn, str(v.printed_on), v.pages, v.remark) for t, v in found.items()} == {
        "水利志": ("13800000000", "2025-03-01", 120, "全角 123AB"),
        "县志·上卷": ("0012", "2025-03-01", 300, ""),
        "县志·下卷": ("7", "2025-03-01", 301, "=1+1"),
        "年鉴": ("A-1", "2025-03-01", 12, "两本"),
    }
    for volume in found.values():
        assert volume.department_id == library.east.id
        assert volume.state == VolumeState.ordered
        assert volume.created_by_id == keeper.staff.id
        assert volume.version_id == 1
        assert f"/volume/{volume.id}" in page.links().values()


def test_every_kind_of_column(library: Library, keeper: Person) -> None:
    hall = library.hall(name="大厅")
    history, poems = library.theme("史"), library.theme("诗")
    headers = [*HEADERS, "类别", "页数", "定价", "出版日期", "借出时间", "借出", "阅览室", "主题"]
    rows = [
        [
            *("甲", "1", "东馆", "档案", "１，２00", "¥12.50"),
            *("2025年3月1日", "2025-3-1 9:30", "是", "大厅", "史、诗"),
        ],
        ["乙", "2", "E", "novel", "", "", "45717", "2025年3月1日 18时", "否", "", "诗"],
    ]
    importing(keeper, rows, [*headers, "内容提要"]).apply()
    found = volumes()
    one, two = found["甲"], found["乙"]
    assert (one.kind, one.pages, str(one.price)) == (Kind.record, 1200, "12.50")
    assert clock.local(one.lent_at).strftime("%Y-%m-%d %H:%M") == "2025-03-01 09:30"
    assert (one.lent, two.lent) == (True, False)
    assert (one.hall_id, two.hall_id) == (hall.id, None)
    assert [t.id for t in one.themes] == [history.id, poems.id]
    assert [t.name for t in two.themes] == ["诗"]
    assert str(two.printed_on) == "2025-03-01"
    assert clock.local(two.lent_at).hour == 18
    assert (two.pages, two.kind) == (0, Kind.novel)


def test_each_row_is_told_what_is_wrong_with_it(library: Library, keeper: Person) -> None:
    library.hall(name="大厅")
    library.hall(name="大厅")
    library.hall(name="西厅", department=library.west)
    headers = [*HEADERS, "类别", "页数", "出版日期", "阅览室"]
    good = ["东馆", "小说", "1", "2025-01-01", ""]
    faults = {
        "书名：请填写": ["", "1", *good],
        "书名：": ["长" * 65, "2", *good],
        "没有名为“南馆”的部门，或者不在您能看到的范围内": ["a", "3", "南馆", *good[1:]],
        "没有名为“西馆”的部门，或者不在您能看到的范围内": ["b", "4", "西馆", *good[1:]],
        "“诗”不在可选范围内：小说、档案": ["c", "5", "东馆", "诗", *good[2:]],
        "“三百”不是数字": ["d", "6", *good[:2], "三百", *good[3:]],
        "“1.5”不是整数": ["e", "7", *good[:2], "1.5", *good[3:]],
        "页数：": ["f", "8", *good[:2], "99999999999", *good[3:]],
        "没有“2025-02-30”这一天": ["g", "9", *good[:3], "2025-02-30", ""],
        "“明天”不是日期": ["h", "10", *good[:3], "明天", ""],
        "名为“大厅”的阅览室有 2 个": ["i", "11", *good[:4], "大厅"],
        "没有名为“西厅”的阅览室": ["j", "12", *good[:4], "西厅"],
        "书号：“1.10101E+17”在表格里丢失了末尾几位数字": ["k", "1.10101E+17", *good],
    }
    one = importing(keeper, [*faults.values(), ["好", "99", *good]], headers)
    report = one.report()
    for number, words in enumerate(faults, 2):
        outcome, _record, reason = report[number]
        assert outcome == "有误"
        assert words in reason, (number, reason)
    assert report[len(faults) + 2] == ("新增", "好", "")
    assert "未导入 13 行" in one.apply().title
    assert set(volumes()) == {"好"}


def test_several_faults_of_a_row_are_said_together(keeper: Person) -> None:
    report = importing(keeper, [["甲", "1", "南馆", "诗"]], [*HEADERS, "类别"]).report()
    assert "部门：" in report[2][2]
    assert "类别：" in report[2][2]


def test_repeated_rows_name_the_row_they_repeat(library: Library, keeper: Person) -> None:
    stored = library.volume(title="旧", isbn="5")
    rows = [
        ["甲", "1", "东馆"],
        ["乙", "2", "东馆"],
        ["甲又一次", "1", "东馆"],
        ["旧", "5", "东馆"],
        ["旧", "5", "东馆"],
    ]
    one = importing(keeper, rows)
    assert one.report() == {
        2: ("新增", "甲", ""),
        3: ("新增", "乙", ""),
        4: ("重复", "甲又一次", "与第 2 行相同。"),
        5: ("重复", "旧", "已经有这条记录，内容相同。"),
        6: ("重复", "旧", "与第 5 行相同。"),
    }
    page = one.apply()
    assert page.title == "导入完成：新增 2 条，更新 0 条，未导入 3 行"
    assert "第 4 行" in page.text
    assert library.again(stored).version_id == 1


def test_a_row_that_is_wrong_does_not_make_the_next_a_repetition(keeper: Person) -> None:
    rows = [["甲", "1", "东馆", "x"], ["乙", "1", "东馆", "3"]]
    report = importing(keeper, rows, [*HEADERS, "页数"]).report()
    assert [report[n][0] for n in (2, 3)] == ["有误", "新增"]


def test_a_stored_row_is_changed_only_in_what_the_file_says(
    library: Library, keeper: Person
) -> None:
    theme = library.theme("史")
    stored = library.volume(title="旧", isbn="5", pages=7, lent=True, themes=[theme], remark="留")
    rows = [["新名", "5", "东馆", "", "否"]]
    one = importing(keeper, rows, [*HEADERS, "页数", "借出"])
    reason = one.report()[2]
    assert reason == ("更新", "新名", "书名：“旧”改为“新名”；借出：“是”改为“否”")
    page = one.apply()
    assert page.title == "导入完成：新增 0 条，更新 1 条，未导入 0 行"
    again = library.again(stored)
    assert (again.title, again.lent, again.pages, again.remark) == ("新名", False, 7, "留")
    assert [t.name for t in again.themes] == ["史"]
    assert again.version_id == 2
    assert again.updated_by_id == keeper.staff.id


def test_the_report_writes_nothing(library: Library, keeper: Person) -> None:
    stored = library.volume(title="旧", isbn="5")
    one = importing(keeper, [["新名", "5", "东馆"], ["甲", "1", "东馆"]])
    sql: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sql.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        one.report()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert not [s for s in sql if s.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert library.again(stored).title == "旧"


def test_only_the_chosen_rows_are_taken(library: Library, keeper: Person) -> None:
    stored = library.volume(title="旧", isbn="5")
    rows = [["甲", "1", "东馆"], ["乙", "2", "东馆"], ["新名", "5", "东馆"], ["丙", "3", "东馆"]]
    one = importing(keeper, rows)
    page = one.apply(3, 5, 999)
    assert page.title == "导入完成：新增 2 条，更新 0 条，未导入 2 行"
    assert set(volumes()) == {"旧", "乙", "丙"}
    assert library.again(stored).version_id == 1


def test_no_row_ticked_is_no_import(keeper: Person) -> None:
    one = importing(keeper, [["甲", "1", "东馆"]])
    page = one.person.send(f"{one.address}/report", {"lines": "x"}, 422)
    assert "没有导入：没有勾选任何一行。" in page.text
    assert volumes() == {}


def test_pressing_twice_imports_once(library: Library, keeper: Person) -> None:
    one = importing(keeper, [["甲", "1", "东馆"]])
    first, second = one.apply(), one.apply()
    assert first.title == second.title
    assert library.total(Volume) == 1


def test_two_who_import_the_same_at_once_import_it_once(library: Library, keeper: Person) -> None:
    rows = [[f"第{n}本", str(n), "东馆"] for n in range(200)]
    other = library.person(Volume="list show edit import")
    imports = [importing(person, rows) for person in (keeper, other)]
    start, answers = threading.Barrier(2), []

    def press(one: Import) -> None:
        start.wait()
        answer = one.person.client.post(f"{one.address}/report", data={"all": "1"})
        answers.append((answer.status_code, answer.text))

    threads = [threading.Thread(target=press, args=(one,)) for one in imports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.total(Volume) == 200
    statuses = sorted(status for status, _text in answers)
    assert statuses in ([302, 302], [302, 422]), answers
    for status, text in answers:
        assert status == 302 or "刚才有人保存了相同的记录" in text


def test_a_refusal_in_the_middle_leaves_nothing(
    library: Library, keeper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Any, row: Volume, _form: Any, _is_new: bool) -> None:
        if row.title == "第700本":
            raise Refused("这本不收。")

    monkeypatch.setattr(VolumeView, "after_save", refuse)
    one = importing(keeper, [[f"第{n}本", str(n), "东馆"] for n in range(720)])
    page = one.apply(status=422)
    assert "没有导入任何一行。第 702 行：这本不收。" in page.text
    assert library.total(Volume) == 0
    monkeypatch.undo()
    assert "新增 720 条" in one.apply().title
    assert library.total(Volume) == 720


def test_the_rules_of_the_form_are_the_rules_of_the_import(
    library: Library, keeper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = library.volume(title="锁", isbn="5")
    saved: list[tuple[str, bool]] = []

    def validate(_self: Any, form: Any, row: Any) -> bool:
        if form["title"].data == "禁书":
            form["title"].errors = ["不许。"]
            return False
        return True

    def may_edit(_self: Any, row: Volume) -> str:
        return "已上锁。" if row.title == "锁" else ""

    def before_save(_self: Any, row: Volume, form: Any, is_new: bool) -> None:
        saved.append((form["title"].data, is_new))
        row.remark = "经手"

    for hook in (validate, may_edit, before_save):
        monkeypatch.setattr(VolumeView, hook.__name__, hook)
    rows = [["甲", "1", "东馆"], ["禁书", "2", "东馆"], ["改", "5", "东馆"], ["乙", "3", "东馆"]]
    one = importing(keeper, rows)
    report = one.report()
    assert report[3] == ("有误", "禁书", "书名：不许")
    assert report[4] == ("重复", "改", "已经有这条记录。已上锁。")
    one.apply()
    assert saved == [("甲", True), ("乙", True)]
    assert {v.title: v.remark for v in volumes().values()} == {"锁": "", "甲": "经手", "乙": "经手"}
    assert library.again(stored).version_id == 1


def test_a_value_that_the_view_refuses_is_a_fault_of_its_row(
    library: Library, keeper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = VolumeView.fill

    def refuse(view: VolumeView, row: Volume, form: Any) -> None:
        if form["remark"].data == "坏":
            raise Refused("这条备注不收。", field="remark")
        fill(view, row, form)

    monkeypatch.setattr(VolumeView, "fill", refuse)
    library.volume(isbn="9", title="旧名")
    rows = [["甲", "1", "东馆", "坏"], ["乙", "2", "东馆", "好"], ["丙", "9", "东馆", "坏"]]
    one = importing(keeper, rows, [*HEADERS, "备注"])
    report = one.report()
    assert report[2] == ("有误", "甲", "这条备注不收。")
    assert report[3][0] == "新增"
    assert (report[4][0], report[4][2]) == ("有误", "这条备注不收。")
    one.apply()
    assert set(volumes()) == {"乙", "旧名"}


def test_a_file_sets_nothing_that_the_house_gives(library: Library, keeper: Person) -> None:
    headers = [*HEADERS, "状态", "state", "创建时间", "排架号", "版本", "id", "created_by_id"]
    one = Import(
        keeper, table([["甲", "1", "东馆", "在架", "shelved", "x", "P1", "9", "77", "1"]], headers)
    )
    chosen = one.page.form(named="column-0")
    assert [chosen[f"column-{place}"][0] for place in range(3, 10)] == [""] * 7
    for name in ("state", "id", "shelf_mark", "version_id", "settings", "created_by_id"):
        one.page = keeper.get(one.address)
        one.match(**{"column-3": name})
        assert one.report()[2][0] == "新增"
    one.apply()
    (volume,) = volumes().values()
    assert volume.state == VolumeState.ordered
    assert volume.shelf_mark is None
    assert volume.created_by_id == keeper.staff.id


def test_columns_can_be_put_right(keeper: Person) -> None:
    one = Import(keeper, table([["1", "甲", "东馆"]], ["书名", "别名", "部门"]))
    page = one.match(**{"column-1": "title", "column-0": "title"}, status=422)
    assert "“书名”只能由一列填写" in page.text
    page = one.match(**{"column-0": "isbn", "column-1": "title"})
    assert one.report()[2][:2] == ("新增", "甲")
    page = keeper.get(one.address)
    assert page.form(named="column-0")["column-1"] == ["title"]
    page = one.person.send(one.address, {f"column-{n}": "" for n in range(3)}, 422)
    assert "还没有一列对应任何字段" in page.text


def test_what_the_file_lacks_is_asked_for(library: Library, keeper: Person) -> None:
    one = Import(keeper, table([["甲"], ["乙"]], ["书名"]))
    assert one.page.field("书号").get("aria-required")
    page = one.match(isbn="", status=422)
    assert page.error("书号") == "请填写。"
    assert page.form(named="column-0")["column-0"] == ["title"]
    one.match(isbn="同号")
    # Both get the same number, so the second repeats the first.
    report = one.report()
    assert [report[number][0] for number in (2, 3)] == ["新增", "重复"]
    # What needs a look stands first.
    assert list(report) == [3, 2]


# --- who may, and what they see -------------------------------------------------------------


def test_who_may_not_import_has_no_way_in(library: Library, keeper: Person) -> None:
    one = importing(keeper, [["甲", "1", "东馆"]])
    other = library.person(Volume="list show add edit export")
    assert "导入表格" not in other.get("/volume/").links()
    for address in (
        "/volume/import",
        "/volume/import/template",
        one.address,
        f"{one.address}/report",
    ):
        assert other.client.get(address).status_code in (302, 403)
        assert other.client.post(address).status_code in (302, 403, 405)
    assert library.total(Volume) == 0


def test_an_upload_is_its_owners_alone(library: Library, keeper: Person) -> None:
    one = importing(keeper, [["甲", "1", "东馆"]])
    other = library.person(Volume="list import")
    for tail in ("", "/report", "/result"):
        other.get(f"{one.address}{tail}", 404)
    other.send(f"{one.address}/report", {"all": "1"}, 404)
    keeper.get(f"{one.address}/result", 404)
    elsewhere = one.address.replace("/volume/", "/hall/")
    keeper.get(elsewhere, 404)
    for token in ("x", "../../sanshen.db", "0" * 32, "%00"):
        keeper.get(f"/volume/import/{token}", 404)
    assert library.total(Volume) == 0


def test_another_departments_row_is_neither_seen_nor_changed(
    library: Library, keeper: Person
) -> None:
    foreign = library.volume(title="西书", isbn="5", department=library.west)
    one = importing(keeper, [["改名", "5", "西馆"], ["改名", "5", "东馆"]])
    report = one.report()
    assert report[2][0] == "有误"
    assert report[3][0] == "新增"
    one.apply()
    assert library.again(foreign).title == "西书"


def test_a_row_cannot_be_put_out_of_ones_sight(library: Library) -> None:
    """Whoever sees the department, but not its rows, cannot write there either."""
    person = library.person(library.east, Volume="list import")
    one = Import(person, table([["甲", "1"]], ["书名", "书号"]))
    page = one.match(department=str(library.west.id), status=422)
    assert page.error("部门")
    assert library.total(Volume) == 0


def test_changing_needs_the_permission_to_edit(library: Library) -> None:
    stored = library.volume(title="旧", isbn="5")
    person = library.person(Volume="list show import")
    one = importing(person, [["新名", "5", "东馆"], ["甲", "1", "东馆"]])
    assert one.report()[2] == ("重复", "新名", "已经有这条记录，您不能修改它。")
    one.apply()
    assert library.again(stored).title == "旧"
    assert "甲" in volumes()


def test_what_happened_since_the_report_is_seen(library: Library, keeper: Person) -> None:
    one = importing(keeper, [["甲", "1", "东馆"], ["乙", "2", "东馆"]])
    assert one.report()[2][0] == "新增"
    library.volume(title="甲", isbn="1")
    page = one.apply()
    assert page.title == "导入完成：新增 1 条，更新 0 条，未导入 1 行"
    assert library.total(Volume) == 2


# --- files ----------------------------------------------------------------------------------


def test_a_bad_file_is_refused_beside_its_field(keeper: Person) -> None:
    for name, content, words in (
        ("a.xlsx", b"PK\x03\x04", "损坏"),
        ("a.exe", b"MZ", "只能读取电子表格"),
        ("锁.xlsx", (DATA / "locked.xlsx").read_bytes(), "密码保护"),
        ("a.csv", "书名\n".encode(), "没有数据行"),
    ):
        file = (io.BytesIO(content), name)
        page = keeper.send("/volume/import", {"file": file}, 422)
        assert words in page.error("表格文件")
    assert keeper.send("/volume/import", {}, 422).error("表格文件")


def test_a_hostile_name_leads_nowhere(keeper: Person, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if "imports" not in path.parts}
    content = table([["甲", "1", "东馆"]])
    for name in (
        "../../evil.csv",
        "/etc/evil.csv",
        "..\\evil.csv",
        "evil\x00.csv",
        "；rm -rf .csv",
    ):
        one = Import(keeper, content, name)
        shown = one.page.one("p", class_="page-lead").text
        assert "/" not in shown.partition("：")[0]
        assert "\\" not in shown
    assert {path for path in tmp_path.rglob("*") if "imports" not in path.parts} == before
    for path in (tmp_path / "imports").rglob("*"):
        assert path.name in ("rows.jsonl", "about.json") or path.is_dir()


def test_uploads_go_after_a_day_and_when_there_are_many(
    library: Library, keeper: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "imports"
    for _time in range(7):
        importing(keeper, [["甲", "1", "东馆"]])
        time.sleep(0.01)
    assert len(list(folder.iterdir())) == 5
    assert not list(folder.glob("*/upload*"))
    other = library.person(Volume="list import")
    importing(other, [["甲", "1", "东馆"]])
    assert len(list(folder.iterdir())) == 6
    for path in folder.iterdir():
        old = path.stat().st_mtime - 2 * 86400
        os.utime(path, (old, old))
    importing(other, [["甲", "1", "东馆"]])
    assert len(list(folder.iterdir())) == 1


def test_the_template_imports_as_it_is(library: Library, keeper: Person, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    answer = keeper.client.get("/volume/import/template")
    assert answer.status_code == 200
    assert "UTF-8''%E5%9B%BE" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["填写", "填写说明"]
    headers = book.get_sheet_by_name("填写").to_python()[0]
    assert headers[:3] == ["书名", "书号", "部门"]
    assert not {"状态", "排架号", "设置"} & set(headers)
    notes = {row[0]: row[1:] for row in book.get_sheet_by_name("填写说明").to_python()}
    assert notes["书名"] == ["必填", "最多 64 字。 封面上的全名。"]
    assert notes["类别"][1].startswith("只能是：小说、档案。")
    row = {"书名": "甲", "书号": "1", "部门": "东馆", "主题": ""}
    filled = [[row.get(header, "") for header in headers]]
    importing(keeper, filled, headers).apply()
    assert set(volumes()) == {"甲"}


# --- many rows ------------------------------------------------------------------------------


def many(number: int) -> list[list[Any]]:
    return [[f"第{n}本", str(n), "东馆", "史、诗", "大厅"] for n in range(number)]


def statements(one: Import) -> Iterator[int]:
    """How many SQL statements the report and the import take."""
    for step in (one.report, one.apply):
        sql: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any, sql: list[str] = sql) -> None:
            sql.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            step()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        yield len(sql)


def test_the_number_of_statements_does_not_grow_with_the_rows(
    library: Library, keeper: Person
) -> None:
    library.theme("史"), library.theme("诗"), library.hall(name="大厅")
    headers = [*HEADERS, "主题", "阅览室"]
    few = list(statements(importing(keeper, many(5), headers)))
    more = [[f"{t}又", f"{i}又", *rest] for t, i, *rest in many(1000)]
    lot = list(statements(importing(keeper, more, headers)))
    assert library.total(Volume) == 1005
    # Two pieces of 500: a handful of statements for each.
    assert lot[0] - few[0] <= 6
    assert lot[1] - few[1] <= 20


def resident() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.long
def test_twenty_thousand_rows_in_bounded_memory(library: Library, keeper: Person) -> None:
    importing(keeper, [[f"前{n}", f"前{n}", "东馆"] for n in range(1000)]).apply()
    one = importing(keeper, [[f"第{n}本", str(n), "东馆"] for n in range(20_000)])
    before, most = resident(), 0

    def note(*_anything: Any) -> None:
        nonlocal most
        most = max(most, resident())

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page = one.apply()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert page.title == "导入完成：新增 20000 条，更新 0 条，未导入 0 行"
    assert library.total(Volume) == 21_000
    assert most - before < 80 * 1024 * 1024
    page = one.person.get(f"{one.address}/result")
    assert len(page.rows) == 1000
