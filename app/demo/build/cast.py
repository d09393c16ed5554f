"""Who and what takes part, by its name in the content, and acting as one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.core.actor import Actor, acting_as


@dataclass
class Cast:
    """What has been made so far: name in the content → key in the database."""

    today: date
    actors: dict[str, Actor] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    platforms: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    leads: dict[str, int] = field(default_factory=dict)

    def person(self, login: str) -> int:
        """The key of a member of staff."""
        key = self.actors[login].id
        assert key is not None
        return key

    def department_of(self, login: str, wanted: str) -> int:
        """The department wanted, or the person's own if that is out of their sight."""
        actor, key = self.actors[login], self.departments[wanted]
        if actor.departments is None or key in actor.departments:
            return key
        assert actor.department_id is not None
        return actor.department_id

    @contextmanager
    def acts(self, login: str, at: datetime) -> Iterator[None]:
        """Everything inside is done by this person at that time."""
        with acting_as(self.actors[login]), clock.pretend(at):
            yield

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """A time of day, so many days before today."""
        day = self.today - timedelta(days=days_ago)
        return datetime.combine(day, time(hour, minute), clock.SHANGHAI).astimezone(clock.UTC)
