"""What of a model can be filled by a file, and which column of the file fills it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.types import JSON

from app.core.exchange.table import Heading, heading_key

# Given by the house, never by a file, whatever form shows them.
NEVER = {
    *("id", "state", "number", "version_id", "created_at", "updated_at"),
    *("created_by_id", "updated_by_id", "password", "roles", "groups"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A field of the form that a column of a file may fill.

    `column` is None for a relation, `relation` is None for a column.
    """

    name: str
    label: str
    help: str
    required: bool
    column: Any = None
    relation: Any = None
    synonyms: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether a cell may name several rows."""
        return self.relation is not None and bool(self.relation.uselist)

    @property
    def keys(self) -> set[str]:
        """The headers it is recognised by."""
        return {heading_key(text) for text in (self.label, self.name, *self.synonyms)}


def targets_of(
    model: type[Any], form: Iterable[Any], synonyms: Mapping[str, Sequence[str]]
) -> list[Target]:
    """What a file may fill: the fields of the form that are columns or relations.

    Args:
        model: the entity.
        form: its empty form.
        synonyms: field name → other headers it is known by.
    """
    mapper = model.__mapper__
    targets = []
    for field in form:
        column = mapper.columns.get(field.name)
        relation = mapper.relationships.get(field.name)
        if field.name in NEVER or (column is None and relation is None):
            continue
        if column is not None and isinstance(column.type, JSON):
            continue
        targets.append(
            Target(
                field.name,
                str(field.label.text),
                str(field.description or ""),
                bool(field.flags.required),
                column,
                relation,
                tuple(synonyms.get(field.name, ())),
            )
        )
    return targets


def known_headers(targets: Sequence[Target]) -> set[str]:
    """Every header that would be understood."""
    return {key for target in targets for key in target.keys}


def match(headings: Sequence[Heading], targets: Sequence[Target]) -> dict[int, str]:
    """Finds the field of each column by its header; a field is filled by one column only.

    Returns:
        Place of the column → name of the field, for those that were recognised.
    """
    free = list(targets)
    found: dict[int, str] = {}
    for heading in headings:
        key = heading_key(heading.header)
        target = next((target for target in free if key in target.keys), None)
        if target:
            free.remove(target)
            found[heading.index] = target.name
    return found
