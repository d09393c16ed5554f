"""The export is the list: its rows, order, words and limits, as a file."""

from __future__ import annotations

import csv
import io
import resource
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, insert

from app.core import clock
from app.core.database import write
from app.core.page import Cell
from app.extensions import db
from tests.core.views.library import Library, Person
from tests.core.views.toys import Kind, Volume, VolumeState, VolumeView

pytestmark = pytest.mark.both_engines

FORMULA = '=HYPERLINK("http://example.org";"看")'


def download(person: Person, address: str) -> list[list[Any]]:
    """The rows of an export, headers first."""
    answer = person.client.get(address)
    assert answer.status_code == 200, answer.text
    if ".csv" in address:
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    (name,) = book.sheet_names
    return book.get_sheet_by_name(name).to_python()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_it_says_what_the_list_says(kind: str, library: Library) -> None:
    history = library.theme("史")
    library.volume(title="县志", isbn="0012", pages=12, themes=[history], kind=Kind.record)
    library.volume(title=FORMULA, isbn="0013", state=VolumeState.shelved)
    rows = download(library.keeper, f"/volume/export.{kind}")
    assert rows[0] == ["书名", "书号", "部门", "主题", "页数", "出版日期", "状态"]
    assert rows[1] == ["县志", "0012", "东馆", "史", "12 页", "", "已订购"]
    guarded = f"'{FORMULA}" if kind == "csv" else FORMULA
    assert rows[2] == [guarded, "0013", "东馆", "", "未计页", "", "在架"]


def test_the_links_lead_to_what_is_shown(library: Library) -> None:
    for title in ("县志", "年鉴", "县志续编"):
        library.volume(title=title)
    page = library.keeper.get("/volume/?q=县志&order=title&dir=desc&size=1&page=2")
    links = page.links()
    assert list(links)[-1]
    for label in ("导出为电子表格", "导出为逗号分隔文本"):
        rows = download(library.keeper, links[label])
        assert [row[0] for row in rows[1:]] == ["县志续编", "县志"]


def test_every_filter_of_the_list_is_one_of_the_export(library: Library) -> None:
    library.volume(title="甲", state=VolumeState.shelved, pages=7)
    library.volume(title="乙", pages=9)
    for query, titles in {
        "state=shelved": ["甲"],
        "pages=8&op_pages=least": ["乙"],
        f"department={library.west.id}": [],
        "kind=novel": ["甲", "乙"],
    }.items():
        rows = download(library.keeper, f"/volume/export.csv?{query}")
        assert [row[0] for row in rows[1:]] == titles
    for bad in ("state=x", "order=x", "pages=x", "q=%00"):
        library.keeper.get(f"/volume/export.csv?{bad}", 400)


def test_only_rows_in_scope_leave_the_house(library: Library) -> None:
    library.volume(title="东书")
    library.volume(title="西书", department=library.west)
    titles = [row[0] for row in download(library.keeper, "/volume/export.xlsx")]
    assert titles == ["书名", "东书"]
    of_the_root = library.person(library.root, Volume="export")
    assert len(download(of_the_root, "/volume/export.csv")) == 3


def test_it_needs_the_permission(library: Library) -> None:
    library.volume()
    other = library.person(Volume="list show add edit import")
    assert "导出为电子表格" not in other.get("/volume/").links()
    assert other.client.get("/volume/export.csv").status_code in (302, 403)
    assert library.visitor.client.get("/volume/export.csv").status_code == 302
    for kind in ("pdf", "xlsx.exe", "", "%00"):
        library.keeper.get(f"/volume/export.{kind}", 404)
    # A view that does not offer the export has no such address.
    library.keeper.get("/theme/export.csv", 404)


def test_what_a_list_masks_stays_masked(library: Library, monkeypatch: Any) -> None:
    library.volume(title="县志", isbn="13800000000")
    masked = staticmethod(lambda row: Cell(f"{row.isbn[:3]}****"))
    monkeypatch.setattr(VolumeView, "cell_isbn", masked, raising=False)
    rows = download(library.keeper, "/volume/export.xlsx")
    assert rows[1][1] == "138****"


def test_a_view_may_write_more_than_it_lists(library: Library, monkeypatch: Any) -> None:
    hall = library.hall(name="大厅")
    text = "字" * 300
    library.volume(abstract=f"<p>{text}</p><p>&amp;</p>", remark=text, lent=True, hall=hall)
    columns = ("title", "abstract", "remark", "lent", "hall", "kind")
    monkeypatch.setattr(VolumeView, "export_columns", columns)
    rows = download(library.keeper, "/volume/export.xlsx")
    assert rows[0] == ["书名", "内容提要", "备注", "借出", "阅览室", "类别"]
    assert rows[1][1:] == [f"{text} &", text, "是", "大厅", "小说"]


def test_the_file_bears_the_name_of_the_list_and_the_day(library: Library) -> None:
    answer = library.keeper.client.get("/volume/export.csv")
    name = unquote(answer.headers["Content-Disposition"].partition("UTF-8''")[2])
    assert name == f"图书列表-{clock.today().isoformat()}.csv"
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"


def fill(library: Library, number: int) -> None:
    given = {"department_id": library.east.id, "kind": Kind.novel, "remark": "备注" * 50}
    with write() as session:
        for start in range(0, number, 1000):
            rows = [
                {**given, "title": f"第{n}本", "isbn": f"{start}-{n}"}
                for n in range(start, start + 1000)
            ]
            session.execute(insert(Volume), rows)


def test_all_pages_in_a_number_of_statements_that_hardly_grows(library: Library) -> None:
    fill(library, 2000)
    sql: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sql.append(statement)

    library.keeper.get("/volume/")
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        rows = download(library.keeper, "/volume/export.csv")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len({row[1] for row in rows[1:]}) == 2000
    # The themes of each 500 rows, and what every request asks.
    assert len(sql) <= 16


@pytest.mark.long
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_twenty_thousand_rows_in_bounded_memory(kind: str, library: Library) -> None:
    fill(library, 20_000)
    download(library.keeper, f"/volume/export.{kind}?q=第1本")

    def resident() -> int:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    before, most = resident(), 0

    def note(*_anything: Any) -> None:
        nonlocal most
        most = max(most, resident())

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        answer = library.keeper.client.get(f"/volume/export.{kind}", buffered=False)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert sum(map(len, answer.response)) == int(answer.headers["Content-Length"])
    assert int(answer.headers["Content-Length"]) > 300_000
    assert max(most, resident()) - before < 50 * 1024 * 1024
