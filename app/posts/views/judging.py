"""What the review page and the batch share: points, opinion, and what a decision needs."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from app.core.actor import Actor, current_actor
from app.core.levels import Level
from app.extensions import db
from app.posts.levels import BY_STATE, LEVELS
from app.posts.services import counts, own_phrases, queue
from app.posts.ticks import FIVE_TICKS, LEVEL_TICKS, ticks_of

LONGEST_OPINION = 2000
# The name of a point in the form: a field of the same name cannot stand beside it.
TICK = "tick_"

PHRASES = {
    1: (_l("Agreed"), _l("Wording to be improved"), _l("Title too long"), _l("Source missing")),
    2: (_l("Agreed"), _l("Facts to be checked"), _l("Grounds insufficient"), _l("Wrong number")),
    3: (_l("Agreed, publish"), _l("Postpone"), _l("Ask the departments concerned")),
}


class OpinionForm(FlaskForm):
    """The opinion of a decision; whether it must be written, the decision says."""

    opinion = TextAreaField(_l("Opinion"), validators=[Length(max=LONGEST_OPINION)])


def phrases_of(level: int) -> list[str]:
    """What whoever judges often writes, then what reviewers of the level often write."""
    own = own_phrases(db.session(), current_actor().id)
    return list(dict.fromkeys([*own, *(str(phrase) for phrase in PHRASES[level])]))


def my_queue() -> list[int]:
    """What waits for whoever is signed in, in order; asked once per request."""
    if "review_queue" not in g:
        g.review_queue = queue(db.session(), current_actor())
    keys: list[int] = g.review_queue
    return keys


def waiting_for_review() -> int:
    """How many wait for whoever is signed in: the count beside the menu row, asked once."""
    if "review_queue" in g:
        return len(g.review_queue)
    if "waiting_for_review" not in g:
        g.waiting_for_review = sum(counts(db.session(), current_actor()).values())
    return int(g.waiting_for_review)


def posted_ticks(level: int) -> dict[str, bool]:
    """Which points were ticked in the form."""
    return {tick.name: f"{TICK}{tick.name}" in request.form for tick in ticks_of(level)}


def tick_rows(level: int) -> list[dict[str, Any]]:
    """The three points of the level as the macro draws them; what was ticked stays so."""
    return [
        {
            "name": f"{TICK}{tick.name}",
            "title": str(tick.label),
            "sentence": str(tick.sentence),
            "ticked": f"{TICK}{tick.name}" in request.form,
        }
        for tick in LEVEL_TICKS[level]
    ]


def toggle_rows() -> list[tuple[str, str, bool]]:
    """The five points of 三(三)1: name, word, ticked."""
    return [
        (f"{TICK}{tick.name}", str(tick.label), f"{TICK}{tick.name}" in request.form)
        for tick in FIVE_TICKS
    ]


def own_levels(actor: Actor) -> list[Level]:
    """The levels a person may review at."""
    return [level for level in LEVELS if actor.may(level.action, "Post")]


def level_of(state: Any) -> Level | None:
    """The level a post in this state waits for."""
    return BY_STATE.get(state)
