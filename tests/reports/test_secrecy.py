"""Who never sees a complaint, by whatever door; who never handles one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import scope
from app.core.actor import VISITOR, Actor
from app.core.workflow import apply
from app.extensions import db
from app.people.models import Staff
from app.people.security import actor_of
from app.platforms.models import Account
from app.posts.models import Post, PostContributor
from app.reports.models import Report, ReportState
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.factories.platforms import AccountFactory
from tests.factories.reports import ReportFactory
from tests.posts.committee import Committee

Reread = Callable[[Any], Any]
SignIn = Callable[[Any], FlaskClient]
SECRET = "密件内容壬癸"

pytestmark = pytest.mark.both_engines


def actor(staff: Staff) -> Actor:
    return actor_of(db.session(), staff)


def named(staff: Staff) -> dict[str, Any]:
    return {"concerns": [staff]}


def administrator(staff: Staff) -> dict[str, Any]:
    return {"account": AccountFactory(administrator=staff)}


def operator(staff: Staff) -> dict[str, Any]:
    return {"account": AccountFactory(operators=[staff])}


def author(staff: Staff) -> dict[str, Any]:
    department = DepartmentFactory()
    post = Post(title="老街的灯", department_id=department.id)
    post.contributors.append(PostContributor(staff_id=staff.id, is_author=True))
    return {"post": post}


CONCERNING = [named, administrator, operator, author]


@pytest.mark.parametrize("concerning", CONCERNING)
@pytest.mark.parametrize("role", ["举报受理员", "委员"])
def test_whom_it_concerns_sees_it_by_no_door(
    app: Any, sign_in: SignIn, reread: Reread, concerning: Any, role: str
) -> None:
    staff = StaffFactory(roles=[role])
    report = ReportFactory(
        title=SECRET,
        content=SECRET,
        state=ReportState.investigating,
        # Even if somebody gave the case to the wrong person.
        investigator=staff,
        **concerning(staff),
    )
    other = ReportFactory(title="别的事", state=ReportState.investigating, investigator=staff)
    client = sign_in(staff)
    for path in ("/report/", "/report/?q=" + SECRET, f"/report/?investigator={staff.id}"):
        page = client.get(path).text
        assert f"/report/{report.id}" not in page
        assert report.number not in page
    assert client.get(f"/report/{report.id}").status_code == 404
    assert client.get(f"/report/{report.id}/edit").status_code in (403, 404)
    for name in ("conclude", "feed_back", "archive", "hand_over"):
        sent = {"ids": report.id, "asked": "1", "result": "没有此事", "reason": "无"}
        answer = client.post(f"/report/move/{name}", data=sent)
        assert SECRET not in answer.text
        assert report.number not in answer.text
    both = client.post(
        "/report/move/conclude",
        data={"ids": [report.id, other.id], "asked": "1", "result": "没有此事"},
    )
    assert SECRET not in both.text
    if role == "举报受理员":
        exported = client.get("/report/export.csv", buffered=True)
        assert "别的事" in exported.text
        assert SECRET not in exported.text
    report = reread(report)
    assert report.state == ReportState.investigating
    assert report.result == ""
    assert reread(other).state == ReportState.concluded


@pytest.mark.parametrize("concerning", CONCERNING)
def test_whom_it_concerns_is_given_no_case(
    app: Any, sign_in: SignIn, reread: Reread, concerning: Any
) -> None:
    suspect = StaffFactory(roles=["委员"])
    report = ReportFactory(state=ReportState.accepted, **concerning(suspect))
    client = sign_in(StaffFactory(roles=["举报受理员"]))
    sent = {"ids": report.id, "asked": "1", "investigator": suspect.id}
    answer = client.post("/report/move/investigate", data=sent)
    assert answer.status_code == 422
    assert "与此人有关" in answer.text
    assert reread(report).state == ReportState.accepted


def test_a_case_goes_only_to_who_may_investigate(app: Any, sign_in: SignIn, reread: Reread) -> None:
    report = ReportFactory(state=ReportState.accepted)
    clerk = StaffFactory(roles=["运营人员"])
    gone = StaffFactory(roles=["委员"], active=False)
    taker = StaffFactory(roles=["举报受理员"])
    client = sign_in(taker)
    for key in (clerk.id, gone.id, 999999, "x", ""):
        sent = {"ids": report.id, "asked": "1", "investigator": key}
        assert client.post("/report/move/investigate", data=sent).status_code == 422
    # Past the form too.
    outcome = apply(
        "Report", "investigate", [report.id], data={"investigator": clerk.id}, actor=actor(taker)
    )
    assert not outcome.moved
    assert reread(report).investigator_id is None


def test_an_investigator_loses_sight_when_the_case_goes_to_another(
    app: Any, sign_in: SignIn
) -> None:
    first, second = StaffFactory(roles=["委员"]), StaffFactory(roles=["委员"])
    report = ReportFactory(state=ReportState.investigating, investigator=first)
    taker = actor(StaffFactory(roles=["举报受理员"]))
    assert sign_in(first).get(f"/report/{report.id}").status_code == 200
    apply("Report", "investigate", [report.id], data={"investigator": second.id}, actor=taker)
    assert sign_in(first).get(f"/report/{report.id}").status_code == 404
    assert sign_in(second).get(f"/report/{report.id}").status_code == 200


def test_a_handler_of_any_department_sees_all_others_nothing(app: Any) -> None:
    report = ReportFactory(account=AccountFactory(department=DepartmentFactory()))

    def sees(who: Actor) -> bool:
        return scope.find(db.session(), Report, report.id, who) is not None

    far = StaffFactory(roles=["举报受理员"], department=DepartmentFactory())
    assert sees(actor(far))
    for role in ("运营人员", "初审员", "复审员", "终审员", "委员", "系统管理员", "审计员"):
        assert not sees(actor(StaffFactory(roles=[role]))), role
    assert not sees(VISITOR)


def test_administrators_do_not_reach_the_screens(app: Any, sign_in: SignIn) -> None:
    report = ReportFactory(title=SECRET)
    for role in ("系统管理员", "安全管理员", "审计员", "运营人员", "终审员"):
        client = sign_in(StaffFactory(roles=[role]))
        for path in ("/report/", f"/report/{report.id}", "/report/add", "/report/export.csv"):
            answer = client.get(path)
            assert answer.status_code in (302, 403, 404), (role, path)
            assert SECRET not in answer.text
        assert 'href="/report/"' not in client.get("/").text


def test_whom_it_turns_out_to_concern_registers_it_and_sees_it_no_more(
    app: Any, sign_in: SignIn
) -> None:
    staff = StaffFactory(roles=["举报受理员"])
    account = AccountFactory(operators=[staff])
    client = sign_in(staff)
    data = {
        "channel": "phone", "received_at": "2026-11-20 09:30", "title": SECRET,
        "content": "内容", "account": account.id,
    }  # fmt: skip
    answer = client.post("/report/add", data=data, follow_redirects=True)
    assert answer.status_code == 200
    db.session.rollback()
    (report,) = db.session.scalars(select(Report))
    # What is needed to hand it on, and nothing else.
    assert report.number in answer.text
    assert report.receipt in answer.text
    assert SECRET not in client.get("/report/").text
    assert client.get(f"/report/{report.id}").status_code == 404


def test_only_posts_that_readers_saw_can_be_named(app: Any, sign_in: SignIn) -> None:
    committee = Committee()
    draft, published = committee.write(title="未发文稿甲"), committee.post_in("published")
    staff = StaffFactory(roles=["举报受理员"])
    client = sign_in(staff)
    options = client.get("/report/options/post?q=").json
    assert [option["id"] for option in options] == [published.id]
    assert client.get("/report/options/post?q=未发文稿").json == []

    def register(post: Post) -> Any:
        data = {
            "channel": "web", "received_at": "2026-11-20 09:30", "title": "错字",
            "content": "有错字", "post": post.id,
        }  # fmt: skip
        return client.post("/report/add", data=data)

    refused = register(draft)
    assert refused.status_code == 422
    assert "未发文稿甲" not in refused.text
    assert register(published).status_code == 302
    db.session.rollback()
    (report,) = db.session.scalars(select(Report))
    assert report.post_id == published.id


def test_an_account_says_nothing_of_complaints_about_it(app: Any, sign_in: SignIn) -> None:
    staff = StaffFactory(roles=["运营人员"])
    account: Account = AccountFactory(administrator=staff)
    report = ReportFactory(account=account, title=SECRET)
    page = sign_in(staff).get(f"/account/{account.id}").text
    assert SECRET not in page
    assert report.number not in page
