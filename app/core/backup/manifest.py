"""What a backup says about itself; it stands last in the file, when all is known."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.core.errors import Refused

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the backup: its place in it, size and SHA-256."""

    path: str
    size: int
    digest: str


@dataclass
class Manifest:
    """What a backup holds.

    Attributes:
        made_at: when, in UTC.
        engine: sqlite or postgresql; a backup goes back to where it came from.
        revision: of the tables.
        counts: table → number of rows in the snapshot.
        members: every file but this one.
        damaged: names of attachments that were missing or changed on the disk already.
    """

    made_at: str
    engine: str
    revision: str
    counts: dict[str, int]
    members: list[Member] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """The manifest of a backup.

        Raises:
            Refused: it is none, or one of a format that is not known here.
        """
        try:
            kept: dict[str, Any] = json.loads(content)
            known = kept["format"] == FORMAT
            members = [Member(**member) for member in kept.pop("members")]
            manifest = cls(**kept, members=members)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refused(_("The file is no backup of this panel.")) from None
        if not known:
            raise Refused(_("The backup was made by a newer version. Install that version first."))
        return manifest
