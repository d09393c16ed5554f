"""People: for administrators, where a level of review hangs on one person."""

from __future__ import annotations

from flask import url_for
from flask_appbuilder.security.sqla.models import assoc_user_role
from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.dashboard.page import Home, Tile
from app.people.models import Staff
from app.posts.levels import LEVELS
from app.posts.matching import reviewers

ENOUGH = 2


def people(session: Session, actor: Actor, home: Home) -> None:
    """Adds staff without a role, and levels with nobody or a single person."""
    if not actor.may("list", "Staff"):
        return
    has_role = exists().where(assoc_user_role.c.user_id == Staff.id)
    on_duty, without = session.execute(
        select(func.count(), func.count().filter(~has_role)).where(Staff.active)
    ).one()
    foot = _("%(number)s without a role", number=without) if without else ""
    home.tiles.append(
        Tile(_("Staff on duty"), on_duty, url_for("StaffView.list", active="1"), _("persons"),
             "users", foot=foot)
    )  # fmt: skip
    able = reviewers(session)
    for level in LEVELS:
        number = len({one.staff_id for one in able if one.level == level.number})
        if number == 0:
            home.warnings.append(_("Nobody can do the %(level)s.", level=str(level.label)))
        elif number < ENOUGH:
            home.warnings.append(_("The %(level)s hangs on one person.", level=str(level.label)))
