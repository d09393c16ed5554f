"""Brings a backup up in an empty place, after every digest in it was found right."""

from __future__ import annotations

import hashlib
import re
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import Engine, text

from app.core.append_only import missing_triggers
from app.core.attachments import storage
from app.core.backup import snapshots
from app.core.backup.making import ATTACHMENTS
from app.core.backup.manifest import NAME, Manifest, Member
from app.core.errors import Refused
from app.core.migrations import scripts

CHUNK = 1024 * 1024
# Nothing else may be in a backup, whatever it says: a path from outside is never followed.
PLACES = re.compile(
    rf"{NAME}|database\.(sqlite|dump)|{ATTACHMENTS}/[0-9a-f]{{2}}/[0-9a-f]{{2}}/[0-9a-f]{{32}}"
)


def restore(engine: Engine, source: Path) -> Manifest:
    """Restores a backup where there is nothing yet.

    Args:
        engine: of the database to fill.
        source: the backup.

    Returns:
        What was in it, and so is here now.

    Raises:
        Refused: the place is not empty, or the backup is damaged, foreign or newer than this
            version; nothing was changed.
    """
    if not source.is_file():
        raise Refused(_("There is no file %(path)s.", path=source))
    attachments = storage.folder()
    _require_empty(engine, attachments)
    attachments.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sanshen-restore-", dir=attachments.parent) as name:
        folder = Path(name)
        manifest = unpack(source, folder)
        _require_fitting(engine, manifest)
        kept = folder / ATTACHMENTS
        kept.mkdir(exist_ok=True)
        if attachments.is_dir():
            attachments.rmdir()
        kept.rename(attachments)
        try:
            snapshots.restore(engine, folder / snapshots.FILES[manifest.engine])
        except BaseException:
            shutil.rmtree(attachments, ignore_errors=True)
            raise
    _require_whole(engine, manifest)
    return manifest


def _require_empty(engine: Engine, attachments: Path) -> None:
    if not snapshots.is_empty(engine):
        raise Refused(
            _("The database here holds something already. A backup is restored into an empty one.")
        )
    if attachments.is_dir() and any(attachments.iterdir()):
        raise Refused(
            _("%(path)s holds something already. Restore into an empty place.", path=attachments)
        )


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpacks a backup and compares every file with the manifest.

    Raises:
        Refused: it is no backup, or something in it is missing, changed or foreign.
    """
    found: dict[str, Member] = {}
    try:
        with tarfile.open(source, "r:gz") as archive:
            for about in archive:
                if not about.isfile() or not PLACES.fullmatch(about.name) or about.name in found:
                    raise Refused(_("The file is no backup of this panel."))
                found[about.name] = _unpack(archive, about, folder)
    except (tarfile.TarError, EOFError, OSError, zlib.error):
        raise Refused(_("The backup is damaged or incomplete. Take another one.")) from None
    if NAME not in found:
        raise Refused(_("The backup is damaged or incomplete. Take another one."))
    del found[NAME]
    manifest = Manifest.read((folder / NAME).read_bytes())
    if found != {member.path: member for member in manifest.members}:
        raise Refused(_("The backup is damaged: its content is not what it says. Take another."))
    if snapshots.FILES.get(manifest.engine) not in found:
        raise Refused(_("The file is no backup of this panel."))
    return manifest


def _unpack(archive: tarfile.TarFile, about: tarfile.TarInfo, folder: Path) -> Member:
    path = folder / about.name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    content = archive.extractfile(about)
    assert content is not None
    with path.open("xb") as target:
        path.chmod(0o600)
        while piece := content.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return Member(about.name, size, digest.hexdigest())


def _require_fitting(engine: Engine, manifest: Manifest) -> None:
    if manifest.engine != engine.dialect.name:
        raise Refused(
            _(
                "The backup is of %(theirs)s, the database here is %(ours)s. Set up the same.",
                theirs=manifest.engine,
                ours=engine.dialect.name,
            )
        )
    if manifest.revision not in {one.revision for one in scripts().walk_revisions()}:
        raise Refused(_("The backup was made by a newer version. Install that version first."))


def _require_whole(engine: Engine, manifest: Manifest) -> None:
    """What was loaded has as many rows as the snapshot, and its evidence is still guarded."""
    with engine.connect() as connection:
        for table, number in manifest.counts.items():
            if connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() != number:
                raise Refused(_("The backup was not restored whole: %(table)s.", table=table))
        if gone := missing_triggers(connection):
            raise Refused(_("These guards are missing: %(names)s", names="、".join(gone)))


def newest_revision() -> str | None:
    """The state of the tables that this version works with."""
    return scripts().get_current_head()
