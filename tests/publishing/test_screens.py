"""Recording, mending and finding publications on the screen."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.core import clock
from app.core.attachments import Attachment
from app.extensions import db
from app.platforms.models import Account, AccountState
from app.posts.models import Post, PostState
from app.publishing.models import Publication
from app.publishing.rechecks import RECHECKS
from app.publishing.services import to_publish
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.factories.platforms import AccountFactory, PlatformFactory
from tests.posts.committee import Committee

Reread = Callable[[Any], Any]
SignIn = Callable[[Any], FlaskClient]
TICKS = {f"tick_{point.name}": "y" for point in RECHECKS}
LINK = "https://mp.example.org/s/abc"


def stored(statement: Any) -> list[Any]:
    """What is in the database by now; the test's own read transaction would see the old rows."""
    db.session.rollback()
    return list(db.session.scalars(statement))


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(file, "PNG")
    file.seek(0)
    return file


def sent(*accounts: Account, **changes: Any) -> dict[str, Any]:
    """What a browser sends: every point ticked, an address and the time for each account."""
    now = clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")
    data: dict[str, Any] = dict(TICKS)
    for account in accounts:
        data |= {f"link_{account.id}": LINK, f"at_{account.id}": now}
    return data | changes


@pytest.fixture
def clerk(committee: Committee, sign_in: SignIn) -> FlaskClient:
    """Somebody who publishes, in the root department."""
    return sign_in(StaffFactory(roles=["运营人员"]))


def test_several_accounts_are_recorded_in_one_form(
    committee: Committee, clerk: FlaskClient, reread: Reread
) -> None:
    first, second = AccountFactory(), AccountFactory()
    post = committee.post_in("approved", accounts=[first, second])
    page = clerk.get(f"/post/{post.id}").text
    assert f"/publication/record/{post.id}" in page
    assert "尚未登记" in page
    form = clerk.get(f"/publication/record/{post.id}").text
    assert str(first) in form
    assert str(second) in form
    data = sent(first, second, **{f"shot_{second.id}": (picture(), "截图.png")})
    assert clerk.post(f"/publication/record/{post.id}", data=data).status_code == 302
    assert reread(post).state == PostState.published
    rows = {row.account_id: row for row in stored(select(Publication))}
    assert set(rows) == {first.id, second.id}
    (shot,) = stored(select(Attachment))
    assert shot.subject_id == rows[second.id].id
    assert "截图.png" in clerk.get(f"/publication/{rows[second.id].id}").text
    assert clerk.get(f"/attachment/{shot.id}").status_code == 200
    page = clerk.get(f"/post/{post.id}").text
    assert LINK in page
    assert "登记发布" not in page


def test_accounts_without_an_address_can_follow_later(
    committee: Committee, clerk: FlaskClient
) -> None:
    first, second = AccountFactory(), AccountFactory()
    post = committee.post_in("approved", accounts=[first, second])
    data = sent(first, second, **{f"link_{second.id}": ""})
    assert clerk.post(f"/publication/record/{post.id}", data=data).status_code == 302
    assert stored(select(Publication.account_id)) == [first.id]
    assert "登记发布" in clerk.get(f"/post/{post.id}").text
    again = clerk.get(f"/publication/record/{post.id}").text
    assert f"link_{first.id}" not in again
    assert clerk.post(f"/publication/record/{post.id}", data=sent(second)).status_code == 302
    assert clerk.get(f"/publication/record/{post.id}").status_code == 302


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tick_text", ""),
        ("link_{}", "javascript:alert(1)"),
        ("at_{}", "2020-01-01 10:00"),
        ("at_{}", "2099-01-01 10:00"),
        ("at_{}", "gestern"),
        ("shot_{}", (io.BytesIO(b"<script>"), "a.png")),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    committee: Committee, clerk: FlaskClient, reread: Reread, name: str, value: Any
) -> None:
    account, other = AccountFactory(), AccountFactory()
    post = committee.post_in("approved", accounts=[account, other])
    name = name.format(account.id)
    kept = "https://mp.example.org/s/kept"
    data = sent(account, other, **{f"link_{other.id}": kept, name: value})
    if name.startswith("tick_"):
        del data[name]
    answer = clerk.post(f"/publication/record/{post.id}", data=data)
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert kept in answer.text
    assert reread(post).state == PostState.approved
    assert stored(select(Publication)) == []
    assert stored(select(Attachment)) == []


