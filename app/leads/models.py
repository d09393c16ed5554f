"""Leads, and which posts were written from them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.core.entity import Choice, ChoiceType, Entity, Key, field
from app.core.workflow import Stateful
from app.people.models import Department
from app.posts.models import Post


class LeadKind(Choice):
    """线索类别. Who or what brought it (四(一)1 to 3)."""

    department = "department", _l("Handed in by a department")
    web = "web", _l("Found on the net")
    media = "media", _l("From media monitoring")
    public = "public", _l("From the public")
    member = "member", _l("From a Party member")


class LeadState(Choice):
    """状态. What has become of a lead."""

    registered = "registered", _l("Registered")
    verified = "verified", _l("Verified")
    adopted = "adopted", _l("Adopted")
    declined = "declined", _l("Not taken up")


class Lead(Stateful, Entity):
    """线索. Something that may become a post: where it came from and what became of it (四(一)).

    Links are entered by hand: the panel collects nothing from the net.
    """

    __tablename__ = "lead"
    __table_args__ = (Index("ix_lead_department_id_state", "department_id", "state"),)

    singular = _l("Lead")

    number: Mapped[str] = field(_l("Number"), String(32), unique=True)
    kind: Mapped[LeadKind] = field(
        _l("Kind of lead"), ChoiceType(LeadKind), default=LeadKind.department
    )
    title: Mapped[str] = field(_l("Title"), String(200))
    content: Mapped[str] = field(_l("Content"), Text, default="")
    occurred_on: Mapped[date | None] = field(_l("Date of the event"), Date)
    source_name: Mapped[str] = field(_l("Source name"), String(100), default="")
    source_url: Mapped[str] = field(_l("Source address"), String(500), default="")
    copyright_note: Mapped[str] = field(
        _l("Copyright"),
        String(255),
        default="",
        help=_l("Whose text and pictures these are, and what may be done with them."),
    )
    contact: Mapped[str] = field(
        _l("Contact"),
        String(255),
        default="",
        help=_l(
            "May stay empty. Only those who may edit the lead see it; it is never in lists and "
            "exports."
        ),
    )
    department_id: Mapped[int] = field(_l("Department"), Key, ForeignKey("department.id"))
    state: Mapped[LeadState] = field(
        _l("State"), ChoiceType(LeadState), default=LeadState.registered
    )

    department: Mapped[Department] = relationship()


class LeadPost(Entity):
    """线索成稿. That a post was written from a lead; one lead may lead to several."""

    __tablename__ = "lead_post"
    __table_args__ = (UniqueConstraint("lead_id", "post_id"),)

    singular = _l("Post of a lead")
    scope_through: ClassVar[str] = "lead"

    lead_id: Mapped[int] = field(_l("Lead"), Key, ForeignKey("lead.id"))
    # A draft may be deleted; the lead then has one post less.
    post_id: Mapped[int] = field(
        _l("Post"), Key, ForeignKey("post.id", ondelete="CASCADE"), index=True
    )

    lead: Mapped[Lead] = relationship()
    post: Mapped[Post] = relationship()
