"""What stands before every handler: who is signed in, and numbers that fit a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from flask import abort, redirect, request, url_for

from app.core.actor import current_actor

# The largest key either database can hold; a larger one is simply no page.
PK = "<int(max=9223372036854775807):pk>"


def to_login() -> Any:
    """Sends a visitor to the login page and back here afterwards, if here is a page."""
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("AuthView.login", next=here))


def needs_sign_in(handler: Callable[..., Any]) -> Callable[..., Any]:
    """For handlers that check the permission themselves, such as transitions."""

    @wraps(handler)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        actor = current_actor()
        if actor.id is None and not actor.trusted:
            return to_login()
        return handler(*args, **kwargs)

    return guarded


def whole_number(text: str, low: int, high: int) -> int:
    """A number from the address; anything else is a page of status 400."""
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        bad_request()
    number = int(text)
    if not low <= number <= high:
        bad_request()
    return number


def bad_request() -> NoReturn:
    """Ends the request with a page of status 400."""
    abort(400)
