"""Looks at an uploaded file before anything of it is kept."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import IO, Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.core.attachments.kinds import KINDS, Kind, kinds_in_words
from app.core.attachments.naming import clean_name, extension_of
from app.core.errors import Refused
from app.core.show_size import size


def inspect(file: FileStorage, allowed: Collection[str], max_bytes: int) -> tuple[str, Kind]:
    """Looks at an uploaded file before anything is kept.

    Args:
        file: as the form brought it.
        allowed: extensions that are taken, such as `PICTURES`.
        max_bytes: the largest size.

    Returns:
        The cleaned name and the kind.

    Raises:
        Refused: too large, empty, of another kind, or not what its name says.
    """
    name = clean_name(file.filename or "")
    length = _length(file.stream)
    kind = KINDS.get(extension_of(name))
    if kind is None or extension_of(name) not in allowed:
        raise Refused(
            _(
                "%(name)s was not uploaded: this kind of file is not accepted. "
                "Accepted are: %(kinds)s.",
                name=name,
                kinds=kinds_in_words(allowed),
            )
        )
    if length > max_bytes:
        raise Refused(
            _(
                "%(name)s has %(size)s, more than the limit of %(most)s; it was not uploaded. "
                "Compress it and upload it again.",
                name=name,
                size=size(length),
                most=size(max_bytes),
            )
        )
    if length == 0:
        raise Refused(
            _("%(name)s is empty; it was not uploaded. Choose the file again.", name=name)
        )
    fits = kind.check(_Guarded(file.stream))  # type: ignore[arg-type]
    file.stream.seek(0)
    if not fits:
        raise Refused(
            _(
                "%(name)s is damaged or is not what its name says; it was not uploaded. Open it, "
                "save it anew in this format and upload it again.",
                name=name,
            )
        )
    return name, kind


class _Guarded:
    """A stream that a check may close without closing the upload (Pillow and zipfile do)."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def close(self) -> None:
        """The upload is still needed."""


def _length(stream: IO[bytes]) -> int:
    stream.seek(0, os.SEEK_END)
    length = stream.tell()
    stream.seek(0)
    return length
