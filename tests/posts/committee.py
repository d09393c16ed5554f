"""A small committee to review posts with: departments, people, what each may do, one account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from sqlalchemy import select

from app.core.actor import Actor, acting_as
from app.core.database import write
from app.core.workflow import Outcome, apply
from app.extensions import db
from app.people.models import Department, Staff
from app.people.security import actor_of
from app.people.services.departments import settle
from app.platforms.models import Account, AccountState, Platform, PlatformKind
from app.posts.models import Post
from app.posts.services import mark_opened, save_post
from app.posts.services.reading import current_version
from app.posts.ticks import ticks_of

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
        with write() as session:
            self.root = self._department("县委", None)
            self.departments = {
                "root": self.root.id,
                "traffic": self._department("交通局", self.root).id,
                "school": self._department("教育局", self.root).id,
            }
            self._permissions: dict[str, PermissionView] = {}
            for login in logins:
                department, actions = PEOPLE[login]
                self.staff[login] = self.add(login, department, actions)
            platform = Platform(kind=PlatformKind.wechat, name=f"微信公众号 {next(_serial)}")
            account = Account(
                platform=platform,
                name="清河发布",
                platform_key="gh_qinghe",
                department_id=self.root.id,
                state=AccountState.active,
            )
            session.add(account)
            session.flush()
            self.account = account.id

    def _department(self, name: str, parent: Department | None) -> Department:
        department = Department(name=name, code=f"d{next(_serial)}", parent=parent)
        settle(db.session(), department)
        return department

    def _permission(self, action: str) -> PermissionView:
        if action not in self._permissions:
            session = db.session()
            name = f"can_{action}"
            permission = session.scalars(
                select(Permission).where(Permission.name == name)
            ).first() or Permission(name=name)
            subject = session.scalars(
                select(ViewMenu).where(ViewMenu.name == "Post")
            ).first() or ViewMenu(name="Post")
            known = session.scalars(
                select(PermissionView).where(
                    PermissionView.permission_id == permission.id,
                    PermissionView.view_menu_id == subject.id,
                )
            ).first()
            self._permissions[action] = known or PermissionView(
                permission=permission, view_menu=subject
            )
            session.add(self._permissions[action])
            session.flush()
        return self._permissions[action]

    def add(self, login: str, department: str, actions: str) -> int:
        """Makes a person with a role of its own."""
        with write() as session:
            number = next(_serial)
            role = Role(name=f"role {number}")
            role.permissions = [self._permission(action) for action in sorted(set(actions.split()))]
            person = Staff(
                first_name=f"人员{login}",
                username=f"u{number}",
                staff_number=f"S{number}",
                department_id=self.departments[department],
                active=True,
            )
            person.roles = [role]
            session.add_all([role, person])
            session.flush()
            self.staff[login] = person.id
        return person.id

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
