"""The desk shows what this person can review now, the longest waiting first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core import clock
from app.core.actor import SYSTEM, VISITOR
from app.extensions import db
from app.posts.models import Post
from app.posts.services import counts, desk, mark_opened, queue, versions_to_compare
from app.posts.services.reading import current_version
from tests.posts.committee import LEVELS, NAMES, PEOPLE, Committee

pytestmark = pytest.mark.both_engines


def waiting(committee: Committee, login: str) -> list[int]:
    actor = committee.actor(login)
    return [item.post.id for item in desk(db.session(), actor)]


def test_it_shows_exactly_what_can_be_passed_now(committee: Committee) -> None:
    posts = [committee.post_in(state) for state in (*LEVELS, "draft", "approved", "returned")]
    posts.append(committee.post_in("first_review", author="many"))
    edited = committee.write()
    with committee.acting("many"):
        from app.posts.services import save_post

        save_post({"title": "改过"}, edited.id)
    committee.do("author", "submit", edited).or_refuse()
    posts.append(edited)
    recalled = committee.post_in("first_review")
    committee.do("many", "pass_first", recalled).or_refuse()
    posts.append(recalled)
    for login in PEOPLE:
        can = []
        for post in posts:
            fresh = db.session.get_one(Post, post.id, populate_existing=True)
            level = LEVELS.get(fresh.state)
            if level and _would_move(committee, login, NAMES[level], post):
                can.append(post.id)
        assert sorted(waiting(committee, login)) == can, login
        assert sum(counts(db.session(), committee.actor(login)).values()) == len(can)


def _would_move(committee: Committee, login: str, name: str, post: Post) -> bool:
    from tests.posts.test_way import undone

    with undone():
        return bool(committee.do(login, name, post).moved)
    raise AssertionError


def test_the_longest_waiting_comes_first(committee: Committee) -> None:
    now = clock.now()
    ages = {}
    for hours in (5, 30, 2):
        with time_machine.travel(now - timedelta(hours=hours), tick=False):
            ages[hours] = committee.post_in("first_review").id
    # It is the time at this level that counts, not the first submission.
    with time_machine.travel(now - timedelta(hours=50), tick=False):
        late = committee.post_in("first_review")
    with time_machine.travel(now - timedelta(hours=1), tick=False):
        committee.do("first", "return", late).or_refuse()
        committee.do("author", "submit", late).or_refuse()
    order = [ages[30], ages[5], ages[2], late.id]
    assert waiting(committee, "first") == order
    actor = committee.actor("first")
    items = desk(db.session(), actor)
    assert [round((now - item.since).total_seconds() / 3600) for item in items] == [30, 5, 2, 1]
    assert [item.returns for item in items] == [0, 0, 0, 1]
    assert queue(db.session(), actor) == order


def test_it_knows_what_was_opened(committee: Committee) -> None:
    post = committee.post_in("first_review")
    (before,) = desk(db.session(), committee.actor("first"))
    committee.open("first2", post)
    (still,) = desk(db.session(), committee.actor("first"))
    committee.open("first", post)
    (after,) = desk(db.session(), committee.actor("first"))
    assert (before.opened_at, still.opened_at) == (None, None)
    assert after.opened_at is not None


def test_nothing_waits_for_who_is_no_reviewer(committee: Committee) -> None:
    committee.post_in("first_review")
    for actor in (committee.actor("author"), committee.actor("reader"), SYSTEM, VISITOR):
        assert desk(db.session(), actor) == []
        assert counts(db.session(), actor) == {}
        assert queue(db.session(), actor) == []


def test_two_statements_for_any_desk(committee: Committee, statements: Any) -> None:
    for _ in range(3):
        committee.post_in("first_review")
    actor = committee.actor("first")
    with statements() as sql:
        assert len(desk(db.session(), actor)) == 3
    assert len(sql) == 2


# --- reading ----------------------------------------------------------------------------


def test_one_opening_a_person_and_version(committee: Committee) -> None:
    post = committee.post_in("first_review")
    version = current_version(db.session(), post)
    assert version
    now = clock.now()
    with committee.acting("first"):
        with time_machine.travel(now, tick=False):
            mark_opened(version.id)
        with time_machine.travel(now + timedelta(minutes=3), tick=False):
            opening = mark_opened(version.id, 180)
        assert opening.first_opened_at == now
        assert opening.last_opened_at == now + timedelta(minutes=3)
        assert opening.seconds == 180
        assert mark_opened(version.id, -5).seconds == 180
        assert mark_opened(version.id, 10**9).seconds == 180 + 3600


def test_what_is_out_of_sight_is_not_opened(committee: Committee) -> None:
    from app.core.errors import Refused

    version = current_version(db.session(), committee.post_in("first_review"))
    assert version
    with committee.acting("stranger"), pytest.raises(Refused):
        mark_opened(version.id)
    with committee.acting("first"), pytest.raises(Refused):
        mark_opened(4711)


def test_what_a_reviewer_compares_with(committee: Committee) -> None:
    assert versions_to_compare(db.session(), committee.write(), 1) == (None, None)
    post = committee.post_in("first_review")
    reviewer = committee.staff["first"]

    def seen() -> int | None:
        db.session.rollback()
        fresh = db.session.get_one(Post, post.id, populate_existing=True)
        current, version = versions_to_compare(db.session(), fresh, reviewer)
        assert current
        assert current.number == fresh.submissions
        return version.number if version else None

    committee.open("first", post)
    assert seen() is None, "there is none before the first"
    for _ in range(2):
        committee.do("first2", "return", post).or_refuse()
        committee.do("author", "submit", post).or_refuse()
    assert seen() == 1, "the second was never opened"
    committee.open("first", post)
    assert seen() == 1
    committee.do("first2", "return", post).or_refuse()
    committee.do("author", "submit", post).or_refuse()
    assert seen() == 3
