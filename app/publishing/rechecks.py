"""What is checked once more right before publication (四(四)2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Recheck:
    """A point to confirm: its name in the record, what it is called, what is meant."""

    name: str
    label: Any
    sentence: Any


RECHECKS = (
    Recheck(
        "text",
        _l("Title and text"),
        _l("What was published is word for word what passed the final review."),
    ),
    Recheck(
        "facts",
        _l("Names, offices, times, figures"),
        _l("Read once more in what readers see; nothing was shifted or cut off."),
    ),
    Recheck(
        "pictures",
        _l("Cover, pictures, attachments"),
        _l("They are those that were reviewed, and they open."),
    ),
    Recheck("links", _l("Links"), _l("Every link leads where it should.")),
    Recheck(
        "account",
        _l("Account and form"),
        _l("It is the right account; title, cover and summary fit the platform."),
    ),
    Recheck(
        "secrets",
        _l("Nothing secret or private"),
        _l("Nothing classified, no personal data that must not be public."),
    ),
)
