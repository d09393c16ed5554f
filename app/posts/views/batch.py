"""Passing or returning many posts at once: one form, one record each."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer

from app.core import scope
from app.core.actor import current_actor
from app.core.errors import Refused
from app.core.forms.related import keys_of
from app.core.levels import Level
from app.core.page import Action, AskPage, AskRow, Cell, Link, ResultPage, ResultRow
from app.core.show_time import moment
from app.core.views import needs_sign_in
from app.core.views.doors import bad_request
from app.core.views.moving import MOST_ROWS
from app.core.workflow import Outcome, apply
from app.extensions import db
from app.posts.models import Post, PostOpening, PostVersion
from app.posts.services import counts, remember_phrase
from app.posts.ticks import why_incomplete
from app.posts.views.desk import DeskView
from app.posts.views.judging import (
    OpinionForm,
    level_of,
    own_levels,
    phrases_of,
    posted_ticks,
    tick_rows,
    toggle_rows,
)
from app.posts.workflow import POST_WORKFLOW


class BatchView(BaseView):
    """批量审核. Each post keeps its own record, which says that it was one of a batch."""

    route_base = "/batch"
    class_permission_name = "Post"
    default_view = "batch"

    @expose("/<name>", methods=["POST"])
    @needs_sign_in
    def batch(self, name: str) -> Any:
        """Asks once for points and opinion, then decides on each of the chosen posts."""
        level = self._level(name)
        try:
            ids = keys_of(request.form.getlist("ids"))
        except ValueError:
            bad_request()
        if not ids:
            raise Refused(_("Nothing was chosen. Tick at least one row first."))
        if len(ids) > MOST_ROWS:
            raise Refused(_("At most %(number)s at a time.", number=MOST_ROWS))
        form = OpinionForm()
        if "asked" not in request.form:
            return self._ask(name, level, ids, form)
        if not form.validate():
            return self._ask(name, level, ids, form), 422
        ticks = posted_ticks(level.number)
        if name == level.action and (missing := why_incomplete(level.number, ticks)):
            return self._ask(name, level, ids, form, [missing]), 422
        data = {
            "opinion": form.opinion.data,
            "ticks": ticks,
            "seen": {key: request.form.get(f"seen-{key}", "") for key in ids},
            "listed": True,
            "level": level.number,
        }
        try:
            outcome = apply("Post", name, ids, data=data)
        except Refused as refused:
            return self._ask(name, level, ids, form, [str(refused)]), 422
        if outcome.moved:
            remember_phrase(form.opinion.data or "")
        return render_template("core/result.html", page=self._result(level, outcome))

    def _level(self, name: str) -> Level:
        """The level of a batch: that of its pass, or the one a return names."""
        levels = own_levels(current_actor()) or abort(403)
        wanted = request.args.get("level", "")
        for level in levels:
            if name == level.action or (name == "return" and str(level.number) == wanted):
                return level
        abort(404)

    def _ask(self, name: str, level: Level, ids: Any, form: OpinionForm, errors: Any = ()) -> str:
        posts = self._posts(ids) or abort(404)
        transition = POST_WORKFLOW.by_name[name]
        passing = name == level.action
        seen = {f"seen-{post.id}": post.content_hash for post in posts}
        read = self._read(ids)
        rows = [self._ask_row(post, level, read.get(post.id)) for post in posts]
        unread = sum(row.warn for row in rows)
        label = str(transition.label)
        page = AskPage(
            title=_("%(what)s: %(number)s posts", what=label, number=len(rows)),
            lead=_("Points and opinion are recorded with each post, and that it was a batch."),
            notice=_("%(number)s of them you have not opened yet.", number=unread)
            if unread and passing
            else "",
            action=Action(
                name, label, url_for("BatchView.batch", name=name, level=level.number),
                transition.icon, transition.style,
            ),
            submit_label=_("%(what)s: %(number)s posts", what=label, number="{n}"),
            rows=rows,
            form=form,
            crumbs=[Link(str(DeskView.title), url_for("DeskView.list")), Link(label, "")],
            cancel_url=url_for("DeskView.list"),
            phrases=phrases_of(level.number),
            errors=errors,
            # What was there when the batch was begun is what is decided on, also after a refusal.
            hidden={"asked": "1"}
            | {name: request.form.get(name) or digest for name, digest in seen.items()},
        )  # fmt: skip
        ticks = tick_rows(level.number) if passing else []
        toggles = toggle_rows() if passing else []
        return render_template("posts/batch.html", page=page, ticks=ticks, toggles=toggles)

    def _posts(self, ids: list[int]) -> list[Post]:
        statement = scope.visible(Post).where(Post.id.in_(ids)).options(defer(Post.body))
        found = {post.id: post for post in db.session.scalars(statement).unique()}
        return [found[key] for key in ids if key in found]

    def _read(self, ids: Any) -> dict[int, PostOpening]:
        """Post → when this reviewer had the version under review open."""
        statement = (
            select(PostVersion.post_id, PostOpening)
            .join(PostOpening, PostOpening.post_version_id == PostVersion.id)
            .join(Post, Post.id == PostVersion.post_id)
            .where(
                Post.id.in_(ids),
                PostVersion.number == Post.submissions,
                PostOpening.reviewer_id == current_actor().id,
            )
        )
        return {post_id: opening for post_id, opening in db.session.execute(statement)}  # noqa: C416

    def _ask_row(self, post: Post, level: Level, opening: PostOpening | None) -> AskRow:
        skipped = ""
        if level_of(post.state) != level:
            skipped = _("It is %(state)s now.", state=str(post.state.label))
        note = _("not opened yet")
        if opening is not None:
            note = _(
                "%(time)s, read for %(minutes)s minutes",
                time=moment(opening.last_opened_at),
                minutes=max(1, round(opening.seconds / 60)),
            )
        url = url_for("ReviewView.review", pk=post.id)
        return AskRow(
            post.id, post.title, url, post.number or "", note=note, warn=opening is None,
            icon="eye-off" if opening is None else "book-2",
            skipped=skipped,
        )  # fmt: skip

    def _result(self, level: Level, outcome: Outcome) -> ResultPage:
        ids = [one.id for one in outcome.moved] + [one.id for one in outcome.skipped]
        posts = {post.id: post for post in self._posts(ids)}
        done, skipped = len(outcome.moved), len(outcome.skipped)
        passing = outcome.transition.name == level.action
        words = _("Passed %(done)s, skipped %(skipped)s", done=done, skipped=skipped)
        if not passing:
            words = _("Returned %(done)s, skipped %(skipped)s", done=done, skipped=skipped)
        undo = None
        if passing:
            recall = POST_WORKFLOW.by_name["recall"]
            url = url_for("PostView.move", name="recall")
            undo = Action("recall", str(recall.label), url, recall.icon)
        rest = sum(counts(db.session(), current_actor()).values())
        onward = (
            _("Go on with the other %(number)s", number=rest) if rest else _("Back to the desk")
        )
        return ResultPage(
            title=words,
            skipped=[
                ResultRow(
                    row.label,
                    self._url(posts, row.id),
                    self._number(posts, row.id),
                    row.reason,
                )
                for row in outcome.skipped
            ],
            done=[
                ResultRow(
                    row.label,
                    self._url(posts, row.id),
                    self._number(posts, row.id),
                    cell=Cell(badge=POST_WORKFLOW.badge(posts[row.id].state)),
                    pk=row.id,
                )
                for row in outcome.moved
                if row.id in posts
            ],
            skipped_hint=_("nothing was changed; the reasons"),
            crumbs=[Link(str(DeskView.title), url_for("DeskView.list")), Link(words, "")],
            links=[Link(onward, url_for("DeskView.list"), "player-play", primary=True)],
            undo=undo,
        )

    def _url(self, posts: dict[int, Post], key: int) -> str:
        return url_for("PostView.show", pk=key) if key in posts else ""

    def _number(self, posts: dict[int, Post], key: int) -> str:
        return (posts[key].number or "") if key in posts else ""
