"""The row that knows a file: whose it is, how it was called, what it held."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped

from app.core.attachments.kinds import INLINE
from app.core.entity import Entity, Instant, Key, field
from app.core.show_size import size


class Attachment(Entity):
    """附件. A file of a record, never changed; seen by whoever sees the record.

    `subject` and `subject_id` name the owner (`"Post"`, 12); 0 while the owner is not saved
    yet, when only the person who sent it sees it. `slot` says what it is to the owner:
    attachment, cover, screenshot. A removed one leaves the lists but stays readable for the
    versions and records that name it.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_subject", "subject", "subject_id"),)

    singular = _l("Attachment")

    subject: Mapped[str] = field(_l("Belongs to"), String(64))
    subject_id: Mapped[int] = field(_l("Belongs to"), Key, default=0)
    slot: Mapped[str] = field(_l("Kind"), String(32), default="attachment")
    name: Mapped[str] = field(_l("File name"), String(255))
    media_type: Mapped[str] = field(_l("Kind of file"), String(100))
    size: Mapped[int] = field(_l("Size"), BigInteger)
    digest: Mapped[str] = field(_l("Check code"), String(64))
    # Random, so that a name from outside never reaches the file system.
    stored_name: Mapped[str] = field(_l("Stored as"), String(64), unique=True)
    removed_at: Mapped[datetime | None] = field(_l("Removed at"), Instant)

    @property
    def inline(self) -> bool:
        """Whether a browser may show it in place; everything else is downloaded."""
        return self.media_type in INLINE

    @property
    def size_in_words(self) -> str:
        """Its size as people say it."""
        return size(self.size)

    @property
    def picture(self) -> bool:
        """Whether it can stand in an `img`."""
        return self.media_type.startswith("image/")
