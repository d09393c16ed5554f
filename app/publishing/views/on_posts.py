"""What this room adds to the page of a post: where it appeared, and the button to record it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from app.core.actor import current_actor
from app.core.database import once
from app.core.page import Cell, Item, Link, Section
from app.core.show_time import exact
from app.core.views.additions import adds_links, adds_sections
from app.extensions import db
from app.platforms.models import Account, AccountState
from app.posts.models import Post, PostState
from app.publishing.models import PublicationState
from app.publishing.services import publications_of, unrecorded

# Where something was published or may be.
SHOWN = (PostState.approved, PostState.published, PostState.taken_down)


def _unrecorded(post: Post) -> Sequence[Account]:
    """Section and button ask for the same accounts."""
    return once(("unrecorded", post.id), lambda: unrecorded(db.session(), post))


@adds_sections(Post)
def publications_section(post: Post) -> list[Section]:
    """Account by account: when and where it appeared."""
    if post.state not in SHOWN or not current_actor().may("show", "Publication"):
        return []
    items = []
    for row in publications_of(db.session(), post):
        withdrawn = row.state == PublicationState.withdrawn
        text = exact(row.published_at)
        cell = Cell(text, second=_("Taken down")) if withdrawn else Cell(text, url=row.link)
        items.append(Item(str(row.account), cell))
    if post.state != PostState.taken_down:
        items += [Item(str(account), Cell(_("Not recorded yet"))) for account in _unrecorded(post)]
    return [Section(_("Publications"), items)] if items else []


@adds_links(Post)
def record_link(post: Post) -> list[Link]:
    """The button to the form, while there is an account to record it on."""
    if post.state not in (PostState.approved, PostState.published):
        return []
    if not current_actor().may("publish", "Post"):
        return []
    if post.state == PostState.published and not any(
        account.state == AccountState.active for account in _unrecorded(post)
    ):
        return []
    url = url_for("PublicationView.record", pk=post.id)
    return [Link(_("Record publication"), url, "send", primary=True)]
