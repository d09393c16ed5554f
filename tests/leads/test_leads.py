"""Leads: numbered, verified, taken up or not, written into posts; who sees what of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.actor import acting_as
from app.core.attachments import Attachment
from app.core.database import write
from app.core.errors import Refused
from app.core.workflow import apply
from app.extensions import db
from app.leads.models import Lead, LeadPost, LeadState
from app.leads.services import give_number, write_post
from app.people.security import actor_of
from app.posts.models import Post, PostState, SourceKind
from tests.factories.leads import LeadFactory
from tests.factories.people import DepartmentFactory, StaffFactory

Reread = Callable[[Any], Any]
SignIn = Callable[[Any], FlaskClient]

# Written from the design's table: transition → from → to, and who may.
TABLE = {
    "verify": ({"registered"}, "verified"),
    "adopt": ({"verified"}, "adopted"),
    "decline": ({"registered", "verified"}, "declined"),
}


def stored(statement: Any) -> list[Any]:
    """What is in the database by now; the test's own read transaction would see the old rows."""
    db.session.rollback()
    return list(db.session.scalars(statement))


def new_lead(**values: Any) -> dict[str, Any]:
    """What a browser sends for a new lead."""
    return {
        "kind": "public",
        "title": "老街修好了路灯",
        "content": "居民反映路灯三年不亮。",
        "source_name": "",
        "source_url": "",
        **values,
    }


@pytest.mark.both_engines
def test_each_transition_leads_only_where_the_table_says(app: Any) -> None:
    roles = ["运营人员", "初审员", "复审员", "部门联络员", "举报受理员"]
    actors = {role: actor_of(db.session(), StaffFactory(roles=[role])) for role in roles}
    for name, (sources, target) in TABLE.items():
        for state in LeadState:
            for role, actor in actors.items():
                lead = LeadFactory(state=state)
                outcome = apply("Lead", name, [lead.id], data={"reason": "已核"}, actor=actor)
                allowed = state in sources and role == "运营人员"
                assert bool(outcome.moved) == allowed, (name, state, role)
                if allowed:
                    assert outcome.moved[0].to_state == target


def test_a_lead_that_is_not_taken_up_says_why(app: Any, sign_in: SignIn, reread: Reread) -> None:
    lead = LeadFactory()
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    empty = {"ids": lead.id, "asked": "1", "reason": "  "}
    assert clerk.post("/lead/move/decline", data=empty).status_code == 422
    assert reread(lead).state == LeadState.registered
    said = {**empty, "reason": "与已发稿件重复"}
    assert clerk.post("/lead/move/decline", data=said).status_code == 302
    assert "与已发稿件重复" in clerk.get(f"/lead/{lead.id}").text


def test_a_lead_is_numbered_when_registered(app: Any, sign_in: SignIn) -> None:
    department = DepartmentFactory()
    liaison = StaffFactory(roles=["部门联络员"], department=department)
    client = sign_in(liaison)
    for _ in range(2):
        data = new_lead(department=department.id, state="adopted", number="线索〔2026〕9999号")
        assert client.post("/lead/add", data=data).status_code == 302
    refused = client.post("/lead/add", data=new_lead(department=department.id, title=" "))
    assert refused.status_code == 422
    assert client.post("/lead/add", data=new_lead(department=department.id)).status_code == 302
    leads = stored(select(Lead).order_by(Lead.id))
    assert [lead.number[-6:] for lead in leads] == ["〕0001号", "〕0002号", "〕0003号"]
    assert {lead.state for lead in leads} == {LeadState.registered}
    assert {lead.created_by_id for lead in leads} == {liaison.id}


