"""Every screen of the panel that shows records, and a person who may do everything there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String

from app.core.append_only import APPEND_ONLY
from app.core.database import write
from app.core.permissions import declared
from app.core.views import EntityView
from app.extensions import db
from app.menu import MENU, UNLISTED
from tests.factories.people import StaffFactory, make_role

VIEWS: list[type[EntityView]] = sorted(
    {
        view
        for view in [*(row.view for group in MENU for row in group.rows), *UNLISTED]
        if issubclass(view, EntityView)
    },
    key=lambda view: view.__name__,
)


def almighty(department: Any) -> Any:
    """A person of a department with every permission there is."""
    may = {subject: " ".join(actions) for subject, actions in declared().items()}
    return StaffFactory(department=department, roles=[make_role("万能", **may).name])


def shown(model: Any, names: Any) -> list[str]:
    """Those of the names that are plain texts of a model."""
    columns = model.__mapper__.columns
    return [n for n in names if n in columns and isinstance(columns[n].type, String)]


def brand(row: Any, names: Any, word: str) -> None:
    """Writes a word into every text of a row that a screen shows, and into its owner's.

    What was written once for ever is left alone: its owner bears the word.
    """
    if through := getattr(type(row), "scope_through", ""):
        owner = getattr(row, through)
        brand(owner, ("title", "name", "summary"), word)
    if type(row).__tablename__ in APPEND_ONLY:
        return
    with write():
        for name in shown(type(row), names):
            setattr(row, name, word)


def stored() -> dict[str, list[Any]]:
    """Everything in the database, table by table."""
    db.session.rollback()
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            if table.name.startswith("toy_"):
                continue
            found[table.name] = sorted(map(repr, connection.execute(table.select())))
    return found
