"""Taking, finding and removing attachments. Whoever sees the owner sees its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.core import clock, scope
from app.core.actor import Actor, current_actor
from app.core.attachments.inspecting import inspect
from app.core.attachments.models import Attachment
from app.core.attachments.storage import discard, keep
from app.core.database import writing
from app.core.entity import Entity


def store(
    session: Session,
    file: FileStorage,
    subject: str,
    subject_id: int,
    slot: str,
    allowed: Collection[str],
    max_bytes: int,
) -> Attachment:
    """Keeps an uploaded file for a record, inside a write transaction.

    Args:
        session: of `write()`; if it rolls back, the file goes too.
        file: as the form brought it.
        subject: name of the owner's model; `subject_id` its key, 0 if it is not saved yet
            (then `adopt()` it later).
        slot: what it is to the owner.
        allowed: extensions that are taken.
        max_bytes: the largest size.

    Returns:
        The new attachment, with its key.

    Raises:
        Refused: as `inspect()` says; nothing was kept.
    """
    if not writing():
        raise RuntimeError("an attachment is stored inside write()")
    name, kind = inspect(file, allowed, max_bytes)
    kept = keep(session, file.stream)
    attachment = Attachment(
        subject=subject,
        subject_id=subject_id,
        slot=slot,
        name=name,
        media_type=kind.media_type,
        size=kept.size,
        digest=kept.digest,
        stored_name=kept.stored_name,
    )
    session.add(attachment)
    session.flush()
    return attachment


def adopt(session: Session, ids: Iterable[int], subject: str, subject_id: int) -> None:
    """Gives a record the files its author sent before it was saved; others' are left alone."""
    wanted = set(ids)
    if not wanted:
        return
    for attachment in session.scalars(
        select(Attachment).where(
            Attachment.id.in_(wanted),
            Attachment.subject == subject,
            Attachment.subject_id == 0,
            Attachment.created_by_id == current_actor().id,
        )
    ):
        attachment.subject_id = subject_id


def attachments_of(
    session: Session, subject: str, ids: Iterable[int], slot: str = ""
) -> dict[int, list[Attachment]]:
    """The files of many records in one statement, oldest first, without those removed.

    Args:
        session: any.
        subject: name of the owners' model.
        ids: keys of owners the actor sees; this is not checked again.
        slot: only those of one kind.
    """
    result: dict[int, list[Attachment]] = {key: [] for key in ids}
    if not result:
        return result
    statement = select(Attachment).where(
        Attachment.subject == subject,
        Attachment.subject_id.in_(result),
        Attachment.removed_at.is_(None),
    )
    if slot:
        statement = statement.where(Attachment.slot == slot)
    for attachment in session.scalars(statement.order_by(Attachment.id)):
        result[attachment.subject_id].append(attachment)
    return result


def owner_model(subject: str) -> type[Any] | None:
    """The model that attachments call by this name."""
    mappers = Entity.registry.mappers
    return next((m.class_ for m in mappers if m.class_.__name__ == subject), None)


def owner_visible(session: Session, attachment: Attachment, actor: Actor | None = None) -> bool:
    """Whether the actor sees the record that the file belongs to, and so the file."""
    actor = actor or current_actor()
    if attachment.subject_id == 0:
        return actor.id is not None and attachment.created_by_id == actor.id
    model = owner_model(attachment.subject)
    return (
        model is not None
        and actor.may("show", attachment.subject)
        and scope.find(session, model, attachment.subject_id, actor) is not None
    )


def find(session: Session, pk: int, actor: Actor | None = None) -> Attachment | None:
    """An attachment by key if the actor may see it; otherwise None, as if there were none."""
    attachment = session.get(Attachment, pk)
    if attachment is None or not owner_visible(session, attachment, actor):
        return None
    return attachment


def remove(session: Session, subject: str, subject_id: int, ids: Iterable[int]) -> None:
    """Takes files off a record's list; whether it may be changed now, its room decides.

    They stay readable: versions and review records name them.
    """
    wanted = set(ids)
    if not wanted:
        return
    for attachment in attachments_of(session, subject, [subject_id])[subject_id]:
        if attachment.id in wanted:
            attachment.removed_at = clock.now()


def discard_of(session: Session, subject: str, ids: Iterable[int]) -> None:
    """Destroys all files of records that are being deleted, once that is committed."""
    wanted = set(ids)
    if not wanted:
        return
    for attachment in session.scalars(
        select(Attachment).where(Attachment.subject == subject, Attachment.subject_id.in_(wanted))
    ):
        discard(session, attachment.stored_name)
        session.delete(attachment)


@event.listens_for(Session, "before_flush")
def _with_the_owner(session: Session, _context: Any, _instances: Any) -> None:
    # At once, not by a nightly job: SQLite gives the key of a deleted row to the next one.
    gone: dict[str, list[int]] = {}
    for row in session.deleted:
        if isinstance(row, Entity) and not isinstance(row, Attachment):
            gone.setdefault(type(row).__name__, []).append(row.id)
    with session.no_autoflush:
        for subject, ids in gone.items():
            discard_of(session, subject, ids)
