"""Writes tables for spreadsheet programs, row by row, in bounded memory.

No cell ever becomes a formula. In .xlsx every text is written as a text. A .csv has no types, so
a text that a spreadsheet program would calculate (`=1+1`, `+…`, `-…`, `@…`) gets an apostrophe in
front, as one would type it there; reading such a file back takes it away again. Numbers stay
numbers.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.exchange.reading import FORMULA_STARTS
from app.core.page import Cell

if TYPE_CHECKING:
    import xlsxwriter

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# What a sheet of Excel holds: rows, and characters in a cell.
SHEET_ROWS = 1_048_576
CELL_LENGTH = 32_767
# Widths in characters; a row that is gone from memory cannot be measured any more.
NARROWEST, WIDEST = 12, 40
CHUNK = 64 * 1024


def export_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], kind: str
) -> Iterator[bytes]:
    """A table as a file, piece by piece.

    Args:
        columns: the headers.
        rows: cells as a screen shows them, in the order of the columns.
        kind: "xlsx" or "csv".
    """
    return _xlsx(columns, rows) if kind == "xlsx" else _csv(columns, rows)


def text_of(cell: Cell) -> str:
    """What a cell says, in words alone."""
    if cell.badge:
        return str(cell.badge.label)
    if cell.age:
        return str(cell.age.label)
    if cell.html is not None:
        return str(cell.html.striptags())
    return str(cell.text)


def _number(cell: Cell, text: str) -> float | None:
    if not cell.numeric:
        return None
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    # With the mark Excel takes it for UTF-8; without, for the machine's own encoding.
    buffer = io.StringIO("\ufeff", newline="")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow([_guarded(str(column)) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _csv_cell(cell: Cell) -> str:
    text = text_of(cell)
    return text if _number(cell, text) is not None else _guarded(text)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="sanshen-export-") as folder:
        path = Path(folder) / "table.xlsx"
        _write_book(path, folder, columns, rows)
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def _write_book(
    path: Path, folder: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    # Row by row to a file: a row written is gone from memory.
    options = {"constant_memory": True, "tmpdir": folder}
    # Here, not above: the largest import of all, and most requests write no table.
    import xlsxwriter

    with xlsxwriter.Workbook(path, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet, line = None, 0
        for row in rows:
            if sheet is None or line == SHEET_ROWS:
                sheet, line = _new_sheet(book, columns, bold), 1
            for position, cell in enumerate(row):
                text = text_of(cell)
                if (number := _number(cell, text)) is not None:
                    sheet.write_number(line, position, number)
                elif text:
                    sheet.write_string(line, position, _fitting(text))
            line += 1
        if sheet is None:
            _new_sheet(book, columns, bold)


def _new_sheet(
    book: xlsxwriter.Workbook, columns: Sequence[str], bold: object
) -> xlsxwriter.Worksheet:
    sheet = book.add_worksheet()
    for position, column in enumerate(columns):
        # A Chinese character is two digits wide.
        width = min(max(2 * len(str(column)) + 4, NARROWEST), WIDEST)
        sheet.set_column(position, position, width)
    sheet.freeze_panes(1, 0)
    for position, column in enumerate(columns):
        sheet.write_string(0, position, str(column), bold)
    return sheet


def _fitting(text: str) -> str:
    # A longer text would be left out silently.
    return text if len(text) <= CELL_LENGTH else f"{text[: CELL_LENGTH - 1]}…"
