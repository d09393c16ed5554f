"""What is recorded as published passed three reviews to the letter, on its own accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actor import SYSTEM, acting_as
from app.core.database import write
from app.core.errors import Refused
from app.core.workflow import apply
from app.extensions import db
from app.people.security import actor_of
from app.platforms.models import Account, AccountState
from app.posts.content import contents_of, hash_of
from app.posts.models import Post, PostState
from app.publishing.models import Publication, PublicationState
from app.publishing.rechecks import RECHECKS
from app.publishing.services import Placement, record_publication
from tests.factories.people import StaffFactory
from tests.factories.platforms import AccountFactory
from tests.factories.publishing import PublicationFactory
from tests.posts.committee import Committee

pytestmark = pytest.mark.both_engines

Reread = Callable[[Any], Any]
TICKS = {point.name: True for point in RECHECKS}
LINK = "https://mp.example.org/s/abc"


def placement(account_id: int, **changes: Any) -> Placement:
    return replace(Placement(account_id, clock.now(), LINK), **changes)


def approved(committee: Committee, *accounts: Account) -> Post:
    """A post waiting for publication on the committee's account and these."""
    own = db.session.get(Account, committee.account)
    return committee.post_in("approved", accounts=[own, *accounts])


def nothing_happened(post: Post, state: str = PostState.approved) -> bool:
    db.session.rollback()
    rows = db.session.scalar(select(func.count()).select_from(Publication))
    last = db.session.scalars(select(Account.last_published_at)).all()
    fresh = db.session.get(Post, post.id, populate_existing=True)
    return not rows and set(last) == {None} and fresh is not None and fresh.state == state


def test_the_first_publication_publishes_the_post(committee: Committee, reread: Reread) -> None:
    second = AccountFactory()
    post = approved(committee, second)
    when = clock.now()
    with committee.acting("clerk") as clerk:
        (row,) = record_publication(
            post.id, [placement(committee.account, link=f" {LINK} ")], TICKS
        )
    assert reread(post).state == PostState.published
    assert (row.post_id, row.account_id, row.state) == (post.id, committee.account, "recorded")
    assert row.content_hash == post.content_hash
    assert (row.operator_id, row.rechecked_by_id) == (clerk.id, clerk.id)
    assert row.link == LINK
    assert row.ticks == TICKS
    account = db.session.get(Account, committee.account, populate_existing=True)
    assert account is not None
    assert account.last_published_at == row.published_at >= when
    assert reread(second).last_published_at is None
    with committee.acting("author"):
        record_publication(post.id, [placement(second.id)], TICKS)
    assert reread(second).last_published_at is not None
    assert reread(post).state == PostState.published


def test_several_accounts_at_once_or_none(committee: Committee, reread: Reread) -> None:
    second, third = AccountFactory(), AccountFactory(state=AccountState.suspended)
    post = approved(committee, second, third)
    with committee.acting("clerk"):
        with pytest.raises(Refused) as refused:
            record_publication(post.id, [placement(committee.account), placement(third.id)], TICKS)
        assert refused.value.field == f"link_{third.id}"
        assert nothing_happened(post)
        rows = record_publication(
            post.id, [placement(committee.account), placement(second.id)], TICKS
        )
    assert {row.account_id for row in rows} == {committee.account, second.id}
    assert reread(post).state == PostState.published


@pytest.mark.parametrize("point", [point.name for point in RECHECKS])
def test_every_point_is_checked_again(committee: Committee, point: str) -> None:
    post = approved(committee)
    for ticks in ({**TICKS, point: False}, {n: True for n in TICKS if n != point}):
        with committee.acting("clerk"), pytest.raises(Refused) as refused:
            record_publication(post.id, [placement(committee.account)], ticks)
        assert refused.value.field == f"tick_{point}"
    assert nothing_happened(post)


@pytest.mark.parametrize(
    "link",
    [
        "", "mp.example.org/s/abc", "javascript:alert(1)", "ftp://example.org/a", "http://",
        "https:///a", "https://exa mple.org/", "data:text/html,x", "//example.org/a",
        "https://example.org\\@evil.org", "https://[::1", "https://a\nb",
    ],
)  # fmt: skip
def test_an_address_is_one_of_the_web(committee: Committee, link: str) -> None:
    post = approved(committee)
    with committee.acting("clerk"), pytest.raises(Refused) as refused:
        record_publication(post.id, [placement(committee.account, link=link)], TICKS)
    assert refused.value.field == f"link_{committee.account}"
    assert nothing_happened(post)


def test_a_time_lies_between_the_final_review_and_now(committee: Committee) -> None:
    post = approved(committee)
    for when in (clock.now() - timedelta(minutes=2), clock.now() + timedelta(minutes=1)):
        with committee.acting("clerk"), pytest.raises(Refused) as refused:
            record_publication(post.id, [placement(committee.account, published_at=when)], TICKS)
        assert refused.value.field == f"at_{committee.account}"
    assert nothing_happened(post)
    # Typed in minutes, the minute of the final review is late enough.
    minute = clock.now().replace(second=0, microsecond=0)
    with committee.acting("clerk"):
        record_publication(post.id, [placement(committee.account, published_at=minute)], TICKS)


def test_an_account_is_a_target_and_in_use(committee: Committee) -> None:
    post = approved(committee)
    foreign = AccountFactory()
    for keys in ([foreign.id], [committee.account, foreign.id], [999_999], []):
        with committee.acting("clerk"), pytest.raises(Refused):
            record_publication(post.id, [placement(key) for key in keys], TICKS)
        assert nothing_happened(post)
    for state in AccountState:
        if state == AccountState.active:
            continue
        account = AccountFactory(state=state)
        other = committee.post_in("approved", accounts=[account])
        with committee.acting("clerk"), pytest.raises(Refused):
            record_publication(other.id, [placement(account.id)], TICKS)
        assert nothing_happened(other)


