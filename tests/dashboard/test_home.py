"""The home page: what waits for whom, in a number of statements that does not grow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.actor import acting_as
from app.core.workflow import apply
from app.extensions import db
from app.people.models import Staff
from app.people.security import actor_of
from app.platforms.models import AccountState
from app.posts.models import Post
from app.posts.services import save_post
from app.posts.ticks import ticks_of
from tests.factories.people import StaffFactory
from tests.factories.platforms import AccountFactory

MOST_STATEMENTS = 12
ROLES = {"clerk": "运营人员", "first": "初审员", "second": "复审员", "final": "终审员"}


class Office:
    """One person of each role, and what they do with posts."""

    def __init__(self) -> None:
        self.people = {name: StaffFactory(roles=[role]) for name, role in ROLES.items()}
        self.account = AccountFactory(state=AccountState.active)

    def do(self, who: str, name: str, post: Post, **data: Any) -> None:
        db.session.rollback()
        staff = db.session.get_one(Staff, self.people[who].id)
        row = db.session.get_one(Post, post.id, populate_existing=True)
        ticks = {tick.name: True for level in (1, 2, 3) for tick in ticks_of(level)}
        given = {"seen": {post.id: row.content_hash}, "ticks": ticks, **data}
        with acting_as(actor_of(db.session(), staff)):
            apply("Post", name, [post.id], data=given).or_refuse()

    def post(self, title: str) -> Post:
        db.session.rollback()
        staff = db.session.get_one(Staff, self.people["clerk"].id)
        values = {"title": title, "body": "<p>正文</p>", "accounts": [self.account]}
        with acting_as(actor_of(db.session(), staff)):
            return save_post(values)

    def submitted(self, title: str) -> Post:
        post = self.post(title)
        self.do("clerk", "submit", post)
        return post


@pytest.fixture
def office(app: Any) -> Office:
    return Office()


def test_a_visitor_sees_only_the_login(client: Any) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.location.startswith("/login/")


def test_what_came_back_stands_on_the_clerks_page_with_the_opinion(
    office: Office, sign_in: Callable[[Any], Any]
) -> None:
    post = office.submitted("老街的灯")
    office.do("first", "return", post, opinion="引语没有写明说话人")
    page = sign_in(office.people["clerk"]).get("/").text
    assert "退回给我" in page
    assert "老街的灯" in page
    assert "引语没有写明说话人" in page


def test_a_reviewer_sees_what_waits_and_what_is_late(
    office: Office, sign_in: Callable[[Any], Any]
) -> None:
    with clock.pretend(clock.now() - timedelta(days=3)):
        office.submitted("三天前的稿件")
    office.submitted("刚交的稿件")
    page = sign_in(office.people["first"]).get("/").text
    assert "有 2 篇稿件等您审核，其中 1 篇已超期。" in page
    assert page.index("三天前的稿件") < page.index("刚交的稿件")
    # Nothing of it waits for the level after.
    assert "刚交的稿件" not in sign_in(office.people["second"]).get("/").text


def test_the_final_reviewer_is_told_what_was_taken_down(
    office: Office, sign_in: Callable[[Any], Any]
) -> None:
    post = office.submitted("停水通知")
    for who, name in (("first", "first"), ("second", "second"), ("final", "final")):
        office.do(who, f"pass_{name}", post)
    office.do("clerk", "publish", post, recheck={"content": True})
    office.do("clerk", "take_down", post, reason="时间写错")
    page = sign_in(office.people["final"]).get("/").text
    assert "已撤下《停水通知》：时间写错" in page


def test_administrators_are_warned_where_a_level_hangs_on_one_person(
    office: Office, sign_in: Callable[[Any], Any]
) -> None:
    page = sign_in(StaffFactory(roles=["系统管理员"])).get("/").text
    assert "终审只有一个人能做" in page
    assert "在岗人员" in page
    assert "待我审核" not in page


def test_an_auditor_has_a_page_too(app: Any, sign_in: Callable[[Any], Any]) -> None:
    answer = sign_in(StaffFactory(roles=["审计员"])).get("/")
    assert answer.status_code == 200


@pytest.mark.both_engines
@pytest.mark.parametrize("role", [*ROLES.values(), "系统管理员", "部门联络员", "举报受理员"])
def test_the_statements_do_not_grow(
    role: str, office: Office, sign_in: Callable[[Any], Any], statements: Callable[[], Any]
) -> None:
    who = {name: person for name, person in office.people.items() if ROLES[name] == role}
    client = sign_in(next(iter(who.values()), None) or StaffFactory(roles=[role]))
    numbers = []
    for number in (1, 4):
        for serial in range(number):
            back = office.submitted(f"退回{serial}")
            office.do("first", "return", back, opinion="改")
            office.submitted(f"待审{serial}")
            AccountFactory(state=AccountState.active, last_published_at=clock.now())
        client.get("/")
        with statements() as sql:
            assert client.get("/").status_code == 200
        numbers.append(len(sql))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= MOST_STATEMENTS, "\n".join(sql)