def test_nothing_to_record_is_said(committee: Committee, clerk: FlaskClient) -> None:
    account = AccountFactory()
    post = committee.post_in("approved", accounts=[account])
    data = sent(account, **{f"link_{account.id}": ""})
    answer = clerk.post(f"/publication/record/{post.id}", data=data)
    assert answer.status_code == 422
    assert "至少填写一个账号的链接" in answer.text


def test_forged_accounts_are_not_recorded(
    committee: Committee, clerk: FlaskClient, reread: Reread
) -> None:
    target, foreign = AccountFactory(), AccountFactory()
    closed = AccountFactory(state=AccountState.suspended)
    post = committee.post_in("approved", accounts=[target, closed])
    page = clerk.get(f"/publication/record/{post.id}").text
    assert f"link_{closed.id}" not in page
    assert str(closed) in page
    answer = clerk.post(f"/publication/record/{post.id}", data=sent(foreign, closed))
    assert answer.status_code == 422
    assert reread(post).state == PostState.approved
    assert (
        clerk.post(f"/publication/record/{post.id}", data=sent(target, foreign, closed)).status_code
        == 302
    )
    assert stored(select(Publication.account_id)) == [target.id]


def test_who_may_not_publish_gets_nowhere(
    committee: Committee, sign_in: SignIn, reread: Reread
) -> None:
    account = AccountFactory()
    post = committee.post_in("approved", accounts=[account])
    path = f"/publication/record/{post.id}"
    reviewer = sign_in(StaffFactory(roles=["终审员"]))
    assert "登记发布" not in reviewer.get(f"/post/{post.id}").text
    assert reviewer.get(path).status_code == 403
    assert reviewer.post(path, data=sent(account)).status_code == 403
    foreign = sign_in(StaffFactory(roles=["运营人员"], department=DepartmentFactory()))
    assert foreign.get(path).status_code == 404
    assert foreign.post(path, data=sent(account)).status_code == 404
    assert foreign.get("/publication/record/999999").status_code == 404
    assert reread(post).state == PostState.approved


@pytest.mark.parametrize("state", ["draft", "first_review", "returned", "taken_down"])
def test_other_posts_have_no_form(committee: Committee, clerk: FlaskClient, state: str) -> None:
    post = committee.post_in(state)
    path = f"/publication/record/{post.id}"
    assert "登记发布" not in clerk.get(f"/post/{post.id}").text
    account = db.session.get(Account, committee.account)
    assert account is not None
    clerk.post(path, data=sent(account))
    assert stored(select(Publication)) == []


# Afterwards -------------------------------------------------------------------------------


def recorded(committee: Committee, clerk: FlaskClient, account: Account) -> Publication:
    post = committee.post_in("approved", accounts=[account])
    assert clerk.post(f"/publication/record/{post.id}", data=sent(account)).status_code == 302
    row: Publication = stored(select(Publication).order_by(Publication.id.desc()))[0]
    return row


def test_a_mistyped_address_can_be_mended(
    committee: Committee, clerk: FlaskClient, reread: Reread
) -> None:
    row = recorded(committee, clerk, AccountFactory())
    path = f"/publication/{row.id}/edit"
    data = {
        "version": row.version_id,
        "published_at": clock.local(row.published_at).strftime("%Y-%m-%d %H:%M"),
        "link": "https://mp.example.org/s/right",
    }
    for wrong in ({"link": "javascript:x"}, {"published_at": "2020-01-01 10:00"}):
        answer = clerk.post(path, data={**data, **wrong})
        assert answer.status_code == 422
        assert f'id="{next(iter(wrong))}-error"' in answer.text
    forged = {**data, "account": committee.account, "content_hash": "0", "operator": 1}
    assert clerk.post(path, data=forged).status_code == 302
    fresh = reread(row)
    assert fresh.link == "https://mp.example.org/s/right"
    assert fresh.account_id != committee.account
    assert fresh.content_hash != "0"


