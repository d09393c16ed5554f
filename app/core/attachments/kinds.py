"""Which kinds of files are taken, and how each is recognised by what is in it.

The extension chooses the kind, the content must agree: a page renamed to `.jpg` is refused.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import IO, Any

from flask_babel import lazy_gettext as _l
from PIL import Image, UnidentifiedImageError

# A picture of 40 megapixels takes 160 MB once unpacked, however small its file is.
MOST_PIXELS = 40_000_000
# A member takes half a kilobyte and 15 microseconds to read, though almost nothing in the file.
MOST_MEMBERS = 5_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Check = Callable[[IO[bytes]], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it is called and served, and whether a content is of that kind."""

    label: Any
    media_type: str
    check: Check


def _picture(format_name: str) -> Check:
    def check(stream: IO[bytes]) -> bool:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(stream, formats=[format_name]) as image:
                    if image.width * image.height > MOST_PIXELS:
                        return False
                    image.verify()
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
            OSError,
            SyntaxError,
            ValueError,
        ):
            return False
        return True

    return check


def _starts(*signatures: bytes, at: int = 0) -> Check:
    def check(stream: IO[bytes]) -> bool:
        head = stream.read(at + max(map(len, signatures)))
        return head[at:].startswith(signatures)

    return check


def _pdf(stream: IO[bytes]) -> bool:
    # Readers accept some bytes in front; so do scanners that write them.
    return b"%PDF-" in stream.read(1024)


def _zipped(member: str = "") -> Check:
    """A zip archive, with a certain member if it must be an office file."""

    def check(stream: IO[bytes]) -> bool:
        if not stream.read(4).startswith(b"PK\x03\x04"):
            return False
        chunks = iter(lambda: stream.read(1024 * 1024), b"")
        if sum(chunk.count(b"PK\x01\x02") for chunk in chunks) > MOST_MEMBERS:
            return False
        try:
            with zipfile.ZipFile(stream) as archive:
                return not member or member in archive.namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False

    return check


def _text(stream: IO[bytes]) -> bool:
    """Text in UTF-8 or GB18030: without NUL, and decodable apart from a cut last character."""
    head = stream.read(65536)
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:
                continue
        return True
    return False


def _moving(stream: IO[bytes]) -> bool:
    return stream.read(12)[4:8] == b"ftyp"


def _wave(stream: IO[bytes]) -> bool:
    head = stream.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WAVE"


PICTURE, DOCUMENT, TABLE = _l("pictures"), _l("text documents"), _l("tables")
SLIDES, PAPER, TEXT = _l("slides"), _l("portable documents"), _l("plain texts")
VIDEO, SOUND, ARCHIVE = _l("videos"), _l("sound recordings"), _l("archives")

_OFFICE = "application/vnd.openxmlformats-officedocument"
_sound = _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
_parts = _zipped("[Content_Types].xml")

KINDS: dict[str, Kind] = {
    "jpg": Kind(PICTURE, "image/jpeg", _picture("JPEG")),
    "jpeg": Kind(PICTURE, "image/jpeg", _picture("JPEG")),
    "png": Kind(PICTURE, "image/png", _picture("PNG")),
    "gif": Kind(PICTURE, "image/gif", _picture("GIF")),
    "webp": Kind(PICTURE, "image/webp", _picture("WEBP")),
    "pdf": Kind(PAPER, "application/pdf", _pdf),
    "ofd": Kind(PAPER, "application/ofd", _zipped("OFD.xml")),
    "docx": Kind(DOCUMENT, f"{_OFFICE}.wordprocessingml.document", _parts),
    "xlsx": Kind(TABLE, f"{_OFFICE}.spreadsheetml.sheet", _parts),
    "pptx": Kind(SLIDES, f"{_OFFICE}.presentationml.presentation", _parts),
    "doc": Kind(DOCUMENT, "application/msword", _starts(OLE)),
    "xls": Kind(TABLE, "application/vnd.ms-excel", _starts(OLE)),
    "ppt": Kind(SLIDES, "application/vnd.ms-powerpoint", _starts(OLE)),
    "wps": Kind(DOCUMENT, "application/vnd.ms-works", _starts(OLE)),
    "et": Kind(TABLE, "application/vnd.ms-excel", _starts(OLE)),
    "txt": Kind(TEXT, "text/plain", _text),
    "csv": Kind(TABLE, "text/csv", _text),
    "mp4": Kind(VIDEO, "video/mp4", _moving),
    "mov": Kind(VIDEO, "video/quicktime", _moving),
    "mp3": Kind(SOUND, "audio/mpeg", _sound),
    "m4a": Kind(SOUND, "audio/mp4", _moving),
    "wav": Kind(SOUND, "audio/wav", _wave),
    "zip": Kind(ARCHIVE, "application/zip", _zipped()),
    "rar": Kind(ARCHIVE, "application/vnd.rar", _starts(b"Rar!\x1a\x07")),
    "7z": Kind(ARCHIVE, "application/x-7z-compressed", _starts(b"7z\xbc\xaf\x27\x1c")),
}

PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})
DOCUMENTS = PICTURES | {
    "pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "txt", "csv",
}  # fmt: skip
ANYTHING = frozenset(KINDS)

# What a browser may show in place: nothing of it runs a script.
INLINE = {KINDS[name].media_type for name in PICTURES} | {KINDS["pdf"].media_type}


def kinds_in_words(extensions: Collection[str]) -> str:
    """What is accepted, in words: “pictures, tables”; each kind once."""
    labels = [str(kind.label) for name, kind in KINDS.items() if name in extensions]
    return "、".join(dict.fromkeys(labels))
