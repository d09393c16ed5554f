"""Commands about permissions and the first administrators."""

from __future__ import annotations

import click
from flask_babel import gettext as _

from app.core.cli import require_tables
from app.core.permissions import label
from app.people.services.administrators import make_administrators
from app.people.services.permissions import sync_permissions


@click.command("sync-permissions", help=_("Brings permissions and roles up to this version."))
def sync() -> None:
    """Says in a line what changed."""
    require_tables()
    changes = sync_permissions()
    click.echo(
        _(
            "Permissions: %(added)s new, %(removed)s removed. Roles: %(roles)s new.",
            added=len(changes.added),
            removed=len(changes.removed),
            roles=len(changes.roles),
        )
    )
    for action, subject in changes.unknown:
        click.echo(
            _("Granted in the code, but unknown: %(what)s", what=label(action, subject)), err=True
        )


@click.command("create-admins", help=_("Makes the three administrators, if they are missing."))
def create_admins() -> None:
    """Prints their codes once."""
    require_tables()
    made = make_administrators()
    if not made:
        click.echo(_("The three administrators are there already."))
        return
    click.echo(_("One-time codes, shown only now; each sets a password within a day:"))
    for staff, code in made:
        click.echo(f"  {staff}  {staff.username}  {code}")


COMMANDS = (sync, create_admins)
