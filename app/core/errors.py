"""Expected refusals: a rule said no, and says why in the person's language."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """What was asked for is not allowed or not possible now.

    Web: a message on the page; command line: exit code 1; job: a line in the log.

    Args:
        message: a translated sentence: what happened, why, what to do.
        field: the form field it belongs to, if any.
    """

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