@pytest.mark.both_engines
def test_numbers_have_no_gap_under_many_hands(app: Any) -> None:
    department_id = DepartmentFactory().id
    start, failed = Barrier(6), []

    def register(fail: bool) -> None:
        with app.app_context():
            start.wait()
            for _ in range(3):
                try:
                    with write() as session:
                        lead = Lead(title="线索", department_id=department_id)
                        give_number(session, lead)
                        session.add(lead)
                        session.flush()
                        if fail:
                            raise Refused("")
                except Refused:
                    failed.append(1)
            db.session.remove()

    threads = [Thread(target=register, args=(number % 2 == 0,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(int(number[-5:-1]) for number in stored(select(Lead.number)))
    assert len(failed) == 9
    assert numbers == list(range(1, 10))


# From a lead to a post --------------------------------------------------------------------


def test_an_adopted_lead_starts_a_post_in_one_click(
    app: Any, sign_in: SignIn, reread: Reread
) -> None:
    lead = LeadFactory(
        state=LeadState.adopted,
        kind="web",
        title="老街口的灯又亮了",
        content="路灯三年不亮。\n\n<script>alert(1)</script>上周换新。",
        source_name="清河日报",
        source_url="https://example.org/a",
    )
    own = DepartmentFactory()
    clerk_staff = StaffFactory(roles=["运营人员"])
    clerk = sign_in(clerk_staff)
    assert "据此写稿" in clerk.get(f"/lead/{lead.id}").text
    for _ in range(2):
        assert clerk.post("/lead/write", data={"ids": lead.id}).status_code == 302
    posts = stored(select(Post).order_by(Post.id))
    assert len(posts) == 2
    post = posts[0]
    assert post.state == PostState.draft
    assert post.title == "老街口的灯又亮了"
    assert post.source_kind == SourceKind.reprint
    assert (post.source_name, post.source_url) == ("清河日报", "https://example.org/a")
    assert post.department_id == clerk_staff.department_id != own.id
    assert [author.id for author in post.authors] == [clerk_staff.id]
    assert "<script" not in post.body
    assert post.body.count("<p>") == 2
    page = clerk.get(f"/lead/{lead.id}").text
    assert page.count(f"/post/{post.id}") == 1
    assert f"/post/{posts[1].id}" in page
    assert lead.number in clerk.get(f"/post/{post.id}").text


@pytest.mark.parametrize("state", [s for s in LeadState if s != LeadState.adopted])
def test_from_other_leads_no_post_is_written(app: Any, sign_in: SignIn, state: LeadState) -> None:
    lead = LeadFactory(state=state)
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    assert "据此写稿" not in clerk.get(f"/lead/{lead.id}").text
    clerk.post("/lead/write", data={"ids": lead.id})
    assert stored(select(Post)) == []


def test_only_who_writes_posts_writes_one_from_a_lead(app: Any, sign_in: SignIn) -> None:
    lead = LeadFactory(state=LeadState.adopted)
    reviewer = sign_in(StaffFactory(roles=["初审员"]))
    assert "据此写稿" not in reviewer.get(f"/lead/{lead.id}").text
    reviewer.post("/lead/write", data={"ids": lead.id})
    foreign = StaffFactory(roles=["运营人员"], department=DepartmentFactory())
    sign_in(foreign).post("/lead/write", data={"ids": lead.id})
    with acting_as(actor_of(db.session(), foreign)), pytest.raises(Refused):
        write_post(lead.id)
    assert stored(select(Post)) == []
    assert stored(select(LeadPost)) == []


def test_writing_is_not_done_by_opening_an_address(app: Any, sign_in: SignIn) -> None:
    lead = LeadFactory(state=LeadState.adopted)
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    assert clerk.get(f"/lead/write?ids={lead.id}").status_code in (404, 405)
    assert clerk.post("/lead/write", data={"ids": "999999"}).status_code < 500
    assert clerk.post("/lead/write", data={"ids": "abc"}).status_code == 400
    assert stored(select(Post)) == []


# Who sees what ----------------------------------------------------------------------------


def test_the_contact_is_for_those_who_may_edit(app: Any, sign_in: SignIn) -> None:
    lead = LeadFactory(contact="微信 lisi_77")
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    assert "lisi_77" in clerk.get(f"/lead/{lead.id}").text
    reader = sign_in(StaffFactory(roles=["复审员"]))
    page = reader.get(f"/lead/{lead.id}").text
    assert "lisi_77" not in page
    assert "对您不显示" in page
    for client in (clerk, reader):
        assert "lisi_77" not in client.get("/lead/").text
        assert lead.title not in client.get("/lead/?q=lisi_77").text
        exported = client.get("/lead/export.csv", buffered=True)
        assert lead.title in exported.text
        assert "lisi_77" not in exported.text


def test_other_departments_leads_are_out_of_reach(
    app: Any, sign_in: SignIn, reread: Reread
) -> None:
    own, other = DepartmentFactory(), DepartmentFactory()
    foreign = LeadFactory(department=other, title="别处线索")
    liaison = sign_in(StaffFactory(roles=["部门联络员"], department=own))
    assert "别处线索" not in liaison.get("/lead/").text
    assert liaison.get(f"/lead/{foreign.id}").status_code == 404
    data = new_lead(version=1, department=own.id)
    assert liaison.post(f"/lead/{foreign.id}/edit", data=data).status_code == 404
    assert liaison.post("/lead/add", data=new_lead(department=other.id)).status_code == 422
    clerk = sign_in(StaffFactory(roles=["运营人员"], department=own))
    moved = clerk.post("/lead/move/decline", data={"ids": foreign.id, "asked": "1", "reason": "否"})
    assert moved.status_code == 404
    assert reread(foreign).state == LeadState.registered
    assert len(stored(select(Lead))) == 1


def test_what_was_decided_stays_as_it_is(app: Any, sign_in: SignIn, reread: Reread) -> None:
    liaison = StaffFactory(roles=["部门联络员"])
    clerk = StaffFactory(roles=["运营人员"])
    may = {
        (LeadState.registered, liaison): True,
        (LeadState.registered, clerk): True,
        (LeadState.verified, liaison): False,
        (LeadState.verified, clerk): True,
        (LeadState.adopted, clerk): False,
        (LeadState.declined, clerk): False,
    }
    clients = {staff: sign_in(staff) for staff in (liaison, clerk)}
    for (state, staff), allowed in may.items():
        lead = LeadFactory(state=state)
        data = new_lead(version=1, title="改过的标题", department=lead.department_id)
        clients[staff].post(f"/lead/{lead.id}/edit", data=data)
        assert (reread(lead).title == "改过的标题") == allowed, (state, staff)


def test_nothing_is_deleted(app: Any, sign_in: SignIn) -> None:
    lead = LeadFactory()
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    assert clerk.post(f"/lead/{lead.id}/delete").status_code == 404
    assert len(stored(select(Lead))) == 1


def test_an_address_that_is_none_is_refused_beside_the_field(app: Any, sign_in: SignIn) -> None:
    staff = StaffFactory(roles=["运营人员"])
    data = new_lead(department=staff.department_id, source_url="javascript:alert(1)")
    answer = sign_in(staff).post("/lead/add", data=data)
    assert answer.status_code == 422
    assert 'id="source_url-error"' in answer.text
    assert stored(select(Lead)) == []


def test_files_come_with_the_lead_and_are_seen_with_it(app: Any, sign_in: SignIn) -> None:
    staff = StaffFactory(roles=["运营人员"])
    client = sign_in(staff)
    data = new_lead(
        department=staff.department_id, files=(io.BytesIO("来信".encode()), "群众来信.txt")
    )
    assert client.post("/lead/add", data=data).status_code == 302
    (attachment,) = stored(select(Attachment))
    (lead,) = stored(select(Lead))
    assert "群众来信.txt" in client.get(f"/lead/{lead.id}").text
    assert client.get(f"/attachment/{attachment.id}").status_code == 200
    foreign = sign_in(StaffFactory(roles=["运营人员"], department=DepartmentFactory()))
    assert foreign.get(f"/attachment/{attachment.id}").status_code == 404


@pytest.mark.both_engines
def test_statements_do_not_grow_with_the_rows(app: Any, sign_in: SignIn, statements: Any) -> None:
    def count(path: str) -> int:
        with statements() as sql:
            assert client.get(path).status_code == 200
        return len(sql)

    lead = LeadFactory(state=LeadState.adopted)
    client = sign_in(StaffFactory(roles=["运营人员"]))
    few = count("/lead/")
    for _ in range(30):
        LeadFactory(department=DepartmentFactory())
    assert count("/lead/") == few <= 12
    assert count(f"/lead/{lead.id}") <= 12
