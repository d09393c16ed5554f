"""Records publications: only of what passed three reviews, to the letter, on its own accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.core import clock, scope
from app.core.actor import current_actor
from app.core.attachments import PICTURES, store
from app.core.bulk import set_columns
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.core.workflow import apply
from app.platforms.models import Account, AccountState, start_of
from app.posts.models import Post, PostState
from app.publishing import settings
from app.publishing.models import Publication, PublicationState
from app.publishing.rechecks import RECHECKS
from app.publishing.services.checking import Placement, check_placement, final_approval


def record_publication(
    post_id: int, placements: Sequence[Placement], ticks: Mapping[str, Any]
) -> list[Publication]:
    """Records where a post appeared, as the current actor; the first one publishes the post.

    Args:
        post_id: a post waiting for publication, or published on some of its accounts already.
        placements: at least one, each on another target account of the post.
        ticks: name of a point of `RECHECKS` → whether it was confirmed; all have to be.

    Returns:
        The new rows.

    Raises:
        Refused: nothing was recorded. Its field is that of a form with a field
            `tick_<point>` for each point and `at_<account>` and `link_<account>` for each account.
    """
    actor = current_actor()
    if actor.id is None or not actor.may("publish", "Post"):
        raise Refused(_("You may not do this."))
    if missing := [point for point in RECHECKS if not ticks.get(point.name)]:
        raise Refused(
            _(
                "Nothing was recorded: “%(point)s” is not confirmed yet.",
                point=str(missing[0].label),
            ),
            field=f"tick_{missing[0].name}",
        )
    if not placements:
        raise Refused(_("Nothing was recorded: give the address on at least one account."))
    with write() as session:
        post = _locked(session, post_id)
        approval = final_approval(session, post)
        accounts = _targets(session, post, [placement.account_id for placement in placements])
        for placement in placements:
            check_placement(placement, approval.decided_at)
        at = clock.now()
        rows = [
            Publication(
                post_id=post.id,
                account_id=placement.account_id,
                content_hash=approval.content_hash,
                planned_at=post.planned_at,
                rechecked_by_id=actor.id,
                rechecked_at=at,
                ticks={point.name: True for point in RECHECKS},
                published_at=placement.published_at,
                link=placement.link.strip(),
                operator_id=actor.id,
            )
            for placement in placements
        ]
        session.add_all(rows)
        session.flush()
        for row, placement in zip(rows, placements, strict=True):
            if placement.screenshot is not None:
                keep_screenshot(session, row, placement.screenshot)
        if post.state == PostState.approved:
            apply("Post", "publish", [post.id], data={"recheck": True}).or_refuse()
        count_from_publications(session, accounts)
    return rows


def _locked(session: Session, post_id: int) -> Post:
    statement = lock_rows(scope.visible(Post).where(Post.id == post_id), Post)
    fresh = statement.execution_options(populate_existing=True)
    post: Post | None = session.scalars(fresh).unique().one_or_none()
    if post is None:
        raise Refused(_("It does not exist for you."))
    if post.state not in (PostState.approved, PostState.published):
        raise Refused(
            _(
                "It is %(state)s; only what passed the final review can be published.",
                state=str(post.state.label),
            )
        )
    return post


def _targets(session: Session, post: Post, keys: list[int]) -> list[Account]:
    """The accounts of placements, locked: targets of the post, in use, without it so far."""
    if len(set(keys)) != len(keys):
        raise Refused(_("Nothing was recorded: an account is given twice."))
    targets = {account.id for account in post.accounts}
    locked = lock_rows(select(Account).where(Account.id.in_(keys)).order_by(Account.id), Account)
    accounts = session.scalars(locked.execution_options(populate_existing=True)).unique().all()
    known = {account.id: account for account in accounts}
    standing = set(
        session.scalars(
            select(Publication.account_id).where(
                Publication.post_id == post.id, Publication.state == PublicationState.recorded
            )
        )
    )
    for key in keys:
        account = known.get(key)
        if account is None or key not in targets:
            raise Refused(_("This is not a target account of the post."), field=f"link_{key}")
        if account.state != AccountState.active:
            raise Refused(
                _(
                    "%(account)s is %(state)s; nothing can be published there.",
                    account=str(account),
                    state=str(account.state.label),
                ),
                field=f"link_{key}",
            )
        if key in standing:
            raise Refused(
                _("It is recorded on %(account)s already.", account=str(account)),
                field=f"link_{key}",
            )
    return [known[key] for key in keys]


def keep_screenshot(session: Session, row: Publication, file: FileStorage) -> None:
    """Stores the picture of what readers saw."""
    most = settings.LARGEST_SCREENSHOT
    store(session, file, "Publication", row.id, "screenshot", PICTURES, most)


def count_from_publications(session: Session, accounts: Iterable[Account]) -> None:
    """Sets the last publication of accounts from the rows that stand, else the start value.

    Args:
        session: of `write()`.
        accounts: locked.
    """
    rows = list(accounts)
    last = _last_publications(session, [account.id for account in rows])
    values: dict[int, datetime | None] = {}
    for account in rows:
        known = [last.get(account.id), start_of(account.published_before_on)]
        values[account.id] = max((at for at in known if at is not None), default=None)
    changed = [row for row in rows if row.last_published_at != values[row.id]]
    set_columns(session, changed, each={"last_published_at": values})


def _last_publications(session: Session, keys: Collection[int]) -> dict[int, datetime]:
    statement = (
        select(Publication.account_id, func.max(Publication.published_at))
        .where(Publication.account_id.in_(keys), Publication.state == PublicationState.recorded)
        .group_by(Publication.account_id)
    )
    return {key: at for key, at in session.execute(statement)}  # noqa: C416 - rows, not pairs
