"""Review records on the screen: to read and to export, never to write."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.page import Badge, Cell
from app.core.show_time import exact
from app.core.views import EntityView
from app.posts.levels import BY_NUMBER
from app.posts.models import Decision, ReviewRecord
from app.posts.ticks import ticks_of

LOOKS = {
    Decision.passed: ("pass", "check"),
    Decision.returned: ("warn", "arrow-back-up"),
    Decision.rejected: ("danger", "ban"),
    Decision.recalled: ("grey", "arrow-back"),
}


class ReviewRecordView(EntityView):
    """审核记录. Evidence: written once with each decision."""

    model = ReviewRecord
    title = _l("Review records")
    icon = "checklist"
    offers = ("list", "show", "export")
    list_columns = (
        "decided_at", "post", "level", "decision", "reviewer_name", "opinion", "opened_at",
        "batch_size",
    )  # fmt: skip
    search_columns = ("post", "reviewer", "level", "decision", "decided_at")
    text_columns = ("opinion", "reviewer_name")
    fieldsets = (
        (
            _l("Decision"),
            ("post", "post_version", "level", "decision", "ticks", "opinion", "reviewer_name",
             "decided_at"),
        ),
        (_l("How"), ("batch_size", "opened_at", "content_hash")),
    )  # fmt: skip
    base_order = ("decided_at", "desc")

    def main_column(self) -> str:
        """The post leads to its record."""
        return "post"

    def cell_level(self, row: ReviewRecord) -> Cell:
        """初审, 复审 or 终审."""
        return Cell(str(BY_NUMBER[row.level].label))

    def cell_decision(self, row: ReviewRecord) -> Cell:
        """The decision as a badge."""
        tint, icon = LOOKS[row.decision]
        return Cell(badge=Badge(str(row.decision.label), tint, icon))

    def cell_ticks(self, row: ReviewRecord) -> Cell:
        """The points that were confirmed."""
        done = [str(tick.label) for tick in ticks_of(row.level) if row.ticks.get(tick.name)]
        return Cell("、".join(done))

    def cell_opened_at(self, row: ReviewRecord) -> Cell:
        """When the reviewer had this version open; in words if never."""
        return Cell(exact(row.opened_at)) if row.opened_at else Cell(str(_l("not opened before")))

    def cell_post_version(self, row: ReviewRecord) -> Cell:
        """The number of the version."""
        return Cell(str(row.post_version.number))
