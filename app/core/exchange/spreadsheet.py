"""Turns an .xlsx or .xls into lines of text cells, in a process of its own.

Run as a program: `python -I spreadsheet.py FILE MOST_ROWS MOST_COLUMNS`. It prints one JSON
array per row, `[row number, cell, …]`, and its exit code says what went wrong. A file made to
exhaust memory or time ends this process, never the panel.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys
import zipfile
from typing import Any

ENCRYPTED, DAMAGED, TOO_LARGE, EMPTY = 10, 11, 12, 13

MOST_MEMORY = 1024**3
MOST_SECONDS = 60
MOST_CELLS = 4_000_000
MOST_UNPACKED = 400 * 1024**2
# Excel's own numbers have 15 digits; what is longer has lost its end in the file already.
MOST_DIGITS = 15


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, days without a time."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        whole = str(int(value))
        return whole if len(whole.lstrip("-")) <= MOST_DIGITS else f"{value:.{MOST_DIGITS - 1}E}"
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat()
        return value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _open(calamine: Any, path: str) -> Any:
    """The workbook, by its name or, where that lies, by its content (.xls renamed to .xlsx)."""
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise
    except calamine.CalamineError:
        with open(path, "rb") as stream:
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))


def _unpacked(path: str) -> int:
    """How many bytes an .xlsx says it is once unpacked; 0 if it is no such file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        return 0


def main(path: str, most_rows: int, most_columns: int) -> int:
    """Prints the rows of the first visible sheet that holds any."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    # A program killed on purpose leaves no image of its memory behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _unpacked(path) > MOST_UNPACKED:
        return TOO_LARGE
    import python_calamine as calamine

    try:
        book = _open(calamine, path)
        visible = calamine.SheetVisibleEnum.Visible
        for about in book.sheets_metadata:
            if about.visible != visible or about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.end is None:
                continue
            rows, columns = (place + 1 for place in sheet.end)
            if rows > most_rows or columns > most_columns or rows * columns > MOST_CELLS:
                return TOO_LARGE
            margin = [""] * sheet.start[1]
            for number, row in enumerate(sheet.iter_rows(), 1):
                cells = [*margin, *map(text_of, row)]
                if any(cells):
                    sys.stdout.write(json.dumps([number, *cells]) + "\n")
            return 0
    except calamine.PasswordError:
        return ENCRYPTED
    except (calamine.CalamineError, OSError, ValueError):
        return DAMAGED
    except MemoryError:
        return TOO_LARGE
    return EMPTY


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
