"""A small committee to review posts with: departments, people, what each may do, one account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.core.actor import Actor, acting_as
from app.core.attachments import PICTURES, Attachment, store
from app.core.database import write
from app.core.workflow import Outcome, apply
from app.extensions import db
from app.people.models import Department, Staff
from app.people.security import actor_of
from app.platforms.models import Account
from app.posts.models import Post
from app.posts.services import PICTURE_SLOT, mark_opened, save_post
from app.posts.services.reading import current_version
from app.posts.ticks import ticks_of
from tests.factories.people import DepartmentFactory, StaffFactory, make_role
from tests.factories.platforms import AccountFactory

CLERK = "list show add edit delete submit withdraw revise publish take_down correct void"
REVIEWER = "list show recall revise take_down"
PEOPLE = {
    # login: (department, actions on posts)
    "author": ("traffic", CLERK),
    "clerk": ("traffic", CLERK),
    "stranger": ("school", CLERK),
    "first": ("root", f"{REVIEWER} pass_first"),
    "first2": ("root", f"{REVIEWER} pass_first"),
    "second": ("root", f"{REVIEWER} pass_second reassign"),
    "second2": ("root", f"{REVIEWER} pass_second reassign"),
    "final": ("root", f"{REVIEWER} pass_final"),
    "final2": ("root", f"{REVIEWER} pass_final"),
    "many": ("root", f"{CLERK} {REVIEWER} pass_first pass_second pass_final"),
    "reader": ("root", "list show"),
}
LEVELS = {"first_review": 1, "second_review": 2, "final_review": 3}
NAMES = {1: "pass_first", 2: "pass_second", 3: "pass_final"}
BODY = "<p>城北公交首末站今天启用，早高峰发车间隔缩短到六分钟。</p><p>市民可在站内换乘。</p>"
_serial = count(1)


def all_ticks(level: int) -> dict[str, bool]:
    """Every point of a level, confirmed."""
    return {tick.name: True for tick in ticks_of(level)}


class Committee:
    """People and what they do with posts, by login."""

    def __init__(self, logins: Any = PEOPLE) -> None:
        self.staff: dict[str, int] = {}
        with write():
            self.root = DepartmentFactory(name="县委", parent=None)
            self.departments = {
                "root": self.root.id,
                "traffic": DepartmentFactory(name="交通局", parent=self.root).id,
                "school": DepartmentFactory(name="教育局", parent=self.root).id,
            }
            for login in logins:
                self.add(login, *PEOPLE[login])
            traffic = db.session.get_one(Department, self.departments["traffic"])
            self.account = AccountFactory(name="清河交通", department=traffic).id

    def add(self, login: str, department: str, actions: str) -> int:
        """Makes a person with a role of its own."""
        role = make_role(f"{login} {next(_serial)}", Post=actions)
        person = StaffFactory(
            first_name=f"人员{login}",
            department=db.session.get_one(Department, self.departments[department]),
            roles=[role.name],
        )
        self.staff[login] = person.id
        return self.staff[login]

    def person(self, login: str) -> Staff:
        """The row of a person, to sign in with."""
        return db.session.get_one(Staff, self.staff[login])

    def actor(self, login: str) -> Actor:
        """A person as it acts now, read anew."""
        db.session.rollback()
        staff = db.session.get(Staff, self.staff[login], populate_existing=True)
        assert staff
        return actor_of(db.session(), staff)

    @contextmanager
    def acting(self, login: str) -> Iterator[Actor]:
        """Everything inside is done by a person."""
        with acting_as(self.actor(login)) as actor:
            yield actor

    # --- what they do -------------------------------------------------------------------

    def write(self, login: str = "author", **values: Any) -> Post:
        """A new draft, complete enough to be submitted."""
        with self.acting(login):
            return save_post(
                {
                    "title": f"城北首末站启用 {next(_serial)}",
                    "body": BODY,
                    "accounts": [db.session.get(Account, self.account)],
                    **values,
                }
            )

    def attach(self, post: Post | None, colour: str = "red") -> Attachment:
        """A picture among the files of a post, or sent for a text that is not saved yet."""
        stream = BytesIO()
        Image.new("RGB", (8, 8), colour).save(stream, "PNG")
        with write() as session:
            upload = FileStorage(stream, "图.png")
            owner, slot = (post.id, "attachment") if post else (0, PICTURE_SLOT)
            return store(session, upload, "Post", owner, slot, PICTURES, 10_000)

    def do(self, login: str, name: str, *posts: Post | int, **data: Any) -> Outcome:
        """A transition, with all that a reviewer needs unless `data` says otherwise."""
        ids = [getattr(post, "id", post) for post in posts]
        with self.acting(login) as actor:
            rows = db.session.scalars(
                select(Post).where(Post.id.in_(ids)).execution_options(populate_existing=True)
            ).all()
            level = LEVELS.get(rows[0].state if rows else "", 1)
            given = {
                "seen": {row.id: row.content_hash for row in rows},
                "ticks": all_ticks(level),
                "opinion": "请按意见修改。" if name in ("return", "reject") else "",
                "reason": "情况有变。",
                **data,
            }
            return apply("Post", name, ids, data=given, actor=actor)

    def open(self, login: str, *posts: Post, seconds: int = 60) -> None:
        """Has the version under review of posts open."""
        with self.acting(login):
            for post in posts:
                fresh = db.session.get(Post, post.id, populate_existing=True)
                assert fresh
                version = current_version(db.session(), fresh)
                assert version
                mark_opened(version.id, seconds)

    def post_in(self, state: str, author: str = "author", **values: Any) -> Post:
        """A post brought to a state the way everybody has to go."""
        post = self.write(author, **values)
        for login, name in WAYS[state]:
            actor = author if login == "author" else login
            self.do(actor, name, post, recheck={"content": True}).or_refuse()
        fresh = db.session.get(Post, post.id, populate_existing=True)
        assert fresh
        assert fresh.state == state
        return fresh


_SUBMITTED = [("author", "submit")]
_SECOND = [*_SUBMITTED, ("first", "pass_first")]
_FINAL = [*_SECOND, ("second", "pass_second")]
_APPROVED = [*_FINAL, ("final", "pass_final")]
_PUBLISHED = [*_APPROVED, ("author", "publish")]
WAYS: dict[str, list[tuple[str, str]]] = {
    "draft": [],
    "first_review": _SUBMITTED,
    "second_review": _SECOND,
    "final_review": _FINAL,
    "approved": _APPROVED,
    "published": _PUBLISHED,
    "returned": [*_SUBMITTED, ("first", "return")],
    "rejected": [*_SECOND, ("second", "reject")],
    "taken_down": [*_PUBLISHED, ("first", "take_down")],
    "void": [("author", "void")],
}
