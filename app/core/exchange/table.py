"""The table inside a file: which row holds the headers, and which columns hold anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.exchange.cleaning import folded
from app.core.exchange.reading import MOST_ROWS, TITLE_ROWS, Row, rows_of

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: its place, its header, and its first few values."""

    index: int
    header: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file taken apart: `header_row` is the number of the row the headers stand in."""

    path: Path
    header_row: int
    headings: tuple[Heading, ...]
    length: int

    def rows(self) -> Iterator[Row]:
        """The rows below the headers that are not empty."""
        for number, cells in rows_of(self.path):
            if number > self.header_row and any(cells):
                yield number, cells

    def as_dict(self) -> dict[str, Any]:
        """All but the place of the file, for keeping."""
        return {
            "header_row": self.header_row,
            "length": self.length,
            "headings": [asdict(heading) for heading in self.headings],
        }

    @classmethod
    def from_dict(cls, path: Path, kept: dict[str, Any]) -> Table:
        """The table that `as_dict` described."""
        headings = tuple(
            Heading(one["index"], one["header"], tuple(one["samples"])) for one in kept["headings"]
        )
        return cls(path, kept["header_row"], headings, kept["length"])


def heading_key(header: str) -> str:
    """A header as it is compared: without marks of obligation and what stands in brackets.

    >>> heading_key("＊ 账号名称（必填）：")
    '账号名称'
    """
    text = folded(header).strip("*:")
    start = text.find("(", 1)
    return (text[:start] if start > 0 and text.endswith(")") else text).strip("*:")


def find_table(path: Path, known: Collection[str]) -> Table:
    """Finds headers and columns of a file that `read_rows` took apart.

    Args:
        path: what `read_rows` wrote.
        known: headers that would be understood, as `heading_key` gives them. The row that
            holds most of them is the header, whatever titles stand above; without any of
            them it is the first of the widest rows.

    Raises:
        Refused: no row below the headers, or too many.
    """
    first = list(islice(rows_of(path), TITLE_ROWS))
    if not first:
        raise Refused(_("There is nothing in the table. Choose another file."))

    def score(row: Row) -> tuple[int, int]:
        cells = [cell for cell in row[1] if cell]
        return sum(heading_key(cell) in known for cell in cells), len(cells)

    # Of equals the first: values below may look like headers too.
    header_row, headers = max(first, key=score)
    samples: dict[int, list[str]] = {}
    length = 0
    for number, cells in rows_of(path):
        if number <= header_row or not any(cells):
            continue
        length += 1
        for index, cell in enumerate(cells):
            if cell and len(found := samples.setdefault(index, [])) < SAMPLES and cell not in found:
                found.append(cell)
    if length == 0:
        raise Refused(_("Below the headers there is no row. Choose another file."))
    if length > MOST_ROWS:
        raise Refused(
            _(
                "The table has %(number)s rows; at most %(most)s are read at once. Divide it "
                "into several.",
                number=f"{length:,}",
                most=f"{MOST_ROWS:,}",
            )
        )
    return Table(path, header_row, tuple(_headings(headers, samples)), length)


def _headings(headers: Sequence[str], samples: dict[int, list[str]]) -> Iterator[Heading]:
    """The columns that have a header or a value; one without a header is called by its place."""
    for index in range(max([len(headers), *(place + 1 for place in samples)])):
        header = headers[index] if index < len(headers) else ""
        found = tuple(samples.get(index, ()))
        if header or found:
            yield Heading(index, header or _("Column %(number)s", number=index + 1), found)
