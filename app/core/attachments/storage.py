"""The files themselves, below `SANSHEN_DATA/attachments`; a file follows its transaction.

A stored file goes again if the transaction rolls back; a discarded one goes when it commits.
What a killed process leaves behind, `sweep()` finds.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

CHUNK = 1024 * 1024
_STORED, _DISCARDED = "attachments stored", "attachments discarded"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written: name in the store, size and SHA-256."""

    stored_name: str
    size: int
    digest: str


def folder() -> Path:
    """Where the files lie."""
    return Path(current_app.config["SANSHEN_DATA"]) / "attachments"


def path_of(stored_name: str) -> Path:
    """Where a file lies; 65,536 folders keep each of them short."""
    return folder() / stored_name[:2] / stored_name[2:4] / stored_name


def keep(session: Session, stream: IO[bytes]) -> Kept:
    """Writes a content below a random name.

    Args:
        session: the write transaction it belongs to.
        stream: read from where it stands to its end.

    Returns:
        Name, size and digest of what is now safely on the disk.
    """
    stored_name = secrets.token_hex(16)
    path = path_of(stored_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    session.info.setdefault(_STORED, []).append(path)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        # The row must not outlive a power cut that its file did not.
        os.fsync(target.fileno())
    return Kept(stored_name, size, digest.hexdigest())


def discard(session: Session, stored_name: str) -> None:
    """Has a file go as soon as the transaction commits."""
    session.info.setdefault(_DISCARDED, []).append(path_of(stored_name))


def open_checked(stored_name: str, digest: str) -> IO[bytes] | None:
    """Opens a file for reading if it is what was stored.

    Returns:
        The open file at its beginning; None if it is missing or its content has changed.
    """
    try:
        file = path_of(stored_name).open("rb")
    except OSError:
        return None
    # The very handle that is served is read, so nothing can be put in its place in between.
    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
        file.close()
        return None
    file.seek(0)
    return file


def files() -> Iterator[Path]:
    """Every file in the store."""
    for path in folder().glob("??/??/*"):
        if path.is_file():
            yield path


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    # Also told of a savepoint that is released, which decides nothing.
    if not session.in_nested_transaction():
        session.info.pop(_STORED, None)
        _unlink(session.info.pop(_DISCARDED, []))


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, transaction: Any) -> None:
    # A savepoint rolled back may bring discarded rows back: their files stay, and those stored
    # since wait for the end of the whole transaction (or the sweep).
    session.info.pop(_DISCARDED, None)
    if not transaction.nested:
        _unlink(session.info.pop(_STORED, []))