def test_what_was_taken_down_is_not_mended(
    committee: Committee, clerk: FlaskClient, reread: Reread
) -> None:
    row = recorded(committee, clerk, AccountFactory())
    committee.do("first", "take_down", row.post_id)
    row = reread(row)
    data = {
        "version": row.version_id, "link": "https://mp.example.org/s/new",
        "published_at": "2026-11-24 10:00",
    }  # fmt: skip
    clerk.post(f"/publication/{row.id}/edit", data=data)
    assert reread(row).link == LINK
    assert "已撤稿" in clerk.get(f"/post/{row.post_id}").text


def test_no_door_but_recording_makes_or_moves_one(
    committee: Committee, clerk: FlaskClient, reread: Reread
) -> None:
    row = recorded(committee, clerk, AccountFactory())
    assert clerk.get("/publication/add").status_code == 404
    assert clerk.post(f"/publication/{row.id}/delete").status_code == 404
    move = {"ids": row.id, "asked": "1", "reason": "错"}
    assert clerk.post("/publication/move/withdraw", data=move).status_code == 404
    assert reread(row).state == "recorded"


def test_publications_are_found_by_platform_account_and_day(
    committee: Committee, clerk: FlaskClient
) -> None:
    wechat, weibo = PlatformFactory(), PlatformFactory(name="微博")
    row = recorded(committee, clerk, AccountFactory(platform=wechat))
    other = recorded(committee, clerk, AccountFactory(platform=weibo))
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)

    def found(query: str) -> set[int]:
        page = clerk.get(f"/publication/?{query}").text
        return {one.id for one in (row, other) if f'href="/publication/{one.id}"' in page}

    assert found("") == {row.id, other.id}
    assert found(f"platforms={wechat.id}") == {row.id}
    assert found(f"op_platforms=isnot&platforms={wechat.id}") == {other.id}
    assert found(f"account={other.account_id}") == {other.id}
    assert found(f"post={row.post_id}") == {row.id}
    assert found(f"op_published_at=from&published_at={today}") == {row.id, other.id}
    assert found(f"op_published_at=from&published_at={tomorrow}") == set()
    exported = clerk.get(f"/publication/export.csv?platforms={weibo.id}", buffered=True).text
    assert str(other.account) in exported
    assert str(row.account) not in exported


def test_other_departments_publications_are_out_of_reach(
    committee: Committee, clerk: FlaskClient, sign_in: SignIn
) -> None:
    row = recorded(committee, clerk, AccountFactory())
    foreign = sign_in(StaffFactory(roles=["运营人员"], department=DepartmentFactory()))
    assert LINK not in foreign.get("/publication/").text
    assert foreign.get(f"/publication/{row.id}").status_code == 404
    assert foreign.get(f"/publication/{row.id}/edit").status_code == 404
    assert LINK not in foreign.get("/publication/export.csv", buffered=True).text


# For the home page ------------------------------------------------------------------------


@pytest.mark.both_engines
def test_what_is_to_be_published_comes_by_plan(committee: Committee) -> None:
    now = clock.now()
    unplanned = committee.post_in("approved")
    later = committee.post_in("approved", planned_at=now + timedelta(days=2))
    soon = committee.post_in("approved", planned_at=now + timedelta(hours=1))
    committee.post_in("published")
    with committee.acting("clerk"):
        waiting = db.session.scalars(to_publish()).unique().all()
    assert [post.id for post in waiting] == [soon.id, later.id, unplanned.id]
    with committee.acting("stranger"):
        assert db.session.scalars(to_publish()).unique().all() == []


@pytest.mark.both_engines
def test_statements_do_not_grow_with_the_rows(
    committee: Committee, clerk: FlaskClient, statements: Any
) -> None:
    def count(path: str) -> int:
        with statements() as sql:
            assert clerk.get(path).status_code == 200
        return len(sql)

    first = recorded(committee, clerk, AccountFactory())
    few = count("/publication/")
    for _ in range(6):
        recorded(committee, clerk, AccountFactory())
    assert count("/publication/") == few <= 12
    assert count(f"/publication/{first.id}") <= 12
    accounts = [AccountFactory() for _ in range(8)]
    post: Post = committee.post_in("approved", accounts=accounts)
    assert count(f"/publication/record/{post.id}") <= 12
