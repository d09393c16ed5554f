"""`sync-permissions`: the permissions in the database become those the registered views ask for."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.core.database import lock_table, write
from app.core.permissions import PREFIX, declared
from app.people.rules import RULES

log = logging.getLogger(__name__)

Pair = tuple[str, str]


@dataclass(slots=True)
class Changes:
    """What a run did: permissions as (action, subject), roles by name."""

    added: list[Pair] = field(default_factory=list)
    removed: list[Pair] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    # Named in `app/roles.py`, asked for by no view.
    unknown: list[Pair] = field(default_factory=list)


def sync_permissions() -> Changes:
    """Adds new permissions, removes those no view asks for, makes missing roles.

    A missing role gets all that `app/roles.py` gives it; one that exists gets only what is new
    since the last run, so that whatever administrators changed stays. May run twice, also at
    the same time.

    Returns:
        What was done.
    """
    wanted = {(action, subject) for subject, actions in declared().items() for action in actions}
    changes = Changes()
    with write() as session:
        lock_table(session, PermissionView)
        present = _present(session)
        for pair in sorted(set(present) - wanted):
            session.delete(present.pop(pair))
            changes.removed.append(pair)
        changes.added = sorted(wanted - set(present))
        present |= _add(session, changes.added)
        _drop_unused_names(session, wanted)
        _grant(session, present, changes)
    for subject in sorted({subject for _action, subject in changes.unknown}):
        actions = [action for action, other in changes.unknown if other == subject]
        log.warning("app/roles.py grants on %s, but no view asks for: %s", subject, actions)
    return changes


def _present(session: Session) -> dict[Pair, PermissionView]:
    # The roles that hold it are loaded along, else each deleted row would ask for them.
    rows = session.scalars(
        select(PermissionView)
        .options(selectinload(PermissionView.role))
        .execution_options(populate_existing=True)
    )
    return {(row.permission.name.removeprefix(PREFIX), row.view_menu.name): row for row in rows}


def _add(session: Session, pairs: list[Pair]) -> dict[Pair, PermissionView]:
    permissions = {row.name: row for row in session.scalars(select(Permission))}
    subjects = {row.name: row for row in session.scalars(select(ViewMenu))}
    made = {}
    for action, subject in pairs:
        name = f"{PREFIX}{action}"
        permission = permissions.setdefault(name, Permission(name=name))
        view_menu = subjects.setdefault(subject, ViewMenu(name=subject))
        made[action, subject] = PermissionView(permission=permission, view_menu=view_menu)
    session.add_all(made.values())
    session.flush()
    return made


def _drop_unused_names(session: Session, wanted: set[Pair]) -> None:
    """Removes actions and subjects that no permission uses any more."""
    session.flush()
    names = {f"{PREFIX}{action}" for action, _subject in wanted}
    subjects = {subject for _action, subject in wanted}
    for model, used in ((Permission, names), (ViewMenu, subjects)):
        for row in session.scalars(select(model)):
            if row.name not in used:
                session.delete(row)


def _grant(session: Session, present: dict[Pair, PermissionView], changes: Changes) -> None:
    statement = select(Role).options(selectinload(Role.permissions))
    roles = {role.name: role for role in session.scalars(statement)}
    new = set(changes.added)
    for name in RULES.grants:
        granted = RULES.granted(name)
        changes.unknown = sorted({*changes.unknown, *(granted - set(present))})
        if name in roles:
            given = granted & new
        else:
            given = granted & set(present)
            roles[name] = Role(name=name)
            session.add(roles[name])
            changes.roles.append(name)
        held = set(roles[name].permissions)
        roles[name].permissions += [
            present[pair] for pair in sorted(given) if present[pair] not in held
        ]
