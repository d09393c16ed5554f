"""Thresholds of this room. The regulation names no number: these are where a house starts."""

from __future__ import annotations

from datetime import timedelta

from app.core.show_size import MEGABYTE

LARGEST_SCREENSHOT = 10 * MEGABYTE

# So long a post taken down stands on the home page of whoever did its final review.
TAKEN_DOWN_SHOWN = timedelta(days=7)
