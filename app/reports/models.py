"""Complaints, whom they concern, and who may know of them."""

from __future__ import annotations

from datetime import date, datetime

from flask_appbuilder import Model
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    and_,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, relationship

from app.core import scope
from app.core.actor import Actor
from app.core.entity import Choice, ChoiceType, Entity, Instant, Key, field
from app.core.workflow import Stateful
from app.people.models import Staff
from app.platforms.models import Account, account_operator
from app.posts.models import Post, PostContributor


class ReportChannel(Choice):
    """举报渠道."""

    email = "email", _l("Mailbox")
    phone = "phone", _l("Telephone")
    visit = "visit", _l("In person")
    web = "web", _l("On the net")
    passed_on = "passed_on", _l("Passed on by others")


class ReportState(Choice):
    """状态. How far a complaint has come."""

    registered = "registered", _l("Registered")
    accepted = "accepted", _l("Accepted")
    declined = "declined", _l("Not accepted")
    handed_over = "handed_over", _l("Handed over")
    investigating = "investigating", _l("Under investigation")
    concluded = "concluded", _l("Concluded")
    fed_back = "fed_back", _l("Feedback given")
    archived = "archived", _l("Archived")


report_staff = Table(
    "report_staff",
    Model.metadata,
    Column("report_id", Key, ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("staff_id", Integer, ForeignKey("ab_user.id"), primary_key=True, index=True),
)


class Report(Stateful, Entity):
    """举报. A complaint about what we publish, from receipt to archive (六(一)2).

    Who complained is not stored. Those it concerns never see it, whatever they may do.
    """

    __tablename__ = "report"

    singular = _l("Complaint")

    number: Mapped[str] = field(_l("Number"), String(32), unique=True)
    # Given to whoever complained. Random: it must tell nothing, not even how many there are.
    receipt: Mapped[str] = field(_l("Receipt number"), String(16), unique=True)
    channel: Mapped[ReportChannel] = field(_l("Channel"), ChoiceType(ReportChannel))
    received_at: Mapped[datetime] = field(_l("Received at"), Instant)
    title: Mapped[str] = field(_l("Subject"), String(200))
    content: Mapped[str] = field(
        _l("Content"),
        Text,
        help=_l(
            "Leave out whatever shows who complained: name, telephone, unit, manner of speaking."
        ),
    )
    account_id: Mapped[int | None] = field(
        _l("Concerned account"),
        Key,
        ForeignKey("account.id"),
        index=True,
        help=_l("Its administrator and operators will not see this complaint."),
    )
    post_id: Mapped[int | None] = field(
        _l("Concerned post"),
        Key,
        ForeignKey("post.id"),
        index=True,
        help=_l("Its authors will not see this complaint."),
    )
    handler_id: Mapped[int | None] = field(
        _l("Handled by"), Integer, ForeignKey("ab_user.id"), index=True
    )
    investigator_id: Mapped[int | None] = field(
        _l("Investigator"), Integer, ForeignKey("ab_user.id"), index=True
    )
    # The next deadline: for accepting it, later for answering. Empty while there is none.
    due_on: Mapped[date | None] = field(_l("Due on"), Date, index=True)
    result: Mapped[str] = field(_l("Conclusion"), Text, default="")
    concluded_at: Mapped[datetime | None] = field(_l("Concluded at"), Instant)
    feedback: Mapped[str] = field(_l("Feedback"), Text, default="")
    # Of what goes to a discipline organ nothing else is kept.
    handed_to: Mapped[str] = field(_l("Handed over to"), String(128), default="")
    hand_over_number: Mapped[str] = field(_l("Number of the hand-over"), String(64), default="")
    handed_over_on: Mapped[date | None] = field(_l("Handed over on"), Date)
    state: Mapped[ReportState] = field(
        _l("State"), ChoiceType(ReportState), default=ReportState.registered
    )

    account: Mapped[Account | None] = relationship()
    post: Mapped[Post | None] = relationship()
    handler: Mapped[Staff | None] = relationship(foreign_keys=[handler_id])
    investigator: Mapped[Staff | None] = relationship(foreign_keys=[investigator_id])
    concerns: Mapped[list[Staff]] = relationship(
        secondary=report_staff,
        info={
            "label": _l("Persons concerned"),
            "help": _l("Staff the complaint is about. They will not see it."),
        },
    )

    def __str__(self) -> str:
        # The subject stays on its own page: numbers stand in messages and histories.
        return self.number or str(self.singular)


def concerned(staff_id: int) -> ColumnElement[bool]:
    """Which complaints concern a person: named in it, keeping the account, or of the post."""
    kept = select(account_operator.c.account_id).where(account_operator.c.staff_id == staff_id)
    written = select(PostContributor.post_id).where(PostContributor.staff_id == staff_id)
    named = select(report_staff.c.report_id).where(report_staff.c.staff_id == staff_id)
    administered = select(Account.id).where(Account.administrator_id == staff_id)
    return or_(
        Report.id.in_(named),
        and_(
            Report.account_id.is_not(None),
            or_(Report.account_id.in_(administered), Report.account_id.in_(kept)),
        ),
        and_(Report.post_id.is_not(None), Report.post_id.in_(written)),
    )


@scope.rule(Report)
def _handlers_and_investigator(actor: Actor) -> scope.Condition:
    """All of them for those who accept complaints, one's own cases for an investigator; never
    those that concern oneself. Departments play no part.
    """
    if actor.id is None:
        return false()
    unconcerned = ~concerned(actor.id)
    if actor.may("accept", "Report"):
        return unconcerned
    return and_(Report.investigator_id == actor.id, unconcerned)
