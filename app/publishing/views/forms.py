"""The form that records publications: what was checked again, then a group for each account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length, Optional

from app.core import clock
from app.core.attachments import PICTURES, AttachmentFileField
from app.core.forms import MomentField
from app.core.forms.fields import NotBlank
from app.core.show_time import exact
from app.platforms.models import Account
from app.posts.models import Post
from app.publishing import settings
from app.publishing.rechecks import RECHECKS
from app.publishing.services import Placement


def screenshot_field() -> AttachmentFileField:
    """One picture of what readers saw."""
    return AttachmentFileField(
        _("Screenshot"),
        validators=[Optional()],
        slot="screenshot",
        allowed=PICTURES,
        max_bytes=settings.LARGEST_SCREENSHOT,
        description=_("May stay empty."),
    )


def record_form(accounts: Sequence[Account], post: Post) -> FlaskForm:
    """A form with `tick_<point>`, and `at_`, `link_` and `shot_<account>` for each account."""
    fields: dict[str, Any] = {
        f"tick_{point.name}": BooleanField(
            point.label,
            validators=[DataRequired(_("Check this, then tick it."))],
            description=point.sentence,
        )
        for point in RECHECKS
    }
    planned = _("Planned for %(when)s.", when=exact(post.planned_at)) if post.planned_at else ""
    for account in accounts:
        fields[f"link_{account.id}"] = StringField(
            _("Address"),
            validators=[Optional(), Length(max=500)],
            description=_("As readers open it. Left empty, nothing is recorded here."),
        )
        fields[f"at_{account.id}"] = MomentField(
            _("Published at"), validators=[NotBlank()], default=clock.now, description=planned
        )
        fields[f"shot_{account.id}"] = screenshot_field()
    made: FlaskForm = type("RecordForm", (FlaskForm,), fields)()
    return made


def groups_of(accounts: Sequence[Account]) -> list[tuple[str, list[str]]]:
    """The fields in their groups."""
    checks = (
        _("Checked again before publication"),
        [f"tick_{point.name}" for point in RECHECKS],
    )
    return [
        checks,
        *(
            (str(account), [f"link_{account.id}", f"at_{account.id}", f"shot_{account.id}"])
            for account in accounts
        ),
    ]


def placements_of(form: Any, accounts: Sequence[Account]) -> list[Placement]:
    """What was typed, for the accounts that got an address."""
    result = []
    for account in accounts:
        link = (form[f"link_{account.id}"].data or "").strip()
        if link:
            uploads = form[f"shot_{account.id}"].uploads
            when = form[f"at_{account.id}"].data
            result.append(Placement(account.id, when, link, uploads[0] if uploads else None))
    return result
