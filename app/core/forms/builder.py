"""From a model's columns to a form class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import (
    Boolean,
    Date,
    Float,
    Integer,
    Numeric,
    String,
    Text,
)
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.types import JSON
from wtforms import (
    BooleanField,
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from app.core.entity import ChoiceType, Instant, RichText, label_of
from app.core.forms.fields import (
    ChoiceField,
    DayField,
    JsonField,
    MomentField,
    NotBlank,
    RichTextField,
)
from app.core.forms.related import RelatedField, RelatedManyField

# A value PostgreSQL's integer cannot hold is a message, not a failure.
INTEGER_MAX = 2**31 - 1
# Texts that may be longer get several lines; an address of mail has 320 and needs one.
LINE = 320


def _no_nul(form: Any, field: Any) -> None:
    if isinstance(field.data, str) and "\x00" in field.data:
        raise ValidationError(_("It holds a character that cannot be stored."))


def _holds(kind: Numeric[Any] | Float[Any]) -> NumberRange:
    """Numbers that a column of a precision can hold: neither infinite nor none at all."""
    most = Decimal(10) ** ((kind.precision or 15) - (kind.scale or 0))
    least = Decimal(1).scaleb(-(kind.scale or 0))
    return NumberRange(least - most, most - least)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _text(column: Any, multiline: bool) -> tuple[type[Field], dict[str, Any]]:
    checks: list[Any] = [_no_nul]
    if length := getattr(column.type, "length", None):
        checks.append(Length(max=length))
    kind = TextAreaField if multiline else StringField
    return kind, {"filters": [_strip], "validators": checks}


def _column_field(column: Any) -> tuple[type[Field], dict[str, Any]]:
    """The field class of a column and its arguments; the order matters: special first."""
    kind = column.type
    if isinstance(kind, ChoiceType):
        # Where nothing is stored by itself, the first word of the list must not be either.
        return ChoiceField, {
            "choice": kind.choices,
            "blank": column.nullable or column.default is None,
        }
    if isinstance(kind, Instant):
        return MomentField, {}
    if isinstance(kind, RichText):
        return RichTextField, {"validators": [_no_nul]}
    if isinstance(kind, JSON):
        return JsonField, {}
    if isinstance(kind, Boolean):
        return BooleanField, {}
    if isinstance(kind, Date):
        return DayField, {}
    if isinstance(kind, Integer):
        least = column.info.get("least", -INTEGER_MAX)
        return IntegerField, {"validators": [NumberRange(least, INTEGER_MAX)]}
    if isinstance(kind, (Numeric, Float)):
        return DecimalField, {"validators": [_holds(kind)]}
    if isinstance(kind, String):
        return _text(column, multiline=isinstance(kind, Text) or (kind.length or 0) > LINE)
    raise TypeError(f"no form field for {column}: {kind!r}")


def _relation_field(relation: RelationshipProperty[Any], url: str) -> tuple[Any, dict[str, Any]]:
    kind = RelatedManyField if relation.uselist else RelatedField
    return kind, {"model": relation.mapper.class_, "url": url}


def _required(model: type[Any], name: str) -> bool:
    mapper = model.__mapper__
    if relation := mapper.relationships.get(name):
        if relation.uselist:
            return bool(relation.info.get("required"))
        column = next(iter(relation.local_columns))
    else:
        column = mapper.columns[name]
        if isinstance(column.type, Boolean):
            return False
    if "required" in column.info:
        return bool(column.info["required"])
    return not column.nullable and column.default is None and column.server_default is None


def form_class(
    model: type[Any],
    names: Sequence[str],
    *,
    options_url: Callable[[str], str] = lambda name: "",
    extra: dict[str, Any] | None = None,
) -> type[FlaskForm]:
    """A form for some columns and relations of a model.

    Args:
        model: the entity.
        names: columns and relations, in the order they are shown.
        options_url: relation name → address that searches its options.
        extra: unbound fields by name, added to or replacing the derived ones.

    Raises:
        TypeError: a column type no field is known for.
    """
    extra = extra or {}
    fields: dict[str, Any] = {"version": HiddenField()}
    for name in names:
        if name in extra:
            fields[name] = extra[name]
            continue
        mapper = model.__mapper__
        if relation := mapper.relationships.get(name):
            kind, arguments = _relation_field(relation, options_url(name))
            help_text = relation.info.get("help") or next(
                (c.info.get("help") for c in relation.local_columns if c.info.get("help")), ""
            )
        else:
            column = mapper.columns[name]
            kind, arguments = _column_field(column)
            help_text = column.info.get("help", "")
            if column.default is not None and column.default.is_scalar:
                # An empty form shows what would be stored; an unticked box would be a No.
                arguments["default"] = column.default.arg
        checks = list(arguments.pop("validators", []))
        first = NotBlank() if _required(model, name) else Optional()
        fields[name] = kind(
            label_of(model, name),
            description=help_text,
            validators=[first, *checks],
            **arguments,
        )
    return type(f"{model.__name__}Form", (FlaskForm,), fields)


def blanks(model: type[Any], name: str, value: Any) -> Any:
    """What is stored where nothing was typed: "" for texts that are NOT NULL."""
    column = model.__mapper__.columns.get(name)
    if value is None and column is not None and not column.nullable:
        if isinstance(column.type, (String, RichText)):
            return ""
        if column.default is not None and column.default.is_scalar:
            return column.default.arg
    return value
