"""Writes, reviews and publishes the posts of the demonstration, act by act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from itertools import groupby
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.core import clock
from app.core.attachments import PICTURES, store
from app.core.database import write
from app.core.workflow import apply
from app.demo import text
from app.demo.build.cast import Cast
from app.demo.build.plan import Act, plan
from app.demo.pictures import cover
from app.demo.text import DemoPost
from app.extensions import db
from app.platforms.models import Account, AccountState
from app.posts.models import Post, PostForm, PostVersion, Priority, SourceKind
from app.posts.services import mark_opened, save_post
from app.posts.ticks import ticks_of
from app.publishing.rechecks import RECHECKS
from app.publishing.services import Placement, record_publication

LEVEL_OF = {"pass_first": 1, "pass_second": 2, "pass_final": 3}
COVER_BYTES = 200_000
# Every so many posts bring a picture.
COVER_EVERY = 3


def make_posts(cast: Cast) -> None:
    """All posts, as far as each has come."""
    posts = {post.slug: post for post in text.posts(cast.today)}
    # Who does the same at the same moment does it to many at once.
    for (_at, login, name), group in groupby(
        plan(cast, list(posts.values())), key=lambda act: (act.at, act.login, act.name)
    ):
        acts = list(group)
        do = DOINGS.get(name, _move)
        if do is _move:
            do(cast, login, acts, posts)
        else:
            for act in acts:
                do(cast, login, [act], posts)


def _write(cast: Cast, login: str, acts: list[Act], posts: dict[str, DemoPost]) -> None:
    (act,) = acts
    post = posts[act.slug]
    with cast.acts(login, act.at):
        row = save_post(_values(cast, post, earlier=bool(post.earlier_body)))
        if len(cast.posts) % COVER_EVERY == 0:
            with write() as session:
                picture = FileStorage(BytesIO(cover(len(cast.posts))), filename="封面.png")
                store(session, picture, "Post", row.id, "cover", PICTURES, COVER_BYTES)
    cast.posts[post.slug] = row.id


def _edit(cast: Cast, login: str, acts: list[Act], posts: dict[str, DemoPost]) -> None:
    (act,) = acts
    with cast.acts(login, act.at):
        save_post(_values(cast, posts[act.slug], earlier=False), cast.posts[act.slug])


def _values(cast: Cast, post: DemoPost, earlier: bool) -> dict[str, Any]:
    keys = [cast.accounts[name] for name in post.accounts]
    return {
        "title": post.earlier_title if earlier else post.title,
        "body": post.earlier_body if earlier else post.body,
        "summary": post.earlier_summary if earlier else post.summary,
        "byline": post.byline,
        "source_kind": SourceKind(post.source),
        "source_name": post.source_name,
        "source_url": post.source_url,
        "policy_basis": post.policy_basis,
        "form": PostForm(post.form),
        "event_on": post.event_on,
        "department_id": cast.department_of(post.author, post.department),
        "priority": Priority(post.priority),
        "sensitive": post.sensitive,
        "accounts": list(db.session.scalars(select(Account).where(Account.id.in_(keys)))),
        "authors": [cast.person(post.author)],
    }


def _move(cast: Cast, login: str, acts: list[Act], posts: dict[str, DemoPost]) -> None:
    name, at = acts[0].name, acts[0].at
    ids = [cast.posts[act.slug] for act in acts]
    data: dict[str, Any] = {"opinion": acts[0].text, "reason": acts[0].text}
    if name in (*LEVEL_OF, "return", "reject"):
        data["seen"] = _read(cast, login, ids, at)
    if level := LEVEL_OF.get(name):
        data["ticks"] = dict.fromkeys([tick.name for tick in ticks_of(level)], True)
    with cast.acts(login, at):
        outcome = apply("Post", name, ids, data=data)
    if outcome.skipped:
        raise RuntimeError(f"{name}: {outcome.skipped}")


def _read(cast: Cast, login: str, ids: list[int], at: Any) -> dict[int, str]:
    """Opens the versions a while before they are judged; answers which contents were seen."""
    versions = db.session.execute(
        select(Post.id, PostVersion.id, PostVersion.content_hash, PostVersion.word_count)
        .join(PostVersion, PostVersion.post_id == Post.id)
        .where(Post.id.in_(ids), PostVersion.number == Post.submissions)
    ).all()
    seen = {}
    for number, (post_id, version_id, digest, words) in enumerate(versions):
        # Ten characters a second is a quick reader.
        with cast.acts(login, at - timedelta(minutes=6 + 7 * number)):
            mark_opened(version_id, seconds=max(20, words // 10))
        seen[post_id] = digest
    return seen


def _publish(cast: Cast, login: str, acts: list[Act], posts: dict[str, DemoPost]) -> None:
    (act,) = acts
    accounts = _open_accounts(cast, posts[act.slug], act)
    placements = [
        Placement(key, act.at, f"https://example.invalid/{platform_id}/{act.slug}")
        for platform_id, key in accounts
    ]
    with cast.acts(login, act.at):
        confirmed = dict.fromkeys([point.name for point in RECHECKS], True)
        record_publication(cast.posts[act.slug], placements, confirmed)


def _open_accounts(cast: Cast, post: DemoPost, act: Act) -> list[tuple[str, int]]:
    """Targets in use that have not gone quiet by then; at least the first in use."""
    usable = set(
        db.session.scalars(select(Account.platform_key).where(Account.state == AccountState.active))
    )
    quiet_for = {one.platform_id: one.last_published or 0 for one in text.accounts()}
    days_ago = (cast.today - clock.local(act.at).date()).days
    targets = [name for name in post.accounts if name in usable]
    fitting = [name for name in targets if quiet_for[name] <= days_ago]
    return [(name, cast.accounts[name]) for name in fitting or targets[:1]]


Doing = Callable[[Cast, str, list[Act], dict[str, DemoPost]], None]
DOINGS: dict[str, Doing] = {"write": _write, "edit": _edit, "publish": _publish}
