"""Takes away what nobody can reach any more."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.attachments.models import Attachment
from app.core.attachments.storage import discard, files
from app.core.database import write

log = logging.getLogger(__name__)

# A younger file without a row, or row without an owner, may belong to a request still running.
SWEEP_AFTER = timedelta(days=1)


def sweep() -> int:
    """Destroys what nobody can reach: files without a row, and files never given to a record.

    Returns:
        How many files went.
    """
    before = clock.now() - SWEEP_AFTER
    with write() as session:
        abandoned = session.scalars(
            select(Attachment).where(Attachment.subject_id == 0, Attachment.created_at < before)
        ).all()
        for attachment in abandoned:
            discard(session, attachment.stored_name)
            session.delete(attachment)
    known = set(session.scalars(select(Attachment.stored_name)))
    orphans = [
        path
        for path in files()
        if path.name not in known and path.stat().st_mtime < before.timestamp()
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    if total := len(abandoned) + len(orphans):
        log.info("swept %s attachments that belong to no record", total)
    return total
