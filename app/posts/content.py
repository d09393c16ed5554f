"""What is under review of a post, in one canonical form, and its digest.

The form holds what readers will get and what reviewers judged it by: texts, cover, source, basis,
target accounts and attachments (names and digests). Whatever changes any of it changes the hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.attachments import Attachment, attachments_of
from app.posts.models import Post, post_account

# Stored with every version: a later form must not be read as an earlier one.
FORM = 1
# As the sanitiser leaves it.
PICTURE = re.compile(r'<img [^>]*src="/attachment/(\d+)"')

Content = dict[str, Any]


def contents_of(session: Session, posts: Sequence[Post]) -> dict[int, Content]:
    """The canonical form of many posts, as they stand, in two statements.

    Args:
        session: any.
        posts: rows with their columns loaded.
    """
    ids = [post.id for post in posts]
    accounts: dict[int, list[int]] = {pk: [] for pk in ids}
    targets = select(post_account).where(post_account.c.post_id.in_(ids))
    for post_id, account_id in session.execute(targets.order_by(post_account.c.account_id)):
        accounts[post_id].append(account_id)
    files = attachments_of(session, "Post", ids)
    return {post.id: _content(post, accounts[post.id], files[post.id]) for post in posts}


def _content(post: Post, accounts: list[int], files: list[Attachment]) -> Content:
    covers = [file for file in files if file.slot == "cover"]
    return {
        "form": FORM,
        "title": post.title,
        "body": post.body,
        "summary": post.summary,
        "byline": post.byline,
        "cover": _file(covers[-1]) if covers else None,
        "source": {
            "kind": str(post.source_kind),
            "name": post.source_name,
            "url": post.source_url,
        },
        "policy_basis": post.policy_basis,
        "accounts": accounts,
        "attachments": [_file(file) for file in files if file.slot != "cover"],
        # Versions for single platforms come with their own screen; the place is kept.
        "variants": [],
    }


def _file(file: Attachment) -> dict[str, Any]:
    return {"id": file.id, "name": file.name, "digest": file.digest}


def foreign_pictures(content: Mapping[str, Any]) -> set[int]:
    """Keys of the pictures in the text that are not among the files of the post.

    Such a picture is in no digest: it could be another one after the review.
    """
    files = [*content["attachments"], content["cover"]]
    return pictures_in(content["body"]) - {file["id"] for file in files if file}


def pictures_in(body: str) -> set[int]:
    """Keys of the pictures that stand in a text."""
    return {int(key) for key in PICTURE.findall(body)}


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a canonical form: keys sorted, no blanks, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


class _Paragraphs(HTMLParser):
    """Collects the text of HTML block by block."""

    BLOCKS = frozenset(
        {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre"}
        | {"tr", "caption", "figcaption", "hr", "br"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[str] = []
        self.open: list[str] = []

    def end_block(self) -> None:
        if text := " ".join("".join(self.open).split()):
            self.done.append(text)
        self.open.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS:
            self.end_block()
        elif tag in ("td", "th"):
            self.open.append(" ")
        elif tag == "img":
            # A picture is part of what one reads: its place shows in a comparison.
            self.open.append(f"〔图 {dict(attrs).get('alt') or ''}〕".replace(" 〕", "〕"))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        self.open.append(data)


def paragraphs(html: str) -> list[str]:
    """The text of HTML, a string per paragraph, list item or table row; empty ones left out."""
    parser = _Paragraphs()
    parser.feed(html)
    parser.close()
    parser.end_block()
    return parser.done


def word_count(content: Mapping[str, Any]) -> int:
    """Characters of title and text as people count them: blanks are none."""
    text = content["title"] + "".join(paragraphs(content["body"]))
    return sum(not character.isspace() for character in text)
