"""The way of a lead: 登记 → 核实 → 采用 or 不采用 (四(一))."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from app.core.forms import ReasonForm
from app.core.workflow import State, Transition, Workflow
from app.leads.models import Lead, LeadState


class VerifyForm(FlaskForm):
    """Asks how a lead was verified; it may stay unsaid."""

    reason = TextAreaField(
        _l("How it was verified"),
        validators=[Length(max=500)],
        description=_l("Whom you asked, what you compared it with. It stays in the history."),
    )


LEAD_WORKFLOW = Workflow(
    Lead,
    states={
        LeadState.registered: State("rev", "inbox"),
        LeadState.verified: State("appr", "search"),
        LeadState.adopted: State("pass", "circle-check-filled"),
        LeadState.declined: State("danger", "ban"),
    },
    initial=LeadState.registered,
    transitions=(
        Transition(
            "verify",
            _l("Verify"),
            {LeadState.registered: LeadState.verified},
            form=VerifyForm,
            style="primary",
            icon="search",
            done=_l("Verified"),
        ),
        Transition(
            "adopt",
            _l("Adopt"),
            {LeadState.verified: LeadState.adopted},
            style="pass",
            icon="check",
            done=_l("Adopted"),
        ),
        Transition(
            "decline",
            _l("Do not take up"),
            {LeadState.registered: LeadState.declined, LeadState.verified: LeadState.declined},
            requires=("reason",),
            form=ReasonForm,
            style="return",
            icon="ban",
            done=_l("Not taken up"),
        ),
    ),
)
