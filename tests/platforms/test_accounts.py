"""The life of an account: who moves it where, what is kept of it, who may rename it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.core import clock
from app.core.actor import acting_as
from app.core.database import write
from app.core.workflow import TransitionRecord, apply
from app.extensions import db
from app.people.models import Staff
from app.people.security import actor_of
from app.platforms.models import Account, AccountEvent, AccountState, start_of
from app.platforms.services import freshness
from app.platforms.workflow import ACCOUNT_WORKFLOW
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.factories.platforms import AccountFactory, PlatformFactory

Reread = Callable[[Any], Any]
SignIn = Callable[[Any], FlaskClient]
CLOSE = {"reason": "并入青禾发布", "announced": "y", "cancelled": "y", "filed": "y"}


def stored(statement: Any) -> list[Any]:
    """What is in the database by now; the test's own read transaction would see the old rows."""
    db.session.rollback()
    return list(db.session.scalars(statement))


def form_of(account: Account, **changes: Any) -> dict[str, Any]:
    """What a browser sends for an account that is edited."""
    return {
        "version": account.version_id,
        "platform": account.platform_id,
        "name": account.name,
        "platform_key": account.platform_key,
        "department": account.department_id,
        "certified_subject": account.certified_subject,
        **changes,
    }


def move(client: FlaskClient, name: str, *accounts: Account, **data: Any) -> Any:
    """Takes a transition as the ask page does."""
    ids = [account.id for account in accounts]
    return client.post(f"/account/move/{name}", data={"ids": ids, "asked": "1", **data})


# Written from the design's table: transition → from → to, and who may.
TABLE = {
    "approve": ("applied", "active", {"复审员", "终审员"}),
    "refuse": ("applied", "refused", {"复审员", "终审员"}),
    "apply_again": ("refused", "applied", {"运营人员"}),
    "suspend": ("active", "suspended", {"复审员", "终审员"}),
    "resume": ("suspended", "active", {"复审员", "终审员"}),
    "close": ("suspended", "closed", {"复审员", "终审员"}),
}


@pytest.mark.both_engines
def test_each_transition_leads_only_where_the_table_says(app: Any) -> None:
    roles = ["运营人员", "初审员", "复审员", "终审员", "委员", "部门联络员", "举报受理员"]
    people = {role: StaffFactory(roles=[role]) for role in roles}
    session = db.session()
    actors = {role: actor_of(session, staff) for role, staff in people.items()}
    assert {t.name for t in ACCOUNT_WORKFLOW.transitions} == set(TABLE)
    for name, (source, target, may) in TABLE.items():
        for state in AccountState:
            account = AccountFactory(state=state)
            for role, actor in actors.items():
                outcome = apply("Account", name, [account.id], data=CLOSE, actor=actor)
                allowed = state == source and role in may
                assert bool(outcome.moved) == allowed, (name, state, role)
                if allowed:
                    assert outcome.moved[0].to_state == target
                    db.session.rollback()
                    # The next role finds it where it was.
                    account = AccountFactory(state=state)


def test_whoever_applied_does_not_approve(app: Any, reread: Reread) -> None:
    reviewer = StaffFactory(roles=["复审员"])
    actor = actor_of(db.session(), reviewer)
    with acting_as(actor):
        account = AccountFactory(state=AccountState.applied)
    outcome = apply("Account", "approve", [account.id], data={"reason": "存量"}, actor=actor)
    assert not outcome.moved
    assert reread(account).state == AccountState.applied
    other = actor_of(db.session(), StaffFactory(roles=["终审员"]))
    assert apply("Account", "approve", [account.id], data={"reason": "存量"}, actor=other).moved


def test_many_are_approved_at_once_with_one_basis(
    app: Any, sign_in: SignIn, reread: Reread, statements: Any
) -> None:
    platform = PlatformFactory()
    accounts = [AccountFactory(state=AccountState.applied, platform=platform) for _ in range(84)]
    client = sign_in(StaffFactory(roles=["复审员"]))
    asked = client.post("/account/move/approve", data={"ids": [a.id for a in accounts]})
    assert asked.status_code == 200
    assert "未填：认证主体、管理员" in asked.text
    refused = move(client, "approve", *accounts, reason=" ")
    assert refused.status_code == 422
    with statements() as sql:
        done = move(client, "approve", *accounts, reason="存量账号登记，县网信办备案表")
    assert done.status_code == 200
    assert len(sql) < 20
    assert {reread(a).state for a in accounts} == {AccountState.active}
    notes = select(TransitionRecord.note).where(TransitionRecord.subject == "Account")
    assert set(stored(notes)) == {"存量账号登记，县网信办备案表"}


