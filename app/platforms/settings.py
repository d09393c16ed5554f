"""Thresholds of this room. The regulation names no number: these are where a house starts."""

from __future__ import annotations

# So many days before a platform's longest gap is over, an account is shown as nearly late: with
# the usual 14 days that is from the tenth on.
NEAR_GAP_DAYS = 4
