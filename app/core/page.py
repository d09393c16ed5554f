"""What a generated page consists of: plain data between the views and the templates.

The views fill these, `templates/core/` draws them; nothing here knows HTML or SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere; `primary` is drawn filled, one a page at most."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One row of the side menu. `count` waits for me if `mine`, is merely there otherwise."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A work area of the side menu; the first group has no heading."""

    label: str
    items: Sequence[MenuItem]


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as tint + icon + word; `tint` is one of grey rev appr pass warn danger plum."""

    label: str
    tint: str = "grey"
    icon: str = "circle-dashed"


@dataclass(frozen=True, slots=True)
class Age:
    """How near a deadline is: `level` is far, near or late; `full` is the exact time."""

    label: str
    level: str = "far"
    full: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A quiet outlined word (高敏感, 更正稿)."""

    label: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as shown: text, a badge, an age or ready HTML, with tags behind it."""

    text: str = ""
    badge: Badge | None = None
    age: Age | None = None
    html: Markup | None = None
    tags: Sequence[Tag] = ()
    title: str = ""
    url: str = ""
    numeric: bool = False
    second: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `direction` is "", "asc" or "desc"; `url` sorts by it, if sortable."""

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
class Action:
    """Something a person may do to one or many rows.

    The form posts `ids` (and, for one row, `version`) to `url`. `asks` means the server answers
    with a page that asks for ticks, a reason or an opinion before anything happens; otherwise
    `confirm` (a whole question, may be empty) is put in a dialog first.
    `style` is one of: primary pass return danger plain.
    """

    name: str
    label: str
    url: str
    icon: str = ""
    style: str = "plain"
    asks: bool = False
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter as a sentence; `remove_url` is the list without it."""

    label: str
    operator: str
    value: str
    remove_url: str


@dataclass(slots=True)
class ListPage:
    """A list, whole: what `core/list.html` draws."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: int
    first: int
    last: int
    name: str = ""
    lead: str = ""
    crumbs: Sequence[Link] = ()
    links: Sequence[Link] = ()
    tabs: Sequence[Tab] = ()
    filter_form: Any = None
    filter_url: str = ""
    chips: Sequence[Chip] = ()
    clear_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    actions: Sequence[Action] = ()
    empty_title: str = ""
    empty_hint: str = ""
    empty_link: Link | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled value on a show page; `wide` takes the whole line (long texts)."""

    label: str
    cell: Cell
    wide: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A card of labelled values."""

    title: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the path picture: `mark` is done, now or ahead."""

    label: str
    person: str = ""
    mark: str = "ahead"
    glyph: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline, newest first; `tone` is pass, return or plain."""

    who: str
    what: str
    when: str
    full: str
    tone: str = "plain"
    quote: str = ""
    remarks: Sequence[str] = ()


@dataclass(slots=True)
class Related:
    """A list below a show page, of rows that belong to the one shown."""

    page: ListPage


@dataclass(slots=True)
class ShowPage:
    """One row, whole: what `core/show.html` draws."""

    title: str
    pk: int
    version: int
    crumbs: Sequence[Link] = ()
    badge: Badge | None = None
    tags: Sequence[Tag] = ()
    links: Sequence[Link] = ()
    actions: Sequence[Action] = ()
    sections: Sequence[Section] = ()
    steps: Sequence[Step] = ()
    events: Sequence[Event] = ()
    notice: str = ""
    related: Sequence[Related] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field two people changed: what was typed here and what is stored now."""

    label: str
    mine: str
    theirs: str


@dataclass(slots=True)
class FormPage:
    """A form, whole: what `core/form.html` draws. `form` is a WTForms form.

    `groups` is a sequence of (heading, field names); `submits` are further submit buttons as
    (name, label) after the primary one.
    """

    title: str
    form: Any
    groups: Sequence[tuple[str, Sequence[str]]]
    submit_label: str
    lead: str = ""
    crumbs: Sequence[Link] = ()
    cancel_url: str = ""
    submits: Sequence[tuple[str, str]] = ()
    conflicts: Sequence[Conflict] = ()
    conflict_text: str = ""
    multipart: bool = False
    badge: Badge | None = None
    links: Sequence[Link] = ()
    hidden: dict[str, str] = field(default_factory=dict)
