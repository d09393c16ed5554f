"""The three levels of review (四(三)): 工作小组, 宣传委员, 书记."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.levels import Level, register
from app.posts.models import PostState

FIRST = Level(1, _l("First review"), "Post", "pass_first", PostState.first_review)
SECOND = Level(2, _l("Second review"), "Post", "pass_second", PostState.second_review)
FINAL = Level(3, _l("Final review"), "Post", "pass_final", PostState.final_review)

LEVELS = (FIRST, SECOND, FINAL)
register(*LEVELS)

BY_STATE: dict[str, Level] = {level.state: level for level in LEVELS}
BY_NUMBER: dict[int, Level] = {level.number: level for level in LEVELS}
