"""常用语: the short opinions a person has written before, most used first."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import current_actor
from app.core.database import lock_rows, write
from app.people.models import Staff
from app.posts.models import OpinionPhrase

# A longer one is about its post; nobody will want it again.
LONGEST = 20
OFFERED = 4


def own_phrases(session: Session, staff_id: int | None) -> list[str]:
    """What a person wrote most often."""
    statement = (
        select(OpinionPhrase.text)
        .where(OpinionPhrase.staff_id == staff_id)
        .order_by(OpinionPhrase.uses.desc(), OpinionPhrase.id.desc())
        .limit(OFFERED)
    )
    return list(session.scalars(statement))


def remember_phrase(text: str) -> None:
    """Counts an opinion that the current actor has just given, if it is short enough."""
    actor, text = current_actor(), text.strip()
    if actor.id is None or not text or len(text) > LONGEST:
        return
    with write() as session:
        # Two tabs of one person wait for each other here, and make one row.
        session.scalars(lock_rows(select(Staff).where(Staff.id == actor.id), Staff)).one()
        known = select(OpinionPhrase).where(
            OpinionPhrase.staff_id == actor.id, OpinionPhrase.text == text
        )
        phrase = session.scalars(known.execution_options(populate_existing=True)).one_or_none()
        if phrase is None:
            session.add(OpinionPhrase(staff_id=actor.id, text=text, uses=1))
        else:
            phrase.uses += 1
