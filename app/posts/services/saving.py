"""Writing posts: every change of a text goes through here, whichever door it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, scope
from app.core.actor import current_actor
from app.core.attachments import Attachment, adopt
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.core.sanitise import sanitise
from app.posts.content import pictures_in
from app.posts.models import Post, PostContributor
from app.posts.models.post import EDITABLE

# What a person may write; state, number and hash are the workflow's.
WRITABLE = frozenset(
    {"title", "body", "summary", "byline", "source_kind", "source_name", "source_url"}
    | {"policy_basis", "form", "event_on", "department", "department_id", "planned_at"}
    | {"priority", "sensitive", "accounts"}
)
# What a picture in the text is to its post, besides attachment and cover.
PICTURE_SLOT = "picture"
# What a correction starts with.
CARRIED_OVER = (
    *("title", "body", "summary", "byline", "source_kind", "source_name", "source_url"),
    *("policy_basis", "form", "event_on", "department_id", "sensitive"),
)


def why_locked(post: Post) -> str:
    """Why the text cannot be changed now and what to do about it; "" if it can."""
    if post.state in EDITABLE:
        return ""
    state = str(post.state.label)
    if post.under_review:
        return _("It is %(state)s and cannot be changed. Withdraw it first.", state=state)
    if post.state == "approved":
        return _("It has passed the final review. Use “Revise” to change it.")
    if post.state == "published":
        return _("It is published. Use “Correct”, which starts a new post.")
    return _("It is %(state)s and cannot be changed any more.", state=state)


def save_post(
    values: Mapping[str, Any], post_id: int | None = None, version: int | None = None
) -> Post:
    """Creates or changes a post, as the current actor.

    Args:
        values: names of `WRITABLE`, and `authors`, a list of staff or keys of staff. A new post
            that names neither gets the actor as its author and the actor's department.
        post_id: which post; None makes a new one.
        version: its `version_id` when it was read, to notice that somebody else saved it.

    Returns:
        The post. If nothing differs, nothing was written.

    Raises:
        Refused: it is not there for the actor, not open for changes, or was changed since.
    """
    with write() as session:
        if post_id is None:
            post = Post(department_id=current_actor().department_id)
        else:
            post = _locked(session, post_id)
            if reason := why_locked(post):
                raise Refused(reason)
            if version is not None and post.version_id != version:
                raise Refused(_("It was changed after you opened it. Read it again first."))
        changed = write_values(post, values)
        if post_id is None:
            write_authors(post, values.get("authors") or _self())
        elif "authors" in values:
            changed |= write_authors(post, values["authors"])
        if changed:
            note_editor(post)
        session.add(post)
        session.flush()
        keep_pictures(session, post)
        session.flush()
    return post


def correct_post(post_id: int) -> Post:
    """Starts the correction of a published post: a new one, which runs the three reviews.

    Raises:
        Refused: the actor may not, or it is not published.
    """
    if not current_actor().may("correct", "Post"):
        raise Refused(_("You may not do this."))
    with write() as session:
        wrong = _locked(session, post_id)
        if wrong.state != "published":
            raise Refused(_("Only what is published can be corrected."))
        values = {name: getattr(wrong, name) for name in CARRIED_OVER}
        post = save_post({**values, "accounts": list(wrong.accounts)})
        post.corrects_id = wrong.id
        # Most of its words are theirs: none of them reviews it.
        note_contributors(post, [row.staff_id for row in wrong.contributors])
        session.flush()
    return post


def write_values(post: Post, values: Mapping[str, Any]) -> bool:
    """Sets values on a post, its HTML sanitised; names not in `WRITABLE` are left alone.

    Returns:
        Whether any of them differs from what was there.

    Raises:
        Refused: the address of the source is none.
    """
    changed = False
    for name in sorted(WRITABLE & set(values)):
        value = values[name]
        if name == "body":
            value = sanitise(value or "")
        if name == "source_url" and value and not value.startswith(("https://", "http://")):
            raise Refused(_("Write the whole address, as the browser shows it."), field=name)
        if name == "accounts":
            differs = {row.id for row in value} != {row.id for row in post.accounts}
        else:
            differs = getattr(post, name) != value
        if differs:
            setattr(post, name, value)
            changed = True
    return changed


def write_authors(post: Post, authors: Iterable[Any]) -> bool:
    """Makes exactly these staff the authors; whoever no longer is stays a contributor.

    Returns:
        Whether that changes anything.

    Raises:
        Refused: there would be none.
    """
    keys = {getattr(author, "id", author) for author in authors}
    if not keys:
        raise Refused(_("A post needs an author."), field="authors")
    if keys == {row.staff_id for row in post.contributors if row.is_author}:
        return False
    known = {row.staff_id: row for row in post.contributors}
    for staff_id, contributor in known.items():
        contributor.is_author = staff_id in keys
    for staff_id in sorted(keys - set(known)):
        post.contributors.append(PostContributor(staff_id=staff_id, is_author=True))
    return True


def note_editor(post: Post) -> None:
    """Keeps that the actor has worked on the post, and makes forms opened before stale.

    Lists of accounts, authors and files are no columns of the post: without the new time its
    version would not move.
    """
    note_contributors(post, _self())
    post.updated_at = clock.now()


def note_contributors(post: Post, staff_ids: Iterable[int]) -> None:
    """Keeps that these staff have worked on the post; who is known already stays what they are."""
    for staff_id in sorted(set(staff_ids) - {row.staff_id for row in post.contributors}):
        post.contributors.append(PostContributor(staff_id=staff_id, is_author=False))


def keep_pictures(session: Session, post: Post) -> None:
    """Makes the pictures in the text of a saved post its files, and those no longer there none.

    Pictures that somebody else sent, or that belong to another post, stay what they are. Whoever
    sent one of them has worked on the post, whether the text was theirs or not.
    """
    wanted = pictures_in(post.body)
    if not wanted and post.version_id == 1:
        return
    adopt(session, wanted, "Post", post.id)
    session.flush()
    own = select(Attachment).where(
        Attachment.subject == "Post",
        Attachment.subject_id == post.id,
        Attachment.slot == PICTURE_SLOT,
    )
    pictures = session.scalars(own).all()
    for picture in pictures:
        if picture.id in wanted:
            picture.removed_at = None
        elif picture.removed_at is None:
            picture.removed_at = clock.now()
    note_contributors(post, (p.created_by_id for p in pictures if p.created_by_id is not None))


def _self() -> list[int]:
    actor = current_actor()
    return [] if actor.id is None else [actor.id]


def _locked(session: Session, post_id: int) -> Post:
    statement = scope.visible(Post).where(Post.id == post_id)
    locked = lock_rows(statement, Post).execution_options(populate_existing=True)
    post: Post | None = session.scalars(locked).unique().one_or_none()
    if post is None:
        raise Refused(_("It does not exist for you."))
    return post
