"""Posts on the screen: what they consist of, the list, the form."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import selectinload

from app.core.attachments import (
    PICTURES,
    AttachmentFileField,
    AttachmentFilesField,
    discard_of,
    store,
)
from app.core.database import write
from app.core.errors import Refused
from app.core.page import Action, Cell
from app.core.views import RelatedList, needs_sign_in
from app.extensions import db
from app.posts import settings
from app.posts.models import Post, SourceKind
from app.posts.services import (
    PICTURE_SLOT,
    keep_pictures,
    note_editor,
    why_locked,
    write_authors,
    write_values,
)
from app.posts.views.post_page import JUDGING, PostPage
from app.posts.views.records import ReviewRecordView
from app.posts.views.tags import tags_of
from app.posts.workflow import POST_WORKFLOW


class PostView(PostPage):
    """稿件. Written, submitted, fixed and published here; judged on the review desk."""

    model = Post
    title = _l("Posts")
    icon = "file-text"
    list_columns = (
        "number", "title", "state", "authors", "accounts", "updated_at",
    )  # fmt: skip
    search_columns = (
        "department", "authors", "accounts", "source_kind", "form", "priority", "sensitive",
        "event_on", "submitted_at",
    )  # fmt: skip
    text_columns = ("number", "title", "summary")
    fieldsets = (
        (_l("Post"), ("title", "body", "summary", "byline", "cover", "files")),
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
        form["body"].render_kw = {"data-upload": url_for("PostView.picture")}
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
        keep_pictures(db.session(), row)
        form["cover"].save(db.session(), "Post", row.id)
        form["files"].save(db.session(), "Post", row.id)

    def form_notice(self, row: Post | None) -> str:
        """What a reviewer wants changed."""
        if row is not None and row.state == "returned":
            return self.came_back(self.events(row)[0])
        return ""

    @expose("/picture", methods=["POST"])
    @needs_sign_in
    def picture(self) -> Any:
        """Takes a picture for the text; it belongs to the post once that is saved."""
        if not (self.may("add") or self.may("edit")):
            abort(403)
        file = request.files.get("file") or abort(400)
        try:
            with write() as session:
                most = settings.MOST_PICTURE_BYTES
                stored = store(session, file, "Post", 0, PICTURE_SLOT, PICTURES, most)
        except Refused as refused:
            return jsonify({"error": str(refused)}), 422
        return jsonify({"url": url_for("AttachmentView.download", pk=stored.id)})

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
