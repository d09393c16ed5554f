"""The view's own form, used row by row without a screen: an import is judged like typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, MultipleFileField

from app.core.exchange.names import KnownField, KnownManyField, Names
from app.core.exchange.targets import Target
from app.core.forms import RelatedField

Texts = dict[str, list[str]]


class RowForms:
    """Makes and fills the forms of imported rows.

    Attributes:
        names: relation → the rows of it that are known by now.
        blank: what the empty form on the screen holds, as it would be sent.
    """

    def __init__(self, view: Any, session: Session, targets: Iterable[Target]) -> None:
        self.view = view
        empty = view.make_form(None)
        relations = [target for target in targets if target.relation is not None]
        self.names = {
            target.name: Names(session, target.relation.mapper.class_) for target in relations
        }
        self.blank = self.sent(empty)
        for name in self.names:
            self.names[name].learn_keys(map(int, self.blank.get(name, [])))
        own = {target.name: self._known(empty[target.name], target) for target in relations}
        self.kind = type("RowForm", (type(empty),), own)
        # One form for all new rows: making it anew would take most of the time.
        self._form = self.kind(formdata=None, meta={"csrf": False})
        view.prepare_form(self._form, None)

    def _known(self, field: Any, target: Target) -> Any:
        kind = KnownManyField if target.many else KnownField
        names, validators = self.names[target.name], list(field.validators)
        return kind(field.label.text, names=names, validators=validators)

    def new(self, texts: Mapping[str, list[str]]) -> FlaskForm:
        """The form of a new row; good until the next call."""
        self._form.process(formdata=_posted(texts))
        return self._form

    def changed(self, row: Any, texts: Mapping[str, list[str]], cleared: set[str]) -> FlaskForm:
        """The form of a row that exists, with what the file says of it.

        Args:
            row: as it is stored.
            texts: what the file gives; everything else stays.
            cleared: boxes that the file leaves empty.
        """
        for name, names in self.names.items():
            value = getattr(row, name)
            names.remember(value if isinstance(value, list) else [value] if value else [])
        sent = self.sent(self.kind(formdata=None, obj=row, meta={"csrf": False}))
        sent |= texts
        sent = {name: values for name, values in sent.items() if name not in cleared}
        form = self.kind(formdata=_posted(sent), obj=row, meta={"csrf": False})
        self.view.prepare_form(form, row)
        return form

    @staticmethod
    def sent(form: FlaskForm) -> Texts:
        """What a browser would send of a form as it stands."""
        texts: Texts = {}
        for field in form:
            if field.name == "csrf_token" or isinstance(field, FileField | MultipleFileField):
                continue
            if isinstance(field, BooleanField):
                texts[field.name] = ["y"] if field.data else []
            elif isinstance(field, RelatedField):
                texts[field.name] = [key for key, _label in field.chosen()]
            elif hasattr(field, "_value"):
                texts[field.name] = [str(field._value())] if field.data is not None else []
            elif field.data is not None:
                # A select has no text of its own.
                texts[field.name] = [str(field.data)]
        return {name: values for name, values in texts.items() if values}


def faults(form: FlaskForm) -> str:
    """What is wrong with a form, as one line."""
    return "；".join(
        f"{field.label.text}：{str(field.errors[0]).rstrip('。')}" for field in form if field.errors
    )


def _posted(texts: Mapping[str, list[str]]) -> MultiDict[str, str]:
    return MultiDict((name, value) for name, values in texts.items() for value in values)
