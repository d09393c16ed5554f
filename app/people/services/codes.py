"""One-time codes: no administrator ever knows a password."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock
from app.core.actor import current_actor_id
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.people.models import CodeKind, LoginCode, Staff
from app.people.services.passwords import end_sessions, set_password, weakness

VALID_FOR = timedelta(hours=24)
# Digits alone, because codes are read out on the telephone: 53 bits, guessed at a few a second.
DIGITS = 16


def hand_out(staff: Staff) -> str:
    """Makes a new code for a person, takes the password and every earlier code away.

    Returns:
        The code in groups of four, to be shown once; only its digest is stored.
    """
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    with write() as session:
        open_codes = select(LoginCode).where(
            LoginCode.user_id == staff.id, LoginCode.used_at.is_(None)
        )
        for earlier in session.scalars(open_codes):
            earlier.used_at = clock.now()
        session.add(
            LoginCode(
                user_id=staff.id,
                digest=_digest(code),
                kind=CodeKind.reset if staff.password_changed_at else CodeKind.first,
                created_by_id=current_actor_id(),
                expires_at=clock.now() + VALID_FOR,
            )
        )
        staff.password = None
        end_sessions(staff)
    return " ".join(code[start : start + 4] for start in range(0, DIGITS, 4))


def redeem(login: str, code: str, password: str) -> Staff:
    """Sets a person's password with a code, which is spent by it.

    Args:
        login: the login name, as typed.
        code: as typed; anything but its digits is ignored.
        password: the new one.

    Returns:
        The person, who may be signed in now.

    Raises:
        Refused: no such person on duty, no such code, or too late (one sentence for all of
            them); or the password is weak (`field` is "password").
    """
    wanted = (
        select(LoginCode, Staff)
        .join(Staff, Staff.id == LoginCode.user_id)
        .where(
            Staff.username == login.strip().lower(),
            Staff.active,
            LoginCode.digest == _digest(code),
            LoginCode.used_at.is_(None),
            LoginCode.expires_at > clock.now(),
        )
    )
    with write() as session:
        found = session.execute(lock_rows(wanted, (LoginCode, Staff))).unique().one_or_none()
        if found is None:
            raise Refused(
                _(
                    "Login name and code do not belong together, or the code has expired. "
                    "Ask the system administrator for a new one."
                ),
                field="code",
            )
        spent, staff = found
        if lack := weakness(password, staff.username, str(staff)):
            raise Refused(lack, field="password")
        spent.used_at = clock.now()
        set_password(staff, password)
    return staff  # type: ignore[no-any-return]


def _digest(code: str) -> str:
    return sha256("".join(c for c in code if c.isascii() and c.isdigit()).encode()).hexdigest()
