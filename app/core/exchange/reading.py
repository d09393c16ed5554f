"""Reads .xlsx, .xls and .csv files of any origin into lines of clean text cells."""

from __future__ import annotations

import codecs
import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.exchange import spreadsheet
from app.core.exchange.cleaning import clean
from app.core.show_size import MEGABYTE, size

MOST_BYTES = 20 * MEGABYTE
MOST_ROWS = 100_000
MOST_COLUMNS = 200
# Room above the header for titles and notes.
TITLE_ROWS = 20
DELIMITERS = ",;\t"
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# A spreadsheet program takes a text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SPREADSHEETS = (".xlsx", ".xls")
ACCEPTED = (*SPREADSHEETS, ".csv")

# A row: its number in the file, as the person sees it, and its cells.
Row = tuple[int, list[str]]


def read_rows(source: Path, name: str, target: Path) -> None:
    """Takes a file apart, row by row, without ever holding it whole.

    Args:
        source: the uploaded file.
        name: what it was called; the extension says what it is.
        target: gets one JSON array per row that is not empty: number, then cells.

    Raises:
        Refused: of another kind, too large, encrypted, damaged or empty.
    """
    extension = Path(name).suffix.lower()
    if extension not in ACCEPTED:
        raise Refused(
            _("Only spreadsheets and comma separated texts are read. Save it as a spreadsheet.")
        )
    if (length := source.stat().st_size) > MOST_BYTES:
        raise Refused(
            _(
                "The file has %(size)s, more than the limit of %(most)s. Divide it into several.",
                size=size(length),
                most=size(MOST_BYTES),
            )
        )
    if length == 0:
        raise Refused(_("The file is empty. Choose another one."))
    if extension in SPREADSHEETS:
        _read_spreadsheet(source, target)
    else:
        _read_csv(source, target)


def rows_of(path: Path) -> Iterator[Row]:
    """The rows that `read_rows` wrote, one after the other."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            number, *cells = json.loads(line)
            yield number, [clean(cell) for cell in cells]


def _read_spreadsheet(source: Path, target: Path) -> None:
    arguments = [source, MOST_ROWS + TITLE_ROWS, MOST_COLUMNS]
    command = [sys.executable, "-I", spreadsheet.__file__, *map(str, arguments)]
    try:
        with target.open("wb") as output:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=2 * spreadsheet.MOST_SECONDS,
            )
        code = done.returncode
    except subprocess.TimeoutExpired:
        code = spreadsheet.TOO_LARGE
    if code == spreadsheet.ENCRYPTED:
        raise Refused(_("The file is protected by a password. Save it without one."))
    if code == spreadsheet.DAMAGED:
        raise Refused(
            _("The file is damaged or is not a table. Open it, save it anew and upload it again.")
        )
    if code == spreadsheet.EMPTY:
        raise Refused(_("There is nothing in the table. Choose another file."))
    if code != 0:
        # Killed for memory or time: whatever it is, nobody has filled it in by hand.
        raise _too_large()


def _too_large() -> Refused:
    return Refused(
        _(
            "The table is too large: at most %(rows)s rows and %(columns)s columns. Delete what "
            "is empty or not needed, or divide it into several.",
            rows=f"{MOST_ROWS:,}",
            columns=MOST_COLUMNS,
        )
    )


def _read_csv(source: Path, target: Path) -> None:
    encoding = encoding_of(source)
    with source.open(encoding=encoding, newline="") as file:
        delimiter = delimiter_of(file.read(64 * 1024))
    number = 0
    with source.open(encoding=encoding, newline="") as file, target.open("w") as output:
        # Strict: otherwise a quote that is never closed would swallow all that follows.
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for number, cells in enumerate(rows, 1):
                if number > MOST_ROWS + TITLE_ROWS or len(cells) > MOST_COLUMNS:
                    raise _too_large()
                if any(cells):
                    output.write(json.dumps([number, *map(_unguarded, cells)]) + "\n")
        except csv.Error:
            raise Refused(
                _(
                    "Row %(number)s of the file cannot be read, probably a quotation mark is "
                    "missing. Correct it, or save the file as a spreadsheet.",
                    number=number + 1,
                )
            ) from None


def _unguarded(cell: str) -> str:
    """Takes away the apostrophe that our own export puts before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


def encoding_of(path: Path) -> str:
    """The encoding of a text: by its mark, otherwise UTF-8 if it is, otherwise GB18030.

    Not GBK: names hold characters it does not have.

    Raises:
        Refused: none of them fits.
    """
    with path.open("rb") as file:
        start = file.read(4)
    candidates = ["utf-8", "gb18030"]
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            candidates = [encoding]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise Refused(
        _("The characters of the file cannot be read. Save it as a spreadsheet and upload that.")
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(MEGABYTE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def delimiter_of(text: str) -> str:
    """What stands between the cells: the mark that most often gives rows of equal length."""
    lines = text.splitlines()[:50]

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            return 0, 0
        wide = [width for width in widths if width > 1]
        common = max(set(wide), key=wide.count, default=0)
        return wide.count(common), common

    return max(DELIMITERS, key=fit)
