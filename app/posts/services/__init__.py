"""What can be done with posts besides reading them."""

from __future__ import annotations

from app.core.workflow import Outcome, apply
from app.posts.services.comparing import Difference, compare, diff
from app.posts.services.phrases import own_phrases, remember_phrase
from app.posts.services.reading import current_version, mark_opened, versions_to_compare
from app.posts.services.saving import (
    PICTURE_SLOT,
    correct_post,
    keep_pictures,
    note_editor,
    save_post,
    why_locked,
    write_authors,
    write_values,
)
from app.posts.services.waiting import Waiting, counts, desk, queue

__all__ = [
    "PICTURE_SLOT",
    "Difference",
    "Waiting",
    "compare",
    "correct_post",
    "counts",
    "current_version",
    "desk",
    "diff",
    "keep_pictures",
    "mark_opened",
    "note_editor",
    "own_phrases",
    "queue",
    "remember_phrase",
    "save_post",
    "submit_post",
    "versions_to_compare",
    "why_locked",
    "write_authors",
    "write_values",
]


def submit_post(post_id: int, version: int | None = None) -> Outcome:
    """Hands a post in for its first review, as the current actor.

    Args:
        post_id: which post.
        version: its `version_id` when it was read.

    Raises:
        Refused: with the reason, if it was not submitted.
    """
    versions = {} if version is None else {post_id: version}
    return apply("Post", "submit", [post_id], versions=versions).or_refuse()
