"""三审: the way of a post from draft to readers, as a table."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.forms import ReasonForm
from app.core.workflow import State, Transition, Workflow
from app.posts.forms import ReassignForm
from app.posts.levels import FINAL, FIRST, SECOND
from app.posts.models import Decision, Post
from app.posts.models import PostState as S
from app.posts.workflow import effects, guards
from app.posts.workflow.passes import standing_passes, stands

__all__ = ["POST_WORKFLOW", "standing_passes", "stands"]

REVIEW_PERMISSIONS = {level.state: level.action for level in (FIRST, SECOND, FINAL)}
IN_REVIEW = tuple(REVIEW_PERMISSIONS)

# Whoever decides at a level: a person, not one who wrote it, not one of another level, on the
# very version that was on the screen.
REVIEWING = (
    guards.a_person, guards.at_level, guards.not_own_work, guards.no_other_level, guards.as_seen,
)  # fmt: skip
PASSING = (
    *REVIEWING,
    guards.unchanged,
    guards.all_ticked,
    guards.no_rubber_stamp,
    guards.rest_assignable,
)
RECORD_PASS = (effects.record(Decision.passed),)

POST_WORKFLOW = Workflow(
    model=Post,
    initial=S.draft,
    states={
        S.draft: State("grey", "pencil"),
        S.returned: State("warn", "arrow-back-up"),
        S.first_review: State("rev", "level-1"),
        S.second_review: State("rev", "level-2"),
        S.final_review: State("rev", "level-3"),
        S.approved: State("appr", "calendar-check"),
        S.published: State("pass", "circle-check-filled"),
        S.rejected: State("danger", "ban"),
        S.taken_down: State("plum", "eye-off"),
        S.void: State("grey", "file-off"),
    },
    transitions=(
        Transition(
            "submit", _l("Submit for review"),
            {S.draft: S.first_review, S.returned: S.first_review},
            guards=(
                guards.a_person, guards.an_author, guards.complete, guards.own_pictures,
                guards.assignable,
            ),
            effects=(effects.keep_version,),
            style="primary", icon="send", done=_l("Submitted for first review"),
        ),
        Transition(
            "pass_first", _l("Pass the first review"), {S.first_review: S.second_review},
            guards=PASSING, effects=RECORD_PASS,
            style="pass", icon="check", done=_l("First review passed"),
        ),
        Transition(
            "pass_second", _l("Pass the second review"), {S.second_review: S.final_review},
            guards=PASSING, effects=RECORD_PASS,
            style="pass", icon="check", done=_l("Second review passed"),
        ),
        Transition(
            "pass_final", _l("Pass the final review"), {S.final_review: S.approved},
            guards=PASSING, effects=RECORD_PASS,
            style="pass", icon="check", done=_l("Final review passed"),
        ),
        Transition(
            "return", _l("Return"), dict.fromkeys(IN_REVIEW, S.returned),
            permission=REVIEW_PERMISSIONS,
            guards=REVIEWING, requires=("opinion",),
            effects=(effects.record(Decision.returned),),
            style="return", icon="arrow-back-up", done=_l("Returned"),
        ),
        Transition(
            "reject", _l("Do not adopt"), dict.fromkeys(IN_REVIEW, S.rejected),
            permission=REVIEW_PERMISSIONS,
            guards=REVIEWING, requires=("opinion",),
            effects=(effects.record(Decision.rejected),),
            style="danger", icon="ban", bulk=False, done=_l("Not adopted"),
        ),
        Transition(
            "withdraw", _l("Withdraw"), dict.fromkeys(IN_REVIEW, S.draft),
            guards=(guards.a_person, guards.an_author),
            icon="arrow-back-up", done=_l("Withdrawn"),
        ),
        Transition(
            "recall", _l("Take back"),
            {
                S.second_review: S.first_review,
                S.final_review: S.second_review,
                S.approved: S.final_review,
            },
            guards=(guards.a_person, guards.own_pass),
            effects=(effects.record(Decision.recalled),),
            icon="arrow-back", done=_l("Taken back"),
        ),
        Transition(
            "revise", _l("Revise"), {S.approved: S.returned},
            guards=(guards.a_person,), requires=("reason",), form=ReasonForm,
            icon="pencil", bulk=False, done=_l("Back for revision"),
        ),
        # With the first publication, which the publishing room records along with it.
        Transition(
            "publish", _l("Publish"), {S.approved: S.published},
            guards=(
                guards.a_person, guards.three_passes, guards.unchanged, guards.rechecked,
            ),
            icon="circle-check", bulk=False, button=False, done=_l("Published"),
        ),
        Transition(
            "take_down", _l("Take down"), {S.published: S.taken_down},
            guards=(guards.a_person,), requires=("reason",), form=ReasonForm,
            style="danger", icon="eye-off", bulk=False, done=_l("Taken down"),
        ),
        Transition(
            "void", _l("Void"), {S.draft: S.void, S.returned: S.void},
            guards=(guards.a_person, guards.an_author), requires=("reason",), form=ReasonForm,
            style="danger", icon="file-off", bulk=False, done=_l("Void"),
        ),
        Transition(
            "reassign", _l("Hand over to another author"),
            {S.draft: S.draft, S.returned: S.returned},
            guards=(guards.a_person, guards.new_author), requires=("reason",),
            effects=(effects.add_author,), form=ReassignForm,
            icon="user-share", done=_l("Handed over to another author"),
        ),
    ),
)  # fmt: skip
