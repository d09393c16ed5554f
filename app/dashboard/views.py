"""The home page: what waits for me, what is late, what came back."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.core import clock
from app.core.actor import Actor, current_actor
from app.core.views import needs_sign_in
from app.dashboard.page import Home
from app.dashboard.parts import PARTS
from app.extensions import db


class HomeView(BaseView):
    """工作台. Open to everybody who is signed in; each part asks for its own permission."""

    route_base = ""
    default_view = "index"

    @expose("/")
    @needs_sign_in
    def index(self) -> Any:
        """The home page of the person signed in."""
        actor = current_actor()
        home = Home(greeting(actor), "")
        for part in PARTS:
            part(db.session(), actor, home)
        return render_template("dashboard/home.html", home=home, today=today())


def greeting(actor: Actor) -> str:
    """By the time of day in the office."""
    hour = clock.local(clock.now()).hour
    if hour < 12:
        return _("Good morning, %(name)s", name=actor.name)
    if hour < 18:
        return _("Good afternoon, %(name)s", name=actor.name)
    return _("Good evening, %(name)s", name=actor.name)


def today() -> str:
    """11月24日，星期二."""
    day = clock.today()
    weekdays = (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
        _("Sunday"),
    )  # fmt: skip
    return _(
        "%(month)s/%(day)s, %(weekday)s",
        month=day.month,
        day=day.day,
        weekday=weekdays[day.weekday()],
    )
