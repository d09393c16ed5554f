"""What the room knows of accounts besides their columns: how long they are quiet, what changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor, current_actor
from app.core.errors import Refused
from app.core.page import Age
from app.core.show_time import exact
from app.platforms import settings
from app.platforms.models import Account, AccountEvent, AccountState

# What others recognise an account by; after the approval only who approves may change it.
IDENTITY = ("platform", "name", "platform_key")
# What every inspection asks for: who changed it, when, and what stood there before.
RECORDED = (*IDENTITY, "department", "certified_subject", "administrator", "filing_number")
UNAPPROVED = (AccountState.applied, AccountState.refused)


def may_rename(account: Account, actor: Actor) -> bool:
    """Whether the actor may change what an account is recognised by."""
    return account.state in UNAPPROVED or actor.may("approve", "Account")


def record_changes(session: Session, account: Account) -> None:
    """Writes down what is being changed of an approved account, inside the transaction.

    Args:
        session: of `write()`; the changes are set on the row and not yet flushed.
        account: an account that is in the database.

    Raises:
        Refused: the actor may not change what the account is recognised by.
    """
    if account.state in UNAPPROVED:
        return
    actor = current_actor()
    for name in RECORDED:
        history: Any = inspect(account).attrs[name].history
        if not history.has_changes():
            continue
        if name in IDENTITY and not may_rename(account, actor):
            raise Refused(
                _("Only those who approve accounts may change this after the approval."),
                field=name,
            )
        session.add(
            AccountEvent(
                account_id=account.id,
                kind=name,
                before=_in_words(history.deleted),
                after=_in_words(history.added),
                actor_id=actor.id,
                actor_name=actor.name,
            )
        )


def _in_words(values: Any) -> str:
    return "、".join(str(value) for value in values or () if value is not None)


def freshness(account: Account) -> Age | None:
    """How long an account in use has been without a post; None if it is in no use.

    Counted from the publications that were recorded, or from the start value before the first.
    """
    if account.state != AccountState.active:
        return None
    last, gap = account.last_published_at, account.platform.gap_days
    if last is None:
        return Age(_("No publication recorded yet"), "near")
    days = (clock.today() - clock.local(last).date()).days
    if days > gap:
        label = _("%(days)s days, %(over)s too many", days=days, over=days - gap)
    elif days == gap:
        label = _("%(days)s days, the longest gap", days=days)
    elif days >= gap - settings.NEAR_GAP_DAYS:
        label = _("%(days)s days, %(left)s left", days=days, left=gap - days)
    else:
        label = _("%(number)s days", number=days)
    near = "near" if days >= gap - settings.NEAR_GAP_DAYS else "far"
    return Age(label, "late" if days >= gap else near, exact(last))


def others_of_the_unit(session: Session, account: Account) -> Collection[Account]:
    """Other accounts that the same department keeps on the same platform.

    One unit keeps one account per platform: more of them are a reason to look, no refusal.
    """
    return session.scalars(
        select(Account)
        .where(
            Account.platform_id == account.platform_id,
            Account.department_id == account.department_id,
            Account.id != account.id,
            Account.state.in_((AccountState.active, AccountState.suspended)),
        )
        .order_by(Account.id)
        .limit(5)
    ).all()
