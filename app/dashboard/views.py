"""The home page: what waits for me, what is late, what came back."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView

from app.core.views.doors import needs_sign_in


class HomeView(BaseView):
    """工作台. Open to everybody who is signed in; each part asks for its own permission."""

    route_base = ""
    default_view = "index"

    @expose("/")
    @needs_sign_in
    def index(self) -> Any:
        """The home page of the person signed in."""
        return render_template("dashboard/home.html")
