"""Writing tables: no formula, nothing lost, no memory; what goes out comes in again."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from python_calamine import CalamineWorkbook

from app.core.exchange.export import export_rows, text_of
from app.core.exchange.reading import read_rows, rows_of
from app.core.page import Age, Badge, Cell

pytestmark = pytest.mark.usefixtures("toy_app")

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.org","看")',
    "+86 10 1234",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "'已有引号",
    "http://example.org",
    "00123",
    "13800000000",
    "1e5",
    "<b>&\"'",
    "两\n行",
    "\x01\x0b控制",
    "龑䶮𠮷",
    "逗号,分号;制表",
    "＝1+1",
    "",
]


def written(rows: list[list[Cell]], kind: str, columns: Any = ("甲", "乙")) -> bytes:
    return b"".join(export_rows(columns, rows, kind))


def sheets(content: bytes) -> list[list[Any]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def test_a_cell_says_what_the_screen_says() -> None:
    assert text_of(Cell("文")) == "文"
    assert text_of(Cell(badge=Badge("在架"))) == "在架"
    assert text_of(Cell(age=Age("超期 1 天"))) == "超期 1 天"
    assert text_of(Cell(html=Markup("<a href='/'>县志</a> <b>&amp; 年鉴</b>"))) == "县志 & 年鉴"


def test_no_text_of_a_spreadsheet_is_a_formula() -> None:
    content = written([[Cell(text), Cell("")] for text in HOSTILE], "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in archive.read(name).decode() for name in archive.namelist())
    assert "<f>" not in sheet
    (rows,) = sheets(content)
    texts = [row[0] for row in rows[1:]]
    assert all(isinstance(text, str) for text in texts)
    kept = [text for text in HOSTILE if text and "\x01" not in text and "\r" not in text]
    assert [text for text in texts if text in kept] == kept


def test_a_text_table_guards_what_would_be_calculated() -> None:
    content = written([[Cell(text), Cell("x")] for text in HOSTILE], "csv").decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(content, newline=""))][1:]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert cells[0] == "'=1+1"
    assert cells[10] == "00123"
    assert "'＝1+1" in cells, "what East Asian spreadsheet programs take for the same sign"


def test_headers_are_guarded_too() -> None:
    assert b"'=cmd" in written([], "csv", ["=cmd"])
    assert sheets(written([], "xlsx", ["=cmd"]))[0] == [["=cmd"]]


def test_numbers_stay_numbers_and_only_they() -> None:
    row = [Cell("-12", numeric=True), Cell("不限", numeric=True), Cell("1,234.5", numeric=True)]
    (rows,) = sheets(written([row], "xlsx", "甲乙丙"))
    assert rows[1] == [-12.0, "不限", 1234.5]
    assert (
        written([row], "csv", "甲乙丙").decode("utf-8-sig").splitlines()[1] == '-12,不限,"1,234.5"'
    )


def test_a_text_table_is_utf8_with_mark_and_windows_line_ends() -> None:
    assert written([[Cell("县"), Cell("志")]], "csv") == "\ufeff甲,乙\r\n县,志\r\n".encode()


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    (rows,) = sheets(written([[Cell("字" * 40_000), Cell("x")]], "xlsx"))
    assert len(rows[1][0]) == 32_767
    assert rows[1][0].endswith("字…")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.exchange.export.SHEET_ROWS", 4)
    rows = [[Cell(str(n)), Cell("")] for n in range(7)]
    found = sheets(written(rows, "xlsx"))
    assert [[row[0] for row in sheet] for sheet in found] == [
        ["甲", "0", "1", "2"], ["甲", "3", "4", "5"], ["甲", "6"],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_goes_out_comes_in_again(kind: str, tmp_path: Path) -> None:
    plain = [text for text in HOSTILE if text and text == text.strip() and "\x01" not in text]
    source, target = tmp_path / f"a.{kind}", tmp_path / "rows"
    source.write_bytes(written([[Cell(text), Cell("x")] for text in plain], kind))
    read_rows(source, source.name, target)
    assert [cells[0] for _number, cells in rows_of(target)][1:] == plain


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_twenty_thousand_rows_take_no_memory(kind: str) -> None:
    columns = [f"列{n}" for n in range(8)]

    def rows() -> Iterator[list[Cell]]:
        for line in range(20_000):
            yield [Cell(f"第{line}行第{n}列的内容") for n in range(8)]

    next(iter(export_rows(columns, rows(), kind)))
    tracemalloc.start()
    length = sum(map(len, export_rows(columns, rows(), kind)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 300_000
    assert peak < 8 * 1024 * 1024
