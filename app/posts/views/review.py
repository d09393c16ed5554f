"""The review page: the text first, then the points, the opinion and the decision."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core import scope
from app.core.actor import current_actor
from app.core.attachments import attachments_of
from app.core.attachments.cells import cell_of_files
from app.core.errors import Refused
from app.core.page import Cell, Item, Link
from app.core.show_time import exact
from app.core.views import needs_sign_in, view_of
from app.core.views.cells import cell_of
from app.core.views.doors import PK
from app.core.workflow import Move, apply, possible
from app.extensions import db
from app.posts.models import Post, PostVersion
from app.posts.services import (
    counts,
    current_version,
    diff,
    last_seen_version,
    mark_opened,
    next_waiting,
)
from app.posts.views.frame import frame_of
from app.posts.views.judging import (
    OpinionForm,
    level_of,
    own_levels,
    phrases_of,
    posted_ticks,
    tick_rows,
    toggle_rows,
)
from app.posts.views.path import path_of, round_of
from app.posts.views.tags import tags_of
from app.posts.workflow import POST_WORKFLOW

FACTS = ("source_kind", "policy_basis", "accounts", "event_on", "planned_at", "byline", "summary")
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
        post = scope.find(db.session(), Post, pk) or abort(404)
        level = level_of(post.state)
        if level is None or not current_actor().may(level.action, "Post"):
            if request.method == "POST":
                return self._page(post, OpinionForm(), [self._too_late(post)]), 409
            return redirect(url_for("PostView.show", pk=pk))
        form = OpinionForm()
        if request.method == "GET":
            return self._page(post, form)
        name = request.form.get("decision", "")
        name = level.action if name == "pass" else name
        if name not in (level.action, *DECISIONS):
            abort(404)
        errors = []
        if form.validate():
            try:
                self._decide(post, name, level.number, form)
            except Refused as refused:
                errors = [str(refused)]
                if refused.field == "opinion":
                    form.opinion.errors = [_("Write what the author should change, and why.")]
            else:
                return self._onward(post, name)
        # Re-read: the state may have changed under the decision.
        post = scope.find(db.session(), Post, pk) or abort(404)
        return self._page(post, form, errors), 422

    def _decide(self, post: Post, name: str, level: int, form: OpinionForm) -> None:
        apply(
            "Post",
            name,
            [post.id],
            data={
                "opinion": form.opinion.data,
                "ticks": posted_ticks(level),
                "seen": {post.id: request.form.get("seen", "")},
            },
        ).or_refuse()

    def _onward(self, post: Post, name: str) -> Any:
        done = POST_WORKFLOW.by_name[name].done
        flash(f"{done}：{post.title}", "success")
        following = next_waiting(db.session(), current_actor(), after=post.id)
        if following is None:
            return redirect(url_for("DeskView.list"))
        return redirect(url_for("ReviewView.review", pk=following))

    def _too_late(self, post: Post) -> str:
        return _(
            "It is %(state)s now; nothing was recorded. What you wrote is below, to be copied.",
            state=str(post.state.label),
        )

    # The page ---------------------------------------------------------------------------

    def _page(self, post: Post, form: OpinionForm, errors: Any = ()) -> str:
        actor, session = current_actor(), db.session()
        level = level_of(post.state)
        names: set[str] = set()
        if level is not None:
            names = {t.name for t in possible(POST_WORKFLOW, post, actor, session)}
        version = current_version(session, post)
        seen = last_seen_version(session, post, actor.id or 0)
        comparing = request.args.get("view") == "diff" and seen is not None
        events_of: Any = view_of(Post)
        waiting = counts(session, actor)
        return render_template(
            "posts/review.html",
            post=post,
            level=level,
            version=version,
            seen=seen,
            comparing=comparing,
            difference=diff(session, seen, version) if comparing and seen and version else None,
            frame=frame_of(post, version.number if version else 0),
            badge=POST_WORKFLOW.badge(post.state),
            tags=tags_of(post),
            facts=self._facts(post),
            steps=path_of(session, post, mine=level is not None and level.action in names),
            steps_note=round_of(post),
            events=events_of.events(post),
            form=form,
            errors=errors,
            # What was on the screen; after a refusal it stays what it was.
            seen_hash=request.form.get("seen") or post.content_hash,
            # Why it cannot be this person's to pass, said before anything is written.
            barred=self._barred(post) if level and level.action not in names else "",
            ticks=tick_rows(level.number) if level else [],
            toggles=toggle_rows(),
            phrases=phrases_of(level.number) if level else [],
            waiting=sum(waiting.values()),
            following=next_waiting(session, actor, after=post.id),
            crumbs=[Link(_("Waiting for my review"), url_for("DeskView.list")),
                    Link(post.number or "", "")],
        )  # fmt: skip

    def _barred(self, post: Post) -> str:
        """The reason the rules give; asked without writing anything."""
        level = level_of(post.state)
        assert level is not None
        move = Move(
            POST_WORKFLOW, POST_WORKFLOW.by_name[level.action], current_actor(), db.session(),
            [post], early=True,
        )  # fmt: skip
        for guard in move.transition.guards:
            if reason := guard(move).get(post.id):
                return str(reason)
        return ""

    def _facts(self, post: Post) -> list[Item]:
        """What a reviewer needs to know besides the text."""
        view: Any = view_of(Post)
        items = [Item(str(view.label(name)), cell_of(post, name)) for name in FACTS]
        source = "，".join(part for part in (str(post.source_kind.label), post.source_name) if part)
        items[0] = Item(items[0].label, Cell(source, url=post.source_url))
        files = attachments_of(db.session(), "Post", [post.id])[post.id]
        items.append(Item(_("Attachments"), cell_of_files(files)))
        return [item for item in items if item.cell.text or item.cell.html]

    # Having read it ---------------------------------------------------------------------

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
