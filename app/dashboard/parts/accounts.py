"""Accounts: how long each has been without a post (三(三)3)."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import Actor
from app.dashboard.page import Countdown, Home
from app.platforms.models import Account, AccountState
from app.platforms.services import freshness

SHOWN = 6


def accounts(session: Session, actor: Actor, home: Home) -> None:
    """Adds the accounts in use that were quiet longest."""
    if not actor.may("list", "Account"):
        return
    statement = (
        scope.visible(Account, actor)
        .where(Account.state == AccountState.active, Account.last_published_at.is_not(None))
        .order_by(Account.last_published_at, Account.id)
        .limit(SHOWN)
    )
    for account in session.scalars(statement).unique():
        age = freshness(account)
        assert age is not None
        assert account.last_published_at is not None
        days = (clock.today() - clock.local(account.last_published_at).date()).days
        home.countdowns.append(
            Countdown(
                str(account),
                url_for("AccountView.show", pk=account.id),
                days,
                account.platform.gap_days,
                age,
            )
        )
    late = sum(one.age.level == "late" for one in home.countdowns)
    if late:
        home.warnings.append(
            _("%(number)s accounts have been without a post for too long.", number=late)
        )
