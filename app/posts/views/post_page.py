"""The page of one post: where it stands, what can be done with it, what came back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from sqlalchemy.orm import defer, joinedload

from app.core import scope
from app.core.actor import current_actor
from app.core.attachments import Attachment, attachments_of
from app.core.attachments.cells import cell_of_files
from app.core.database import once
from app.core.page import Action, Cell, Event, Item, Link, Section, ShowPage
from app.core.views import EntityView, needs_sign_in
from app.core.views.cells import cell_of
from app.core.views.doors import PK
from app.extensions import db
from app.posts.models import Post
from app.posts.services import correct_post
from app.posts.views.frame import frame_of
from app.posts.views.path import path_of, round_of
from app.posts.views.tags import tags_of
from app.posts.workflow import REVIEW_PERMISSIONS, standing_passes

# Judging needs the text on the screen: it has pages of its own.
JUDGING = {*REVIEW_PERMISSIONS.values(), "return", "reject"}


class PostPage(EntityView):
    """The show screen of posts."""

    def find(self, pk: int) -> Post:
        """With what every page of a post names."""
        options = (
            joinedload(Post.department),
            joinedload(Post.authors),
            joinedload(Post.accounts),
            # The text has an address of its own, and joined rows would each bring it along.
            defer(Post.body),
        )
        statement = scope.visible(Post).where(Post.id == pk).options(*options)
        post: Post | None = db.session.scalars(statement).unique().one_or_none()
        return post or abort(404)

    def show_page(self, row: Post) -> ShowPage:
        """With its path, and why it cannot be edited."""
        page = super().show_page(row)
        page.tags = tags_of(row)
        page.steps = path_of(row, standing_passes(db.session(), [row.id])[row.id])
        page.steps_note = round_of(row)
        if row.state == "returned" and page.events:
            page.notice, page.notice_kind = self.came_back(page.events[0]), "warn"
        elif self.may("edit"):
            page.notice = self.may_edit(row)
        return page

    def came_back(self, event: Event) -> str:
        """Who sent it back and what for: the first thing its author has to know."""
        return _(
            "%(who)s, %(when)s: %(what)s. %(opinion)s",
            who=event.who,
            when=event.when,
            what=event.what,
            opinion=event.quote,
        )

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

    def sections(self, row: Post) -> list[Section]:
        """As derived, without the title: the page has it, and so has the text."""
        first, *others = super().sections(row)
        title = str(self.label("title"))
        return [
            Section(first.title, [item for item in first.items if item.label != title]),
            *others,
        ]

    @staticmethod
    def _files(row: Post) -> list[Attachment]:
        key = ("files", "Post", row.id)
        return once(key, lambda: attachments_of(db.session(), "Post", [row.id])[row.id])

    def item(self, row: Post, name: str) -> Item:
        """As derived; the text in a frame of its own, files as links."""
        if name == "body":
            return Item(str(self.label(name)), Cell(html=frame_of(row)), wide=True)
        if name in ("cover", "files"):
            slot = "cover" if name == "cover" else "attachment"
            files = [file for file in self._files(row) if file.slot == slot]
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
