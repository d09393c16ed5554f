"""The way of a complaint: who moves it where, what each step keeps and forgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.workflow import TransitionRecord, apply
from app.extensions import db
from app.people.models import Staff
from app.people.security import actor_of
from app.reports.models import Report, ReportState
from app.reports.services import waiting
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.factories.reports import ReportFactory

Reread = Callable[[Any], Any]
SignIn = Callable[[Any], FlaskClient]

# Written from the design's table: transition → from → to.
TABLE = {
    "accept": ({"registered"}, "accepted"),
    "decline": ({"registered"}, "declined"),
    "hand_over": ({"registered", "accepted"}, "handed_over"),
    "investigate": ({"accepted", "investigating"}, "investigating"),
    "conclude": ({"investigating"}, "concluded"),
    "feed_back": ({"concluded"}, "fed_back"),
    "archive": ({"fed_back", "declined", "handed_over"}, "archived"),
}


def stored(statement: Any) -> list[Any]:
    """What is in the database by now; the test's own read transaction would see the old rows."""
    db.session.rollback()
    return list(db.session.scalars(statement))


def actor(staff: Staff) -> Actor:
    return actor_of(db.session(), staff)


def handler() -> Staff:
    staff: Staff = StaffFactory(roles=["举报受理员"])
    return staff


def data_for(investigator: Staff | None = None) -> dict[str, Any]:
    """What the transitions ask for, all of it."""
    return {
        "reason": "不属于受理范围",
        "handed_to": "县纪委监委",
        "hand_over_number": "青宣转〔2026〕3号",
        "handed_over_on": clock.today(),
        "investigator": str(investigator.id) if investigator else "",
        "result": "经查，确未注明来源，已补注。",
        "feedback": "11月20日电话答复。",
    }


@pytest.mark.both_engines
def test_each_transition_leads_only_where_the_table_says(app: Any) -> None:
    roles = ["运营人员", "初审员", "复审员", "终审员", "委员", "举报受理员", "部门联络员"]
    actors = {role: actor(StaffFactory(roles=[role])) for role in roles}
    investigator = StaffFactory(roles=["委员"])
    for name, (sources, target) in TABLE.items():
        for state in ReportState:
            for role, who in actors.items():
                report = ReportFactory(state=state)
                outcome = apply("Report", name, [report.id], data=data_for(investigator), actor=who)
                allowed = state in sources and role == "举报受理员"
                assert bool(outcome.moved) == allowed, (name, state, role)
                if allowed:
                    assert outcome.moved[0].to_state == target


def test_a_complaint_goes_its_whole_way_on_the_screen(
    app: Any, sign_in: SignIn, reread: Reread
) -> None:
    staff, investigator = handler(), StaffFactory(roles=["委员"], first_name="马秀英")
    client, other = sign_in(staff), sign_in(investigator)
    data = {
        "channel": "phone",
        "received_at": "2026-11-20 09:30",
        "title": "转载未注明来源",
        "content": "来电反映一篇文章未注明来源。",
    }
    assert "不要写举报人的姓名" in client.get("/report/add").text
    assert client.post("/report/add", data=data).status_code == 302
    (report,) = stored(select(Report))
    assert report.number.endswith("〕0001号")
    assert len(report.receipt) == 16
    assert report.due_on == date(2026, 12, 11)

    def move(who: FlaskClient, name: str, **more: Any) -> int:
        sent = {"ids": report.id, "asked": "1", **more}
        return who.post(f"/report/move/{name}", data=sent).status_code

    assert other.get(f"/report/{report.id}").status_code == 404
    assert move(client, "accept") == 302
    assert "马秀英" in client.post("/report/move/investigate", data={"ids": report.id}).text
    assert move(client, "investigate", investigator=investigator.id) == 302
    assert other.get(f"/report/{report.id}").status_code == 200
    assert move(other, "conclude", result=" ") == 422
    assert move(other, "conclude", result="经查属实，已补注来源。") == 302
    assert move(other, "feed_back", feedback="已答复") == 403
    assert move(client, "feed_back", feedback="已电话答复。") == 302
    assert move(client, "archive") == 302
    report = reread(report)
    assert report.state == ReportState.archived
    assert report.handler_id == staff.id
    assert report.investigator_id == investigator.id
    assert report.due_on is None
    steps = select(TransitionRecord.name).where(TransitionRecord.subject == "Report")
    assert stored(steps.order_by(TransitionRecord.id)) == [
        "accept", "investigate", "conclude", "feed_back", "archive",
    ]  # fmt: skip
    page = client.get(f"/report/{report.id}").text
    assert "经查属实，已补注来源。" in page
    assert "已电话答复。" in page


@pytest.mark.parametrize("missing", ["handed_to", "hand_over_number", "handed_over_on"])
def test_a_hand_over_says_to_whom_and_when(
    app: Any, sign_in: SignIn, reread: Reread, missing: str
) -> None:
    report = ReportFactory()
    sent = {**data_for(), "ids": report.id, "asked": "1", missing: " "}
    answer = sign_in(handler()).post("/report/move/hand_over", data=sent)
    assert answer.status_code == 422
    assert reread(report).content


