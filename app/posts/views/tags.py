"""The quiet words behind a title."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.page import Tag
from app.posts.models import Post, Priority


def tags_of(post: Post) -> list[Tag]:
    """高敏感, 更正稿, urgency."""
    tags = [Tag(_("Highly sensitive"), "flag")] if post.sensitive else []
    if post.corrects_id:
        tags.append(Tag(_("Correction")))
    if post.priority != Priority.normal:
        tags.append(Tag(str(post.priority.label)))
    return tags
