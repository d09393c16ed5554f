"""Sizes of files as people say them."""

from __future__ import annotations

from flask_babel import gettext as _

MEGABYTE = 1024 * 1024


def size(length: int) -> str:
    """A number of bytes in megabytes or kilobytes, with one digit behind the point if small."""
    if length >= MEGABYTE:
        return _("%(number)s megabytes", number=_short(length / MEGABYTE))
    return _("%(number)s kilobytes", number=_short(length / 1024))


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{max(number, 0.1):.1f}".removesuffix(".0")
