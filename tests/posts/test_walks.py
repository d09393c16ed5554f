"""Random walks of several people over posts; after every step the invariants hold."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.core.database import write
from app.core.errors import Refused
from app.core.numbers import NumberSeries
from app.core.workflow import TransitionRecord
from app.extensions import db
from app.people.models import Staff
from app.posts.content import contents_of, hash_of
from app.posts.models import Post, PostContributor, PostVersion, ReviewRecord
from app.posts.services import mark_opened, save_post
from app.posts.services.reading import current_version
from app.posts.workflow import POST_WORKFLOW
from tests.engines import Engine
from tests.posts.committee import PEOPLE, Committee, all_ticks

LOGINS = ("author", "clerk", "first", "second", "final", "many")
WITH_AUTHORS = {"draft", "returned", "void"}
PASSED = ("approved", "published", "taken_down")
FORWARD = {
    "draft": "submit",
    "returned": "submit",
    "first_review": "pass_first",
    "second_review": "pass_second",
    "final_review": "pass_final",
    "approved": "publish",
}
BACK = {
    "first_review": ("return", "withdraw"),
    "second_review": ("recall", "return", "withdraw"),
    "final_review": ("recall", "return"),
    "approved": ("recall", "revise"),
}
# Where it is not the authors: some of those who may, if they have nothing to do with it yet.
ABLE = {
    "pass_first": ("first", "many", "many2"),
    "pass_second": ("second", "many", "many2"),
    "pass_final": ("final", "many2", "many"),
    "return": ("first", "second", "many"),
    "recall": ("first", "second", "final", "many", "many2"),
    "revise": ("author", "final"),
    "publish": ("clerk", "author"),
}
people = st.sampled_from([*LOGINS, "many2"])
names = st.sampled_from(list(POST_WORKFLOW.by_name))


class Walk(RuleBasedStateMachine):
    """Seven people, two of whom hold every permission, and whatever they try."""

    posts = Bundle("posts")
    committee: Committee

    def __init__(self) -> None:
        super().__init__()
        # What the test itself saw happen, kept apart from what the tables say.
        self.touched: dict[int, set[int]] = defaultdict(set)
        self.steps: dict[int, int] = defaultdict(int)
        self.numbers: dict[int, str] = {}
        self.last: dict[int, str] = {}

    @initialize(target=posts)
    def first_posts(self) -> Any:
        """A draft, one just submitted, one that has passed twice."""
        made = [self._written(login) for login in ("author", "many", "clerk")]
        for post, way in zip(
            made, ((), ("submit",), ("submit", "pass_first", "pass_second")), strict=True
        ):
            for step in way:
                self._do(self._able(step, post, 0), step, [post], "clerk")
        return multiple(*made)

    @rule(target=posts, login=people)
    def write(self, login: str) -> Any:
        return self._written(login)

    def _written(self, login: str) -> Any:
        # Of a department that everybody sees: the scope has tests of its own.
        post = self.committee.write(login, department_id=self.committee.departments["traffic"])
        self.touched[post.id].add(self.committee.staff[login])
        return post.id

    @rule(post=posts, login=people, text=st.sampled_from(["甲", "乙", "丙"]))
    def edit(self, post: int, login: str, text: str) -> None:
        before = self._row(post)
        state, body = before.state, before.body
        with self.committee.acting(login):
            try:
                save_post({"body": f"<p>{text}</p>"}, post)
            except Refused:
                assert state not in ("draft", "returned")
                return
        assert state in ("draft", "returned")
        if body != f"<p>{text}</p>":
            self.touched[post].add(self.committee.staff[login])

    @rule(post=posts, login=people)
    def open(self, post: int, login: str) -> None:
        version = current_version(db.session(), self._row(post))
        if version:
            with self.committee.acting(login):
                mark_opened(version.id, 1)

    @rule(post=posts, login=people, name=names, other=people)
    def move(self, post: int, login: str, name: str, other: str) -> None:
        self._do(login, name, [post], other)

    @rule(post=posts, choice=st.integers(0, 11))
    def forward(self, post: int, choice: int) -> None:
        """Whatever brings it nearer to its readers, by somebody who might succeed."""
        step = FORWARD.get(self._row(post).state)
        if step:
            self._do(self._able(step, post, choice), step, [post], "clerk")

    @rule(post=posts, choice=st.integers(0, 11))
    def forward_again(self, post: int, choice: int) -> None:
        """The same, so that walks get somewhere."""
        self.forward(post, choice)

    @rule(post=posts, choice=st.integers(0, 11))
    def back(self, post: int, choice: int) -> None:
        """Whatever brings it further from its readers."""
        steps = BACK.get(self._row(post).state)
        if steps:
            step = steps[choice % len(steps)]
            self._do(self._able(step, post, choice // 2), step, [post], "clerk")

    @rule(some=st.lists(posts, min_size=2, max_size=4, unique=True), choice=st.integers(0, 11))
    def forward_together(self, some: list[int], choice: int) -> None:
        step = FORWARD.get(self._row(some[0]).state, "submit")
        self._do(self._able(step, some[0], choice), step, some, "clerk")

    @rule(some=st.lists(posts, min_size=2, max_size=4, unique=True), login=people, name=names)
    def anything_together(self, some: list[int], login: str, name: str) -> None:
        self._do(login, name, some, "clerk")

    def _able(self, step: str, post: int, choice: int) -> str:
        """Somebody who may take a step, with a choice of whom."""
        if step == "recall" and choice % 4:
            return self.last[post]
        by_key = {key: login for login, key in self.committee.staff.items()}
        logins = ABLE.get(step) or sorted(by_key[key] for key in self.touched[post])
        return logins[choice % len(logins)]

    @rule(login=st.sampled_from(["first", "many2"]))
    def change_of_duty(self, login: str) -> None:
        """Somebody leaves, or comes back."""
        with write() as session:
            staff = session.get_one(Staff, self.committee.staff[login], populate_existing=True)
            staff.active = not staff.active

    @rule(login=st.sampled_from(["first", "second", "final"]), other=people)
    def change_of_roles(self, login: str, other: str) -> None:
        """Two people swap what they may do."""
        with write() as session:
            one = session.get_one(Staff, self.committee.staff[login], populate_existing=True)
            two = session.get_one(Staff, self.committee.staff[other], populate_existing=True)
            one.roles, two.roles = list(two.roles), list(one.roles)

    def _do(self, login: str, name: str, ids: list[int], other: str) -> None:
        db.session.rollback()
        rows = [self._row(pk) for pk in ids]
        before = {row.id: row.state for row in rows}
        data = {
            "ticks": {**all_ticks(1), **all_ticks(2), **all_ticks(3)},
            "opinion": "请核对。",
            "recheck": {"content": True},
            "author": self.committee.staff[other],
        }
        outcome = self.committee.do(login, name, *ids, **data)
        assert {m.id for m in outcome.moved} | {s.id for s in outcome.skipped} == set(ids)
        for moved in outcome.moved:
            assert moved.from_state == before[moved.id]
            self.steps[moved.id] += 1
            self.last[moved.id] = login
            if name == "submit":
                self.touched[moved.id].add(self.committee.staff[login])
            if name == "reassign":
                self.touched[moved.id].add(self.committee.staff[other])

    def _row(self, post: int) -> Post:
        db.session.rollback()
        return db.session.get_one(Post, post, populate_existing=True)

    # --- what always holds --------------------------------------------------------------

    @invariant()
    def passes_in_order_by_different_others(self) -> None:
        """Of every post on its way; those that arrived have three, on what is stored."""
        db.session.rollback()
        for post in self._posts():
            version = current_version(db.session(), post)
            if version is None:
                continue
            standing: dict[int, ReviewRecord] = {}
            decisions = select(ReviewRecord).where(ReviewRecord.post_version_id == version.id)
            for record in db.session.scalars(decisions.order_by(ReviewRecord.id)):
                if record.decision == "pass":
                    standing[record.level] = record
                elif record.decision == "recall":
                    del standing[record.level]
            assert list(standing) == list(range(1, len(standing) + 1))
            reviewers = {record.reviewer_id for record in standing.values()}
            assert len(reviewers) == len(standing)
            # Back with its authors, it may be edited by who passed it: that pass is spent.
            assert post.state in WITH_AUTHORS or not reviewers & self.touched[post.id]
            assert {r.content_hash for r in standing.values()} <= {version.content_hash}
            assert all(all(r.ticks.values()) and len(r.ticks) == 8 for r in standing.values())
            if post.state in PASSED:
                assert len(standing) == 3
                now = hash_of(contents_of(db.session(), [post])[post.id])
                assert now == version.content_hash == post.content_hash

    @invariant()
    def whoever_touched_it_is_remembered(self) -> None:
        known = defaultdict(set)
        for contributor in db.session.scalars(select(PostContributor)):
            known[contributor.post_id].add(contributor.staff_id)
        assert all(known[pk] == people for pk, people in self.touched.items())

    @invariant()
    def one_transition_row_a_step(self) -> None:
        written: dict[int, int] = defaultdict(int)
        for pk in db.session.scalars(select(TransitionRecord.subject_id)):
            written[pk] += 1
        assert dict(written) == {pk: n for pk, n in self.steps.items() if n}

    @invariant()
    def the_history_leads_to_the_state(self) -> None:
        states: dict[int, str] = dict.fromkeys(self.touched, "draft")
        for record in db.session.scalars(select(TransitionRecord).order_by(TransitionRecord.id)):
            assert record.from_state == states[record.subject_id]
            states[record.subject_id] = record.to_state
        assert {post.id: str(post.state) for post in self._posts()} == states

    @invariant()
    def numbers_without_gaps(self) -> None:
        numbered = [post for post in self._posts() if post.number]
        for post in self._posts():
            assert (post.number is not None) is (post.submissions > 0)
            if post.number:
                assert self.numbers.setdefault(post.id, post.number) == post.number, "for good"
        last = db.session.scalar(select(NumberSeries.last)) or 0
        assert sorted(str(post.number)[-5:-1] for post in numbered) == [
            f"{n:04d}" for n in range(1, last + 1)
        ]

    @invariant()
    def every_submission_is_kept(self) -> None:
        versions = defaultdict(list)
        for version in db.session.scalars(select(PostVersion).order_by(PostVersion.number)):
            versions[version.post_id].append(version)
        for post in self._posts():
            kept = versions[post.id]
            assert [v.number for v in kept] == list(range(1, post.submissions + 1))
            assert all(hash_of(v.content) == v.content_hash for v in kept)

    def _posts(self) -> list[Post]:
        return list(db.session.scalars(select(Post).execution_options(populate_existing=True)))


def walk(app: Flask, engine: Engine, examples: int, steps: int) -> None:
    """Runs walks, each on a database of its own."""

    class OnItsOwnData(Walk):
        def __init__(self) -> None:
            super().__init__()
            db.session.remove()
            db.engine.dispose()
            engine.renew()
            self.committee = Committee(LOGINS)
            self.committee.add("many2", *PEOPLE["many"])

    run_state_machine_as_test(
        OnItsOwnData,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


REACHED = set()


def examples_for(e):
    return 30 if e.name == "sqlite" else 4


@pytest.mark.both_engines
def test_short_walks(app: Flask, engine: Engine) -> None:
    walk(app, engine, examples=20 if engine.name == "sqlite" else 6, steps=40)


@pytest.mark.long
@pytest.mark.both_engines
def test_long_walks(app: Flask, engine: Engine) -> None:
    walk(app, engine, examples=100, steps=60)
