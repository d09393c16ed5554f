"""Rows for tests, a module a room: `PostFactory(title="…")` stores a post and returns it."""

from __future__ import annotations

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
