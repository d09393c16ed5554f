"""The way of a complaint: 登记 → 受理/不予受理/转办 → 调查 → 结论 → 反馈 → 归档 (六(一)2)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.forms import ReasonForm
from app.core.workflow import State, Transition, Workflow
from app.reports.models import Report, ReportState
from app.reports.workflow import effects, guards
from app.reports.workflow.forms import ConcludeForm, FeedbackForm, HandOverForm, InvestigateForm

REPORT_WORKFLOW = Workflow(
    Report,
    states={
        ReportState.registered: State("rev", "inbox"),
        ReportState.accepted: State("rev", "list-check"),
        ReportState.investigating: State("rev", "search"),
        ReportState.concluded: State("appr", "clipboard-check"),
        ReportState.fed_back: State("pass", "circle-check-filled"),
        ReportState.archived: State("grey", "file-text"),
        ReportState.declined: State("danger", "ban"),
        ReportState.handed_over: State("warn", "arrow-forward-up"),
    },
    initial=ReportState.registered,
    transitions=(
        Transition(
            "accept",
            _l("Accept"),
            {ReportState.registered: ReportState.accepted},
            guards=(guards.unconcerned,),
            effects=(effects.take_on,),
            style="pass",
            icon="check",
            done=_l("Accepted"),
        ),
        Transition(
            "decline",
            _l("Do not accept"),
            {ReportState.registered: ReportState.declined},
            guards=(guards.unconcerned,),
            requires=("reason",),
            effects=(effects.take_on,),
            form=ReasonForm,
            style="return",
            icon="ban",
            bulk=False,
            done=_l("Not accepted"),
        ),
        Transition(
            "hand_over",
            _l("Hand over"),
            {
                ReportState.registered: ReportState.handed_over,
                ReportState.accepted: ReportState.handed_over,
            },
            guards=(guards.unconcerned, guards.not_later_than_today),
            requires=("handed_to", "hand_over_number", "handed_over_on"),
            effects=(effects.hand_over,),
            form=HandOverForm,
            confirm=_l("Hand over? Subject and content are deleted here; this cannot be undone."),
            style="return",
            icon="arrow-forward-up",
            bulk=False,
            done=_l("Handed over"),
        ),
        Transition(
            "investigate",
            _l("Have it investigated"),
            {
                ReportState.accepted: ReportState.investigating,
                # Somebody else takes the case over.
                ReportState.investigating: ReportState.investigating,
            },
            guards=(guards.unconcerned, guards.fit_investigator),
            requires=("investigator",),
            effects=(effects.assign,),
            form=InvestigateForm,
            style="primary",
            icon="user-question",
            bulk=False,
            done=_l("Given to an investigator"),
        ),
        Transition(
            "conclude",
            _l("Conclude"),
            {ReportState.investigating: ReportState.concluded},
            guards=(guards.unconcerned,),
            requires=("result",),
            effects=(effects.conclude,),
            form=ConcludeForm,
            style="pass",
            icon="clipboard-check",
            bulk=False,
            done=_l("Concluded"),
        ),
        Transition(
            "feed_back",
            _l("Record the feedback"),
            {ReportState.concluded: ReportState.fed_back},
            guards=(guards.unconcerned,),
            requires=("feedback",),
            effects=(effects.feed_back,),
            form=FeedbackForm,
            style="pass",
            icon="send",
            bulk=False,
            done=_l("Feedback recorded"),
        ),
        Transition(
            "archive",
            _l("Archive"),
            {
                ReportState.fed_back: ReportState.archived,
                ReportState.declined: ReportState.archived,
                ReportState.handed_over: ReportState.archived,
            },
            guards=(guards.unconcerned,),
            icon="file-text",
            done=_l("Archived"),
        ),
    ),
)

__all__ = ["REPORT_WORKFLOW"]
