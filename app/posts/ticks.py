"""The points a reviewer confirms: three of the level (四(三)) and the five of 三(三)1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Tick:
    """A point: `name` as records keep it, `label` as the form says it, `sentence` what it means."""

    name: str
    label: Any
    sentence: Any = ""


LEVEL_TICKS: Mapping[int, tuple[Tick, ...]] = {
    1: (
        Tick(
            "content",
            _l("Quality of content"),
            _l("The theme is clear and the content substantial."),
        ),
        Tick("format", _l("Format"), _l("Title, paragraphs and pictures follow the rules.")),
        Tick("language", _l("Language"), _l("The wording is concise, the logic clear.")),
    ),
    2: (
        Tick("orientation", _l("Political orientation"), _l("It follows the line of the Party.")),
        Tick("basis", _l("Policy basis"), _l("Documents, their numbers and terms are right.")),
        Tick("facts", _l("Facts"), _l("Times, figures, names and places were checked.")),
    ),
    3: (
        Tick("importance", _l("Importance"), _l("Its weight and place are fitting.")),
        Tick("sensitivity", _l("Sensitivity"), _l("What it may stir up has been considered.")),
        Tick("fit", _l("Current work"), _l("It fits what the committee is working on.")),
    ),
}  # fmt: skip

FIVE_TICKS: tuple[Tick, ...] = (
    Tick("true", _l("True")),
    Tick("accurate", _l("Accurate")),
    Tick("lawful", _l("Lawful")),
    Tick("timely", _l("Timely")),
    Tick("guiding", _l("Rightly guiding")),
)


def ticks_of(level: int) -> tuple[Tick, ...]:
    """All eight points of a level, in the order of the form."""
    return (*LEVEL_TICKS[level], *FIVE_TICKS)


def ticked(level: int, given: Mapping[str, Any]) -> dict[str, bool]:
    """Which points of a level were confirmed, as a review record keeps it.

    Args:
        level: 1 to 3.
        given: name → true value; other names are left out.
    """
    return {tick.name: bool(given.get(tick.name)) for tick in ticks_of(level)}


def why_incomplete(level: int, given: Mapping[str, Any]) -> str:
    """Which points of a level are still open, as a sentence; "" if all are confirmed.

    Args:
        level: 1 to 3.
        given: name → true value.
    """
    missing = [tick for tick in ticks_of(level) if not given.get(tick.name)]
    if not missing:
        return ""
    return _(
        "%(number)s points are not confirmed: %(points)s.",
        number=len(missing),
        points="、".join(str(tick.label) for tick in missing),
    )
