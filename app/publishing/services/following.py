"""What follows when posts are taken down and accounts closed: listeners inside the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.database import lock_rows
from app.core.errors import Refused
from app.core.signals import moving
from app.core.workflow import Move, apply
from app.platforms.models import Account
from app.posts.models import Post, PostState, post_account
from app.publishing.models import Publication, PublicationState
from app.publishing.services.recording import count_from_publications


@moving.connect_via("Post")
def withdraw_publications(_sender: Any, move: Move) -> None:
    """What was recorded of a post that is taken down is withdrawn along with it."""
    if move.transition.name != "take_down":
        return
    session = move.session
    standing = session.execute(
        select(Publication.id, Publication.account_id).where(
            Publication.post_id.in_(move.ids), Publication.state == PublicationState.recorded
        )
    ).all()
    # The person who takes the post down does this too; whether they may was asked for the post.
    actor = replace(move.actor, trusted=True)
    ids = [pk for pk, _account_id in standing]
    apply("Publication", "withdraw", ids, data={"reason": move.note()}, actor=actor)
    keys = {account_id for _pk, account_id in standing}
    locked = lock_rows(select(Account).where(Account.id.in_(keys)).order_by(Account.id), Account)
    fresh = locked.execution_options(populate_existing=True)
    count_from_publications(session, session.scalars(fresh).unique())


@moving.connect_via("Account")
def nothing_waits(_sender: Any, move: Move) -> None:
    """An account is not closed while finally approved posts wait to be published there.

    Raises:
        Refused: naming the first of the posts.
    """
    if move.transition.name != "close":
        return
    if posts := waiting_there(move.session, move.ids):
        raise Refused(
            _(
                "It cannot be closed: posts wait to be published there, such as %(post)s. Revise "
                "them and take the account off their targets first.",
                post=f"{posts[0].number} {posts[0].title}",
            )
        )


def waiting_there(session: Session, account_ids: Sequence[int]) -> Sequence[Post]:
    """Posts that passed the final review and are not yet published on one of these accounts.

    Posts that are published elsewhere already do not wait: nothing more need follow.
    """
    targeted = exists().where(
        post_account.c.post_id == Post.id, post_account.c.account_id.in_(account_ids)
    )
    return session.scalars(
        select(Post).where(Post.state == PostState.approved, targeted).order_by(Post.id)
    ).all()
