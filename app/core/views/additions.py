"""What rooms above add to the show page of a record below, which cannot import them.

A publication stands on its post's page, though posts know nothing of publishing:

    @adds_sections(Post)
    def publications(post: Post) -> list[Section]: ...

Whatever is added asks for scope and permission itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.core.page import Link, Section

Sections = Callable[[Any], Sequence[Section]]
Links = Callable[[Any], Sequence[Link]]

_sections: dict[type[Any], list[Sections]] = {}
_links: dict[type[Any], list[Links]] = {}


def adds_sections(model: type[Any]) -> Callable[[Sections], Sections]:
    """Registers a function `(row) -> sections` for the show page of a model."""

    def register(function: Sections) -> Sections:
        _sections.setdefault(model, []).append(function)
        return function

    return register


def adds_links(model: type[Any]) -> Callable[[Links], Links]:
    """Registers a function `(row) -> buttons that lead somewhere` for the show page of a model."""

    def register(function: Links) -> Links:
        _links.setdefault(model, []).append(function)
        return function

    return register


def added_sections(row: Any) -> list[Section]:
    """The sections that other rooms add for a row, in the order they registered."""
    return [section for add in _sections.get(type(row), ()) for section in add(row)]


def added_links(row: Any) -> list[Link]:
    """The buttons that other rooms add for a row, in the order they registered."""
    return [link for add in _links.get(type(row), ()) for link in add(row)]
