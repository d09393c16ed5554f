"""Passwords: the rule for new ones, their hash, and a check that takes as long for nobody."""

from __future__ import annotations

import secrets
from functools import cache

from flask import current_app
from flask_babel import gettext as _
from werkzeug.security import check_password_hash, generate_password_hash

from app.core import clock
from app.people.models import Staff

SHORTEST = 8
# Beyond it the hash would only be slow.
LONGEST = 128


def weakness(password: str, login: str, name: str = "") -> str:
    """What a new password lacks, as a sentence; "" if it will do.

    Args:
        password: as typed.
        login: the login name it is for.
        name: of the person.
    """
    if len(password) < SHORTEST:
        return _("At least %(number)s characters.", number=SHORTEST)
    if len(password) > LONGEST:
        return _("At most %(number)s characters.", number=LONGEST)
    if not any(c.isalpha() for c in password):
        return _("Add a letter.")
    if not any(c.isdigit() for c in password):
        return _("Add a digit.")
    if all(c.isalnum() for c in password):
        return _("Add a character that is neither letter nor digit, such as a hyphen.")
    folded = password.casefold()
    if any(part and part.casefold() in folded for part in (login, name)):
        return _("It must not contain the login name or the person's name.")
    return ""


def hash_of(password: str) -> str:
    """The salted hash that is stored instead of a password."""
    return generate_password_hash(
        password, method=current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt")
    )


@cache
def _nobodys_hash(method: str) -> str:
    return hash_of(secrets.token_hex(16))


def fits(staff: Staff | None, password: str) -> bool:
    """Whether this is the password of a person on duty.

    Exactly one hash is computed whoever is asked for, so that the time it takes does not tell
    which login names exist.
    """
    known = staff is not None and bool(staff.active) and bool(staff.password)
    stored = staff.password if staff is not None and known else None
    method = current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt")
    return check_password_hash(stored or _nobodys_hash(method), password) and known


def set_password(staff: Staff, password: str) -> None:
    """Gives a person a new password and ends every session of theirs.

    Raises:
        ValueError: the password is weak; forms ask `weakness()` first.
    """
    if lack := weakness(password, staff.username, str(staff)):
        raise ValueError(lack)
    staff.password = hash_of(password)
    staff.password_changed_at = clock.now()
    staff.must_change_password = False
    end_sessions(staff)


def end_sessions(staff: Staff) -> None:
    """Signs a person out wherever they are signed in."""
    staff.session_stamp = secrets.token_hex(16)
