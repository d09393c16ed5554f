"""Three different people for three levels: found exactly when they can be."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.database import write
from app.core.errors import Refused
from app.extensions import db
from app.people.models import Staff
from app.posts.matching import contributors_of, reviewers, too_few, unassignable
from app.posts.models import Post
from app.posts.services import submit_post
from tests.posts.committee import Committee

PEOPLE = st.sets(st.integers(1, 4))
REVIEWERS = {"first": "pass_first", "second": "pass_second", "final": "pass_final"}


@given(st.fixed_dictionaries({1: PEOPLE, 2: PEOPLE, 3: PEOPLE}))
def test_it_agrees_with_trying_everybody(able: dict[int, set[int]]) -> None:
    possible = any(
        all(who in able[level] for level, who in enumerate(three, 1))
        for three in permutations(range(1, 5), 3)
    )
    short = too_few(able)
    assert (short == ()) is possible
    if short:
        assert len(set().union(*(able[level] for level in short))) < len(short)


def only(committee: Committee, *logins: str) -> None:
    """Sends everybody else home."""
    with write() as session:
        for login, key in committee.staff.items():
            session.get_one(Staff, key).active = login in logins


def short(post: Post, fixed: Any = None) -> tuple[int, ...]:
    db.session.rollback()
    known = contributors_of(db.session(), [post.id])
    return unassignable(db.session(), [post], known, fixed).get(post.id, ())


@pytest.mark.both_engines
def test_a_level_without_anybody(committee: Committee) -> None:
    post = committee.write()
    only(committee, "author", "first", "second")
    assert short(post) == (3,)
    with committee.acting("author"), pytest.raises(Refused, match="终审"):
        submit_post(post.id)
    only(committee, "author", "first", "second", "final")
    assert short(post) == ()
    with committee.acting("author"):
        assert submit_post(post.id).moved


@pytest.mark.both_engines
def test_two_people_are_not_three_however_able(committee: Committee) -> None:
    committee.add("both", "root", "pass_first pass_second pass_final")
    post = committee.write()
    only(committee, "author", "many", "both")
    assert len(short(post)) == 3
    only(committee, "author", "many", "both", "second")
    assert short(post) == ()


@pytest.mark.both_engines
def test_authors_and_editors_do_not_count(committee: Committee) -> None:
    only(committee, "author", "many", "second", "final")
    assert short(committee.write()) == ()
    assert short(committee.write("many")) == (1,)


@pytest.mark.both_engines
def test_only_who_sees_the_department_counts(committee: Committee) -> None:
    committee.add("near", "traffic", "pass_first")
    committee.add("far", "school", "pass_first")
    post = committee.write()
    only(committee, "author", "far", "second", "final")
    assert short(post) == (1,)
    only(committee, "author", "near", "second", "final")
    assert short(post) == ()


@pytest.mark.both_engines
def test_scope_here_is_scope_everywhere(committee: Committee) -> None:
    """Who covers a department by the path sees its posts by the actor's own scope."""
    committee.add("near", "traffic", "pass_first list show")
    posts = {name: committee.write(login) for name, login in
             (("traffic", "author"), ("school", "stranger"), ("root", "many"))}  # fmt: skip
    for login in ("near", "first", "second", "final"):
        actor = committee.actor(login)
        mine = [r for r in reviewers(db.session()) if r.staff_id == actor.id]
        for name, post in posts.items():
            sees = actor.departments is None or committee.departments[name] in actor.departments
            path = db.session.get_one(Post, post.id).department.path
            assert all(reviewer.covers(path) is sees for reviewer in mine)


@pytest.mark.both_engines
def test_levels_that_are_taken_need_nobody_more(committee: Committee) -> None:
    post = committee.write()
    only(committee, "author", "second", "final")
    assert short(post) == (1,)
    assert short(post, {post.id: {1: committee.staff["first"]}}) == ()
    assert short(post, {post.id: {1: committee.staff["second"]}}) == (2,)


@pytest.mark.both_engines
def test_a_pass_that_would_leave_the_rest_without_people_is_refused(committee: Committee) -> None:
    post = committee.post_in("first_review")
    only(committee, "author", "many", "first", "final")
    refused = committee.do("many", "pass_first", post)
    assert "复审" in refused.skipped[0].reason
    committee.do("first", "pass_first", post).or_refuse()
    committee.do("many", "pass_second", post).or_refuse()
    committee.do("final", "pass_final", post).or_refuse()


@pytest.mark.both_engines
def test_the_number_of_statements_does_not_grow(committee: Committee, statements: Any) -> None:
    for _ in range(5):
        committee.write()
    posts = db.session.scalars(select(Post)).all()
    counted = []
    for some in (posts[:1], posts):
        with statements() as sql:
            known = contributors_of(db.session(), [post.id for post in some])
            unassignable(db.session(), some, known)
        counted.append(len(sql))
    assert counted == [3, 3]
