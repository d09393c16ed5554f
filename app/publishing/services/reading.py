"""What was published, and what is still to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core import scope
from app.core.actor import Actor
from app.platforms.models import Account, AccountState
from app.posts.models import Post, PostState, post_account
from app.publishing.models import Publication, PublicationState


def publications_of(session: Session, post: Post) -> Sequence[Publication]:
    """The publications of a post, oldest first, those withdrawn too."""
    return session.scalars(
        select(Publication).where(Publication.post_id == post.id).order_by(Publication.id)
    ).all()


def unrecorded(session: Session, post: Post) -> Sequence[Account]:
    """The target accounts of a post on which no publication stands, in use ones first."""
    recorded = select(Publication.account_id).where(
        Publication.post_id == post.id, Publication.state == PublicationState.recorded
    )
    targets = (
        select(Account)
        .join(post_account, post_account.c.account_id == Account.id)
        .where(post_account.c.post_id == post.id, Account.id.not_in(recorded))
        .order_by(Account.id)
    )
    accounts = session.scalars(targets).unique().all()
    return sorted(accounts, key=lambda account: account.state != AccountState.active)


def to_publish(actor: Actor | None = None) -> Select[Any]:
    """A select of the posts in scope that wait for publication, by their planned time.

    Those without a plan come last, the longest waiting of them first.
    """
    return (
        scope.visible(Post, actor)
        .where(Post.state == PostState.approved)
        .order_by(Post.planned_at.asc().nulls_last(), Post.updated_at, Post.id)
    )
