"""What a move of posts writes besides their state: for all rows at once."""

from __future__ import annotations

from sqlalchemy import select

from app.core import clock
from app.core.bulk import insert_rows, set_columns
from app.core.numbers import format_number, reserve
from app.core.workflow import Effect, Move
from app.posts import settings
from app.posts.content import word_count
from app.posts.models import Decision, PostContributor, PostVersion, ReviewRecord
from app.posts.ticks import ticked
from app.posts.workflow import facts
from app.posts.workflow.facts import level_of


def keep_version(move: Move) -> None:
    """Keeps what was submitted, and gives a number to what never had one."""
    person = move.actor.id
    assert person is not None, "guards let only authors submit"
    year = clock.local(move.at).year
    unnumbered = [post for post in move.rows if post.number is None]
    if unnumbered:
        first = reserve(move.session, settings.SERIES, year, len(unnumbered))
        given = {
            post.id: format_number(settings.SERIES, year, first + place)
            for place, post in enumerate(unnumbered)
        }
        set_columns(move.session, unnumbered, {"year": year}, {"number": given})
    contents, hashes = facts.contents(move), facts.hashes(move)
    set_columns(
        move.session,
        move.rows,
        {"submitted_at": move.at},
        {
            "submissions": {post.id: post.submissions + 1 for post in move.rows},
            "content_hash": {post.id: hashes[post.id] for post in move.rows},
        },
    )
    rows = [
        {
            "post_id": post.id,
            "number": post.submissions,
            "content": contents[post.id],
            "content_hash": hashes[post.id],
            "word_count": word_count(contents[post.id]),
            "submitted_by_id": person,
            "submitted_at": move.at,
        }
        for post in move.rows
    ]
    insert_rows(move.session, PostVersion, rows)


def record(decision: Decision) -> Effect:
    """An effect that writes one complete review record per post."""

    def write(move: Move) -> None:
        person = move.actor.id
        assert person is not None, "guards let only people review"
        versions, openings = facts.versions(move), facts.openings(move)
        opinion = str(move.data.get("opinion") or "").strip()
        ticks = move.data.get("ticks") or {}
        records = []
        for post in move.rows:
            version = versions[post.id]
            opening = openings.get(version.id)
            # A recall belongs to the level it goes back to, a decision to the one it came from.
            recalled = decision is Decision.recalled
            level = level_of(post.state if recalled else move.came_from[post.id])
            records.append(
                {
                    "post_id": post.id,
                    "post_version_id": version.id,
                    "content_hash": version.content_hash,
                    "level": level,
                    "reviewer_id": person,
                    "reviewer_name": move.actor.name,
                    "decision": decision,
                    "ticks": {} if recalled else ticked(level, ticks),
                    "opinion": opinion,
                    "decided_at": move.at,
                    "batch": move.batch,
                    "batch_size": move.batch_size,
                    "opened_at": opening.last_opened_at if opening else None,
                }
            )
        insert_rows(move.session, ReviewRecord, records)

    return write


def add_author(move: Move) -> None:
    """Makes somebody an author; those before stay authors, and none of them may review it."""
    author = move.data["author"]
    key = getattr(author, "id", author)
    statement = select(PostContributor).where(
        PostContributor.post_id.in_(move.ids), PostContributor.staff_id == key
    )
    known = {row.post_id: row for row in move.session.scalars(statement)}
    for pk in move.ids:
        if pk in known:
            known[pk].is_author = True
        else:
            move.session.add(PostContributor(post_id=pk, staff_id=key, is_author=True))
    move.session.flush()
