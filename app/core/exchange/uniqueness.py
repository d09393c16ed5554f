"""By what a row is recognised, in the file and in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.exchange.targets import Target
from app.core.forms.unique import unique_groups

# A group of column names, and the values a row has in them.
Group = tuple[str, ...]
Values = tuple[Any, ...]
AT_ONCE = 500


def column_name(model: type[Any], name: str) -> str:
    """The column behind a field: a relation's foreign key."""
    relation = model.__mapper__.relationships.get(name)
    return next(iter(relation.local_columns)).name if relation is not None else name


def fillable_groups(model: type[Any], targets: Iterable[Target]) -> list[Group]:
    """The groups of columns that are unique in the database and that a file can fill."""
    fillable = {column_name(model, target.name) for target in targets if not target.many}
    return [group for group in unique_groups(model) if set(group) <= fillable]


def values_of(row: Any, group: Group) -> Values | None:
    """What a row has in the columns of a group; None if any is empty and so never equal."""
    values = tuple(getattr(row, name) for name in group)
    return None if any(value is None or value == "" for value in values) else values


def holders(
    session: Session, model: type[Any], group: Group, wanted: Collection[Values]
) -> dict[Values, int]:
    """Which rows, seen or not, have these values: values → key of the first of them."""
    if not wanted:
        return {}
    # Asked by the column that tells most apart: not every database compares tuples.
    columns = [sorted(set(values), key=str) for values in zip(*wanted, strict=True)]
    place = max(range(len(group)), key=lambda index: len(columns[index]))
    attributes = [getattr(model, name) for name in group]
    found: dict[Values, int] = {}
    for start in range(0, len(columns[place]), AT_ONCE):
        part = columns[place][start : start + AT_ONCE]
        statement = select(model.id, *attributes).where(attributes[place].in_(part))
        for key, *values in session.execute(statement.order_by(model.id)):
            if tuple(values) in wanted:
                found.setdefault(tuple(values), key)
    return found
