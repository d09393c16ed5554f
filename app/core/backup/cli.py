"""Commands: `sanshen backup FILE` and `sanshen restore FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import gettext as _

from app.core.backup import making, restoring
from app.core.backup.manifest import Manifest
from app.core.show_size import size
from app.extensions import db

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(help=_("Writes everything into one file while the panel is in use."))
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Makes a backup and says what is in it."""
    manifest = making.make(db.engine, file.absolute())
    click.echo(_("Backed up to %(path)s (%(size)s).", path=file, size=size(file.stat().st_size)))
    _tell_content(manifest)
    if manifest.damaged:
        names = "、".join(manifest.damaged)
        message = _("Missing or changed on the disk before this backup: %(names)s", names=names)
        click.echo(message, err=True)


@click.command(help=_("Brings a backup up where there is nothing yet."))
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Restores a backup and says what is here now."""
    manifest = restoring.restore(db.engine, file.absolute())
    click.echo(_("Restored from %(path)s.", path=file))
    _tell_content(manifest)
    if manifest.revision != restoring.newest_revision():
        click.echo(_("The backup is of an older version. Run “sanshen db upgrade” now."))


def _tell_content(manifest: Manifest) -> None:
    click.echo(
        _(
            "%(rows)s rows in %(tables)s tables, %(files)s attachments.",
            rows=sum(manifest.counts.values()),
            tables=len(manifest.counts),
            files=len(manifest.members) - 1,
        )
    )


COMMANDS = (backup, restore)
