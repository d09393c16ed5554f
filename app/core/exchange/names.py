"""Which row of a related table a cell means: by code, number or name, within what is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, or_
from sqlalchemy.orm import Session

from app.core import scope
from app.core.exchange.cleaning import folded
from app.core.forms import RelatedField, RelatedManyField

# What people write for a row; those of them that a model has are looked at.
NAMES = ("code", "number", "staff_number", "name", "title", "first_name", "username")
SEPARATORS = re.compile(r"[、，,;；/\n]+")
AT_ONCE = 200


class Names:
    """The rows of a related model that the cells of a file name.

    `learn()` reads many names with few statements; `find()` then answers from memory.
    """

    def __init__(self, session: Session, model: type[Any]) -> None:
        self.session, self.model = session, model
        columns = model.__mapper__.columns
        self.columns = [
            getattr(model, name)
            for name in NAMES
            if name in columns and isinstance(columns[name].type, String)
        ]
        self.rows: dict[int, Any] = {}
        self._by_name: dict[str, dict[int, Any]] = {}
        self._learned: set[str] = set()

    def learn(self, texts: Iterable[str]) -> None:
        """Reads the rows that bear one of these names and that the actor sees."""
        new = sorted({variant for text in texts for variant in _variants(text)} - self._learned)
        self._learned.update(new)
        for start in range(0, len(new), AT_ONCE):
            part = new[start : start + AT_ONCE]
            named = or_(*(column.in_(part) for column in self.columns))
            self.remember(self.session.scalars(scope.visible(self.model).where(named)).unique())

    def learn_keys(self, keys: Iterable[int]) -> None:
        """Reads rows by key, as far as the actor sees them."""
        new = set(keys) - self.rows.keys()
        if new:
            by_key = scope.visible(self.model).where(self.model.id.in_(new))
            self.remember(self.session.scalars(by_key).unique())

    def remember(self, rows: Iterable[Any]) -> None:
        """Keeps rows that were read elsewhere."""
        for row in rows:
            self.rows[row.id] = row
            called = {folded(str(getattr(row, column.key) or "")) for column in self.columns}
            for name in called | {folded(str(row))}:
                self._by_name.setdefault(name, {})[row.id] = row

    def find(self, text: str) -> Any:
        """The one row that a text names.

        Raises:
            ValueError: with a translated message, if there is none or more than one.
        """
        found = list(self._by_name.get(folded(text), {}).values())
        if len(found) > 1:
            # Of two people of one name, the one who left is hardly meant.
            found = [row for row in found if getattr(row, "active", True)] or found
        what = str(self.model.singular)
        if not found:
            raise ValueError(
                _(
                    "There is no %(what)s “%(text)s”, or it is out of your sight.",
                    what=what,
                    text=text,
                )
            )
        if len(found) > 1:
            raise ValueError(
                _(
                    "“%(text)s” may mean %(number)s of %(what)s. Write code or number instead.",
                    what=what,
                    text=text,
                    number=len(found),
                )
            )
        return found[0]


def _variants(text: str) -> set[str]:
    """A name as it stands, and without the remark in brackets that lists put behind it."""
    return {text, text.partition("（")[0].strip() or text}


def split(text: str) -> list[str]:
    """The names in a cell that may hold several."""
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


class _Known:
    """Takes rows from memory, where a form on the screen would ask the database."""

    def __init__(self, label: Any, *, names: Names, **kwargs: Any) -> None:
        super().__init__(label, model=names.model, **kwargs)  # type: ignore[call-arg]
        self.names = names

    def _find(self, keys: Any) -> list[Any]:
        if any(key not in self.names.rows for key in keys):
            raise ValueError(_("Choose one of the list."))
        return [self.names.rows[key] for key in keys]


class KnownField(_Known, RelatedField):
    """A relation of an imported row."""


class KnownManyField(_Known, RelatedManyField):
    """A relation of an imported row to several others."""
