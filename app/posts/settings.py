"""Thresholds of this room. The regulation names no number: these are where a house starts."""

from __future__ import annotations

from datetime import timedelta

from app.core.show_size import MEGABYTE

# The word before the year in a post's number: 新媒〔2026〕0001号.
SERIES = "新媒"

# A batch is no rubber stamp: more at once cannot have been read. Returning is not limited.
MOST_PASSED_AT_ONCE = 50

# In a batch of the final level, only what this reviewer has had open is passed.
FINAL_BATCH_MUST_BE_OPENED = True

# How long a post should wait at one level; some bodies' own rules give one day for all three.
TIME_PER_LEVEL = timedelta(hours=24)
# From then on it is shown as nearly late.
NEARLY_LATE = timedelta(hours=4)

# Beyond it, one sitting is counted as a tab left open.
LONGEST_READING = timedelta(hours=1)

# A cover or a picture in the text; platforms themselves take no larger ones.
MOST_PICTURE_BYTES = 10 * MEGABYTE
