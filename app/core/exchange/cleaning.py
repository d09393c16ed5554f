"""Cells as people fill them in: stray spaces, full-width digits, characters nobody sees."""

from __future__ import annotations

import unicodedata

# Full-width digits and letters, and wide spaces. Full-width punctuation is Chinese and stays.
_WIDE = [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
_NARROW = {code: code - 0xFEE0 for code in _WIDE} | {0x3000: ord(" "), 0xA0: ord(" ")}
_BREAKS = "\n\t"


def clean(text: str) -> str:
    """A cell as it is kept: narrow digits, no control or invisible characters, no outer space.

    >>> clean("　１３８ Ａｂ，（甲）\\u200b ")
    '138 Ab，（甲）'
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NARROW)
    return "".join(c for c in text if c in _BREAKS or not _invisible(c)).strip()


def _invisible(character: str) -> bool:
    # Controls, formats (zero width, byte order mark, direction), halves of characters.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")


def folded(text: str) -> str:
    """A text as it is compared with a label or a name: width, case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())
