"""What appeared where, as a list; the form that records it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import scope
from app.core.actor import current_actor
from app.core.attachments import attachments_of
from app.core.attachments.cells import cell_of_files
from app.core.database import lock_rows
from app.core.errors import Refused
from app.core.page import Cell, FormPage, Item, Link
from app.core.views import EntityView
from app.core.views.doors import PK, needs_sign_in
from app.core.views.registry import url_of
from app.extensions import db
from app.platforms.models import Account, AccountState
from app.posts.models import Post, PostState
from app.publishing.models import Publication, PublicationState
from app.publishing.rechecks import RECHECKS
from app.publishing.services import (
    Placement,
    check_placement,
    count_from_publications,
    final_approval,
    record_publication,
    unrecorded,
)
from app.publishing.views.forms import groups_of, placements_of, record_form, screenshot_field
from app.publishing.workflow import PUBLICATION_WORKFLOW


class PublicationView(EntityView):
    """发布记录. Made by recording what appeared; only address, time and picture can be mended."""

    model = Publication
    title = _l("Publications")
    lead = _l("What appeared where, as it was recorded here.")
    icon = "send"
    offers = ("list", "show", "edit", "export")
    list_columns = ("post", "account", "published_at", "operator", "state")
    search_columns = ("post", "account", "platforms", "published_at", "operator")
    export_columns = (
        "post", "account", "planned_at", "published_at", "link", "operator", "rechecked_by",
        "rechecked_at", "content_hash", "state",
    )  # fmt: skip
    labels = {"screenshot": _l("Screenshot")}
    fieldsets = (
        (
            _l("Publication"),
            ("post", "account", "planned_at", "published_at", "link", "operator", "screenshot"),
        ),
        (
            _l("Checked again before publication"),
            ("rechecked_by", "rechecked_at", "ticks", "content_hash"),
        ),
    )
    read_only = (
        "post", "account", "planned_at", "operator",
        "rechecked_by", "rechecked_at", "ticks", "content_hash",
    )  # fmt: skip
    base_order = ("published_at", "desc")
    workflow = PUBLICATION_WORKFLOW
    empty_hint = _l("Publications are recorded on the page of an approved post.")

    # Recording ------------------------------------------------------------------------

    @expose(f"/record/{PK}", methods=["GET", "POST"])
    @needs_sign_in
    def record(self, pk: int) -> Any:
        """Asks for the re-check and for when and where a post appeared, then records it."""
        if not current_actor().may("publish", "Post"):
            abort(403)
        post = scope.find(db.session(), Post, pk) or abort(404)
        if post.state not in (PostState.approved, PostState.published):
            raise Refused(
                _(
                    "It is %(state)s; only what passed the final review can be published.",
                    state=str(post.state.label),
                )
            )
        accounts = unrecorded(db.session(), post)
        open_to = [account for account in accounts if account.state == AccountState.active]
        if not open_to:
            raise Refused(_("It is recorded on all its target accounts that are in use."))
        form = record_form(open_to, post)
        errors: list[str] = []
        if form.validate_on_submit():
            try:
                rows = record_publication(
                    pk,
                    placements_of(form, open_to),
                    {point.name: form[f"tick_{point.name}"].data for point in RECHECKS},
                )
            except Refused as refused:
                self._blame(form, errors, refused)
            else:
                flash(
                    _(
                        "Recorded on %(accounts)s.",
                        accounts="、".join(str(r.account) for r in rows),
                    ),
                    "success",
                )
                return redirect(url_of(post) or url_for(f"{self.endpoint}.list"))
        page = self._record_page(post, form, open_to, accounts, errors)
        status = 422 if request.method == "POST" else 200
        return render_template("core/form.html", page=page), status

    def _record_page(
        self, post: Post, form: Any, open_to: Any, accounts: Any, errors: list[str]
    ) -> FormPage:
        title = _("Record publication")
        lead = _("Only accounts with an address are recorded; the others can follow later.")
        if closed := [str(account) for account in accounts if account not in open_to]:
            lead += _(
                "Not in use, so nothing can be recorded there: %(accounts)s.",
                accounts="、".join(closed),
            )
        return FormPage(
            title=f"{title}：{post.title}",
            form=form,
            groups=groups_of(open_to),
            submit_label=title,
            lead=lead,
            crumbs=[Link(post.title, url_of(post)), Link(title, "")],
            cancel_url=url_of(post),
            errors=errors,
            multipart=True,
        )

    # Mending --------------------------------------------------------------------------

    def may_edit(self, row: Publication) -> str:
        """What was taken down stays as it was recorded."""
        if row.state == PublicationState.recorded:
            return ""
        return _("It was taken down; what was recorded stays as it is.")

    def extra_fields(self) -> dict[str, Any]:
        """The picture of what readers saw."""
        return {"screenshot": screenshot_field()}

    def prepare_form(self, form: Any, row: Publication) -> None:
        """Reads whether there is a picture."""
        form["screenshot"].load(db.session(), "Publication", row.id)

    def before_save(self, row: Publication, form: Any, is_new: bool) -> None:
        """Time and address must be as true as when they were recorded."""
        session = db.session()
        approval = final_approval(session, row.post)
        placement = Placement(row.account_id, row.published_at, row.link)
        try:
            check_placement(placement, approval.decided_at)
        except Refused as refused:
            name = {"at": "published_at", "link": "link"}[refused.field.split("_")[0]]
            raise Refused(refused.message, field=name) from refused

    def after_save(self, row: Publication, form: Any, is_new: bool) -> None:
        """Stores the picture, and counts the account's days without a post anew."""
        session = db.session()
        form["screenshot"].save(session, "Publication", row.id)
        locked = lock_rows(select(Account).where(Account.id == row.account_id), Account)
        fresh = locked.execution_options(populate_existing=True)
        count_from_publications(session, session.scalars(fresh).unique())

    # Pages ----------------------------------------------------------------------------

    def cell_link(self, row: Publication) -> Cell:
        """The address, which leads there."""
        return Cell(row.link, url=row.link)

    def cell_ticks(self, row: Publication) -> Cell:
        """The points that were confirmed, in words."""
        done = [str(point.label) for point in RECHECKS if row.ticks.get(point.name)]
        return Cell("、".join(done))

    def item(self, row: Publication, name: str) -> Item:
        """As derived; the picture as a file."""
        if name == "screenshot":
            files = attachments_of(db.session(), "Publication", [row.id])[row.id]
            return Item(str(self.label(name)), cell_of_files(files))
        return super().item(row, name)
