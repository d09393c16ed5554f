"""The import of a spreadsheet: which column is which, and what became of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of the file and the field it fills.

    The select is called `name`; its `choices` are (value, label), the first of them "leave
    out". `samples` are the first few values of the column.
    """

    name: str
    header: str
    choices: Sequence[tuple[str, str]]
    chosen: str = ""
    samples: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line of the file: `outcome` is create, update, duplicate or error.

    A line that may be applied or left out has a box called `lines`, ticked if `chosen`.
    """

    number: int
    outcome: str
    label: str
    reason: str = ""
    selectable: bool = False
    chosen: bool = False
