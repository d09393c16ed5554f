"""Deadlines of this room. The regulation names none: these are where a house starts.

Both follow what disciplinary bodies give for signed complaints: fifteen working days from the
receipt to say whether it is accepted, fifteen from the conclusion to tell the result.
"""

from __future__ import annotations

# The word before the year in a complaint's number: 举报〔2026〕0001号.
SERIES = "举报"

ACCEPT_WORKDAYS = 15
FEEDBACK_WORKDAYS = 15
