"""What guards and effects need to know of the posts of a move: each read once, for all rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core.workflow import Move
from app.posts.content import Content, contents_of, hash_of
from app.posts.levels import BY_STATE
from app.posts.matching import contributors_of, unassignable
from app.posts.models import PostOpening, PostVersion, ReviewRecord
from app.posts.workflow.passes import standing_passes


class Version(NamedTuple):
    """The version under review, without its content."""

    id: int
    content_hash: str


def _once(move: Move, name: str, read: Callable[[], Any]) -> Any:
    # Rows only ever leave a move, so what was read for all serves those that are left.
    if name not in move.memo:
        move.memo[name] = read()
    return move.memo[name]


def level_of(state: str) -> int:
    """The level a post in a review state waits for."""
    return BY_STATE[state].number


def contributors(move: Move) -> dict[int, dict[int, bool]]:
    """Post → contributor → whether as an author."""
    result: dict[int, dict[int, bool]] = _once(
        move, "contributors", lambda: contributors_of(move.session, move.ids)
    )
    return result


def passes(move: Move) -> dict[int, dict[int, ReviewRecord]]:
    """Post → level → the pass that stands."""
    result: dict[int, dict[int, ReviewRecord]] = _once(
        move, "passes", lambda: standing_passes(move.session, move.ids)
    )
    return result


def contents(move: Move) -> dict[int, Content]:
    """Post → its canonical form as it is stored now."""
    result: dict[int, Content] = _once(
        move, "contents", lambda: contents_of(move.session, move.rows)
    )
    return result


def hashes(move: Move) -> dict[int, str]:
    """Post → digest of what is stored now."""
    result: dict[int, str] = _once(
        move, "hashes", lambda: {pk: hash_of(content) for pk, content in contents(move).items()}
    )
    return result


def versions(move: Move) -> dict[int, Version]:
    """Post → the version submitted last."""

    def read() -> dict[int, Version]:
        newest = {(post.id, post.submissions) for post in move.rows}
        statement = select(
            PostVersion.post_id, PostVersion.number, PostVersion.id, PostVersion.content_hash
        ).where(PostVersion.post_id.in_(move.ids))
        return {
            post_id: Version(pk, digest)
            for post_id, number, pk, digest in move.session.execute(statement)
            if (post_id, number) in newest
        }

    result: dict[int, Version] = _once(move, "versions", read)
    return result


def openings(move: Move) -> dict[int, PostOpening]:
    """Version → when and how long the actor had it open."""

    def read() -> dict[int, PostOpening]:
        ids = [version.id for version in versions(move).values()]
        statement = select(PostOpening).where(
            PostOpening.post_version_id.in_(ids), PostOpening.reviewer_id == move.actor.id
        )
        return {opening.post_version_id: opening for opening in move.session.scalars(statement)}

    result: dict[int, PostOpening] = _once(move, "openings", read)
    return result


def short_of_people(
    move: Move, fixed: dict[int, dict[int, int]] | None = None
) -> dict[int, tuple[int, ...]]:
    """Post → the levels for which too few able people are left, given those fixed."""
    return unassignable(move.session, move.rows, contributors(move), fixed)
