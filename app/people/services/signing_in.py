"""Signing in and out: what is noted about it, and what the browser keeps."""

from __future__ import annotations

from typing import Any

from flask import session as cookie
from flask_login import login_user, logout_user
from sqlalchemy import ColumnElement, func, select

from app.core import clock
from app.core.actor import forget_actor
from app.core.bulk import update_rows
from app.core.database import write
from app.extensions import db
from app.people.models import Staff
from app.people.services.passwords import fits


def check(login: str, password: str) -> Staff | None:
    """The person on duty with this login name and password, None otherwise.

    Does the same work for a name nobody has: one search, one hash, one update.
    """
    login = login.strip().lower()
    found = db.session.scalars(select(Staff).where(Staff.username == login))
    staff: Staff | None = found.one_or_none()
    if fits(staff, password):
        return staff
    _note(Staff.username == login, fail_login_count=func.coalesce(Staff.fail_login_count, 0) + 1)
    return None


def enter(staff: Staff) -> None:
    """Signs a person in, in this browser, and notes it."""
    _note(
        Staff.id == staff.id,
        signed_in_at=clock.now(),
        login_count=func.coalesce(Staff.login_count, 0) + 1,
        fail_login_count=0,
    )
    stay(staff)


def _note(who: ColumnElement[bool], **values: Any) -> None:
    # Nobody has edited the person by it, so neither time nor author of the last change moves.
    kept = {"updated_at": Staff.updated_at, "updated_by_id": Staff.updated_by_id}
    with write() as session:
        update_rows(session, Staff, who, **values, **kept)


def stay(staff: Staff) -> None:
    """Keeps this browser signed in after a person's session stamp has changed."""
    # Whatever a visitor's cookie held is not carried into the session.
    cookie.clear()
    cookie.permanent = True
    login_user(staff)
    forget_actor()


def leave() -> None:
    """Signs out, in this browser."""
    logout_user()
    cookie.clear()
    forget_actor()
