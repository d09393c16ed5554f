"""Form fields for files: new ones to upload, those there already to remove."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf.file import FileField, MultipleFileField
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from wtforms import Field, ValidationError

from app.core.attachments.inspecting import inspect
from app.core.attachments.kinds import DOCUMENTS, kinds_in_words
from app.core.attachments.models import Attachment
from app.core.attachments.services import attachments_of, remove, store
from app.core.errors import Refused
from app.core.forms.related import keys_among
from app.core.show_size import MEGABYTE


class _Attachments(Field):
    """What both fields share: the files there already, and how new ones are judged and kept."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        slot: str = "attachment",
        allowed: Collection[str] = DOCUMENTS,
        max_bytes: int = 20 * MEGABYTE,
        most: int = 20,
        **kwargs: Any,
    ) -> None:
        kwargs["render_kw"] = {
            "accept": ",".join(f".{name}" for name in sorted(allowed)),
            "data-max-bytes": max_bytes,
            "data-kinds": kinds_in_words(allowed),
            **(kwargs.get("render_kw") or {}),
        }
        super().__init__(label, validators, **kwargs)
        self.slot, self.allowed, self.max_bytes, self.most = slot, allowed, max_bytes, most
        # What the control lists: the files there already, and keys of those to be removed.
        self.existing: Sequence[Attachment] = ()
        self.removed: set[int] = set()

    def load(self, session: Session, subject: str, subject_id: int) -> None:
        """Reads which files the record has; before the form is drawn or validated."""
        self.existing = attachments_of(session, subject, [subject_id], self.slot)[subject_id]

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Takes the uploaded files, and the ticks at those to be removed."""
        super().process(formdata, *args, **kwargs)
        ticked = formdata.getlist(f"{self.name}-remove") if formdata else []
        self.removed = keys_among(ticked)

    @property
    def uploads(self) -> list[FileStorage]:
        """The files chosen now; an input left empty sends one without a name."""
        data = self.data if isinstance(self.data, list) else [self.data]
        return [file for file in data if isinstance(file, FileStorage) and file.filename]

    @property
    def remaining(self) -> int:
        """How many files the record has once this is saved."""
        kept = [file for file in self.existing if file.id not in self.removed]
        return len(kept) + len(self.uploads)

    def pre_validate(self, form: Any) -> None:
        """Refuses wrong files beside the field, before anything is written."""
        for file in self.uploads:
            try:
                inspect(file, self.allowed, self.max_bytes)
            except Refused as refused:
                raise ValidationError(str(refused)) from refused
        if self.remaining > self.most:
            raise ValidationError(
                _(
                    "At most %(most)s files; there would be %(number)s. Remove some first.",
                    most=self.most,
                    number=self.remaining,
                )
            )

    def populate_obj(self, obj: Any, name: str) -> None:
        """Files are rows of their own: nothing is set on the record."""

    def save(self, session: Session, subject: str, subject_id: int) -> list[Attachment]:
        """Removes and stores what was chosen, in the transaction that saves the record.

        Returns:
            The new attachments.

        Raises:
            Refused: a file is not acceptable; roll back.
        """
        remove(session, subject, subject_id, self.removed & {file.id for file in self.existing})
        return [
            store(session, file, subject, subject_id, self.slot, self.allowed, self.max_bytes)
            for file in self.uploads
        ]


class AttachmentFilesField(_Attachments, MultipleFileField):
    """The files of a record, new ones to add and those there to remove.

    `load()` it in `prepare_form`, `save()` it in `after_save`.

    Args:
        slot: what the files are to the record.
        allowed: extensions that are taken.
        max_bytes: the largest size of one file.
        most: how many files the record may have.
    """


class AttachmentFileField(_Attachments, FileField):
    """One file of a record (a cover, a screenshot): a new one takes the place of the old."""

    @property
    def remaining(self) -> int:
        """At most one, since a new file replaces the old one."""
        return min(super().remaining, 1)

    def save(self, session: Session, subject: str, subject_id: int) -> list[Attachment]:
        """As for many; the old file goes if there is a new one."""
        if self.uploads:
            self.removed |= {file.id for file in self.existing}
        return super().save(session, subject, subject_id)
