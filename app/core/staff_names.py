"""Names of staff by key, for traces and messages; the kit knows the table, not the room."""

from __future__ import annotations

from collections.abc import Iterable

from flask_appbuilder import Model
from sqlalchemy import select
from sqlalchemy.orm import Session


def names_of(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Key → name; keys that are None or unknown are left out."""
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    user = Model.metadata.tables["ab_user"]
    rows = session.execute(
        select(user.c.id, user.c.last_name, user.c.first_name).where(user.c.id.in_(wanted))
    )
    return {key: f"{last}{first}" for key, last, first in rows}
