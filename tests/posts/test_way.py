"""Every state × every transition × every kind of person: moved exactly where the table says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.actor import SYSTEM, acting_as
from app.core.database import write
from app.core.workflow import TransitionRecord, apply
from app.extensions import db
from app.posts.models import Post, PostState, ReviewRecord
from app.posts.workflow import POST_WORKFLOW
from tests.posts.committee import PEOPLE, WAYS, Committee, all_ticks

pytestmark = pytest.mark.both_engines

AT_FIRST = {"first", "first2", "many"}
AT_SECOND = {"second", "second2", "many"}
AT_FINAL = {"final", "final2", "many"}
REVIEWERS = AT_FIRST | AT_SECOND | AT_FINAL
BY_LEVEL = {"first_review": AT_FIRST, "second_review": AT_SECOND, "final_review": AT_FINAL}
CLERKS = {"author", "clerk", "many"}
AUTHOR = {"author"}

# Written from the design's table, not from the code: transition → state → who may.
# The one who passed at each level is called first, second and final.
MAY: dict[str, dict[str, set[str]]] = {
    "submit": {"draft": AUTHOR, "returned": AUTHOR},
    "pass_first": {"first_review": AT_FIRST},
    "pass_second": {"second_review": AT_SECOND},
    "pass_final": {"final_review": AT_FINAL},
    "return": BY_LEVEL,
    "reject": BY_LEVEL,
    "withdraw": dict.fromkeys(BY_LEVEL, AUTHOR),
    "recall": {"second_review": {"first"}, "final_review": {"second"}, "approved": {"final"}},
    "revise": {"approved": CLERKS | REVIEWERS},
    "publish": {"approved": CLERKS},
    "take_down": {"published": CLERKS | REVIEWERS},
    "void": {"draft": AUTHOR, "returned": AUTHOR},
    "reassign": {"draft": {"second", "second2"}, "returned": {"second", "second2"}},
}
TARGET = {
    "submit": "first_review",
    "pass_first": "second_review",
    "pass_second": "final_review",
    "pass_final": "approved",
    "return": "returned",
    "reject": "rejected",
    "withdraw": "draft",
    "revise": "returned",
    "publish": "published",
    "take_down": "taken_down",
    "void": "void",
}
BACK = {
    "second_review": "first_review",
    "final_review": "second_review",
    "approved": "final_review",
}
DECISIONS = {"pass_first", "pass_second", "pass_final", "return", "reject", "recall"}


class Enough(Exception):
    """Ends a try without leaving a trace."""


@contextmanager
def undone() -> Iterator[None]:
    """Everything inside happens and is rolled back."""
    try:
        with write():
            yield
            raise Enough
    except Enough:
        pass


def counted(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_table_names_every_state_and_transition() -> None:
    assert set(MAY) == set(POST_WORKFLOW.by_name)
    assert set(WAYS) == {str(state) for state in PostState} == set(POST_WORKFLOW.states)


@pytest.mark.parametrize("name", list(MAY))
def test_exactly_these_people_take_it_from_exactly_these_states(
    committee: Committee, name: str
) -> None:
    posts = {state: committee.post_in(state) for state in WAYS}
    actors = {login: committee.actor(login) for login in PEOPLE} | {"a job": SYSTEM}
    level = {"pass_second": 2, "pass_final": 3}.get(name, 1)
    wrong = []
    for state, post in posts.items():
        data = {
            "opinion": "请核对数字。",
            "reason": "情况有变。",
            "seen": {post.id: post.content_hash},
            "ticks": all_ticks(level),
            "recheck": {"content": True},
            "author": committee.staff["clerk"],
        }
        for login, actor in actors.items():
            with undone(), acting_as(actor):
                trail = counted(TransitionRecord), counted(ReviewRecord)
                outcome = apply("Post", name, [post.id], data=data, actor=actor)
                moved = [row.to_state for row in outcome.moved]
                new = counted(TransitionRecord) - trail[0], counted(ReviewRecord) - trail[1]
                may = login in MAY[name].get(state, set())
                target = TARGET.get(name) or BACK.get(state, state)
                decided = int(may and name in DECISIONS)
                if (moved, new) != (([target], (1, decided)) if may else ([], (0, 0))):
                    wrong.append((state, login, outcome))
    assert wrong == []


@pytest.mark.parametrize("state", list(WAYS))
def test_the_buttons_are_those_that_work(committee: Committee, state: str) -> None:
    from app.core.workflow import possible

    post = committee.post_in(state)
    for login in PEOPLE:
        actor = committee.actor(login)
        row = db.session.get(Post, post.id)
        offered = {t.name for t in possible(POST_WORKFLOW, row, actor, db.session())}
        # Who is out of scope does not come to the page at all; publishing has a screen of its own.
        expected = {
            name
            for name, states in MAY.items()
            if name != "publish" and login in states.get(state, ())
        }
        if login != "stranger":
            assert offered == expected, login
