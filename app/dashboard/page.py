"""What a home page consists of: plain data between the parts and the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.page import Age, Link, Tag


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that leads to the rows behind it; `mine` waits for whoever looks."""

    label: str
    figure: int
    url: str
    unit: str = ""
    icon: str = ""
    mine: bool = False
    foot: str = ""
    age: Age | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a short list; `quote` is what somebody said of it."""

    title: str
    url: str
    second: str = ""
    age: Age | None = None
    tags: Sequence[Tag] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A short list with the way to all of it."""

    title: str
    hint: str
    url: str
    more: str
    lines: Sequence[Line]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Countdown:
    """Days an account has been without a post, against the most allowed."""

    name: str
    url: str
    days: int
    most: int
    age: Age


@dataclass(slots=True)
class Home:
    """The home page of one person, whole."""

    greeting: str
    lead: str
    links: list[Link] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    countdowns: list[Countdown] = field(default_factory=list)
