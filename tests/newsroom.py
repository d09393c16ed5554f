"""Posts on their way, walked there as everybody has to walk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.database import write
from app.core.workflow import apply
from app.extensions import db
from app.people.security import actor_of
from app.posts.models import Post
from app.posts.ticks import ticks_of
from tests.factories.people import StaffFactory, make_role
from tests.factories.platforms import AccountFactory
from tests.factories.posts import PostFactory

LEVELS = ("pass_first", "pass_second", "pass_final")


class Newsroom:
    """An author, three reviewers and an account of a department."""

    def __init__(self, department: Any) -> None:
        self.department = department
        self.author, *self.reviewers = [
            StaffFactory(department=department, roles=[make_role(f"只能{name}", Post=name).name])
            for name in ("submit", *LEVELS)
        ]
        self.account = AccountFactory(department=department)

    def submit(self, number: int) -> list[int]:
        """Writes so many posts and submits them; thirds of them pass no, one and two reviews."""
        with write():
            posts = [
                PostFactory(
                    department=self.department, authors=[self.author], accounts=[self.account]
                ).id
                for _n in range(number)
            ]
        self.move("submit", posts, self.author)
        self.move("pass_first", posts[: number * 2 // 3], self.reviewers[0])
        self.move("pass_second", posts[: number // 3], self.reviewers[1])
        return posts

    @staticmethod
    def move(name: str, posts: list[int], staff: Any) -> None:
        """One transition of all of them, with all that it asks for."""
        rows = db.session.scalars(select(Post).where(Post.id.in_(posts)))
        given = {
            "seen": {row.id: row.content_hash for row in rows},
            "ticks": {tick.name: True for level in (1, 2, 3) for tick in ticks_of(level)},
        }
        outcome = apply("Post", name, posts, data=given, actor=actor_of(db.session(), staff))
        assert not outcome.skipped, outcome.skipped[0].reason
