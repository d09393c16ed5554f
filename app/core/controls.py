"""Draws the control of a form field by its kind.

Flask-AppBuilder's widgets speak Bootstrap 3 and jQuery, and they cannot be told otherwise; so no
template calls a field, all say `field | control`. Which control it is, is decided here; what it
looks like, in `templates/core/controls.html`.

A field class of ours names its kind itself (`kind = "rich"`); for the others the class decides.
From `render_kw` these mean something here:
    data-url        options come from this address as JSON [{id, text}], asked with ?q=
    data-max-bytes  largest file, checked before it is sent
    accept          kinds of file, likewise (".jpg,.png"); data-kinds: the same in words
    data-upload     where a rich text sends its pictures; without it, it takes none
    data-switch     a box drawn as a switch
Everything else goes to the element as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_appbuilder.fields import AJAXSelectField
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import fields

# A native select is the better control while its list can be read at a glance.
SEARCH_FROM = 12

# The first class that fits decides.
KINDS: tuple[tuple[Any, str], ...] = (
    (fields.HiddenField, "hidden"),
    (fields.PasswordField, "password"),
    ((fields.FileField, fields.MultipleFileField), "file"),
    (fields.BooleanField, "check"),
    (fields.RadioField, "boxes"),
    ((AJAXSelectField, fields.SelectFieldBase), "select"),
    (fields.TextAreaField, "area"),
    (fields.DateField, "date"),  # before its base class
    (fields.DateTimeField, "datetime"),
    (fields.IntegerField, "integer"),
    ((fields.DecimalField, fields.FloatField), "decimal"),
)
MANY = (fields.SelectMultipleField, fields.MultipleFileField)
EXAMPLES = {"date": "2026-01-31", "datetime": "2026-01-31 09:30"}
INPUT_MODES = {"integer": "numeric", "decimal": "decimal"}
# Kinds that are drawn by the macro of another one.
DRAWN_AS = {
    "integer": "text",
    "decimal": "text",
    "date": "text",
    "datetime": "text",
    "related": "select",
    "json": "area",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a select or a group of boxes; `group` is its heading, "" without."""

    value: str
    label: str
    chosen: bool
    group: str = ""


def kind_of(field: Any) -> str:
    """Which control a field gets."""
    if named := getattr(field, "kind", ""):
        return str(named)
    return next((kind for classes, kind in KINDS if isinstance(field, classes)), "text")


def control(field: Any, **extra: Any) -> Markup:
    """The control of a WTForms field as HTML.

    Args:
        field: bound to its form.
        extra: attributes that win over the field's own; underscores become hyphens.
    """
    kind = kind_of(field)
    attributes: dict[str, Any] = dict(field.render_kw or {})
    attributes.pop("class", None)
    attributes |= {name.replace("_", "-"): value for name, value in extra.items()}
    attributes |= _accessible(field)
    if kind in INPUT_MODES:
        attributes.setdefault("inputmode", INPUT_MODES[kind])
    elif kind in EXAMPLES:
        attributes |= {"data-picker": kind, "autocomplete": "off"}
        attributes.setdefault("placeholder", EXAMPLES[kind])
    options = list(_options(field)) if kind in ("select", "related", "boxes") else []
    if isinstance(field, MANY) or getattr(field, "multiple", False):
        attributes["multiple"] = True
    if kind in ("select", "related"):
        attributes |= _choosing(field, attributes, len(options))
    template = current_app.jinja_env.get_template("core/controls.html")
    draw: Any = getattr(template.module, DRAWN_AS.get(kind, kind))
    return Markup(draw(field, attributes, options))


def _accessible(field: Any) -> dict[str, Any]:
    """Name, and what help and error a screen reader adds to the label."""
    attributes: dict[str, Any] = {"id": field.id, "name": field.name}
    described = [f"{field.id}-help"] * bool(field.description)
    described += [f"{field.id}-error"] * bool(field.errors)
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.errors:
        attributes["aria-invalid"] = "true"
    # Not `required`: the browser would complain in its own language, before the server can.
    if field.flags.required:
        attributes["aria-required"] = "true"
    return attributes


def _choosing(field: Any, attributes: dict[str, Any], size: int) -> dict[str, Any]:
    """How a select lets people choose: from a list, or by searching."""
    more: dict[str, Any] = {}
    if url := getattr(field, "url", ""):
        more["data-url"] = url
    if more or "data-url" in attributes or "multiple" in attributes or size > SEARCH_FROM:
        more["data-search"] = True
    return more


def _options(field: Any) -> Iterable[Option]:
    """The choices of a field; of one that searches only what is chosen."""
    if kind_of(field) == "related":
        chosen = {key for key, _label in field.chosen()}
        if not field.multiple:
            yield Option("", _("Not chosen"), not chosen)
        for key, label in field.options():
            yield Option(key, label, key in chosen)
    elif getattr(field, "has_groups", None) and field.has_groups():
        for group, choices in field.iter_groups():
            for choice in choices:
                yield _option(choice, str(group or ""))
    elif hasattr(field, "iter_choices"):
        for choice in field.iter_choices():
            yield _option(choice)
    elif field.data:
        # FAB's AJAX field holds the key when the form opens, the object after a refused submit.
        yield Option(str(getattr(field.data, "id", field.data)), str(field.data), True)


def _option(choice: tuple[Any, ...], group: str = "") -> Option:
    value, label, chosen = choice[:3]
    return Option(str(value), str(label) or _("Not chosen"), bool(chosen), group)


def register_controls(app: Flask) -> None:
    """Makes `field | control` and `field | control_kind` known to the templates."""
    app.jinja_env.filters["control"] = control
    app.jinja_env.filters["control_kind"] = kind_of
