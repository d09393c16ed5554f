"""Fields that choose rows of another table, offered and accepted only where they are seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_
from wtforms import Field

from app.core import scope
from app.extensions import db

# Options of a relation whose model says `few`; the others are searched for.
FEW = 500


def keys_of(values: Iterable[Any]) -> list[int]:
    """Posted keys as numbers; absurd ones are an error, never a database failure."""
    keys = []
    for value in values:
        text = str(value).strip()
        if not text:
            continue
        if not text.isascii() or not text.isdecimal() or len(text) > 18:
            raise ValueError(_("Choose one of the list."))
        keys.append(int(text))
    return keys


def keys_among(values: Iterable[str]) -> set[int]:
    """Those of the posted values that are keys; whatever else was sent is left out."""
    return {int(text) for text in values if text.isascii() and text.isdecimal() and len(text) < 19}


class RelatedField(Field):
    """A row of another table, offered and accepted only where the actor sees it.

    A model that says `few` is offered whole; any other is searched for at `url`.
    The data is the object.
    """

    kind = "related"
    multiple = False

    def __init__(self, label: Any, *, model: type[Any], url: str = "", **kwargs: Any):
        super().__init__(label, **kwargs)
        self.model = model
        self.url = "" if getattr(model, "few", False) else url

    def _value(self) -> str:
        chosen = self.chosen()
        return chosen[0][0] if chosen else ""

    def chosen(self) -> list[tuple[str, str]]:
        """What is chosen now, as (key, label)."""
        return [] if self.data is None else [(str(self.data.id), str(self.data))]

    def options(self) -> list[tuple[str, str]]:
        """Everything to choose from, if it is few; what is chosen otherwise."""
        if self.url:
            return self.chosen()
        rows = db.session.scalars(_in_order(scope.visible(self.model), self.model).limit(FEW))
        options = [(str(row.id), str(row)) for row in rows.unique()]
        known = {key for key, _label in options}
        return [*options, *(pair for pair in self.chosen() if pair[0] not in known)]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Finds the row of the posted key."""
        keys = keys_of(valuelist[:1])
        self.data = self._find(keys)[0] if keys else None

    def _find(self, keys: Sequence[int]) -> list[Any]:
        statement = scope.visible(self.model).where(self.model.id.in_(keys))
        found = {row.id: row for row in db.session.scalars(statement).unique()}
        # What was chosen before stays acceptable even if it is out of sight by now.
        for row in self._before():
            found.setdefault(row.id, row)
        if any(key not in found for key in keys):
            raise ValueError(_("Choose one of the list."))
        return [found[key] for key in keys]

    def _before(self) -> list[Any]:
        return [self.object_data] if self.object_data is not None else []


class RelatedManyField(RelatedField):
    """Several rows of another table. The data is a list of objects."""

    multiple = True

    def chosen(self) -> list[tuple[str, str]]:
        """What is chosen now, as (key, label)."""
        return [(str(row.id), str(row)) for row in self.data or []]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Finds the rows of the posted keys; none posted means none chosen."""
        keys = list(dict.fromkeys(keys_of(valuelist)))
        self.data = self._find(keys) if keys else []

    def process(self, formdata: Any, data: Any = None, **kwargs: Any) -> None:
        """A select without a selection is not posted at all: with a form that means empty."""
        super().process(formdata, data, **kwargs)
        if formdata is not None and len(formdata) and self.name not in formdata:
            self.data = []

    def _before(self) -> list[Any]:
        return list(self.object_data or [])


def _in_order(statement: Any, model: type[Any]) -> Any:
    for name in ("sort_order", "name", "title"):
        if name in model.__mapper__.columns:
            return statement.order_by(getattr(model, name), model.id)
    return statement.order_by(model.id)


def search_options(model: type[Any], text: str, limit: int = 20) -> list[dict[str, Any]]:
    """The first rows whose name, title, number or login contains a text, for AJAX selects."""
    columns = model.__mapper__.columns
    looked_in = [
        columns[name] for name in ("name", "title", "number", "first_name", "username")
        if name in columns
    ]  # fmt: skip
    statement = scope.visible(model)
    if text and looked_in:
        statement = statement.where(
            or_(*(column.icontains(text, autoescape=True) for column in looked_in))
        )
    if "active" in columns:
        statement = statement.where(columns["active"])
    rows = db.session.scalars(_in_order(statement, model).limit(limit)).unique()
    return [{"id": row.id, "text": str(row)} for row in rows]
