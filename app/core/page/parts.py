"""The small parts that every page is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere; `primary` is drawn filled, one a page at most.

    With `choices` it opens a menu of these and leads nowhere itself.
    """

    label: str
    url: str
    icon: str = ""
    primary: bool = False
    choices: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One row of the side menu. `count` waits for me if `mine`, is merely there otherwise.

    `pinned` rows also stand in the bar at the bottom of a phone (the first three of them).
    """

    label: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None
    mine: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A work area of the side menu; the first group has no heading."""

    label: str
    items: Sequence[MenuItem]


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as tint + icon + word; `tint` is one of grey rev appr pass warn danger plum.

    The icons `level-1`, `level-2` and `level-3` are three bars, so many of them full.
    """

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
    """One value as shown: text, a badge, an age or ready HTML, with tags behind it.

    `second` follows the text in grey (a department after a name), `title` is the tooltip.
    """

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
class Action:
    """Something a person may do to one or many rows.

    The form posts `ids` (and, for one row, `version`) to `url`. `asks` means the server answers
    with a page that asks for ticks, a reason or an opinion before anything happens; otherwise
    `confirm` (a whole question, may be empty) is put in a dialog first.
    `style` is one of: primary pass return danger plain. Where there is room for a few buttons
    only, those of style danger stand in the menu “更多”.
    """

    name: str
    label: str
    url: str
    icon: str = ""
    style: str = "plain"
    asks: bool = False
    confirm: str = ""
