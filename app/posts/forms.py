"""What the actions of this room ask for."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.forms import ReasonForm, RelatedField
from app.core.forms.fields import NotBlank
from app.people.models import Staff


class ReassignForm(ReasonForm):
    """Who takes a post over, and why."""

    author = RelatedField(_l("New author"), model=Staff, validators=[NotBlank()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.author.url = url_for("PostView.options", column="authors")
