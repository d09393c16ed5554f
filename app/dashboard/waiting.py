"""How many posts wait for the review of whoever is signed in: one statement a request."""

from __future__ import annotations

from flask import g

from app.core.actor import current_actor
from app.extensions import db
from app.posts.services import counts


def waiting_for_review() -> int:
    """The count beside the menu row; the home page asks for the same."""
    if "waiting_for_review" not in g:
        g.waiting_for_review = sum(counts(db.session(), current_actor()).values())
    return int(g.waiting_for_review)