def test_what_is_handed_over_is_forgotten(app: Any, sign_in: SignIn, reread: Reread) -> None:
    concerned = StaffFactory(roles=["举报受理员"])
    report = ReportFactory(
        title="某人收受礼品", content="来信反映某人收受礼品。", concerns=[concerned]
    )
    client = sign_in(handler())
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    sent = {**data_for(), "ids": report.id, "asked": "1"}
    assert (
        client.post("/report/move/hand_over", data={**sent, "handed_over_on": tomorrow}).status_code
        == 422
    )
    assert client.post("/report/move/hand_over", data=sent).status_code == 302
    report = reread(report)
    assert (report.title, report.content) == ("", "")
    assert (report.handed_to, report.hand_over_number) == ("县纪委监委", "青宣转〔2026〕3号")
    assert report.handed_over_on == clock.today()
    for path in ("/report/", f"/report/{report.id}"):
        page = client.get(path).text
        assert "收受礼品" not in page
        assert report.number in page
    # Those it concerned do not learn even that there was one.
    assert report.number not in sign_in(concerned).get("/report/").text


def test_numbers_count_and_receipts_do_not(app: Any, sign_in: SignIn) -> None:
    client = sign_in(handler())
    for _ in range(12):
        data = {
            "channel": "web", "received_at": "2026-11-20 09:30", "title": "错字",
            "content": "有错字",
        }  # fmt: skip
        assert client.post("/report/add", data=data).status_code == 302
    reports = stored(select(Report).order_by(Report.id))
    assert [int(r.number[-5:-1]) for r in reports] == list(range(1, 13))
    receipts = [int(r.receipt) for r in reports]
    assert len(set(receipts)) == 12
    assert receipts != sorted(receipts)
    assert len({later - earlier for earlier, later in pairwise(receipts)}) == 11


def test_what_was_concluded_stays_as_it_is(app: Any, sign_in: SignIn, reread: Reread) -> None:
    client = sign_in(handler())
    open_states = {ReportState.registered, ReportState.accepted, ReportState.investigating}
    for state in ReportState:
        report = ReportFactory(state=state)
        data = {
            "version": 1, "channel": "web", "received_at": "2026-11-20 09:30",
            "title": "改过", "content": "改过",
        }  # fmt: skip
        client.post(f"/report/{report.id}/edit", data=data)
        assert (reread(report).title == "改过") == (state in open_states), state
        assert client.post(f"/report/{report.id}/delete").status_code == 404


def test_no_form_and_no_move_sets_what_is_not_its_own(
    app: Any, sign_in: SignIn, reread: Reread
) -> None:
    staff = handler()
    client = sign_in(staff)
    data = {
        "channel": "web", "received_at": "2026-11-20 09:30", "title": "错字", "content": "有错字",
        "state": "archived", "number": "举报〔2026〕0099号", "receipt": "1", "result": "属实",
        "investigator": str(staff.id), "due_on": "2099-01-01",
    }  # fmt: skip
    assert client.post("/report/add", data=data).status_code == 302
    (report,) = stored(select(Report))
    assert report.state == ReportState.registered
    assert report.number.endswith("0001号")
    assert (report.result, report.investigator_id) == ("", None)
    assert report.due_on == date(2026, 12, 11)


# Deadlines --------------------------------------------------------------------------------


@time_machine.travel("2026-11-24T02:00:00+00:00", tick=False)
def test_feedback_is_due_fifteen_working_days_after_the_conclusion(
    app: Any, reread: Reread
) -> None:
    report = ReportFactory(state=ReportState.investigating)
    apply("Report", "conclude", [report.id], data=data_for(), actor=actor(handler()))
    assert reread(report).due_on == date(2026, 12, 15)
    assert reread(report).concluded_at == datetime(2026, 11, 24, 2, tzinfo=clock.UTC)


@pytest.mark.both_engines
def test_what_waits_for_whom(app: Any) -> None:
    taker, investigator = handler(), StaffFactory(roles=["委员"])
    by_state = {
        state: ReportFactory(state=state, investigator=investigator) for state in ReportState
    }
    by_state["late"] = ReportFactory(due_on=clock.today() - timedelta(days=1))

    def keys(select_: Any) -> set[int]:
        return {report.id for report in db.session.scalars(select_)}

    wait = ("registered", "accepted", "concluded", "late")
    assert keys(waiting(actor(taker))) == {by_state[name].id for name in wait}
    assert keys(waiting(actor(investigator))) == {by_state["investigating"].id}
    assert keys(waiting(actor(StaffFactory(roles=["运营人员"])))) == set()


@pytest.mark.both_engines
def test_statements_do_not_grow_with_the_rows(app: Any, sign_in: SignIn, statements: Any) -> None:
    def count(path: str) -> int:
        with statements() as sql:
            assert client.get(path).status_code == 200
        return len(sql)

    report = ReportFactory(investigator=StaffFactory(), concerns=[StaffFactory()])
    client = sign_in(handler())
    few = count("/report/")
    for _ in range(20):
        ReportFactory(investigator=StaffFactory(department=DepartmentFactory()))
    assert count("/report/") == few <= 12
    assert count(f"/report/{report.id}") <= 12
