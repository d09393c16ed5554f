"""A transition costs the same number of SQL statements for one post and for a thousand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.database import write
from app.core.workflow import apply
from app.extensions import db
from app.platforms.models import Account
from app.posts.models import Post, PostContributor
from tests.posts.committee import BODY, Committee, all_ticks

pytestmark = pytest.mark.both_engines

# What guards, effects and the kit need; see the test of the kit for its own share.
MOST = 20


def drafts(committee: Committee, number: int) -> list[int]:
    """Many drafts at once, as one who imports them."""
    with write() as session:
        account = session.get_one(Account, committee.account)
        posts = [
            Post(
                title=f"第 {n} 篇",
                body=BODY,
                department_id=committee.departments["traffic"],
                accounts=[account],
                contributors=[PostContributor(staff_id=committee.staff["author"], is_author=True)],
            )
            for n in range(number)
        ]
        session.add_all(posts)
        session.flush()
        return [post.id for post in posts]


def test_every_step_of_the_way(
    committee: Committee, statements: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.posts.settings.MOST_PASSED_AT_ONCE", 1000)
    monkeypatch.setattr("app.posts.settings.FINAL_BATCH_MUST_BE_OPENED", False)
    counted: dict[str, set[int]] = {}
    for number in (2, 100, 1000):
        ids = drafts(committee, number)
        for login, name, level in (
            ("author", "submit", 1),
            ("first", "pass_first", 1),
            ("first", "recall", 1),
            ("first", "pass_first", 1),
            ("second", "pass_second", 2),
            ("final", "pass_final", 3),
            ("author", "publish", 3),
            ("final", "take_down", 3),
        ):
            actor = committee.actor(login)
            posts = db.session.execute(
                select(Post.id, Post.content_hash).where(Post.id.in_(ids))
            ).all()
            data = {
                "seen": {pk: digest for pk, digest in posts},  # noqa: C416
                "ticks": all_ticks(level),
                "recheck": {"content": True},
                "reason": "整批测算",
            }
            db.session.expunge_all()
            with statements() as sql:
                outcome = apply("Post", name, ids, data=data, actor=actor)
            assert len(outcome.moved) == number, outcome.skipped[:1]
            counted.setdefault(name, set()).add(len(sql))
    assert {name: n for name, n in counted.items() if len(n) > 1} == {}
    assert {name: n for name, n in counted.items() if max(n) > MOST} == {}
