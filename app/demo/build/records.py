"""Leads and complaints of the demonstration, each as far as it has come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from app.core.database import write
from app.core.workflow import apply
from app.demo import text
from app.demo.build.cast import Cast
from app.leads.models import Lead, LeadKind, LeadPost, LeadState
from app.leads.services import give_number as number_lead
from app.reports.models import Report, ReportChannel, ReportState
from app.reports.services import give_number as number_report
from app.reports.services import set_deadline

# A lead is looked at by a clerk, who may be another than the one who brought it.
CLERK = "yunying"
# From state to state: the transition that leads there.
LEAD_STEPS = {
    LeadState.verified: ("verify",),
    LeadState.adopted: ("verify", "adopt"),
    LeadState.declined: ("decline",),
}
REPORT_STEP = {
    ReportState.accepted: "accept",
    ReportState.declined: "decline",
    ReportState.handed_over: "hand_over",
    ReportState.investigating: "investigate",
    ReportState.concluded: "conclude",
    ReportState.fed_back: "feed_back",
    ReportState.archived: "archive",
}
STEP_LASTS = timedelta(hours=26)


def make_leads(cast: Cast) -> None:
    """Leads, oldest first, so that their numbers follow their days."""
    for one in sorted(text.leads(), key=lambda lead: -lead.days_ago):
        at = cast.at(max(one.days_ago, 1), 9, 40)
        with cast.acts(one.registered_by, at), write() as session:
            lead = Lead(
                kind=LeadKind(one.kind),
                title=one.title,
                content=one.content,
                source_name=one.source,
                contact=one.contact,
                occurred_on=cast.today - timedelta(days=one.days_ago),
                department_id=cast.department_of(one.registered_by, one.department),
            )
            number_lead(session, lead)
            session.add(lead)
            session.flush()
        if one.post:
            cast.leads[one.post] = lead.id
        for number, step in enumerate(LEAD_STEPS.get(LeadState(one.state), ()), 1):
            with cast.acts(CLERK, at + timedelta(minutes=70 * number)):
                apply("Lead", step, [lead.id], data={"reason": one.reason}).or_refuse()


def link_leads(cast: Cast) -> None:
    """That a post was written from a lead."""
    with cast.acts(CLERK, cast.at(1, 12)), write() as session:
        for slug, lead_id in cast.leads.items():
            if slug in cast.posts:
                session.add(LeadPost(lead_id=lead_id, post_id=cast.posts[slug]))


def make_reports(cast: Cast) -> None:
    """Complaints, oldest first."""
    for one in sorted(text.reports(), key=lambda report: -report.days_ago):
        at = cast.at(max(one.days_ago, 1), 10, 15)
        with cast.acts(one.handler, at), write() as session:
            report = Report(
                channel=ReportChannel(one.channel),
                received_at=at - timedelta(minutes=25),
                title=one.title,
                content=one.content,
                account_id=cast.accounts.get(one.account or ""),
                post_id=cast.posts.get(one.post or ""),
            )
            number_report(session, report)
            session.add(report)
            session.flush()
            set_deadline(report)
        for number, (state, note) in enumerate(one.steps, 1):
            # Nothing happens after yesterday's office hours.
            then = min(at + STEP_LASTS * number, cast.at(1, 17))
            with cast.acts(one.handler, then):
                step = REPORT_STEP[ReportState(state)]
                data = _data(cast, one.handler, then, note)
                apply("Report", step, [report.id], data=data).or_refuse()


def _data(cast: Cast, handler: str, at: datetime, note: str) -> dict[str, Any]:
    """What any of the steps may ask for."""
    return {
        "reason": note,
        "result": note,
        "feedback": note,
        "investigator": cast.person(handler),
        "handed_to": "青禾县有关主管机关",
        "hand_over_number": f"转〔{at.year}〕{at.month:02d}{at.day:02d}号",
        "handed_over_on": clock.local(at).date(),
    }
