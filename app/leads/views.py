"""Leads on the screen, and on the pages of the posts written from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.actor import current_actor
from app.core.attachments import AttachmentFilesField, attachments_of
from app.core.attachments.cells import cell_of_files
from app.core.page import Action, Cell, Item, Section
from app.core.views import EntityView
from app.core.views.additions import adds_sections
from app.core.views.doors import bad_request, needs_sign_in
from app.core.views.registry import url_of
from app.extensions import db
from app.leads.models import Lead, LeadState
from app.leads.services import give_number, leads_of, posts_of, write_post
from app.leads.workflow import LEAD_WORKFLOW
from app.posts.models import Post


class LeadView(EntityView):
    """线索. Nothing is deleted: a number that was given stays."""

    model = Lead
    title = _l("Leads")
    lead = _l("What may become a post: where it came from and what became of it.")
    icon = "bulb"
    offers = ("list", "show", "add", "edit", "export", "import")
    list_columns = (
        "number", "title", "kind", "department", "source_name", "occurred_on", "state",
    )  # fmt: skip
    search_columns = ("kind", "department", "source_name", "occurred_on", "created_at")
    text_columns = ("number", "title", "source_name")
    # Without the contact.
    export_columns = (
        "number", "kind", "title", "content", "occurred_on", "department", "source_name",
        "source_url", "copyright_note", "created_at", "state",
    )  # fmt: skip
    labels = {"files": _l("Attachments")}
    fieldsets = (
        (_l("Lead"), ("number", "kind", "title", "content", "occurred_on", "department", "files")),
        (_l("Where it comes from"), ("source_name", "source_url", "copyright_note", "contact")),
    )
    read_only = ("number",)
    workflow = LEAD_WORKFLOW
    empty_hint = _l("Register what departments and readers bring in.")

    # Forms ----------------------------------------------------------------------------

    def extra_fields(self) -> dict[str, Any]:
        """The files of the lead."""
        return {"files": AttachmentFilesField(_l("Attachments"))}

    def prepare_form(self, form: Any, row: Lead | None) -> None:
        """Reads which files there are."""
        if row is not None:
            form["files"].load(db.session(), "Lead", row.id)

    def may_edit(self, row: Lead) -> str:
        """What was verified stays as it was verified; what was decided stays as it is."""
        if row.state == LeadState.registered:
            return ""
        if row.state == LeadState.verified and current_actor().may("verify", "Lead"):
            return ""
        return _("It is %(state)s and cannot be changed any more.", state=str(row.state.label))

    def validate(self, form: Any, row: Lead | None) -> bool:
        """The address of the source is one that can be opened."""
        field = form["source_url"] if "source_url" in form else None
        if field is None or not field.data or field.data.startswith(("https://", "http://")):
            return True
        field.errors = [*field.errors, _("Write the whole address, as the browser shows it.")]
        return False

    def before_save(self, row: Lead, form: Any, is_new: bool) -> None:
        """Numbers a new lead."""
        if is_new:
            give_number(db.session(), row)

    def after_save(self, row: Lead, form: Any, is_new: bool) -> None:
        """Stores the files with it."""
        if "files" in form:
            form["files"].save(db.session(), "Lead", row.id)

    # Pages ----------------------------------------------------------------------------

    def sections(self, row: Lead) -> list[Section]:
        """As derived, with the posts written from it."""
        return [*super().sections(row), *self._posts(row)]

    def cell_source_url(self, row: Lead) -> Cell:
        """The address, which leads there."""
        return Cell(row.source_url, url=row.source_url)

    def item(self, row: Lead, name: str) -> Item:
        """As derived; the contact only for those who may edit."""
        if name == "files":
            files = attachments_of(db.session(), "Lead", [row.id])[row.id]
            return Item(str(self.label(name)), cell_of_files(files))
        if name == "contact" and row.contact and not self.may("edit"):
            return Item(str(self.label(name)), Cell(_("Not shown to you")))
        return super().item(row, name)

    def _posts(self, row: Lead) -> Sequence[Section]:
        if not current_actor().may("list", "Post"):
            return ()
        posts = posts_of(db.session(), row)
        if not posts:
            return ()
        items = [
            Item(post.number or _("No number yet"), Cell(str(post), url=url_of(post)))
            for post in posts
        ]
        return [Section(_("Posts written from it"), items)]

    def transitions(self, row: Lead) -> list[Action]:
        """As derived; from an adopted lead a post can be written."""
        actions = super().transitions(row)
        if row.state == LeadState.adopted and current_actor().may("add", "Post"):
            url = url_for(f"{self.endpoint}.write")
            actions.insert(0, Action("write", _("Write a post from it"), url, "pencil", "primary"))
        return actions

    @expose("/write", methods=["POST"])
    @needs_sign_in
    def write(self) -> Any:
        """Starts a post from a lead and opens it."""
        ids = self.posted_ids()
        if len(ids) != 1:
            bad_request()
        post = write_post(ids[0])
        flash(_("A draft was started from the lead. Its source is filled in."), "success")
        return redirect(url_of(post) or url_for(f"{self.endpoint}.show", pk=ids[0]))


@adds_sections(Post)
def leads_of_a_post(post: Post) -> list[Section]:
    """On a post's page: the leads it was written from."""
    if not current_actor().may("show", "Lead"):
        return []
    leads = leads_of(db.session(), post)
    if not leads:
        return []
    items = [Item(lead.number, Cell(lead.title, url=url_of(lead))) for lead in leads]
    return [Section(_("Written from these leads"), items)]
