"""Fills an empty database with the demonstration: one fictional committee, ninety days of work.

Everything is done by the people of the demonstration through the panel's own services, at the
time it is said to have happened; so every rule holds for it, and numbers, versions and records
are real ones.
"""

from __future__ import annotations

from datetime import date

from app.core.actor import SYSTEM, acting_as
from app.core.database import write
from app.core.marks import DEMO, Mark
from app.demo.build.cast import Cast
from app.demo.build.ground import make_accounts, make_people
from app.demo.build.posts import make_posts
from app.demo.build.records import link_leads, make_leads, make_reports

PASSWORD = "Sanshen-2026"


def build(today: date) -> Cast:
    """Makes the whole content as of a day; the same day gives the same content.

    Args:
        today: in Asia/Shanghai.

    Returns:
        The people and records made, by their names in `app/demo/content`.
    """
    cast = Cast(today)
    with acting_as(SYSTEM):
        make_people(cast, PASSWORD)
    make_accounts(cast)
    make_leads(cast)
    make_posts(cast)
    link_leads(cast)
    make_reports(cast)
    with write() as session:
        session.add(Mark(name=DEMO, value=today.isoformat()))
    return cast
