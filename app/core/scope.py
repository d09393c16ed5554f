"""Which rows an actor sees. Every door (list, form, action, bulk, export …) asks here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import Session

from app.core.actor import Actor, current_actor

T = TypeVar("T")
Condition = ColumnElement[bool] | None
Rule = Callable[[Actor], Condition]

_rules: dict[type[Any], Rule] = {}


def rule(model: type[Any]) -> Callable[[Rule], Rule]:
    """Registers a rule of its own for a model: `(actor) -> condition`, None for every row."""

    def register(function: Rule) -> Rule:
        _rules[model] = function
        return function

    return register


def condition(model: type[Any], actor: Actor | None = None) -> Condition:
    """The condition under which rows of a model are visible; None if all of them are.

    Without a rule of its own a model follows its owner (`scope_through` names the relation
    to it) or its `department_id`. Rows of a model with neither are nobody's, unless it says
    `everybodys`: then they are seen by everybody who has the permission.
    """
    actor = actor or current_actor()
    if actor.trusted:
        return None
    if model in _rules:
        return _rules[model](actor)
    if through := getattr(model, "scope_through", ""):
        relation = model.__mapper__.relationships[through]
        owner = relation.mapper.class_
        inner = condition(owner, actor)
        if inner is None:
            return None
        (local,) = relation.local_columns
        return cast(Condition, local.in_(select(owner.id).where(inner)))
    if getattr(model, "everybodys", False):
        return None
    if "department_id" not in model.__mapper__.columns:
        return false()
    if actor.departments is None:
        return None
    column: ColumnElement[Any] = model.department_id
    return column.in_(actor.departments)


def visible(model: type[Any], actor: Actor | None = None) -> Select[Any]:
    """A select of the rows of a model that the actor sees."""
    statement = select(model)
    where = condition(model, actor)
    return statement if where is None else statement.where(where)


def find(session: Session, model: type[T], pk: int, actor: Actor | None = None) -> T | None:
    """One row by key if the actor sees it; otherwise None, as if it did not exist."""
    statement = visible(model, actor).where(model.id == pk)  # type: ignore[attr-defined]
    return cast(T | None, session.execute(statement).unique().scalar_one_or_none())


def known_keys(session: Session, model: type[Any], keys: Iterable[int]) -> set[int]:
    """Those of the keys whose rows the actor sees."""
    where = condition(model)
    statement = select(model.id).where(model.id.in_(list(keys)))
    if where is not None:
        statement = statement.where(where)
    return set(session.scalars(statement))


def elsewhere(row: Any, actor: Actor | None = None) -> bool:
    """Whether a row at hand belongs to a department that the actor does not see.

    Asks no database, so it says nothing of rows that follow another rule.
    """
    actor = actor or current_actor()
    owner = None if type(row) in _rules else getattr(row, "department_id", None)
    return owner is not None and actor.departments is not None and owner not in actor.departments
