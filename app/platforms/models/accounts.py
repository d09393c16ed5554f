"""Accounts, and what was changed of one after its approval."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from flask_appbuilder import Model
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core import clock
from app.core.append_only import append_only
from app.core.entity import Choice, ChoiceType, Entity, Instant, Key, field
from app.core.workflow import Stateful
from app.people.models import Department, Staff
from app.platforms.models.platforms import Platform


class AccountState(Choice):
    """状态. Where an account is in its life."""

    applied = "applied", _l("Applied for")
    active = "active", _l("In use")
    suspended = "suspended", _l("Suspended")
    closed = "closed", _l("Closed")
    refused = "refused", _l("Not approved")


account_operator = Table(
    "account_operator",
    Model.metadata,
    Column("account_id", Key, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("staff_id", Integer, ForeignKey("ab_user.id"), primary_key=True, index=True),
)


class Account(Stateful, Entity):
    """账号. One of our own accounts on a platform, from application to closing (三(二)1).

    No password, session or verification code of a platform is kept anywhere in the panel.
    """

    __tablename__ = "account"
    __table_args__ = (
        # A name is never a key: several accounts are called alike, and names change.
        UniqueConstraint("platform_id", "platform_key"),
        Index("ix_account_department_id_state", "department_id", "state"),
    )

    singular = _l("Account")

    platform_id: Mapped[int] = field(_l("Platform"), Key, ForeignKey("platform.id"))
    name: Mapped[str] = field(_l("Account name"), String(64))
    platform_key: Mapped[str] = field(
        _l("Platform identifier"),
        String(64),
        help=_l("What the platform itself knows the account by; for a website its address."),
    )
    department_id: Mapped[int] = field(_l("Department"), Key, ForeignKey("department.id"))
    certified_subject: Mapped[str] = field(
        _l("Certified subject"), String(128), default="", help=_l("The unit it is certified for.")
    )
    administrator_id: Mapped[int | None] = field(
        _l("Administrator"), Integer, ForeignKey("ab_user.id"), index=True
    )
    purpose: Mapped[str] = field(_l("Purpose"), String(500), default="")
    filing_number: Mapped[str] = field(_l("Filing number"), String(64), default="")
    certified_until: Mapped[date | None] = field(_l("Certified until"), Date)
    published_before_on: Mapped[date | None] = field(
        _l("Last published before"),
        Date,
        help=_l(
            "Day of the last publication before publications were recorded here; the days "
            "without a post are counted from it until the first one is recorded."
        ),
    )
    last_published_at: Mapped[datetime | None] = field(_l("Last publication"), Instant)
    state: Mapped[AccountState] = field(
        _l("State"), ChoiceType(AccountState), default=AccountState.applied
    )

    # Its name belongs to an account's own: the same name stands on several platforms.
    platform: Mapped[Platform] = relationship(lazy="joined", innerjoin=True)
    # What stood there before is written down when one of these is changed.
    department: Mapped[Department] = relationship(active_history=True)
    administrator: Mapped[Staff | None] = relationship(
        foreign_keys=[administrator_id], active_history=True
    )
    operators: Mapped[list[Staff]] = relationship(
        secondary=account_operator, info={"label": _l("Operators")}
    )

    def __str__(self) -> str:
        return f"{self.name}（{self.platform.name}）"

    @validates("published_before_on")
    def _start_counting(self, _name: str, day: date | None) -> date | None:
        # Until a publication is recorded, the start value is the last one.
        if self.last_published_at == start_of(self.published_before_on):
            self.last_published_at = start_of(day)
        return day


def start_of(day: date | None) -> datetime | None:
    """The first moment of a day in Asia/Shanghai."""
    return None if day is None else datetime.combine(day, time(), clock.SHANGHAI)


@append_only
class AccountEvent(Model):
    """账号变更. What was changed of an account after its approval, by whom and when (三(二)1).

    `kind` is the attribute that changed; approval, suspension and the like are transitions.
    """

    __tablename__ = "account_event"
    scope_through: ClassVar[str] = "account"

    id: Mapped[int] = mapped_column(Key, Identity(), primary_key=True)
    account_id: Mapped[int] = field(_l("Account"), Key, ForeignKey("account.id"), index=True)
    kind: Mapped[str] = field(_l("What changed"), String(32))
    before: Mapped[str] = field(_l("Before"), Text)
    after: Mapped[str] = field(_l("After"), Text)
    actor_id: Mapped[int | None] = field(_l("Who"), Integer, ForeignKey("ab_user.id"))
    # As it was called then: names change, evidence does not.
    actor_name: Mapped[str] = field(_l("Who"), String(128))
    at: Mapped[datetime] = field(_l("When"), Instant, default=clock.now)

    account: Mapped[Account] = relationship()
