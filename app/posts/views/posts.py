"""Posts on the screen: the list, the form, the page of one post."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload

from app.core import scope
from app.core.actor import current_actor
from app.core.attachments import (
    PICTURES,
    AttachmentFileField,
    AttachmentFilesField,
    attachments_of,
    discard_of,
)
from app.core.attachments.cells import cell_of_files
from app.core.page import Action, Cell, Item, Link, ShowPage
from app.core.views import EntityView, RelatedList, needs_sign_in
from app.core.views.cells import cell_of
from app.core.views.doors import PK
from app.extensions import db
from app.posts import settings
from app.posts.models import Post, SourceKind
from app.posts.services import correct_post, note_editor, why_locked, write_authors, write_values
from app.posts.views.frame import frame_of
from app.posts.views.path import path_of, round_of
from app.posts.views.records import ReviewRecordView
from app.posts.views.tags import tags_of
from app.posts.workflow import POST_WORKFLOW, REVIEW_PERMISSIONS, standing_passes

# Judging needs the text on the screen: it has pages of its own.
JUDGING = {*REVIEW_PERMISSIONS.values(), "return", "reject"}


class PostView(EntityView):
    """稿件. Written, submitted, fixed and published here; judged on the review desk."""

    model = Post
    title = _l("Posts")
    icon = "file-text"
    list_columns = (
        "number", "title", "state", "authors", "accounts", "submitted_at", "updated_at",
    )  # fmt: skip
    search_columns = (
        "department", "authors", "accounts", "source_kind", "form", "priority", "sensitive",
        "event_on", "submitted_at",
    )  # fmt: skip
    text_columns = ("number", "title", "summary")
    fieldsets = (
        (_l("Text"), ("title", "body", "summary", "byline", "cover", "files")),
        (_l("Source and basis"), ("source_kind", "source_name", "source_url", "policy_basis")),
        (
            _l("Publication"),
            ("accounts", "planned_at", "priority", "sensitive", "form", "event_on"),
        ),
        (_l("Department and authors"), ("department", "authors")),
    )
    labels = {"cover": _l("Cover"), "files": _l("Attachments")}
    base_order = ("updated_at", "desc")
    workflow = POST_WORKFLOW
    related = (RelatedList(ReviewRecordView, "post"),)
    extra_permissions = {"correct": _l("Correct")}
    empty_hint = _l("Write the first post, or take one over from an adopted lead.")

    # Forms ----------------------------------------------------------------------------

    def extra_fields(self) -> dict[str, Any]:
        """Cover and attachments."""
        return {
            "cover": AttachmentFileField(
                _l("Cover"), slot="cover", allowed=PICTURES, max_bytes=settings.MOST_PICTURE_BYTES
            ),
            "files": AttachmentFilesField(_l("Attachments")),
        }

    def prepare_form(self, form: Any, row: Post | None) -> None:
        """Reads which files there are; a new post is the work of whoever opens the form."""
        if row is not None:
            form["cover"].load(db.session(), "Post", row.id)
            form["files"].load(db.session(), "Post", row.id)
        elif not form["authors"].data and not form.is_submitted():
            form["authors"].data = [self.me()]

    def me(self) -> Any:
        """The person signed in, as an option of a field of staff."""
        return current_user._get_current_object()

    def validate(self, form: Any, row: Post | None) -> bool:
        """A reprint names its source (三(三)1)."""
        if form["source_kind"].data == SourceKind.reprint and not form["source_name"].data:
            form["source_name"].errors = [
                *form["source_name"].errors,
                _("A reprint must name its source."),
            ]
            return False
        return True

    def may_edit(self, row: Post) -> str:
        """Only drafts and what came back are open."""
        return why_locked(row)

    def may_delete(self, row: Post) -> str:
        """A number that was given stays: such a post is voided instead."""
        if row.submissions:
            return _("It has been submitted before; use “Void” instead.")
        return super().may_delete(row)

    def before_delete(self, row: Post) -> None:
        """Its files go with it."""
        discard_of(db.session(), "Post", [row.id])

    def fill(self, row: Post, form: Any) -> None:
        """Sets what differs, sanitised; whoever changed anything has worked on it."""
        values = {name: form[name].data for name in self.form_names() if name in form}
        for name in ("summary", "byline", "source_name", "source_url", "policy_basis"):
            values[name] = values[name] or ""
        changed = write_values(row, values)
        changed |= write_authors(row, form["authors"].data)
        if changed or any(form[name].uploads or form[name].removed for name in ("cover", "files")):
            note_editor(row)

    def after_save(self, row: Post, form: Any, is_new: bool) -> None:
        """Stores the files with it."""
        form["cover"].save(db.session(), "Post", row.id)
        form["files"].save(db.session(), "Post", row.id)

    # List -----------------------------------------------------------------------------

    def cell_title(self, row: Post) -> Cell:
        """The title with what sets a post apart."""
        return Cell(row.title, tags=tags_of(row), title=row.title)

    def cell_authors(self, row: Post) -> Cell:
        """Names, with the department behind them."""
        return Cell("、".join(map(str, row.authors)), second=str(row.department))

    def cell_accounts(self, row: Post) -> Cell:
        """The platforms; which accounts, the page and the tooltip say."""
        platforms = dict.fromkeys(account.platform.name for account in row.accounts)
        return Cell("、".join(platforms), title="、".join(map(str, row.accounts)))

    def load(self, statement: Any, names: Any = ()) -> Any:
        """The department stands behind the authors."""
        return super().load(statement, names).options(selectinload(Post.department))

    def bulk_actions(self) -> list[Action]:
        """All but judging."""
        return [action for action in super().bulk_actions() if action.name not in JUDGING]

    # One post -------------------------------------------------------------------------

    def find(self, pk: int) -> Post:
        """With what every page of a post names."""
        options = (joinedload(Post.department), joinedload(Post.authors))
        statement = scope.visible(Post).where(Post.id == pk).options(*options)
        post: Post | None = db.session.scalars(statement).unique().one_or_none()
        return post or abort(404)

    def show_page(self, row: Post) -> ShowPage:
        """With its path, and why it cannot be edited."""
        page = super().show_page(row)
        page.tags = tags_of(row)
        page.steps = path_of(row, standing_passes(db.session(), [row.id])[row.id])
        page.steps_note = round_of(row)
        if self.may("edit"):
            page.notice = self.may_edit(row)
        return page

    def transitions(self, row: Post) -> list[Action]:
        """What this person may do, but judging: for that there is the review page."""
        actions = [a for a in super().transitions(row) if a.name not in JUDGING]
        if row.state == "published" and self.may_correct():
            url = url_for("PostView.correct", pk=row.id)
            question = _(
                "Start a correction of “%(what)s”? It is a new post and runs the three reviews.",
                what=str(row),
            )
            actions.append(Action("correct", _("Correct"), url, "edit", confirm=question))
        return actions

    def may_correct(self) -> bool:
        """Whether this person may start corrections."""
        return current_actor().may("correct", "Post")

    def show_links(self, row: Post) -> list[Link]:
        """As derived, with the form for paper."""
        paper = Link(_("Review form"), url_for("PostContentView.paper", pk=row.id), "printer")
        return [*super().show_links(row), paper]

    def item(self, row: Post, name: str) -> Item:
        """As derived; the text in a frame of its own, files as links."""
        if name == "body":
            return Item(str(self.label(name)), Cell(html=frame_of(row)), wide=True)
        if name in ("cover", "files"):
            slot = "cover" if name == "cover" else "attachment"
            files = attachments_of(db.session(), "Post", [row.id], slot)[row.id]
            return Item(str(self.label(name)), cell_of_files(files))
        if name == "accounts":
            return Item(str(self.label(name)), cell_of(row, name))
        return super().item(row, name)

    @expose(f"/{PK}/correct", methods=["POST"])
    @needs_sign_in
    def correct(self, pk: int) -> Any:
        """Starts the correction of a published post."""
        post = correct_post(self.find(pk).id)
        flash(_("The correction has been started. Write what is right now."), "success")
        return redirect(url_for("PostView.edit", pk=post.id))
