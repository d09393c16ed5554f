"""From a lead to its number and to the posts written from it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import current_actor
from app.core.database import write
from app.core.errors import Refused
from app.core.numbers import format_number, reserve
from app.leads import settings
from app.leads.models import Lead, LeadKind, LeadPost, LeadState
from app.posts.models import Post, SourceKind
from app.posts.services import save_post

# Whose words these are: what was found elsewhere is a reprint until somebody rewrites it.
FOUND_ELSEWHERE = (LeadKind.web, LeadKind.media)


def give_number(session: Session, lead: Lead) -> None:
    """Gives a lead the next number of the year, in the transaction that registers it."""
    year = clock.today().year
    lead.number = format_number(settings.SERIES, year, reserve(session, settings.SERIES, year))


def write_post(lead_id: int) -> Post:
    """Starts a post from an adopted lead, in the department of who writes it.

    Returns:
        The draft, linked to the lead.

    Raises:
        Refused: the actor may not write posts, does not see the lead, or it is not adopted.
    """
    if not current_actor().may("add", "Post"):
        raise Refused(_("You may not do this."))
    with write() as session:
        lead = scope.find(session, Lead, lead_id)
        if lead is None:
            raise Refused(_("It does not exist for you."))
        if lead.state != LeadState.adopted:
            raise Refused(_("Adopt the lead first; then a post can be written from it."))
        post = save_post(_beginning(lead))
        session.add(LeadPost(lead_id=lead.id, post_id=post.id))
        session.flush()
    return post


def _beginning(lead: Lead) -> dict[str, Any]:
    """What a post takes over from its lead."""
    paragraphs = [line.strip() for line in lead.content.splitlines() if line.strip()]
    return {
        "title": lead.title,
        "body": "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs),
        "source_kind": SourceKind.reprint if lead.kind in FOUND_ELSEWHERE else SourceKind.original,
        "source_name": lead.source_name,
        "source_url": lead.source_url,
        "event_on": lead.occurred_on,
    }


def posts_of(session: Session, lead: Lead) -> Sequence[Post]:
    """The posts written from a lead that the actor sees, oldest first."""
    statement = scope.visible(Post).join(LeadPost, LeadPost.post_id == Post.id)
    return session.scalars(statement.where(LeadPost.lead_id == lead.id).order_by(Post.id)).all()


def leads_of(session: Session, post: Post) -> Sequence[Lead]:
    """The leads a post was written from that the actor sees."""
    statement = scope.visible(Lead).join(LeadPost, LeadPost.lead_id == Lead.id)
    return session.scalars(statement.where(LeadPost.post_id == post.id).order_by(Lead.id)).all()
