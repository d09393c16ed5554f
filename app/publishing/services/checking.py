"""Whether a publication can be true: what, when and under which address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.core import clock
from app.core.errors import Refused
from app.core.show_time import exact
from app.posts.content import contents_of, hash_of
from app.posts.levels import FINAL, LEVELS
from app.posts.models import Post, ReviewRecord
from app.posts.workflow import standing_passes


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a post appeared: the account, when, under which address, with a picture of it."""

    account_id: int
    published_at: datetime
    link: str
    screenshot: FileStorage | None = None


def final_approval(session: Session, post: Post) -> ReviewRecord:
    """The final pass of what is stored now.

    Raises:
        Refused: three people have not passed this very content.
    """
    digest = hash_of(contents_of(session, [post])[post.id])
    passes = standing_passes(session, [post.id])[post.id]
    good = [passes[level.number] for level in LEVELS if level.number in passes]
    good = [record for record in good if record.content_hash == digest == post.content_hash]
    if len({record.reviewer_id for record in good}) != len(LEVELS):
        raise Refused(
            _(
                "Nothing was recorded: the content is not what passed the three reviews. Use "
                "“Revise”, and submit it again."
            )
        )
    return passes[FINAL.number]


def check_placement(placement: Placement, approved_at: datetime) -> None:
    """Whether time and address can be true.

    Args:
        placement: as it was typed.
        approved_at: when the final review was passed.

    Raises:
        Refused: with the field as `record_publication()` says.
    """
    key = placement.account_id
    # Times are typed in minutes: the minute of the approval itself is late enough.
    if placement.published_at < approved_at.replace(second=0, microsecond=0):
        raise Refused(
            _(
                "It passed the final review only at %(when)s; before that it could not be "
                "published.",
                when=exact(approved_at),
            ),
            field=f"at_{key}",
        )
    if placement.published_at > clock.now():
        raise Refused(_("This time is still to come."), field=f"at_{key}")
    if not is_web_address(placement.link.strip()):
        raise Refused(
            _("Write the whole address, as the browser shows it."),
            field=f"link_{key}",
        )


def is_web_address(text: str) -> bool:
    """Whether a text is an address of the web and of nothing else."""
    if not text.isprintable() or " " in text or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
