"""The picture of a post's path: 提交 – 初审 – 复审 – 终审 – 发布."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.core.page import Step
from app.posts.levels import BY_STATE, LEVELS
from app.posts.models import Post, ReviewRecord
from app.posts.models import PostState as S

GLYPHS = {1: "一", 2: "二", 3: "三"}
DONE_ALL = (S.approved, S.published, S.taken_down)


def path_of(post: Post, passes: Mapping[int, ReviewRecord], mine: bool = False) -> list[Step]:
    """Where a post stands: what is done, where it is, what is ahead.

    Args:
        post: which post.
        passes: its standing passes by level.
        mine: the level it waits for is that of whoever looks.
    """
    waiting = BY_STATE[post.state].number if post.state in BY_STATE else 0
    under_way = waiting or post.state in DONE_ALL
    steps = [
        Step(
            _("Submission"),
            "、".join(map(str, post.authors)),
            "done" if under_way or post.state == S.rejected else "now",
            "pencil",
        )
    ]
    for level in LEVELS:
        record = passes.get(level.number)
        mark, person = "ahead", ""
        if record and under_way and (not waiting or level.number < waiting):
            mark, person = "done", record.reviewer_name
        elif level.number == waiting:
            mark, person = "now", _("your turn") if mine else _("waiting")
        steps.append(Step(str(level.label), person, mark, GLYPHS[level.number]))
    last = {S.approved: "now", S.published: "done", S.taken_down: "done"}.get(post.state, "ahead")
    return [*steps, Step(_("Publish"), "", last, "send")]


def round_of(post: Post) -> str:
    """第 2 次送审; nothing is said of the first."""
    if post.submissions < 2:
        return ""
    return _("Submitted for the %(number)s. time", number=post.submissions)
