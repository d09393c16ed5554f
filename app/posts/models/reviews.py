"""What was submitted and what was decided: evidence, written once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from flask_appbuilder import Model
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from app.core.append_only import append_only
from app.core.entity import ChoiceType, Entity, Instant, Key, field
from app.posts.models.choices import Decision

if TYPE_CHECKING:
    from app.people.models import Staff
    from app.posts.models.post import Post


@append_only
class PostVersion(Model):
    """稿件版本. A post as it was submitted; its number counts the submissions."""

    __tablename__ = "post_version"
    __table_args__ = (UniqueConstraint("post_id", "number"),)
    scope_through: ClassVar[str] = "post"

    id: Mapped[int] = mapped_column(Key, Identity(), primary_key=True)
    post_id: Mapped[int] = field(_l("Post"), Key, ForeignKey("post.id"))
    number: Mapped[int] = field(_l("Version"), Integer)
    # The canonical form, whole: `content_hash` is its digest.
    content: Mapped[dict[str, Any]] = field(_l("Content"), JSON)
    content_hash: Mapped[str] = field(_l("Check code"), String(64))
    word_count: Mapped[int] = field(_l("Characters"), Integer)
    submitted_by_id: Mapped[int] = field(_l("Submitted by"), Integer, ForeignKey("ab_user.id"))
    submitted_at: Mapped[datetime] = field(_l("Submitted at"), Instant)

    post: Mapped[Post] = relationship("Post")
    submitted_by: Mapped[Staff] = relationship("Staff")


@append_only
class ReviewRecord(Model):
    """审核记录. What one reviewer decided on one version at one level."""

    __tablename__ = "review_record"
    singular = _l("Review record")
    __table_args__ = (
        Index("ix_review_record_post_id", "post_id", "id"),
        Index("ix_review_record_post_version_id_level", "post_version_id", "level"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint(
            "decision NOT IN ('return', 'reject') OR trim(opinion) <> ''", name="opinion"
        ),
        CheckConstraint("batch_size >= 1", name="batch_size"),
        CheckConstraint("(batch = '') = (batch_size = 1)", name="batch"),
    )
    scope_through: ClassVar[str] = "post"

    id: Mapped[int] = mapped_column(Key, Identity(), primary_key=True)
    post_id: Mapped[int] = field(_l("Post"), Key, ForeignKey("post.id"))
    post_version_id: Mapped[int] = field(_l("Version"), Key, ForeignKey("post_version.id"))
    content_hash: Mapped[str] = field(_l("Check code"), String(64))
    level: Mapped[int] = field(_l("Level"), Integer)
    reviewer_id: Mapped[int] = field(_l("Reviewer"), Integer, ForeignKey("ab_user.id"), index=True)
    # As the reviewer was called then: names change, evidence does not.
    reviewer_name: Mapped[str] = field(_l("Reviewer"), String(128))
    decision: Mapped[Decision] = field(_l("Decision"), ChoiceType(Decision))
    # Name of the point → whether it was ticked (see ticks.py).
    ticks: Mapped[dict[str, bool]] = field(_l("Points checked"), JSON)
    opinion: Mapped[str] = field(_l("Opinion"), Text)
    decided_at: Mapped[datetime] = field(_l("Decided at"), Instant)
    batch: Mapped[str] = field(_l("Batch"), String(36))
    batch_size: Mapped[int] = field(_l("Batch size"), Integer)
    # When this reviewer last had this version open before deciding; None: never.
    opened_at: Mapped[datetime | None] = field(_l("Opened at"), Instant)

    post: Mapped[Post] = relationship("Post")
    post_version: Mapped[PostVersion] = relationship("PostVersion")
    reviewer: Mapped[Staff] = relationship("Staff")

    def __str__(self) -> str:
        return f"{self.reviewer_name}{self.decision.label}：{self.post}"

    @property
    def opened(self) -> bool:
        """Whether the reviewer had this version open before deciding."""
        return self.opened_at is not None


class PostOpening(Entity):
    """翻阅记录. That somebody had a version open, from when to when, and how long."""

    __tablename__ = "post_opening"
    __table_args__ = (UniqueConstraint("post_version_id", "reviewer_id"),)
    singular = _l("Opening")
    scope_through: ClassVar[str] = "post_version"

    post_version_id: Mapped[int] = field(_l("Version"), Key, ForeignKey("post_version.id"))
    reviewer_id: Mapped[int] = field(_l("Reviewer"), Integer, ForeignKey("ab_user.id"), index=True)
    first_opened_at: Mapped[datetime] = field(_l("First opened at"), Instant)
    last_opened_at: Mapped[datetime] = field(_l("Last opened at"), Instant)
    seconds: Mapped[int] = field(_l("Seconds read"), Integer, default=0)

    post_version: Mapped[PostVersion] = relationship("PostVersion")


class OpinionPhrase(Entity):
    """常用语. Words a reviewer often writes, offered beside the opinion."""

    __tablename__ = "opinion_phrase"
    __table_args__ = (UniqueConstraint("staff_id", "text"),)
    singular = _l("Phrase")

    staff_id: Mapped[int] = field(_l("Staff"), Integer, ForeignKey("ab_user.id"))
    text: Mapped[str] = field(_l("Words"), String(100))
    uses: Mapped[int] = field(_l("Times used"), Integer, default=1)
