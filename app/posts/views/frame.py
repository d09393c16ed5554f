"""The frame that a post's text is shown in: an address of its own, without scripts."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.posts.models import Post

# `allow-same-origin` lets pictures behind the login load and the frame grow with its text;
# never `allow-scripts` beside it.
_FRAME = Markup(
    '<iframe class="article-frame" src="{}" title="{}" sandbox="allow-same-origin" '
    "data-grow></iframe>"
)


def frame_of(post: Post, version: int = 0) -> Markup:
    """The text of a post as HTML of a page.

    Args:
        post: whose text.
        version: number of a submitted version; 0 is the text as it is stored now.
    """
    url = url_for("PostContentView.content", pk=post.id, version=version)
    return _FRAME.format(url, _("Text of “%(title)s”", title=post.title))
