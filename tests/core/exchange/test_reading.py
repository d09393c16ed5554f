"""Reading files: every encoding, every mess, and what is made to do harm."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.core.errors import Refused
from app.core.exchange import reading
from app.core.exchange.cleaning import clean, folded
from app.core.exchange.reading import delimiter_of, read_rows, rows_of
from app.core.exchange.table import find_table, heading_key

pytestmark = pytest.mark.usefixtures("toy_app")

DATA = Path(__file__).resolve().parents[2] / "data"
HEADERS = {"书名", "书号", "出版日期", "备注"}


def read(tmp_path: Path, content: bytes, name: str = "a.csv") -> list[tuple[int, list[str]]]:
    source, target = tmp_path / f"source{Path(name).suffix}", tmp_path / "rows"
    source.write_bytes(content)
    read_rows(source, name, target)
    return list(rows_of(target))


def refused(tmp_path: Path, content: bytes, name: str) -> str:
    with pytest.raises(Refused) as refusal:
        read(tmp_path, content, name)
    return str(refusal.value)


def book(rows: list[list[Any]], **options: Any) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as workbook:
        sheet = workbook.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                write = sheet.write_string if isinstance(value, str) else sheet.write
                write(line, column, value)
    return target.getvalue()


# --- texts ----------------------------------------------------------------------------------

# 䶮 and 𠮷 are in names of people and places; GBK has neither.
ODD = "书名,备注\n龑䶮𠮷镕,全角　空格\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_of_a_text(encoding: str, tmp_path: Path) -> None:
    content = ODD.encode(encoding)
    assert read(tmp_path, content) == [(1, ["书名", "备注"]), (2, ["龑䶮𠮷镕", "全角 空格"])]


def test_gbk_would_not_have_been_enough() -> None:
    with pytest.raises(UnicodeEncodeError):
        ODD.encode("gbk")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_character_cut_by_a_piece_of_the_file_is_whole(encoding: str, tmp_path: Path) -> None:
    line = f"{'县志' * 20},二字\n".encode(encoding)
    rows = read(tmp_path, b"x" + line * (1024 * 1024 // len(line) + 10))
    assert {tuple(cells) for _number, cells in rows[1:]} == {("县志" * 20, "二字")}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter(delimiter: str, tmp_path: Path) -> None:
    text = io.StringIO()
    rows = [["书名", "备注"], ["甲", "一,二;三"], ["乙", '带"引号"的'], ["丙", "两\n行"]]
    csv.writer(text, delimiter=delimiter).writerows(rows)
    found = [cells for _number, cells in read(tmp_path, text.getvalue().encode())]
    assert found == rows
    assert delimiter_of(text.getvalue()) == delimiter


def test_rows_bear_the_numbers_a_person_sees(tmp_path: Path) -> None:
    text = '书名,备注\n\n甲,"两\n行"\n,,\n  ,\n乙,\n'
    found = {cells[0]: number for number, cells in read(tmp_path, text.encode())}
    assert {name: found[name] for name in ("书名", "甲", "乙")} == {"书名": 1, "甲": 3, "乙": 6}


def test_a_quotation_mark_never_closed_swallows_nothing_silently(tmp_path: Path) -> None:
    text = '书名,备注\n甲,"没有结尾\n乙,\n丙,\n'
    assert refused(tmp_path, text.encode(), "a.csv").startswith("文件第 2 行无法读取")


def test_an_unreadable_encoding_is_refused(tmp_path: Path) -> None:
    assert "字符无法识别" in refused(tmp_path, b"\x81\xff\xff\xfe\x80\x00", "a.csv")
    assert "字符无法识别" in refused(tmp_path, b"\xef\xbb\xbf\xff\xff", "a.csv")


def test_what_a_guarded_export_added_is_taken_away(tmp_path: Path) -> None:
    rows = read(tmp_path, "'=1+1,'引文,'\n".encode())
    assert rows == [(1, ["=1+1", "'引文", "'"])]


# --- spreadsheets ---------------------------------------------------------------------------


def test_a_register_as_offices_keep_them(tmp_path: Path) -> None:
    rows = read(tmp_path, (DATA / "titled.xls").read_bytes(), "登记表.xls")
    assert rows[2:] == [
        (4, ["书名", "书号", "出版日期", "页数", "备注"]),
        (5, ["水利志", "13800000000", "2025-03-01", "120", "全角 123AB"]),
        (6, ["县志·上卷", "0012", "2025.3.1", "300", ""]),
        (8, ["县志·下卷", "7", "2025年3月1日", "301", "=1+1"]),
        (9, ["年鉴", "A-1", "45717", "12", "两本"]),
    ]


def test_an_xls_renamed_to_xlsx_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, (DATA / "titled.xls").read_bytes(), "a.xlsx")) == 7


def test_the_first_visible_sheet_that_holds_anything(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        hidden = workbook.add_worksheet("隐藏")
        hidden.write_string(0, 0, "不该读到")
        workbook.add_worksheet("空").activate()
        hidden.hide()
        workbook.add_worksheet("表").write_string(2, 1, "读到")
    assert read(tmp_path, target.getvalue(), "a.xlsx") == [(3, ["", "读到"])]


def test_numbers_become_the_text_a_person_typed(tmp_path: Path) -> None:
    typed = [13800000000.0, 0.1, -5, 1e14, True, "=SUM(A1)", 110101199001011234]
    (row,) = read(tmp_path, book([typed]), "a.xlsx")
    assert row[1] == [
        *("13800000000", "0.1", "-5", "100000000000000", "TRUE", "=SUM(A1)"),
        # The file itself has lost the last digits; inventing them would be worse.
        "1.10101199001011E+17",
    ]


def test_the_result_of_a_formula_is_read_and_none_is_run(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '=HYPERLINK("http://example.org")', None, "看")
    assert read(tmp_path, target.getvalue(), "a.xlsx") == [(1, ["2", "看"])]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.7", "只能读取电子表格"),
        ("a", b"x", "只能读取电子表格"),
        ("a.xlsx.exe", b"MZ", "只能读取电子表格"),
        ("a.csv", b"", "文件是空的"),
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"PK\x03\x04 and so on", "损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "损坏"),
    ],
)
def test_what_is_no_table_is_refused(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    assert words in refused(tmp_path, content, name)


def test_a_protected_file_is_refused_with_advice(tmp_path: Path) -> None:
    locked = (DATA / "locked.xlsx").read_bytes()
    assert refused(tmp_path, locked, "a.xlsx") == "文件有密码保护。请去掉密码后另存，再上传。"


def test_an_empty_book_is_refused(tmp_path: Path) -> None:
    assert "没有内容" in refused(tmp_path, book([]), "a.xlsx")


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    assert "超过" in refused(tmp_path, b"x" * 101, "a.csv")


def test_too_many_rows_and_columns_are_refused(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    long = [["x"]] * 31
    assert "最多 10 行" in refused(tmp_path, book(long), "a.xlsx")
    assert "最多 10 行" in refused(tmp_path, b"x\n" * 31, "a.csv")
    wide = [["x"] * 201]
    assert "200 列" in refused(tmp_path, book(wide), "a.xlsx")
    assert "200 列" in refused(tmp_path, b"x," * 201, "a.csv")


# --- files made to do harm ------------------------------------------------------------------


def sheet_with(data: str) -> bytes:
    """A workbook whose one sheet is replaced by a hostile one."""
    original, target = zipfile.ZipFile(io.BytesIO(book([["x"]]))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in original.namelist():
            sheet = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, data if sheet else original.read(name))
    return target.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def cell(place: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>x</t></is></c>'


def test_two_cells_at_the_ends_of_the_world_take_no_memory(tmp_path: Path) -> None:
    """The reader would reserve the whole rectangle: half a terabyte, and be killed."""
    rows = f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>'
    content = sheet_with(f"{SHEET}<sheetData>{rows}</sheetData></worksheet>")
    assert len(content) < 10_000
    assert "太大" in refused(tmp_path, content, "a.xlsx")


def test_a_bomb_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    target = io.BytesIO(book([["x"]]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(2):
            with archive.open(f"xl/media/{number}.bin", "w") as member:
                for _piece in range(250):
                    member.write(bytes(1024 * 1024))
    assert len(target.getvalue()) < 4_000_000
    assert "太大" in refused(tmp_path, target.getvalue(), "a.xlsx")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    rows = '<row><c t="inlineStr"><is><t>&l11;</t></is></c></row>'
    doctype = f"<!DOCTYPE worksheet [{laughs}]>"
    content = sheet_with(f"{doctype}{SHEET}<sheetData>{rows}</sheetData></worksheet>")
    try:
        rows_read = read(tmp_path, content, "a.xlsx")
    except Refused:
        return
    assert len(rows_read[0][1][0]) < 100


def test_random_bytes_are_refused_not_a_failure(tmp_path: Path) -> None:
    dice = random.Random(20261124)
    whole = book([["书名", "备注"], ["甲", "乙"]])
    for _try in range(20):
        broken = bytearray(whole)
        for _byte in range(40):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        with contextlib.suppress(Refused):
            read(tmp_path, bytes(broken), "a.xlsx")


# --- cells and headers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("　１３８ Ａｂ，（甲）\u200b ", "138 Ab，（甲）"),
        ("a\u00a0b", "a b"),
        ("\ufeff县\x00志\x07", "县志"),
        ("两\r\n行", "两\n行"),
        ("\u202e反", "反"),
        ("《县志》：上、下", "《县志》：上、下"),
        ("龑䶮𠮷", "龑䶮𠮷"),
        ("", ""),
    ],
)
def test_a_cell_is_cleaned_and_no_more(given: str, kept: str) -> None:
    assert clean(given) == kept


def test_headers_are_compared_without_their_ornaments() -> None:
    for header in ("账号名称", " 账 号名称 ", "＊账号名称", "账号名称（必填）", "账号名称："):
        assert heading_key(header) == "账号名称", header
    assert heading_key("（旧）名称") == folded("（旧）名称")
    assert heading_key("BizID") == "bizid"


def table_of(tmp_path: Path, rows: list[list[str]]) -> Any:
    read(tmp_path, book(rows), "a.xlsx")
    return find_table(tmp_path / "rows", HEADERS)


def test_titles_above_the_header_are_skipped(tmp_path: Path) -> None:
    read(tmp_path, (DATA / "titled.xls").read_bytes(), "a.xls")
    table = find_table(tmp_path / "rows", HEADERS)
    assert table.header_row == 4
    assert [number for number, _cells in table.rows()] == [5, 6, 8, 9]
    assert [h.header for h in table.headings] == ["书名", "书号", "出版日期", "页数", "备注"]
    assert table.headings[0].samples == ("水利志", "县志·上卷", "县志·下卷")
    assert table.length == 4


def test_empty_columns_are_dropped_and_nameless_ones_named(tmp_path: Path) -> None:
    table = table_of(
        tmp_path, [["书名", "", "", "备注"], ["甲", "", "丁", ""], ["乙", " ", "", ""]]
    )
    assert [(h.index, h.header) for h in table.headings] == [
        (0, "书名"),
        (2, "第 3 列"),
        (3, "备注"),
    ]


def test_without_known_headers_the_first_wide_row_is_it(tmp_path: Path) -> None:
    rows = [["某某表"], ["甲", "乙", "丙"], ["1", "2", "3"], ["4", "5", "6"]]
    assert table_of(tmp_path, rows).header_row == 2


def test_a_value_that_reads_like_a_header_is_a_value(tmp_path: Path) -> None:
    rows = [["书名", "备注"], ["书名", "备注"], ["甲", ""]]
    assert table_of(tmp_path, rows).header_row == 1


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有数据行"):
        table_of(tmp_path, [["书名", "备注"]])


def test_the_account_list_is_read_whole(tmp_path: Path) -> None:
    read(tmp_path, (DATA / "wechat_accounts.csv").read_bytes())
    table = find_table(tmp_path / "rows", {"公众号名称", "bizid", "平台"})
    assert [h.header for h in table.headings] == ["公众号名称", "bizid", "平台"]
    assert table.length == 89
    assert next(table.rows()) == (2, ["北京大学艺术学院", "MzAxOTk3NjExNA==", "微信公众号"])
