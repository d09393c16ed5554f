"""Who acts: the person behind a request, or a job behind the command line.

The people room registers how a signed-in user becomes an actor; everything else asks
`current_actor()` and never a role name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from flask import g, has_request_context


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or job with what it may do and which departments' rows it sees.

    Attributes:
        id: key of the staff, None for jobs and visitors.
        permissions: pairs of FAB permission and subject, such as ("can_list", "Post").
        departments: keys of the departments whose rows are seen; None means all of them.
        trusted: a job of the house itself, which may do everything that needs no person.
    """

    id: int | None
    name: str = ""
    department_id: int | None = None
    departments: tuple[int, ...] | None = ()
    permissions: frozenset[tuple[str, str]] = frozenset()
    roles: tuple[str, ...] = ()
    trusted: bool = False

    def may(self, action: str, subject: str) -> bool:
        """Whether the actor has a permission, such as ("list", "Post")."""
        return self.trusted or (f"can_{action}", subject) in self.permissions


VISITOR = Actor(id=None)
SYSTEM = Actor(id=None, name="sanshen", departments=None, trusted=True)

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)
_signed_in: list[Callable[[], Actor]] = []


def provide(loader: Callable[[], Actor]) -> Callable[[], Actor]:
    """Registers what builds the actor of a request from who is signed in."""
    _signed_in[:] = [loader]
    return loader


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Everything inside is done by this actor (jobs, command line, tests)."""
    token = _acting.set(actor)
    try:
        yield actor
    finally:
        _acting.reset(token)


def current_actor() -> Actor:
    """Who acts now. Read once per request; `forget_actor()` after a sign-in."""
    if (actor := _acting.get()) is not None:
        return actor
    if not has_request_context():
        return SYSTEM
    if "actor" not in g:
        g.actor = _signed_in[0]() if _signed_in else VISITOR
    return g.actor  # type: ignore[no-any-return]


def forget_actor() -> None:
    """Makes the next `current_actor()` look again: who is signed in has changed."""
    g.pop("actor", None)


def current_actor_id() -> int | None:
    """The key of who acts now, for `created_by_id` and `updated_by_id`."""
    return current_actor().id
