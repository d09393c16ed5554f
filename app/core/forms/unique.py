"""Values that another row has already, found before the database refuses them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint, select

from app.extensions import db


def unique_groups(model: type[Any]) -> list[tuple[str, ...]]:
    """The groups of columns that the database keeps unique, each group once."""
    table = model.__table__
    groups: list[tuple[str, ...]] = [(c.name,) for c in table.columns if c.unique]
    groups += [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    # A unique column is a constraint of the table, too.
    return list(dict.fromkeys(groups))


def unique_conflicts(row: Any, values: dict[str, Any]) -> list[str]:
    """Names of fields whose values another row already has, by the model's constraints.

    Args:
        row: the row being saved (its key is left out of the search).
        values: field name → value about to be stored.
    """
    model = type(row)
    table = model.__table__
    taken: list[str] = []
    for group in unique_groups(model):
        wanted = {name: _stored(row, values, name) for name in group}
        if None in wanted.values() or not any(_given(values, name) for name in group):
            continue
        statement = select(model.id).limit(1)
        for name, value in wanted.items():
            statement = statement.where(table.c[name] == value)
        if row.id is not None:
            statement = statement.where(model.id != row.id)
        if db.session.execute(statement).first():
            # The last one is what the person typed; the others say within what it is unique.
            taken.append(group[-1])
    return taken


def _given(values: dict[str, Any], name: str) -> bool:
    return name in values or name.removesuffix("_id") in values


def _stored(row: Any, values: dict[str, Any], name: str) -> Any:
    if name in values:
        return values[name]
    relation = name.removesuffix("_id")
    if relation in values:
        return None if values[relation] is None else values[relation].id
    return getattr(row, name, None)
