"""Form fields for the column types of the kit, each written once."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectField, TextAreaField
from wtforms.validators import ValidationError

from app.core import clock
from app.core.entity import Choice

MOMENT = "%Y-%m-%d %H:%M"
# Another year is a slip of the finger: whoever types 26-05-01 does not mean antiquity.
YEARS = range(1900, 2201)


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
