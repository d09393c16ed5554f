"""The forms that have to do with passwords."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from app.people.services.passwords import LONGEST

FILL_IN = DataRequired(_l("Fill this in."))
RULE = _l(
    "At least eight characters, with a letter, a digit and another character; "
    "without the login name or your own name."
)


class LoginForm(FlaskForm):
    """Login name and password."""

    username = StringField(_l("Login name"), validators=[FILL_IN, Length(max=128)])
    password = PasswordField(_l("Password"), validators=[FILL_IN, Length(max=LONGEST)])


class _NewPassword(FlaskForm):
    password = PasswordField(_l("New password"), validators=[FILL_IN], description=RULE)
    repeated = PasswordField(
        _l("New password once more"),
        validators=[FILL_IN, EqualTo("password", _l("It differs from the one above."))],
    )

    def blame(self, name: str, message: str) -> None:
        """Puts a refusal beside the field it is about, or beside the password."""
        field: Any = self[name if name in self else "password"]
        field.errors = [*field.errors, message]


class ActivateForm(_NewPassword):
    """First login, or a new password, with a one-time code."""

    username = StringField(_l("Login name"), validators=[FILL_IN, Length(max=128)])
    code = StringField(
        _l("One-time code"),
        validators=[FILL_IN, Length(max=64)],
        description=_l("Sixteen digits, from the system administrator; valid for a day."),
    )


class PasswordForm(_NewPassword):
    """Another password for oneself, proved by the old one."""

    old = PasswordField(_l("Present password"), validators=[FILL_IN, Length(max=LONGEST)])


def not_right() -> str:
    """What whoever cannot be signed in is told, whatever the reason."""
    return _("Login name or password is not right, or the login has been closed.")
