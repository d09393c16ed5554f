"""The small forms that a transition asks with."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from app.core.forms.fields import NotBlank


class ReasonForm(FlaskForm):
    """Asks for a reason; for refusals and whatever else must say why."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[NotBlank(), Length(max=500)],
        description=_l("It stays in the history and is shown to those concerned."),
    )
