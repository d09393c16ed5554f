"""One row: values, path, timeline, related lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.page.lists import ListPage
from app.core.page.parts import Action, Badge, Cell, Link, Tag


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
    """A node of the path picture: `mark` is done, now or ahead.

    `glyph` stands in the circle until it is done: a character (一 二 三) or an icon's name.
    """

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
    """One row, whole: what `core/show.html` draws.

    `version` is none where rows never change; `notice` is one sentence above everything (why it
    cannot be edited now), ochre where `notice_kind` is "warn"; `steps_note` stands below the path
    (第 2 次送审).
    """

    title: str
    pk: int
    version: int | None
    crumbs: Sequence[Link] = ()
    badge: Badge | None = None
    tags: Sequence[Tag] = ()
    links: Sequence[Link] = ()
    actions: Sequence[Action] = ()
    sections: Sequence[Section] = ()
    steps: Sequence[Step] = ()
    steps_note: str = ""
    events: Sequence[Event] = ()
    notice: str = ""
    notice_kind: str = "info"
    related: Sequence[Related] = ()
