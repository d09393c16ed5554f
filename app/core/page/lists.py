"""A list: columns, rows, tabs, filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.page.parts import Action, Cell, Link


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `direction` is "", "asc" or "desc"; `url` sorts by it, if sortable.

    The `main` column takes the width that is left and links to the row.
    """

    name: str
    label: str
    url: str = ""
    direction: str = ""
    numeric: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list; `url` opens it. `cells` stand in the order of the columns."""

    pk: int
    url: str
    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Tab:
    """A state above a list with the number of its rows; `count` is None if not counted."""

    label: str
    url: str
    count: int | None = None
    current: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter as a sentence; `remove_url` is the list without it.

    `name` is the filter field that a press on the sentence opens.
    """

    label: str
    operator: str
    value: str
    remove_url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class FilterField:
    """One column one can filter by: which comparison, and with what.

    The form sends the operator as `op_<name>` and the value as `<name>`; a field without a
    value is not sent. `kind` is text, select, date, number, bool or ajax (options from `url`;
    `choices` then holds only what is chosen).
    """

    name: str
    label: str
    operators: Sequence[tuple[str, str]]
    operator: str = ""
    kind: str = "text"
    value: str = ""
    choices: Sequence[tuple[str, str]] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The filters of a list as a GET form to `url`; `hidden` keeps tab, order and the like.

    `search` is the text searched for, None where the list has no free search; it is sent as
    `q`.
    """

    url: str
    fields: Sequence[FilterField] = ()
    hidden: Sequence[tuple[str, str]] = ()
    search: str | None = None


@dataclass(slots=True)
class ListPage:
    """A list, whole: what `core/list.html` draws.

    `name` is unique on the page: a related list must not share ids with another one.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: int
    first: int
    last: int
    name: str = "list"
    lead: str = ""
    crumbs: Sequence[Link] = ()
    links: Sequence[Link] = ()
    tabs: Sequence[Tab] = ()
    filter_form: FilterForm | None = None
    chips: Sequence[Chip] = ()
    clear_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    actions: Sequence[Action] = ()
    empty_title: str = ""
    empty_hint: str = ""
    empty_link: Link | None = None
