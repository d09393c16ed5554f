"""Rows for tests, a module a room: `PostFactory(title="…")` stores a post and returns it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from factory.alchemy import SQLAlchemyModelFactory

from app.core.database import write


class EntityFactory(SQLAlchemyModelFactory):
    """Stores each row in a write transaction, inside the one that is open if there is one."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        with write() as session:
            row = model_class(*args, **kwargs)
            session.add(row)
            session.flush()
        return row

    @classmethod
    def of(cls, department: Any) -> Any:
        """A row of a department, with whatever has to be given to it."""
        given = {}
        for name, relation in cls._meta.model.__mapper__.relationships.items():
            if relation.uselist or name == "department":
                continue
            (column,) = relation.local_columns
            if not column.nullable and name not in cls._meta.base_declarations:
                given[name] = factory_of(relation.mapper.class_).of(department)
        if "department" in cls._meta.model.__mapper__.relationships:
            given["department"] = department
        return cls(**given)

    @classmethod
    def hidden_from(cls, staff: Any, elsewhere: Any) -> Any:
        """A row that a person must not see: it is of a department elsewhere."""
        return cls.of(elsewhere)


@cache
def factories() -> dict[type[Any], type[EntityFactory]]:
    """Every factory by the model it makes rows of."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    found, open_ = {}, [EntityFactory]
    while open_:
        for factory in open_.pop().__subclasses__():
            open_.append(factory)
            found.setdefault(factory._meta.model, factory)
    return found


def factory_of(model: type[Any]) -> type[EntityFactory]:
    """The factory that makes rows of a model."""
    return factories()[model]
