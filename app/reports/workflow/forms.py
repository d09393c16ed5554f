"""What handling a complaint asks for."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from app.core.forms import DayField
from app.core.forms.fields import NotBlank
from app.extensions import db
from app.reports.workflow.people import able_investigators

LONGEST_TEXT = 5000


class HandOverForm(FlaskForm):
    """To whom, number and day: all that is kept of what goes to another organ."""

    handed_to = StringField(
        _l("Handed over to"),
        validators=[NotBlank(), Length(max=128)],
        description=_l(
            "What belongs to a discipline organ is handed over and not investigated here: only "
            "receiver, number and day are kept, subject and content are deleted."
        ),
    )
    hand_over_number = StringField(
        _l("Number of the hand-over"), validators=[NotBlank(), Length(max=64)]
    )
    handed_over_on = DayField(_l("Handed over on"), validators=[NotBlank()])


class InvestigateForm(FlaskForm):
    """Who investigates; offered are those who may."""

    investigator = SelectField(
        _l("Investigator"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validators=[NotBlank()],
        description=_l("Sees this complaint from now on. Nobody whom it concerns can be chosen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = able_investigators(db.session())
        self.investigator.choices = [("", _("Not chosen"))] + [
            (person.id, f"{person}（{person.department}）") for person in staff
        ]


class ConcludeForm(FlaskForm):
    """What was found and what follows from it."""

    result = TextAreaField(
        _l("Conclusion"),
        validators=[NotBlank(), Length(max=LONGEST_TEXT)],
        description=_l("What was found, and what is done about it."),
    )


class FeedbackForm(FlaskForm):
    """What whoever complained was told."""

    feedback = TextAreaField(
        _l("Feedback"),
        validators=[NotBlank(), Length(max=LONGEST_TEXT)],
        description=_l(
            "What was answered, when and on which way; or why nobody could be told. Leave out "
            "who complained."
        ),
    )
