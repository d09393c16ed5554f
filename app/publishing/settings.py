"""Thresholds of this room. The regulation names no number: these are where a house starts."""

from __future__ import annotations

from app.core.show_size import MEGABYTE

LARGEST_SCREENSHOT = 10 * MEGABYTE
