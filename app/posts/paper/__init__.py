"""审批单: the form of one post's three reviews on A4, as inspectors ask for it first.

The layout is `approval.typ`; what stands in it comes as data, so that nothing anybody typed is
ever read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core import clock
from app.core.show_time import exact
from app.platforms.models import Account
from app.posts.content import contents_of, word_count
from app.posts.levels import LEVELS
from app.posts.models import Decision, Post, PostVersion, ReviewRecord, SourceKind
from app.posts.ticks import ticks_of

LAYOUT = Path(__file__).with_name("approval.typ")
FONTS = Path(__file__).resolve().parents[2] / "static/build/fonts"


@cache
def _fonts() -> typst.Fonts:
    # Our own fonts first; a machine's are searched for the rare character they lack.
    return typst.Fonts(font_paths=[str(FONTS)], include_system_fonts=True)


def approval_form(session: Session, post: Post) -> bytes:
    """The form of a post as PDF.

    Args:
        session: any.
        post: with the version submitted last, if there is one; else as it stands.
    """
    data = json.dumps(approval_data(session, post), ensure_ascii=False)
    return bytes(typst.compile(str(LAYOUT), font_paths=_fonts(), sys_inputs={"data": data}))


def approval_data(session: Session, post: Post) -> dict[str, Any]:
    """What stands on the form: texts only, in the language of the panel."""
    version = session.scalars(
        select(PostVersion)
        .where(PostVersion.post_id == post.id, PostVersion.number == post.submissions)
        .options(joinedload(PostVersion.submitted_by))
    ).one_or_none()
    content = version.content if version else contents_of(session, [post])[post.id]
    records = session.scalars(
        select(ReviewRecord)
        .where(ReviewRecord.post_id == post.id)
        .options(joinedload(ReviewRecord.post_version))
        .order_by(ReviewRecord.id)
    ).all()
    current = [r for r in records if version and r.post_version_id == version.id]
    earlier = [r for r in records if not version or r.post_version_id != version.id]
    return {
        "organisation": current_app.config["ORGANISATION"],
        "title": _("Review form for new media posts"),
        "number": post.number or _("No number yet"),
        "state": str(post.state.label),
        "fields": _fields(session, post, content, version),
        "levels": [_level(level, current) for level in LEVELS],
        "earlier_title": _("Earlier rounds"),
        "earlier": [_line(record) for record in earlier],
        "foot": _(
            "%(number)s · version %(version)s · printed %(time)s",
            number=post.number or _("No number yet"),
            version=version.number if version else "—",
            time=exact(clock.now()),
        ),
        "hash_label": _("Check code"),
        "hash": version.content_hash if version else "—",
        "page": _("Page"),
    }


def _fields(
    session: Session, post: Post, content: dict[str, Any], version: PostVersion | None
) -> list[list[Any]]:
    """Rows of the table: pairs of label and value; a row with one pair takes the whole line."""
    accounts = session.scalars(
        select(Account)
        .where(Account.id.in_(content["accounts"]))
        .options(joinedload(Account.platform))
        .order_by(Account.id)
    )
    source = content["source"]
    origin = [str(SourceKind(source["kind"]).label), source["name"], source["url"]]
    files = [file["name"] for file in content["attachments"]]
    return [
        [[_("Title"), content["title"]]],
        [
            [_("Department"), str(post.department)],
            [_("Authors"), "、".join(str(author) for author in post.authors)],
        ],
        [
            [_("Source"), "，".join(part for part in origin if part)],
            [_("Form"), str(post.form.label)],
        ],
        [[_("Policy basis"), content["policy_basis"]]],
        [[_("Target accounts"), "、".join(map(str, accounts))]],
        [
            [_("Planned publication"), exact(post.planned_at) if post.planned_at else ""],
            [_("Characters"), str(version.word_count if version else word_count(content))],
        ],
        [[_("Summary"), content["summary"]]],
        [[_("Attachments"), "、".join(files)]],
        [
            [_("Submitted by"), str(version.submitted_by) if version else ""],
            [_("Submitted at"), exact(version.submitted_at) if version else ""],
        ],
    ]


def _level(level: Any, records: Sequence[ReviewRecord]) -> dict[str, Any]:
    """What a level decided on this version: the last word counts, unless it was taken back."""
    here = [record for record in records if record.level == level.number]
    last = here[-1] if here else None
    if last is None or last.decision == Decision.recalled:
        return {"name": str(level.label), "decision": _("Not decided yet"), "opinion": ""}
    return {
        "name": str(level.label),
        "decision": str(last.decision.label),
        "opinion": last.opinion,
        "ticks": [[str(t.label), bool(last.ticks.get(t.name))] for t in ticks_of(level.number)],
        "who": last.reviewer_name,
        "when": exact(last.decided_at),
        "how": _how(last),
    }


def _how(record: ReviewRecord) -> str:
    """That it was one of a batch, and whether and when the reviewer had opened it."""
    opened = (
        _("opened %(time)s", time=exact(record.opened_at))
        if record.opened_at
        else _("not opened before")
    )
    if not record.batch:
        return opened
    return f"{_('in a batch of %(number)s', number=record.batch_size)}，{opened}"


def _line(record: ReviewRecord) -> list[str]:
    return [
        _("Version %(number)s", number=record.post_version.number),
        str(next(level.label for level in LEVELS if level.number == record.level)),
        record.reviewer_name,
        str(record.decision.label),
        record.opinion,
        exact(record.decided_at),
    ]
