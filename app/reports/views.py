"""Complaints on the screen of those who handle them."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock, scope
from app.core.forms.related import search_options
from app.core.page import Cell, Section, ShowPage
from app.core.views import EntityView
from app.core.workdays import due
from app.extensions import db
from app.reports.models import Report, ReportState
from app.reports.services import (
    SEEN_BY_READERS,
    give_number,
    posts_seen_by_readers,
    set_deadline,
)
from app.reports.workflow import REPORT_WORKFLOW

# Until it is concluded one may learn of more persons it concerns.
EDITABLE = (ReportState.registered, ReportState.accepted, ReportState.investigating)
NO_INFORMANT = _l(
    "Who complained is not stored in this system. Do not write down names, telephone numbers, "
    "units or anything else that shows who it was."
)


class ReportView(EntityView):
    """举报. Whom a complaint concerns never sees it; nothing is deleted."""

    model = Report
    title = _l("Complaints")
    lead = NO_INFORMANT
    form_lead = NO_INFORMANT
    icon = "message-report"
    offers = ("list", "show", "add", "edit", "export", "import")
    list_columns = (
        "number", "title", "channel", "received_at", "account", "investigator", "due_on", "state",
    )  # fmt: skip
    search_columns = ("channel", "account", "investigator", "received_at", "due_on")
    text_columns = ("number", "receipt", "title")
    fieldsets = (
        (
            _l("Complaint"),
            ("number", "receipt", "channel", "received_at", "title", "content"),
        ),
        (_l("Whom and what it concerns"), ("account", "post", "concerns")),
        (_l("Handling"), ("due_on", "handler", "investigator", "result", "feedback")),
        (_l("Hand-over"), ("handed_to", "hand_over_number", "handed_over_on")),
    )
    read_only = (
        "number", "receipt", "due_on", "handler", "investigator", "result", "feedback",
        "handed_to", "hand_over_number", "handed_over_on",
    )  # fmt: skip
    base_order = ("received_at", "desc")
    workflow = REPORT_WORKFLOW
    empty_hint = _l("Register what comes in by mail, by telephone or in person.")

    # Forms ----------------------------------------------------------------------------

    def prepare_form(self, form: Any, row: Report | None) -> None:
        """Most complaints are registered as they come in."""
        if row is None and not form.is_submitted():
            form["received_at"].data = clock.now()

    def may_edit(self, row: Report) -> str:
        """What was concluded or handed over stays as it is."""
        if row.state in EDITABLE:
            return ""
        return _("It is %(state)s and cannot be changed any more.", state=str(row.state.label))

    def search_options(self, column: str, model: type[Any], text: str) -> list[dict[str, Any]]:
        """Posts only if readers can have seen them: handlers need not know of others."""
        if column != "post":
            return search_options(model, text)
        posts = db.session.scalars(posts_seen_by_readers(text)).unique()
        return [{"id": post.id, "text": f"{post.number} {post.title}"} for post in posts]

    def validate(self, form: Any, row: Report | None) -> bool:
        """It was received by now; the post is one that readers can have seen."""
        received = form["received_at"] if "received_at" in form else None
        if received is not None and received.data and received.data > clock.now():
            received.errors = [*received.errors, _("This time is still to come.")]
            return False
        post = form["post"].data if "post" in form else None
        if post is None or post.state in SEEN_BY_READERS or (row and row.post_id == post.id):
            return True
        # Shown again with its title, it would tell what the person must not know.
        form["post"].data = None
        form["post"].errors = [*form["post"].errors, _("Choose one of the list.")]
        return False

    def before_save(self, row: Report, form: Any, is_new: bool) -> None:
        """Numbers a new complaint and sets the deadline of its acceptance."""
        if is_new:
            give_number(db.session(), row)
        if is_new or row.state == ReportState.registered:
            set_deadline(row)

    def after_save_url(self, row: Report, form: Any, is_new: bool) -> str:
        """To the complaint; to the list if it turns out to concern who registered it."""
        if scope.find(db.session(), Report, row.id) is not None:
            return super().after_save_url(row, form, is_new)
        flash(
            _(
                "It concerns you, so you do not see it any more. Tell another handler the number "
                "%(number)s and, for whoever complained, the receipt %(receipt)s.",
                number=row.number,
                receipt=row.receipt,
            ),
            "warning",
        )
        return url_for(f"{self.endpoint}.list")

    # Pages ----------------------------------------------------------------------------

    def sections(self, row: Report) -> list[Section]:
        """As derived; the hand-over only where there was one."""
        without = "" if row.handed_over_on else _("Hand-over")
        return [section for section in super().sections(row) if section.title != without]

    def show_page(self, row: Report) -> ShowPage:
        """As derived; says that nothing shows who complained, and what a hand-over left."""
        page = super().show_page(row)
        page.notice = str(NO_INFORMANT)
        if row.handed_over_on:
            page.notice = _("It was handed over. Its subject and content are not kept here.")
        return page

    def cell_title(self, row: Report) -> Cell:
        """The subject; of what was handed over none is kept."""
        return Cell(row.title or _("Not kept after the hand-over"), title=row.title)

    def cell_due_on(self, row: Report) -> Cell:
        """How near the deadline is."""
        return Cell(age=due(row.due_on)) if row.due_on else Cell()
