"""The life of an account: 申请中 → 使用中 → 停更 → 已注销 (三(二)1)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import ReasonForm
from app.core.forms.fields import NotBlank
from app.core.workflow import Move, State, Transition, Workflow
from app.platforms.models import Account, AccountState


class BasisForm(ReasonForm):
    """Asks what an approval rests on; for accounts that were there before, that they were."""

    reason = TextAreaField(
        _l("Basis"),
        validators=[NotBlank(), Length(max=500)],
        description=_l(
            "Document and number of the approval or filing; for accounts that existed before "
            "the panel, say so. It stays in the history."
        ),
    )


CONFIRMED = DataRequired(_l("Confirm this first: an account is closed in this order."))


class CloseForm(ReasonForm):
    """Asks for a reason and for what must have happened before, in its order.

    The panel cannot close anything on a platform: it keeps what a person states.
    """

    announced = BooleanField(
        _l("The suspension was announced on the account"), validators=[CONFIRMED]
    )
    cancelled = BooleanField(
        _l("The account was cancelled on the platform"), validators=[CONFIRMED]
    )
    filed = BooleanField(_l("The closing was filed, or need not be"), validators=[CONFIRMED])


def not_ones_own(move: Move) -> dict[int, Any]:
    """Whoever applied for an account does not approve it."""
    return {
        row.id: _("You applied for it yourself; somebody else has to approve it.")
        for row in move.rows
        if move.actor.id is not None and row.created_by_id == move.actor.id
    }


ACCOUNT_WORKFLOW = Workflow(
    Account,
    states={
        AccountState.applied: State("rev", "hourglass"),
        AccountState.active: State("pass", "circle-check-filled"),
        AccountState.suspended: State("warn", "player-pause"),
        AccountState.closed: State("grey", "power"),
        AccountState.refused: State("danger", "ban"),
    },
    initial=AccountState.applied,
    transitions=(
        Transition(
            "approve",
            _l("Approve"),
            {AccountState.applied: AccountState.active},
            guards=(not_ones_own,),
            requires=("reason",),
            form=BasisForm,
            style="pass",
            icon="check",
            done=_l("Approved"),
        ),
        Transition(
            "refuse",
            _l("Do not approve"),
            {AccountState.applied: AccountState.refused},
            guards=(not_ones_own,),
            requires=("reason",),
            form=ReasonForm,
            style="return",
            icon="ban",
            done=_l("Not approved"),
        ),
        Transition(
            "apply_again",
            _l("Apply again"),
            {AccountState.refused: AccountState.applied},
            permission="add",
            icon="send",
            bulk=False,
            done=_l("Applied for again"),
        ),
        Transition(
            "suspend",
            _l("Suspend"),
            {AccountState.active: AccountState.suspended},
            requires=("reason",),
            form=ReasonForm,
            style="danger",
            icon="player-pause",
            done=_l("Suspended"),
        ),
        Transition(
            "resume",
            _l("Resume"),
            {AccountState.suspended: AccountState.active},
            requires=("reason",),
            form=ReasonForm,
            icon="player-play",
            done=_l("Resumed"),
        ),
        Transition(
            "close",
            _l("Close account"),
            {AccountState.suspended: AccountState.closed},
            requires=("reason", "announced", "cancelled", "filed"),
            form=CloseForm,
            style="danger",
            icon="power",
            bulk=False,
            done=_l("Closed"),
        ),
    ),
)
