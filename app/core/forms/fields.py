"""Form fields for the column types of the kit, each written once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_
from wtforms import Field, SelectField, TextAreaField
from wtforms.validators import ValidationError

from app.core import clock, scope
from app.core.entity import Choice
from app.extensions import db

MOMENT = "%Y-%m-%d %H:%M"
# Another year is a slip of the finger: whoever types 26-05-01 does not mean antiquity.
YEARS = range(1900, 2201)
# Options of a relation whose model says `few`; the others are searched for.
FEW = 500


class ChoiceField(SelectField):
    """One of a `Choice`; an unknown value is an error beside the field.

    Args:
        choice: the class of words; `blank` offers “none of them” for an optional column.
    """

    def __init__(self, label: Any, *, choice: type[Choice], blank: bool = False, **kwargs: Any):
        self.choice = choice
        self.blank = blank
        super().__init__(label, coerce=self._word, choices=self._options, **kwargs)

    def _options(self) -> list[tuple[str, str]]:
        options = [(member.value, str(member.label)) for member in self.choice]
        return [("", ""), *options] if self.blank else options

    def _word(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        return self.choice(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Takes the posted word."""
        if valuelist:
            try:
                self.data = self._word(valuelist[0])
            except ValueError:
                self.data = None
                raise ValueError(_("Choose one of the list.")) from None

    def pre_validate(self, form: Any) -> None:
        """`process_formdata` has judged already."""


def day_of(year: int, month: int, day: int) -> date:
    """A day that somebody may have meant; any other is a ValueError."""
    if year not in YEARS:
        raise ValueError(year)
    return date(year, month, day)


class DayField(Field):
    """A date, typed or picked: 2026-11-23; 2026.11.3 and 2026年11月3日 are understood."""

    kind = "date"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the posted date."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        for mark in "年月./":
            text = text.replace(mark, "-")
        try:
            year, month, day = (int(part) for part in text.rstrip("日").split("-"))
            self.data = day_of(year, month, day)
        except ValueError:
            raise ValueError(_("Write the date like 2026-11-23.")) from None


class MomentField(Field):
    """Date and time on the wall clock of Asia/Shanghai; the data is aware UTC."""

    kind = "datetime"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(self.data).strftime(MOMENT) if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads `2026-11-23 14:05`, with or without seconds or a T between."""
        text = str(valuelist[0]).strip().replace("T", " ") if valuelist else ""
        self.data = None
        if not text:
            return
        for pattern in (MOMENT, f"{MOMENT}:%S"):
            try:
                wall = datetime.strptime(text, pattern).replace(tzinfo=clock.SHANGHAI)
                day_of(wall.year, wall.month, wall.day)
            except ValueError:
                continue
            self.data = wall.astimezone(clock.UTC)
            return
        raise ValueError(_("Write date and time like 2026-11-23 14:05."))


class RichTextField(TextAreaField):
    """HTML from the editor; what the sanitiser does not allow is dropped when saving."""

    kind = "rich"


class JsonField(TextAreaField):
    """A JSON object as text; the data is the object."""

    kind = "json"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return json.dumps(self.data, ensure_ascii=False, indent=2) if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the object."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = _object(text) if text else {}
        except (ValueError, RecursionError):
            self.data = {}
            raise ValueError(_("This is not a well-formed list of settings.")) from None


def _object(text: str) -> dict[str, Any]:
    """A JSON object that both databases can store and every page can show."""
    found = json.loads(text, parse_constant=_no_number)
    if not isinstance(found, dict):
        raise ValueError(text)
    written = json.dumps(found, ensure_ascii=False)
    # Half a character would fail much later, when a page is encoded; here it is a ValueError.
    written.encode()
    if "\\u0000" in written:
        raise ValueError(text)
    return found


def _no_number(word: str) -> None:
    raise ValueError(word)


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


class NotBlank:
    """Required, and not by spaces alone; the message says so in words."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors:
            return
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise ValidationError(_("Fill this in."))
        if isinstance(field.data, list) and not field.data:
            raise ValidationError(_("Choose at least one."))
