"""The tree of departments: one root, no cycle, paths that say where each one hangs."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.people.models import Department


def root_of(session: Session) -> Department | None:
    """The department that has no parent, if there is any department yet."""
    return session.scalars(select(Department).where(Department.parent_id.is_(None))).one_or_none()


def settle(session: Session, department: Department) -> None:
    """Hangs a department, new or moved, where its parent says, with all that hangs below it.

    Args:
        session: of `write()`.
        department: with its `parent` set.

    Raises:
        Refused: it would hang below itself, or be a second root.
    """
    parent = department.parent
    # Unflushed until it is judged: a row that is its own parent cannot be written at all.
    with session.no_autoflush:
        if parent is None:
            root = root_of(session)
            if root is not None and root is not department:
                raise Refused(
                    _(
                        "“%(root)s” is the organisation itself; say what this is a part of.",
                        root=root,
                    ),
                    field="parent",
                )
        elif department.path and parent.path.startswith(department.path):
            raise Refused(
                _("A department cannot be a part of itself or of its parts."), field="parent"
            )
    session.add(department)
    # The key of a new one, which its path ends with.
    session.flush()
    before = department.path
    after = f"{parent.path if parent is not None else '/'}{department.id}/"
    if before == after:
        return
    below = select(Department).where(Department.path.startswith(before))
    for other in session.scalars(below) if before else ():
        other.path = after + other.path.removeprefix(before)
    department.path = after
