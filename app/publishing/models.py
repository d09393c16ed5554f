"""What appeared where: one row per post and account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, relationship

from app.core.entity import Choice, ChoiceType, Entity, Instant, JsonDict, Key, field
from app.core.workflow import Stateful
from app.people.models import Staff
from app.platforms.models import Account, Platform
from app.posts.models import Post

LIVE = text("state = 'recorded'")


class PublicationState(Choice):
    """状态. Whether what was published still stands."""

    recorded = "recorded", _l("Published")
    withdrawn = "withdrawn", _l("Taken down")


class Publication(Stateful, Entity):
    """发布记录. That a finally approved post appeared on an account, where and when (四(四))."""

    __tablename__ = "publication"
    __table_args__ = (
        Index(
            "uq_publication_live",
            "post_id",
            "account_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_publication_account_id_published_at", "account_id", "published_at"),
    )

    singular = _l("Publication record")
    scope_through: ClassVar[str] = "post"

    post_id: Mapped[int] = field(_l("Post"), Key, ForeignKey("post.id"))
    account_id: Mapped[int] = field(_l("Account"), Key, ForeignKey("account.id"))
    # What was published: the hash that three reviewers passed.
    content_hash: Mapped[str] = field(_l("Check code"), String(64))
    planned_at: Mapped[datetime | None] = field(_l("Planned publication"), Instant)
    rechecked_by_id: Mapped[int] = field(_l("Checked again by"), Integer, ForeignKey("ab_user.id"))
    rechecked_at: Mapped[datetime] = field(_l("Checked again at"), Instant)
    # Name of the point → that it was ticked (see rechecks.py).
    ticks: Mapped[dict[str, Any]] = field(_l("Points checked"), JsonDict)
    published_at: Mapped[datetime] = field(_l("Published at"), Instant)
    link: Mapped[str] = field(
        _l("Address"), String(500), help=_l("The whole address that readers open.")
    )
    operator_id: Mapped[int] = field(_l("Published by"), Integer, ForeignKey("ab_user.id"))
    state: Mapped[PublicationState] = field(
        _l("State"), ChoiceType(PublicationState), default=PublicationState.recorded
    )

    post: Mapped[Post] = relationship()
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    rechecked_by: Mapped[Staff] = relationship(foreign_keys=[rechecked_by_id])
    operator: Mapped[Staff] = relationship(foreign_keys=[operator_id])
    # To filter by; an account is on one.
    platforms: Mapped[list[Platform]] = relationship(
        secondary=Account.__table__,
        primaryjoin="Publication.account_id == Account.id",
        secondaryjoin="Account.platform_id == Platform.id",
        viewonly=True,
        info={"label": _l("Platform")},
    )

    def __str__(self) -> str:
        return f"{self.account}：{self.post.title}"
