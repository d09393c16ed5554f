"""The canonical form: whatever a reviewer judged changes the hash, nothing else does."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from app.core.attachments import Attachment
from app.core.database import write
from app.extensions import db
from app.platforms.models import Account
from app.posts.content import contents_of, hash_of, paragraphs, word_count
from app.posts.models import Post, PostForm, PostVersion, Priority, SourceKind
from tests.posts.committee import Committee


def hash_now(post: Post) -> str:
    db.session.rollback()
    fresh = db.session.get_one(Post, post.id, populate_existing=True)
    return hash_of(contents_of(db.session(), [fresh])[post.id])


def change(post: Post, **values: Any) -> None:
    with write() as session:
        row = session.get_one(Post, post.id, populate_existing=True)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "values",
    [
        {"title": "另一个题目"},
        {"body": "<p>另一篇正文</p>"},
        {"summary": "另一个摘要"},
        {"byline": "文 别人"},
        {"source_kind": SourceKind.circular},
        {"source_name": "别处"},
        {"source_url": "https://example.org/2"},
        {"policy_basis": "清发〔2026〕1号"},
        {"accounts": []},
    ],
)
def test_what_is_under_review_is_in_the_hash(committee: Committee, values: Any) -> None:
    post = committee.write()
    before = hash_now(post)
    assert hash_now(post) == before
    change(post, **values)
    assert hash_now(post) != before


def test_what_only_helps_the_work_is_not(committee: Committee) -> None:
    post = committee.write()
    before = hash_now(post)
    change(
        post,
        form=PostForm.video,
        event_on=date(2026, 11, 1),
        priority=Priority.urgent,
        sensitive=True,
        department_id=committee.departments["school"],
    )
    assert hash_now(post) == before


def test_files_are_in_the_hash_by_name_and_digest(committee: Committee) -> None:
    post = committee.write()
    seen = {hash_now(post)}
    for slot, name, digest in (
        ("attachment", "一.pdf", "a" * 64),
        ("attachment", "一.pdf", "b" * 64),
        ("cover", "封面.jpg", "c" * 64),
    ):
        with write() as session:
            session.add(
                Attachment(
                    subject="Post", subject_id=post.id, slot=slot, name=name, digest=digest,
                    size=1, media_type="x/y", stored_name=f"{len(seen):032}",
                )
            )  # fmt: skip
        seen.add(hash_now(post))
    assert len(seen) == 4


@pytest.mark.both_engines
def test_a_version_holds_what_its_hash_is_of(committee: Committee) -> None:
    post = committee.post_in(
        "first_review", title="“引号”与\u2028换行", policy_basis="清发〔2026〕1号"
    )
    version = db.session.query(PostVersion).filter_by(post_id=post.id).one()
    db.session.expire(version)
    canonical = json.dumps(
        version.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert sha256(canonical.encode()).hexdigest() == version.content_hash == post.content_hash
    assert version.content["accounts"] == [committee.account]
    assert version.word_count == word_count(version.content) > 40


def test_the_order_of_accounts_does_not_matter(committee: Committee) -> None:
    with write() as session:
        first = session.get_one(Account, committee.account)
        second = Account(
            platform_id=first.platform_id, name="另一个", platform_key="gh_2",
            department_id=first.department_id,
        )  # fmt: skip
        session.add(second)
    post, other = (
        committee.write(title="同题", accounts=a) for a in ([first, second], [second, first])
    )
    assert hash_now(post) == hash_now(other)


def test_two_statements_for_any_number(committee: Committee, statements: Any) -> None:
    for _ in range(4):
        committee.write()
    posts = db.session.scalars(select(Post)).all()
    with statements() as sql:
        contents_of(db.session(), posts)
    assert len(sql) == 2


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二<strong>三</strong></p>", ["一", "二三"]),
        ("<ul><li>甲</li><li>乙</li></ul>尾", ["甲", "乙", "尾"]),
        ("<table><tbody><tr><td>名</td><td>数</td></tr></tbody></table>", ["名 数"]),
        ("<p>一<br>二</p><p></p><p>  </p>", ["一", "二"]),
        ('<p>看<img src="/attachment/1" alt="桥"></p>', ["看〔图 桥〕"]),
        ('<img src="/attachment/1">', ["〔图〕"]),
        ("1 &lt; 2 &amp; 3&nbsp;。", ["1 < 2 & 3 。"]),
        ("", []),
    ],
)
def test_paragraphs(html: str, text: list[str]) -> None:
    assert paragraphs(html) == text


def test_characters_are_counted_without_blanks() -> None:
    assert word_count({"title": "三 个字", "body": "<p>四个 字。</p><p>AB</p>"}) == 9
