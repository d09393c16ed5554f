"""The post and who has worked on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from flask_appbuilder import Model
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from app.core.entity import ChoiceType, Entity, Instant, Key, RichText, field
from app.core.workflow import Stateful
from app.people.models import Department, Staff
from app.platforms.models import Account
from app.posts.models.choices import PostForm, PostState, Priority, SourceKind

post_account = Table(
    "post_account",
    Model.metadata,
    Column("post_id", Key, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True, index=True),
)


class PostContributor(Entity):
    """参与人. Who wrote, edited or submitted any version of a post; nobody is ever taken off.

    Authors (`is_author`) may submit and withdraw; none of the contributors may review.
    """

    __tablename__ = "post_contributor"
    __table_args__ = (UniqueConstraint("post_id", "staff_id"),)
    singular = _l("Contributor")
    scope_through: ClassVar[str] = "post"

    post_id: Mapped[int] = field(_l("Post"), Key, ForeignKey("post.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = field(_l("Staff"), Integer, ForeignKey("ab_user.id"), index=True)
    is_author: Mapped[bool] = field(_l("Author"), Boolean, default=False)

    post: Mapped[Post] = relationship(back_populates="contributors")
    staff: Mapped[Staff] = relationship("Staff", foreign_keys=[staff_id])


class Post(Stateful, Entity):
    """稿件. A text on its way through three reviews to its readers."""

    __tablename__ = "post"
    __table_args__ = (
        # The lists: by state and time; the desk: by state within a department.
        Index("ix_post_state_created_at", "state", "created_at"),
        Index("ix_post_department_id_state", "department_id", "state"),
        CheckConstraint("submissions >= 0", name="submissions"),
    )
    singular = _l("Post")

    # --- what readers get: all of it is under review (see content.py) ---
    title: Mapped[str] = field(_l("Title"), String(200))
    body: Mapped[str] = field(_l("Text"), RichText, default="")
    summary: Mapped[str] = field(
        _l("Summary"), String(500), default="", help=_l("One or two sentences, shown in lists.")
    )
    byline: Mapped[str] = field(
        _l("Byline"), String(100), default="", help=_l("As it stands below the title.")
    )
    source_kind: Mapped[SourceKind] = field(
        _l("Source"), ChoiceType(SourceKind), default=SourceKind.original
    )
    source_name: Mapped[str] = field(
        _l("Source name"), String(100), default="", help=_l("A reprint must name its source.")
    )
    source_url: Mapped[str] = field(_l("Source address"), String(500), default="")
    policy_basis: Mapped[str] = field(
        _l("Policy basis"),
        String(500),
        default="",
        help=_l("Documents the text rests on, with their numbers."),
    )
    accounts: Mapped[list[Account]] = relationship(
        "Account", secondary=post_account, info={"label": _l("Target accounts")}
    )

    # --- what helps those who work on it ---
    form: Mapped[PostForm] = field(_l("Form"), ChoiceType(PostForm), default=PostForm.text)
    event_on: Mapped[date | None] = field(_l("Date of the event"), Date)
    department_id: Mapped[int] = field(_l("Department"), Key, ForeignKey("department.id"))
    planned_at: Mapped[datetime | None] = field(_l("Planned publication"), Instant)
    priority: Mapped[Priority] = field(
        _l("Priority"), ChoiceType(Priority), default=Priority.normal
    )
    sensitive: Mapped[bool] = field(
        _l("Highly sensitive"),
        Boolean,
        default=False,
        help=_l("It is reviewed by itself, never together with others."),
    )
    corrects_id: Mapped[int | None] = field(_l("Corrects"), Key, ForeignKey("post.id"), index=True)

    # --- its way, kept by the workflow ---
    state: Mapped[PostState] = field(_l("State"), ChoiceType(PostState), default=PostState.draft)
    number: Mapped[str | None] = field(_l("Number"), String(32), unique=True)
    year: Mapped[int | None] = field(_l("Year"), Integer)
    submissions: Mapped[int] = field(_l("Times submitted"), Integer, default=0)
    submitted_at: Mapped[datetime | None] = field(_l("Submitted at"), Instant)
    # Of what was submitted last; "" until the first submission.
    content_hash: Mapped[str] = field(_l("Check code"), String(64), default="")

    department: Mapped[Department] = relationship("Department")
    corrects: Mapped[Post | None] = relationship("Post", remote_side="Post.id")
    contributors: Mapped[list[PostContributor]] = relationship(
        back_populates="post", cascade="all, delete-orphan", passive_deletes=True
    )
    authors: Mapped[list[Staff]] = relationship(
        "Staff",
        secondary="post_contributor",
        primaryjoin="and_(Post.id == PostContributor.post_id, PostContributor.is_author)",
        secondaryjoin="PostContributor.staff_id == Staff.id",
        order_by="PostContributor.id",
        viewonly=True,
        info={"label": _l("Authors"), "required": True},
    )

    @property
    def under_review(self) -> bool:
        """Whether it waits for one of the three reviews."""
        return self.state in UNDER_REVIEW

    def __str__(self) -> str:
        return self.title


UNDER_REVIEW = (PostState.first_review, PostState.second_review, PostState.final_review)
# Where the text may be changed.
EDITABLE = (PostState.draft, PostState.returned)

__all__ = ["EDITABLE", "UNDER_REVIEW", "Post", "PostContributor", "post_account"]
