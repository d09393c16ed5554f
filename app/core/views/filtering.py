"""Filters of a list: read from the address, said as sentences, turned into conditions.

`op_<name>` names the comparison and `<name>` the value, as the filter form sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Boolean, ColumnElement, Date, Numeric, func, or_
from sqlalchemy import Integer as IntegerType

from app.core import clock, scope
from app.core.entity import ChoiceType, Instant, label_of
from app.core.forms.fields import YEARS
from app.core.forms.related import keys_of
from app.core.page import Chip, FilterField
from app.core.views.doors import bad_request
from app.extensions import db

Comparison = Callable[[Any, Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Operator:
    """A comparison with its name in the address and its words on the screen."""

    name: str
    compare: Comparison

    @property
    def label(self) -> str:
        """The comparison in words."""
        return _LABELS[self.name]()


_LABELS: dict[str, Callable[[], str]] = {
    "has": lambda: _("contains"),
    "hasnot": lambda: _("does not contain"),
    "is": lambda: _("is"),
    "isnot": lambda: _("is not"),
    "from": lambda: _("from"),
    "until": lambda: _("until"),
    "least": lambda: _("at least"),
    "most": lambda: _("at most"),
}


def _is(column: Any, value: Any) -> ColumnElement[bool]:
    return column == value  # type: ignore[no-any-return]


def _is_not(column: Any, value: Any) -> ColumnElement[bool]:
    return or_(column != value, column.is_(None))


def _until_day(column: Any, value: Any) -> ColumnElement[bool]:
    # “until 23 November” includes the whole day.
    return column < value + timedelta(days=1)  # type: ignore[no-any-return]


def _on_day(column: Any, value: Any) -> ColumnElement[bool]:
    return (column >= value) & (column < value + timedelta(days=1))  # type: ignore[no-any-return]


_TEXT = (
    Operator("has", lambda column, value: column.icontains(value, autoescape=True)),
    Operator(
        "hasnot",
        lambda column, value: ~func.coalesce(column, "").icontains(value, autoescape=True),
    ),
    Operator("is", _is),
)
_SELECT = (Operator("is", _is), Operator("isnot", _is_not))
_DATE = (
    Operator("from", lambda column, value: column >= value),
    Operator("until", _until_day),
    Operator("is", _on_day),
)
_NUMBER = (
    Operator("is", _is),
    Operator("least", lambda column, value: column >= value),
    Operator("most", lambda column, value: column <= value),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filterable column of a model."""

    model: type[Any]
    name: str
    kind: str
    operators: Sequence[Operator]
    column: Any

    def value(self, text: str) -> tuple[Any, str]:
        """The value of a posted text and how it is shown; a bad one is a page of status 400."""
        if "\x00" in text:
            bad_request()
        try:
            return self._value(text)
        except (KeyError, ValueError, OverflowError):
            bad_request()

    def _value(self, text: str) -> tuple[Any, str]:
        if self.kind == "date":
            day = date.fromisoformat(text)
            if day.year not in YEARS:
                raise ValueError(text)
            if isinstance(self.column.type, Instant):
                return datetime.combine(day, time(), clock.SHANGHAI), text
            return day, text
        if self.kind == "bool":
            return {"1": (True, _("Yes")), "0": (False, _("No"))}[text]
        if self.kind == "number":
            whole = isinstance(self.column.type, IntegerType)
            number = int(text) if whole else float(text)
            # Too large, or no number at all.
            if not abs(number) < 2**31:
                raise ValueError(text)
            return number, text
        if self.column is not None and isinstance(self.column.type, ChoiceType):
            word = self.column.type.choices(text)
            return word, str(word.label)
        if self.kind in ("ajax", "select"):
            (key,) = keys_of([text])
            # Out of sight its name stays unsaid, as everywhere.
            row = scope.find(db.session(), self.related, key)
            return key, str(row) if row else text
        return text, text

    @property
    def related(self) -> type[Any]:
        """The model of a relation."""
        return self.model.__mapper__.relationships[self.name].mapper.class_  # type: ignore[no-any-return]

    def condition(self, operator: Operator, value: Any) -> ColumnElement[bool]:
        """The condition of one comparison."""
        relation = self.model.__mapper__.relationships.get(self.name)
        if relation is not None and relation.uselist:
            found: ColumnElement[bool] = getattr(self.model, self.name).any(
                self.related.id == value
            )
            return ~found if operator.name == "isnot" else found
        return operator.compare(self.column, value)

    def field(self, args: Any, options_url: str, said: str) -> FilterField:
        """The filter as the form draws it, with what is chosen now, and how that is said."""
        value = args.get(self.name, "")
        choices: list[tuple[str, str]] = []
        kind = self.kind
        if kind == "bool":
            choices, kind = [("1", _("Yes")), ("0", _("No"))], "select"
        elif self.column is not None and isinstance(self.column.type, ChoiceType):
            choices = [(word.value, str(word.label)) for word in self.column.type.choices]
        elif kind == "ajax" and value:
            choices = [(value, said)]
        return FilterField(
            self.name,
            str(label_of(self.model, self.name)),
            [(operator.name, operator.label) for operator in self.operators],
            args.get(f"op_{self.name}", ""),
            kind,
            value,
            choices,
            options_url if kind == "ajax" else "",
        )


def filter_for(model: type[Any], name: str) -> Filter:
    """The filter of a column or relation, by its type."""
    mapper = model.__mapper__
    if relation := mapper.relationships.get(name):
        (local,) = relation.local_columns
        return Filter(model, name, "ajax", _SELECT, None if relation.uselist else local)
    column = getattr(model, name)
    kind = column.type
    if isinstance(kind, ChoiceType):
        return Filter(model, name, "select", _SELECT, column)
    if isinstance(kind, Boolean):
        return Filter(model, name, "bool", _SELECT[:1], column)
    if isinstance(kind, (Instant, Date)):
        return Filter(model, name, "date", _DATE, column)
    if isinstance(kind, (IntegerType, Numeric)):
        return Filter(model, name, "number", _NUMBER, column)
    return Filter(model, name, "text", _TEXT, column)


def read_filters(
    filters: Sequence[Filter], args: Any, without: Callable[[str], str]
) -> tuple[list[ColumnElement[bool]], list[Chip]]:
    """Conditions and sentences of the filters in an address.

    Args:
        filters: those the list offers; others in the address are left alone.
        args: the arguments of the request.
        without: filter name → the address of the list without it.
    """
    conditions, chips = [], []
    for one in filters:
        text = args.get(one.name, "").strip()
        if not text:
            continue
        wanted = args.get(f"op_{one.name}") or one.operators[0].name
        operator = next((o for o in one.operators if o.name == wanted), None)
        if operator is None:
            bad_request()
        value, shown = one.value(text)
        conditions.append(one.condition(operator, value))
        label = str(label_of(one.model, one.name))
        chips.append(Chip(label, operator.label, shown, without(one.name), one.name))
    return conditions, chips