def test_once_on_an_account(committee: Committee) -> None:
    post = approved(committee)
    with committee.acting("clerk"):
        twice = [placement(committee.account), placement(committee.account)]
        with pytest.raises(Refused):
            record_publication(post.id, twice, TICKS)
        record_publication(post.id, [placement(committee.account)], TICKS)
        with pytest.raises(Refused):
            record_publication(post.id, [placement(committee.account)], TICKS)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Publication)) == 1
    # The database would not take a second one either.
    with pytest.raises(IntegrityError):
        PublicationFactory(
            post_id=post.id,
            account_id=committee.account,
            account=None,
            content_hash=post.content_hash,
            operator_id=committee.staff["clerk"],
            rechecked_by_id=committee.staff["clerk"],
            rechecked_by=None,
        )


@pytest.mark.parametrize("state", [s for s in PostState if s not in ("approved", "published")])
def test_only_what_passed_the_final_review(committee: Committee, state: PostState) -> None:
    post = committee.post_in(state)
    with committee.acting("clerk"), pytest.raises(Refused):
        record_publication(post.id, [placement(committee.account)], TICKS)
    assert nothing_happened(post, state)


@pytest.mark.parametrize("state", ["approved", "published"])
def test_what_was_changed_since_the_final_review_is_not_published(
    committee: Committee, state: str
) -> None:
    post = committee.post_in(state)
    with write() as session:
        session.execute(
            text("UPDATE post SET body = body || '<p>加一句</p>' WHERE id = :id"), {"id": post.id}
        )
    with committee.acting("clerk"), pytest.raises(Refused):
        record_publication(post.id, [placement(committee.account)], TICKS)
    assert nothing_happened(post, state)


def test_a_forged_hash_does_not_help(committee: Committee) -> None:
    """Whoever changes text and hash in the database alike has still not passed the reviews."""
    post = approved(committee)
    with write() as session:
        row = session.get(Post, post.id, populate_existing=True)
        row.body = "<p>另一篇。</p>"
        session.flush()
        row.content_hash = hash_of(contents_of(session, [row])[row.id])
    with committee.acting("clerk"), pytest.raises(Refused):
        record_publication(post.id, [placement(committee.account)], TICKS)
    assert nothing_happened(post)


def test_only_who_may_and_who_sees_it(committee: Committee) -> None:
    post = approved(committee)
    for login in ("first", "second", "final", "reader", "stranger"):
        with committee.acting(login), pytest.raises(Refused):
            record_publication(post.id, [placement(committee.account)], TICKS)
    with acting_as(SYSTEM), pytest.raises(Refused):
        record_publication(post.id, [placement(committee.account)], TICKS)
    assert nothing_happened(post)


def test_two_record_the_same_at_the_same_moment(app: Any, committee: Committee) -> None:
    post = approved(committee)
    post_id, account_id = post.id, committee.account
    actors = [committee.actor("author"), committee.actor("clerk")]
    db.session.rollback()
    start, results = Barrier(2), []

    def record(actor: Any) -> None:
        with app.app_context(), acting_as(actor):
            start.wait()
            try:
                record_publication(post_id, [placement(account_id)], TICKS)
                results.append("recorded")
            except Refused:
                results.append("refused")
            finally:
                db.session.remove()

    threads = [Thread(target=record, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["recorded", "refused"]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Publication)) == 1


def test_taking_down_withdraws_what_was_recorded(committee: Committee, reread: Reread) -> None:
    second = AccountFactory(published_before_on=clock.today() - timedelta(days=9))
    start = second.last_published_at
    post = approved(committee, second)
    other = approved(committee)
    with committee.acting("clerk"):
        record_publication(post.id, [placement(committee.account), placement(second.id)], TICKS)
        (kept,) = record_publication(other.id, [placement(committee.account)], TICKS)
    assert committee.do("first", "take_down", post, reason="数字有误").moved
    states = {row.id: row.state for row in db.session.scalars(select(Publication))}
    assert states.pop(kept.id) == PublicationState.recorded
    assert set(states.values()) == {PublicationState.withdrawn}
    # The other post still counts, and where nothing is left, the start value.
    account = db.session.get(Account, committee.account, populate_existing=True)
    assert account is not None
    assert account.last_published_at == kept.published_at
    assert reread(second).last_published_at == start
    history = db.session.execute(
        text("SELECT actor_id, note FROM transition WHERE subject = 'Publication'")
    ).all()
    assert [tuple(row) for row in history] == [(committee.staff["first"], "数字有误")] * 2


def test_a_post_that_was_never_recorded_is_taken_down_too(committee: Committee) -> None:
    post = committee.post_in("published")
    assert committee.do("first", "take_down", post).moved


def test_an_account_is_not_closed_while_posts_wait_there(
    committee: Committee, reread: Reread
) -> None:
    account = AccountFactory()
    waiting = committee.post_in("approved", accounts=[account], title="等着发布的稿件")
    secretary = actor_of(db.session(), StaffFactory(roles=["终审员"]))

    def move(name: str) -> Any:
        data = {"reason": "合并", "announced": True, "cancelled": True, "filed": True}
        return apply("Account", name, [account.id], data=data, actor=secretary)

    assert move("suspend").moved
    with pytest.raises(Refused, match="等着发布的稿件"):
        move("close")
    assert reread(account).state == AccountState.suspended
    assert committee.do("clerk", "revise", waiting).moved
    assert move("close").moved
