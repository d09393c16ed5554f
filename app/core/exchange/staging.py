"""Uploads between the steps of an import: on the disk, the uploader's alone, gone after a day."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from app.core import clock
from app.core.attachments.naming import clean_name
from app.core.exchange.reading import read_rows
from app.core.exchange.table import Table, find_table

KEPT_FOR = timedelta(days=1)
# Of one person; the oldest goes when another comes.
MOST_KEPT = 5
TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass
class Staged:
    """A file taken apart, and what was said about it so far.

    Attributes:
        token: names it in addresses.
        owner: key of the person who sent it; `subject`: the model it is for.
        name: what the file was called.
        mapping: place of a column → field it fills, once it was chosen.
        defaults: field → values for what the file lacks, as the form sent them.
        result: what the import did, once it was done.
    """

    token: str
    owner: int | None
    subject: str
    name: str
    table: Table
    mapping: dict[int, str] = field(default_factory=dict)
    defaults: dict[str, list[str]] = field(default_factory=dict)
    result: dict[str, Any] | None = None

    def save(self) -> None:
        """Keeps what was said."""
        kept = {
            "owner": self.owner,
            "subject": self.subject,
            "name": self.name,
            "table": self.table.as_dict(),
            "mapping": {str(index): name for index, name in self.mapping.items()},
            "defaults": self.defaults,
            "result": self.result,
        }
        path = _folder() / self.token / "about.json"
        # Whole or not at all, should two requests meet.
        draft = path.with_name(f"{secrets.token_hex(4)}.tmp")
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.replace(path)

    def claim(self) -> bool:
        """Takes the right to apply it; False if a press before this one has it."""
        try:
            self._claim.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def release(self) -> None:
        """Gives the right back: nothing was applied."""
        self._claim.unlink(missing_ok=True)

    @property
    def _claim(self) -> Path:
        return _folder() / self.token / "applied"


def _folder() -> Path:
    return Path(current_app.config["SANSHEN_DATA"]) / "imports"


def stage(file: FileStorage, owner: int | None, subject: str, known: Iterable[str]) -> Staged:
    """Takes an uploaded file apart and keeps its rows for the steps to come.

    Args:
        file: as the form brought it.
        owner: key of the person; nobody else will find it.
        subject: the model it is for.
        known: headers that would be understood.

    Raises:
        Refused: the file cannot be read; nothing is kept.
    """
    sweep(owner)
    name = clean_name(file.filename or "")
    token = secrets.token_hex(16)
    folder = _folder() / token
    folder.mkdir(parents=True, mode=0o700)
    source, rows = folder / f"upload{Path(name).suffix.lower()[:5]}", folder / "rows.jsonl"
    try:
        file.save(source)
        read_rows(source, name, rows)
        staged = Staged(token, owner, subject, name, find_table(rows, set(known)))
        staged.save()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    source.unlink()
    return staged


def find_staged(token: str, owner: int | None, subject: str) -> Staged | None:
    """What was kept under a token, if it is this person's and for this model."""
    folder = _folder() / token
    if not TOKEN.fullmatch(token):
        return None
    try:
        kept = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if (kept["owner"], kept["subject"]) != (owner, subject):
        return None
    return Staged(
        token,
        owner,
        subject,
        kept["name"],
        Table.from_dict(folder / "rows.jsonl", kept["table"]),
        {int(index): name for index, name in kept["mapping"].items()},
        kept["defaults"],
        kept["result"],
    )


def sweep(owner: int | None = None) -> int:
    """Removes what is older than a day, and of the person's own all but the newest few.

    Returns:
        How many went.
    """
    before = (clock.now() - KEPT_FOR).timestamp()
    folders = sorted(_folder().glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    own = [folder for folder in folders if owner is not None and _owner_of(folder) == owner]
    old = {folder for folder in folders if folder.stat().st_mtime < before}
    gone = old | set(own[MOST_KEPT - 1 :])
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def _owner_of(folder: Path) -> int | None:
    try:
        owner: int | None = json.loads((folder / "about.json").read_text("utf-8"))["owner"]
    except (OSError, ValueError):
        return None
    return owner