def test_closing_keeps_its_order(app: Any, sign_in: SignIn, reread: Reread) -> None:
    account = AccountFactory()
    client = sign_in(StaffFactory(roles=["终审员"]))
    assert (
        "没有改动"
        in client.post("/account/move/close", data={"ids": account.id, "asked": "1", **CLOSE}).text
        or reread(account).state == AccountState.active
    )
    assert move(client, "suspend", account, reason="停更公告已发").status_code == 302
    for missing in ("announced", "cancelled", "filed"):
        data = {name: value for name, value in CLOSE.items() if name != missing}
        assert move(client, "close", account, **data).status_code == 422
        assert reread(account).state == AccountState.suspended
    assert move(client, "close", account, **CLOSE).status_code == 302
    assert reread(account).state == AccountState.closed
    page = client.get(f"/account/{account.id}")
    assert "并入青禾发布" in page.text


def test_a_closed_account_stays_as_it_was(app: Any, sign_in: SignIn, reread: Reread) -> None:
    account = AccountFactory(state=AccountState.closed)
    client = sign_in(StaffFactory(roles=["复审员"]))
    answer = client.post(f"/account/{account.id}/edit", data=form_of(account, name="别的"))
    assert reread(account).name != "别的"
    assert answer.status_code in (302, 422)


def test_name_and_identifier_are_the_approvers_to_change(
    app: Any, sign_in: SignIn, reread: Reread
) -> None:
    account = AccountFactory(name="清河发布")
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    assert 'name="name"' not in clerk.get(f"/account/{account.id}/edit").text
    forged = form_of(account, name="清河头条", platform_key="gh_other", purpose="政务信息")
    assert clerk.post(f"/account/{account.id}/edit", data=forged).status_code == 302
    account = reread(account)
    assert (account.name, account.purpose) == ("清河发布", "政务信息")

    reviewer = StaffFactory(roles=["复审员"], first_name="何静")
    approver = sign_in(reviewer)
    administrator = StaffFactory(first_name="周敏")
    renamed = form_of(account, name="清河头条", administrator=administrator.id)
    assert approver.post(f"/account/{account.id}/edit", data=renamed).status_code == 302
    events = stored(select(AccountEvent).order_by(AccountEvent.id))
    assert {(e.kind, e.before, e.after) for e in events} == {
        ("name", "清河发布", "清河头条"),
        ("administrator", "", "周敏"),
    }
    assert {e.actor_name for e in events} == {"何静"}
    page = approver.get(f"/account/{account.id}").text
    assert "清河发布 → 清河头条" in page


def test_no_change_is_written_of_what_is_only_applied_for(app: Any, sign_in: SignIn) -> None:
    account = AccountFactory(state=AccountState.applied)
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    data = form_of(account, name="清河头条")
    assert clerk.post(f"/account/{account.id}/edit", data=data).status_code == 302
    assert stored(select(AccountEvent)) == []


@pytest.mark.both_engines
def test_what_was_changed_is_never_changed_again(app: Any) -> None:
    account = AccountFactory()
    with write() as session:
        session.add(
            AccountEvent(
                account_id=account.id, kind="name", before="甲", after="乙", actor_name="何静"
            )
        )
    for statement in ("UPDATE account_event SET before = '丙'", "DELETE FROM account_event"):
        with pytest.raises(DatabaseError), write() as session:
            session.execute(text(statement))
    assert [(e.before, e.after) for e in stored(select(AccountEvent))] == [("甲", "乙")]


def test_an_identifier_is_unique_on_its_platform_and_a_name_is_no_key(
    app: Any, sign_in: SignIn
) -> None:
    platform = PlatformFactory()
    first = AccountFactory(platform=platform, name="清河发布", platform_key="gh_1")
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    same = {
        "platform": platform.id, "name": "清河发布", "platform_key": "gh_2",
        "department": first.department_id,
    }  # fmt: skip
    assert clerk.post("/account/add", data=same).status_code == 302
    taken = clerk.post("/account/add", data={**same, "platform_key": "gh_1"})
    assert taken.status_code == 422
    elsewhere = {**same, "platform": PlatformFactory().id, "platform_key": "gh_1"}
    assert clerk.post("/account/add", data=elsewhere).status_code == 302
    states = stored(select(Account.state).where(Account.id != first.id))
    assert states == [AccountState.applied] * 2


def test_a_second_account_of_a_unit_is_a_warning(app: Any, sign_in: SignIn) -> None:
    platform, department = PlatformFactory(), DepartmentFactory()
    AccountFactory(platform=platform, department=department, name="清河水利")
    second = AccountFactory(platform=platform, department=department, name="清河河长")
    alone = AccountFactory(platform=platform)
    client = sign_in(StaffFactory(roles=["复审员"]))
    assert "清河水利" in client.get(f"/account/{second.id}").text
    assert "一个单位" not in client.get(f"/account/{alone.id}").text


def test_a_platform_out_of_use_takes_no_new_account(app: Any, sign_in: SignIn) -> None:
    platform = PlatformFactory(active=False)
    staff = StaffFactory(roles=["运营人员"])
    data = {
        "platform": platform.id, "name": "清河发布", "platform_key": "gh_1",
        "department": staff.department_id,
    }  # fmt: skip
    answer = sign_in(staff).post("/account/add", data=data)
    assert answer.status_code == 422
    assert stored(select(Account)) == []


