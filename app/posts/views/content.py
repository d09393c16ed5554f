"""Addresses that show one post alone: its text in a frame, its review form on paper."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, render_template
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from markupsafe import Markup
from sqlalchemy import select

from app.core import scope
from app.core.views.doors import PK
from app.extensions import db
from app.posts.models import Post, PostVersion
from app.posts.paper import approval_form

# What people wrote runs nothing, loads nothing from elsewhere and submits nothing.
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)


class PostContentView(BaseView):
    """稿件内容. Open to whoever may open the post."""

    route_base = "/post"
    class_permission_name = "Post"
    default_view = "content"

    @expose(f"/{PK}/content/<int(max=2147483647):version>")
    @has_access
    @permission_name("show")
    def content(self, pk: int, version: int) -> Response:
        """The text of a version, or with 0 as it is stored now."""
        post = _post(pk)
        title, byline, body = post.title, post.byline, post.body
        if version:
            row = db.session.scalar(
                select(PostVersion).where(
                    PostVersion.post_id == post.id, PostVersion.number == version
                )
            ) or abort(404)
            title, byline, body = (row.content[name] for name in ("title", "byline", "body"))
        # Sanitised when it was saved; the policy above is the second lock.
        page = render_template("posts/content.html", title=title, byline=byline, body=Markup(body))
        response = make_response(page)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @expose(f"/{PK}/paper")
    @has_access
    @permission_name("show")
    def paper(self, pk: int) -> Response:
        """The review form as PDF."""
        post = _post(pk)
        response = make_response(approval_form(db.session(), post))
        response.headers["Content-Type"] = "application/pdf"
        name = f"review-form-{post.id}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response


def _post(pk: int) -> Any:
    return scope.find(db.session(), Post, pk) or abort(404)
