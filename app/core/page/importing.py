"""The import of a spreadsheet: which column is which, and what became of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.page.parts import Link


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


@dataclass(slots=True)
class ImportPage:
    """A step of an import, whole: what `core/import.html` draws.

    1 chooses the file: `form` has it, `help` are sentences below, `links` lead to the template.
    2 matches `columns` and asks by `fields` of `form` for what the file lacks.
    3 reports on `lines` (`hidden` more are counted in `counts` only) and applies: all of them by
    the button `all`, labelled `submit_label`, or those ticked.
    """

    title: str
    step: int
    url: str
    submit_label: str
    lead: str = ""
    crumbs: Sequence[Link] = ()
    links: Sequence[Link] = ()
    cancel_url: str = ""
    back_url: str = ""
    form: Any = None
    fields: Sequence[str] = ()
    errors: Sequence[str] = ()
    help: Sequence[str] = ()
    columns: Sequence[ImportColumn] = ()
    lines: Sequence[ImportLine] = ()
    counts: Sequence[tuple[str, int]] = ()
    hidden: int = 0
