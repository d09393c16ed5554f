"""Error pages in the user's language; expected refusals become a message on the page."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, flash, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from app.core.errors import Refused
from app.extensions import db

log = logging.getLogger(__name__)


def _words(code: int) -> tuple[str, str]:
    """Title and advice for a status."""
    return {
        400: (_("This request cannot be understood"), _("Go back and try it again.")),
        403: (
            _("You may not open this page"),
            _("If your work needs it, ask the system administrator for the role."),
        ),
        404: (
            _("There is no such page"),
            _("It may have been removed, or it belongs to a department you do not see."),
        ),
        405: (_("This address cannot be opened directly"), _("Use the buttons on the page.")),
        413: (_("The file is too large"), _("Compress it or choose a smaller one.")),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
    }.get(
        code,
        (
            _("Something went wrong here"),
            _("Nothing was saved. Try again; if it stays so, call the maintenance staff."),
        ),
    )


def _page(code: int, title: str = "", text: str = "") -> tuple[str, int]:
    words = _words(code)
    return render_template(
        "error.html", code=code, title=title or words[0], text=text or words[1]
    ), code


def register_error_pages(app: Flask) -> None:
    """Answers every HTTP error, refusal and failure with a page of ours."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        if error.code is not None and error.code < 400:
            return error
        return _page(error.code or 500)

    @app.errorhandler(CSRFError)
    def csrf_error(error: CSRFError) -> Any:
        return _page(
            400,
            _("The page had been open for too long"),
            _("Nothing was changed. Open the page again and repeat the last step."),
        )

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        db.session.rollback()
        if ("danger", str(error)) not in session.get("_flashes", ()):
            flash(str(error), "danger")
        return redirect(_way_back())

    @app.errorhandler(DataError)
    def data_error(error: DataError) -> Any:
        # PostgreSQL refuses what SQLite merely does not find: a NUL, a number too large.
        db.session.rollback()
        return _page(400)

    @app.errorhandler(Exception)
    def failure(error: Exception) -> Any:
        log.exception("unexpected failure at %s", request.path, exc_info=error)
        db.session.rollback()
        return _page(500)


def _way_back() -> str:
    """The page the person came from if it is ours, the home page otherwise."""
    referrer = request.referrer or ""
    if not referrer.startswith(request.host_url):
        return "/"
    # A refused form leads back to itself; if even opening it is refused, that is a circle.
    circle = request.method == "GET" and urlsplit(referrer).path == request.path
    return "/" if circle else referrer
