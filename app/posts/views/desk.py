"""待审: the desk of a reviewer, the longest waiting first."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.actor import current_actor
from app.core.levels import Level
from app.core.page import Action, Cell, Column, Link, ListPage, Row, Tab, Tag
from app.core.show_time import countdown, moment
from app.core.views import needs_sign_in
from app.core.views.doors import bad_request
from app.extensions import db
from app.posts import settings
from app.posts.services import counts, desk
from app.posts.services.waiting import Waiting
from app.posts.views.judging import own_levels
from app.posts.views.tags import tags_of
from app.posts.workflow import POST_WORKFLOW


class DeskView(BaseView):
    """待审. Everything that waits for whoever looks, the longest waiting first."""

    route_base = "/desk"
    class_permission_name = "Post"
    default_view = "list"
    title = _l("Waiting for my review")

    @expose("/")
    @needs_sign_in
    def list(self) -> Any:
        """The desk of the person signed in; `level` narrows it to one of several levels."""
        levels = own_levels(current_actor()) or abort(403)
        return render_template("posts/desk.html", page=self.desk_page(levels))

    def desk_page(self, levels: Any) -> ListPage:
        """The page, whole."""
        waiting = counts(db.session(), current_actor())
        wanted = request.args.get("level", "")
        chosen = [level for level in levels if not wanted or str(level.number) == wanted]
        if not chosen:
            bad_request()
        rows = [
            row
            for row in desk(db.session(), current_actor(), settings.MOST_PASSED_AT_ONCE)
            if not wanted or str(row.level) == wanted
        ]
        total = sum(waiting.get(level.number, 0) for level in chosen)
        lead = ""
        if total > len(rows):
            lead = _("The %(number)s that have waited longest are shown.", number=len(rows))
        return ListPage(
            title=str(self.title),
            name="desk",
            lead=lead,
            columns=self._columns(len(chosen) > 1),
            rows=[self._row(row, len(chosen) > 1) for row in rows],
            total=total,
            first=1 if rows else 0,
            last=len(rows),
            tabs=self._tabs(levels, waiting, wanted) if len(levels) > 1 else (),
            links=self._links(rows),
            actions=[a for level in chosen for a in self._actions(level, len(chosen) > 1)],
            empty_title=_("Nothing waits for your review"),
            empty_hint=_("New posts appear here as soon as they are submitted."),
        )

    def _columns(self, several: bool) -> Any:
        """Whoever reviews at one level need not be told which."""
        return [
            Column("number", _("Number")),
            Column("title", _("Title"), main=True),
            *([Column("state", _("State"))] if several else []),
            Column("authors", _("Authors")),
            Column("submitted_at", _("Submitted at")),
            Column("opened", _("Opened by me")),
            Column("age", _("Deadline")),
        ]

    def _row(self, row: Waiting, several: bool) -> Row:
        post = row.post
        due = row.since + settings.TIME_PER_LEVEL
        tags = tags_of(post)
        if row.returns:
            tags.append(Tag(_("returned %(number)s times", number=row.returns)))
        return Row(
            post.id,
            url_for("ReviewView.review", pk=post.id),
            post.title,
            [
                Cell(post.number or ""),
                Cell(post.title, tags=tags, title=post.title),
                *([Cell(badge=POST_WORKFLOW.badge(post.state))] if several else []),
                Cell("、".join(map(str, post.authors)), second=str(post.department)),
                Cell(moment(post.submitted_at) if post.submitted_at else ""),
                Cell(moment(row.opened_at) if row.opened_at else _("not yet")),
                Cell(age=countdown(due, settings.NEARLY_LATE)),
            ],
        )

    def _tabs(self, levels: Any, waiting: dict[int, int], wanted: str) -> Any:
        everything = Tab(_("All"), url_for("DeskView.list"), sum(waiting.values()), not wanted)
        return [everything] + [
            Tab(
                str(level.label),
                url_for("DeskView.list", level=level.number),
                waiting.get(level.number, 0),
                wanted == str(level.number),
                mine=True,
            )
            for level in levels
        ]

    def _links(self, rows: Any) -> Any:
        if not rows:
            return []
        url = url_for("ReviewView.review", pk=rows[0].post.id)
        return [Link(_("Review one by one"), url, "player-play", primary=True)]

    def _actions(self, level: Level, several: bool) -> Any:
        for name in (level.action, "return"):
            transition = POST_WORKFLOW.by_name[name]
            label = str(transition.label)
            if name == "return" and several:
                label = f"{level.label}：{label}"
            yield Action(
                name,
                label,
                url_for("BatchView.batch", name=name, level=level.number),
                transition.icon,
                transition.style,
                asks=True,
            )
