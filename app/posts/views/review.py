"""The review page: the text first, then the points, the opinion and the decision."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from app.core import scope
from app.core.actor import current_actor
from app.core.errors import Refused
from app.core.levels import Level
from app.core.show_time import exact
from app.core.views import needs_sign_in
from app.core.views.doors import PK
from app.core.workflow import apply
from app.extensions import db
from app.posts.models import Post, PostVersion
from app.posts.services import mark_opened, remember_phrase
from app.posts.views.judging import OpinionForm, level_of, my_queue, own_levels, posted_ticks
from app.posts.views.review_page import Queue, review_page
from app.posts.workflow import POST_WORKFLOW

DECISIONS = ("return", "reject")


class ReviewView(BaseView):
    """审核页. One post, for whoever may judge it now; others read it on its own page."""

    route_base = "/review"
    class_permission_name = "Post"
    default_view = "review"

    @expose(f"/{PK}", methods=["GET", "POST"])
    @needs_sign_in
    def review(self, pk: int) -> Any:
        """Shows a post to a reviewer, or takes the decision."""
        if not own_levels(current_actor()):
            abort(403)
        post = self._find(pk)
        level = level_of(post.state)
        form = OpinionForm()
        if level is None or not current_actor().may(level.action, "Post"):
            if request.method == "POST":
                return self._page(post, form, errors=[self._too_late(post)]), 409
            return redirect(url_for("PostView.show", pk=pk))
        if request.method == "GET":
            return self._page(post, form)
        name = request.form.get("decision", "")
        name = level.action if name == "pass" else name
        if name not in (level.action, *DECISIONS):
            abort(404)
        # Before the decision takes this one out: the next is the one after it, not the first.
        waiting = Queue(my_queue(), pk)
        errors = []
        if form.validate():
            try:
                self._decide(pk, name, level, form)
            except Refused as refused:
                errors = [str(refused)]
                if refused.field == "opinion":
                    form.opinion.errors = [_("Write what the author should change, and why.")]
            else:
                remember_phrase(form.opinion.data or "")
                return self._onward(post, name, waiting.following)
        # Re-read: the state may have changed under the decision.
        return self._page(self._find(pk), form, errors), 422

    def _find(self, pk: int) -> Post:
        statement = scope.visible(Post).where(Post.id == pk).options(joinedload(Post.authors))
        post: Post | None = db.session.scalars(statement).unique().one_or_none()
        return post or abort(404)

    def _decide(self, pk: int, name: str, level: Level, form: OpinionForm) -> None:
        apply(
            "Post",
            name,
            [pk],
            data={
                "opinion": form.opinion.data,
                "ticks": posted_ticks(level.number),
                "seen": {pk: request.form.get("seen", "")},
                "level": request.form.get("level", level.number),
            },
        ).or_refuse()

    def _onward(self, post: Post, name: str, following: int | None) -> Any:
        """To the next one, with a word on this one; a pass can be taken back from there."""
        done = POST_WORKFLOW.by_name[name].done
        recallable = name not in DECISIONS and current_actor().may("recall", "Post")
        words = render_template("posts/decided.html", done=done, post=post, recallable=recallable)
        flash(Markup(words), "success")
        if following is None:
            return redirect(url_for("DeskView.list"))
        return redirect(url_for("ReviewView.review", pk=following))

    def _too_late(self, post: Post) -> str:
        return _(
            "It is %(state)s now; nothing was recorded. What you wrote is below, to be copied.",
            state=str(post.state.label),
        )

    def _page(self, post: Post, form: OpinionForm, errors: Any = ()) -> str:
        return render_template("posts/review.html", page=review_page(post, form, errors))

    @expose("/opened/<int(max=9223372036854775807):pk>", methods=["POST"])
    @needs_sign_in
    def opened(self, pk: int) -> Response:
        """Notes that a version is open on this reviewer's screen, and for how long."""
        if not own_levels(current_actor()):
            abort(403)
        version = scope.find(db.session(), PostVersion, pk) or abort(404)
        text = request.form.get("seconds", "0")
        seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
        opening = mark_opened(version.id, seconds)
        return jsonify({"opened": exact(opening.last_opened_at)})
