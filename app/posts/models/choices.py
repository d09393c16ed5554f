"""The closed lists of words in this room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.entity import Choice


class PostState(Choice):
    """状态. Where a post is on its way."""

    draft = "draft", _l("Draft")
    first_review = "first_review", _l("Waiting for first review")
    second_review = "second_review", _l("Waiting for second review")
    final_review = "final_review", _l("Waiting for final review")
    approved = "approved", _l("Waiting for publication")
    published = "published", _l("Published")
    returned = "returned", _l("Returned")
    rejected = "rejected", _l("Not adopted")
    taken_down = "taken_down", _l("Taken down")
    void = "void", _l("Void")


class SourceKind(Choice):
    """来源. Written here, taken over, or sent out for everybody to carry."""

    original = "original", _l("Original")
    reprint = "reprint", _l("Reprint")
    circular = "circular", _l("Circular text")


class PostForm(Choice):
    """形式. What readers get to see (一(三)4, 三(三)2)."""

    text = "text", _l("Text and words")
    picture = "picture", _l("Pictures")
    video = "video", _l("Video")
    audio = "audio", _l("Audio")
    h5 = "h5", _l("Web page")
    live = "live", _l("Live broadcast")
    long_picture = "long_picture", _l("Long picture")


class Priority(Choice):
    """优先级. How soon reviewers should take it up."""

    normal = "normal", _l("Normal")
    prior = "prior", _l("Prior")
    urgent = "urgent", _l("Urgent")


class Decision(Choice):
    """审核决定. What a reviewer did with what was submitted."""

    passed = "pass", _l("Passed")
    returned = "return", _l("Sent back")
    rejected = "reject", _l("Not adopted")
    recalled = "recall", _l("Recalled")
