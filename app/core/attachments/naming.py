"""What is left of a file name from outside: the name a person gave, and nothing else."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _

LONGEST = 200
LONGEST_EXTENSION = 16


def clean_name(name: str) -> str:
    """The original name without folders, control and direction characters, at most 200 long.

    >>> clean_name("C:\\\\文件\\\\..\\\\领导讲话\\u202e.docx")
    '领导讲话.docx'
    """
    name = unicodedata.normalize("NFC", name)
    # NUL, line ends, halves of characters, and the marks that make `exe.jpg` read as `gpj.exe`.
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn"})
    name = re.split(r"[/\\]", name)[-1].strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    stem = stem.strip()[: LONGEST - LONGEST_EXTENSION - 1] or _("Attachment")
    return f"{stem}{dot}{extension}"


def extension_of(name: str) -> str:
    """The extension in lower case without its point; "" if there is none."""
    _stem, dot, extension = name.rpartition(".")
    return extension.strip().lower() if dot else ""
