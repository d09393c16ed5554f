"""Makes a backup while the panel is in use."""

from __future__ import annotations

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import Engine, inspect

from app.core import clock
from app.core.attachments.storage import path_of
from app.core.backup.manifest import NAME, Manifest, Member
from app.core.backup.snapshots import FILES, Snapshot, take
from app.core.errors import Refused

# Text shrinks to a tenth, pictures hardly at all: higher levels only take longer.
COMPRESSION = 3
ATTACHMENTS = "attachments"


def make(engine: Engine, target: Path) -> Manifest:
    """Writes a backup. What is written by others meanwhile is in the next one.

    Args:
        engine: of the database.
        target: the file to write; it appears when it is complete.

    Returns:
        What is in it.

    Raises:
        Refused: the file exists, there is no database, or it cannot be copied.
    """
    if target.exists():
        raise Refused(_("%(path)s exists already. Choose another name.", path=target))
    if not target.parent.is_dir():
        raise Refused(_("There is no folder %(path)s.", path=target.parent))
    tables = inspect(engine).get_table_names()
    if "alembic_version" not in tables:
        raise Refused(_("There are no tables yet. Run “sanshen db upgrade” first."))
    with tempfile.TemporaryDirectory(prefix=".sanshen-backup-", dir=target.parent) as folder:
        part = Path(folder) / "backup.tar.gz"
        copy = Path(folder) / FILES[engine.dialect.name]
        # The database first: of what it names, the files are there already.
        with take(engine, copy) as snapshot, _archive(part) as archive:
            (revision,) = snapshot.rows("SELECT version_num FROM alembic_version")[0]
            manifest = Manifest(
                clock.now().isoformat(), engine.dialect.name, revision, snapshot.counts(tables)
            )
            manifest.members.append(_add(archive, copy.name, copy))
            _add_attachments(archive, snapshot, manifest)
            (Path(folder) / NAME).write_bytes(manifest.as_bytes())
            _add(archive, NAME, Path(folder) / NAME)
        part.replace(target)
    return manifest


@contextmanager
def _archive(path: Path) -> Iterator[tarfile.TarFile]:
    """A new compressed archive for our eyes only, safely on the disk at the end."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=COMPRESSION) as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())


def _add_attachments(archive: tarfile.TarFile, snapshot: Snapshot, manifest: Manifest) -> None:
    """The files that the snapshot names; those missing or changed are noted, not fatal."""
    named = "SELECT stored_name, digest, name FROM attachment ORDER BY id"
    for stored_name, digest, name in snapshot.rows(named):
        path = path_of(stored_name)
        place = f"{ATTACHMENTS}/{stored_name[:2]}/{stored_name[2:4]}/{stored_name}"
        try:
            member = _add(archive, place, path)
        except FileNotFoundError:
            manifest.damaged.append(name)
            continue
        manifest.members.append(member)
        if member.digest != digest:
            manifest.damaged.append(name)


class _Reading:
    """A file that is digested while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _add(archive: tarfile.TarFile, place: str, path: Path) -> Member:
    with path.open("rb") as file:
        about = archive.gettarinfo(arcname=place, fileobj=file)
        # Whose the file was here means nothing elsewhere.
        about.uid = about.gid = 0
        about.uname = about.gname = ""
        about.mode = 0o600
        reading = _Reading(file)
        archive.addfile(about, reading)
    return Member(place, about.size, reading.digest.hexdigest())
