"""`sanshen demo`: everything set up, filled with fictional content, and served on loopback."""

from __future__ import annotations

import os

import click
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import inspect

from app.core import clock
from app.core.cli import PORT, start
from app.core.errors import Refused
from app.core.marks import DEMO, mark_of
from app.core.migrations import upgrade
from app.demo import text
from app.demo.build import PASSWORD, build
from app.extensions import db
from app.people.services.permissions import sync_permissions

ORGANISATION = "中共青禾县委"


@click.command(help=_("Shows the panel with fictional content: makes it if missing, and serves."))
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=lambda: os.environ.get("PORT", PORT),
    help=_("Port; from the environment (PORT) or 8080 otherwise."),
)
@click.option("--serve/--no-serve", default=True, help=_("Serve it, or only make it."))
def demo(port: int, serve: bool) -> None:
    """Makes the demonstration once; later starts find it there.

    Raises:
        Refused: the database holds the records of a real organisation.
    """
    if not inspect(db.engine).has_table("ab_user"):
        click.echo(_("Making the demonstration; this takes about half a minute …"))
        upgrade()
        sync_permissions()
        build(clock.today())
    elif mark_of(db.session(), DEMO) is None:
        raise Refused(
            _(
                "This database is not a demonstration; nothing was changed. Choose another "
                "folder with SANSHEN_DATA."
            )
        )
    db.session.remove()
    for login in text.staff():
        click.echo(f"  {login.login:<12}{login.name}　{login.role}")
    click.echo(_("Password of all of them: %(password)s", password=PASSWORD))
    if serve:
        current_app.config["ORGANISATION"] = current_app.config["ORGANISATION"] or ORGANISATION
        start("127.0.0.1", port, workers=1)


COMMANDS = (demo,)