# The days without a post ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "level", "words"),
    [(0, "far", "0 天"), (9, "far", "9 天"), (10, "near", "还剩 4 天"), (13, "near", "还剩 1 天"),
     (14, "late", "14 天"), (20, "late", "超期 6 天")],
)  # fmt: skip
def test_days_without_a_post(app: Any, days: int, level: str, words: str) -> None:
    account = AccountFactory(published_before_on=clock.today() - timedelta(days=days))
    with app.test_request_context():
        age = freshness(account)
    assert age is not None
    assert age.level == level
    assert words in age.label


def test_an_account_out_of_use_has_no_days(app: Any) -> None:
    account = AccountFactory(state=AccountState.suspended, published_before_on=date(2020, 1, 1))
    assert freshness(account) is None


def test_a_platform_s_own_gap_counts(app: Any) -> None:
    quiet = start_of(clock.today() - timedelta(days=4))
    weekly = AccountFactory(platform=PlatformFactory(gap_days=7), last_published_at=quiet)
    fortnightly = AccountFactory(platform=PlatformFactory(gap_days=14), last_published_at=quiet)
    with app.test_request_context():
        levels = [age.level for account in (weekly, fortnightly) if (age := freshness(account))]
    assert levels == ["near", "far"]


def test_the_start_value_counts_until_something_is_recorded(app: Any, reread: Reread) -> None:
    account = AccountFactory(published_before_on=date(2026, 11, 1))
    assert account.last_published_at == start_of(date(2026, 11, 1))
    with write():
        account = reread(account)
        account.published_before_on = date(2026, 11, 5)
    assert reread(account).last_published_at == start_of(date(2026, 11, 5))
    recorded = start_of(date(2026, 11, 9))
    with write():
        account = reread(account)
        account.last_published_at = recorded
    with write():
        account = reread(account)
        account.published_before_on = date(2026, 11, 20)
    assert reread(account).last_published_at == recorded


@time_machine.travel("2026-11-24T16:30:00+00:00", tick=False)
def test_a_day_begins_at_midnight_in_the_office(app: Any) -> None:
    """00:30 in Shanghai: a post of half an hour ago was made today, one of an hour ago
    yesterday."""
    account = AccountFactory(last_published_at=clock.now() - timedelta(hours=1))
    with app.test_request_context():
        age = freshness(account)
    assert age is not None
    assert age.label == "1 天"


# Doors ------------------------------------------------------------------------------------


def test_other_departments_accounts_are_out_of_reach(
    app: Any, sign_in: SignIn, reread: Reread
) -> None:
    own, other = DepartmentFactory(), DepartmentFactory()
    foreign = AccountFactory(department=other, name="别处发布", state=AccountState.applied)
    clerk = sign_in(StaffFactory(roles=["运营人员"], department=own))
    assert "别处发布" not in clerk.get("/account/").text
    assert clerk.get(f"/account/{foreign.id}").status_code == 404
    data = form_of(foreign, name="改名")
    assert clerk.post(f"/account/{foreign.id}/edit", data=data).status_code == 404
    assert clerk.post(f"/account/{foreign.id}/delete").status_code == 404
    approver = sign_in(StaffFactory(roles=["复审员"], department=own))
    assert move(approver, "approve", foreign, reason="存量").status_code == 404
    assert reread(foreign).state == AccountState.applied
    assert reread(foreign).name == "别处发布"
    put_there = clerk.post("/account/add", data=form_of(foreign, platform_key="gh_x"))
    assert put_there.status_code == 422


def test_a_name_out_of_sight_is_not_said_by_a_filter(app: Any, sign_in: SignIn) -> None:
    foreign = StaffFactory(department=DepartmentFactory(), first_name="欧阳海")
    clerk = sign_in(StaffFactory(roles=["运营人员"], department=DepartmentFactory()))
    answer = clerk.get(f"/account/?administrator={foreign.id}")
    assert answer.status_code == 200
    assert "欧阳海" not in answer.text


@pytest.mark.both_engines
def test_statements_do_not_grow_with_the_rows(app: Any, sign_in: SignIn, statements: Any) -> None:
    def count(client: FlaskClient, path: str) -> int:
        with statements() as sql:
            assert client.get(path).status_code == 200
        return len(sql)

    administrator = db.session.get(Staff, StaffFactory().id)
    account = AccountFactory(administrator=administrator)
    client = sign_in(StaffFactory(roles=["复审员"]))
    few = count(client, "/account/")
    for _ in range(30):
        AccountFactory(administrator=StaffFactory(), department=DepartmentFactory())
    assert count(client, "/account/") == few <= 12
    assert count(client, f"/account/{account.id}") <= 12
    assert count(client, "/platform/") <= 12


def test_unused_applications_can_be_deleted_others_not(
    app: Any, sign_in: SignIn, reread: Reread
) -> None:
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    applied = AccountFactory(state=AccountState.applied, operators=[StaffFactory()])
    active = AccountFactory()
    assert clerk.post(f"/account/{applied.id}/delete").status_code == 302
    clerk.post(f"/account/{active.id}/delete")
    assert stored(select(Account.id)) == [active.id]
