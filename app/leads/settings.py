"""Words of this room that a house may want otherwise."""

from __future__ import annotations

# The word before the year in a lead's number: 线索〔2026〕0001号.
SERIES = "线索"
