"""`apply()`: one transaction that moves one row or a thousand, and says what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import insert, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.core import scope
from app.core.actor import Actor, acting_as, current_actor
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.core.show_time import moment
from app.core.signals import moved, moving
from app.core.workflow.definition import Transition, Workflow, workflow_of
from app.core.workflow.move import Move, Moved, Outcome, Skipped
from app.core.workflow.records import TransitionRecord, last_records

# Rows locked, judged and written by one set of statements; SQLite allows 32,766 parameters.
CHUNK = 1000


def apply(
    subject: str,
    name: str,
    ids: Sequence[int],
    *,
    data: Mapping[str, Any] | None = None,
    versions: Mapping[int, int] | None = None,
    actor: Actor | None = None,
) -> Outcome:
    """Moves rows along a transition in one transaction.

    Args:
        subject: name of the model, such as "Post".
        name: name of the transition.
        ids: keys of the rows; unknown ones and those out of scope are skipped alike.
        data: what the transition asks for (opinion, ticks, reason).
        versions: key → `version_id` the person saw; a row changed since is skipped.
        actor: who does it; the current actor otherwise.

    Returns:
        Which rows moved, and which were skipped for which reason.

    Raises:
        Refused: the whole call is wrong: no such transition, or required data missing.
    """
    workflow = workflow_of(subject)
    transition = workflow.by_name.get(name) if workflow else None
    if workflow is None or transition is None:
        raise Refused(_("There is no such action."))
    actor = actor or current_actor()
    data = data or {}
    for needed in transition.requires:
        if not str(data.get(needed) or "").strip():
            raise Refused(_("Nothing was changed: write an opinion or reason first."), field=needed)
    keys = sorted(set(ids))
    outcome = Outcome(transition, batch=str(uuid4()) if len(keys) > 1 else "")
    moves = []
    # Whatever guards, effects and listeners write is this actor's doing too.
    with acting_as(actor), write() as session:
        for start in range(0, len(keys), CHUNK):
            move = Move(
                workflow, transition, actor, session, [], data,
                batch=outcome.batch, batch_size=len(keys),
            )  # fmt: skip
            _apply_chunk(move, keys[start : start + CHUNK], versions or {}, outcome)
            if move.rows:
                moves.append(move)
    for move in moves:
        moved.send(subject, move=move)
    return outcome


def _apply_chunk(
    move: Move, keys: list[int], versions: Mapping[int, int], outcome: Outcome
) -> None:
    statement = scope.visible(move.workflow.model, move.actor)
    model = move.workflow.model
    statement = statement.where(model.id.in_(keys)).order_by(model.id)
    locked = lock_rows(statement, model).execution_options(populate_existing=True)
    move.rows = list(move.session.scalars(locked).unique())
    found = set(move.ids)
    for key in keys:
        if key not in found:
            outcome.skipped.append(Skipped(key, str(key), _("It does not exist for you.")))
    for row, reason in _judge(move, versions):
        outcome.skipped.append(Skipped(row.id, str(row), str(reason)))
    if move.rows:
        move.came_from = {row.id: row.state for row in move.rows}
        _write_states(move)
        for effect in move.transition.effects:
            effect(move)
        moving.send(move.workflow.subject, move=move)
        outcome.moved += [
            Moved(row.id, str(row), str(move.came_from[row.id]), str(row.state))
            for row in move.rows
        ]


def _judge(move: Move, versions: Mapping[int, int]) -> Iterator[tuple[Any, Any]]:
    """Leaves in `move.rows` only those that may move; yields the others with the reason."""
    wrong = [row for row in move.rows if row.state not in move.transition.moves]
    latest = last_records(move.session, move.workflow.subject, [row.id for row in wrong])
    steps: list[tuple[str, Any]] = [
        ("state", lambda: {row.id: _why_not(move, row, latest.get(row.id)) for row in wrong}),
        ("permission", lambda: _not_permitted(move)),
        ("version", lambda: _stale(move, versions)),
        *(("guard", lambda guard=guard: guard(move)) for guard in move.transition.guards),
    ]
    for _kind, refusals_of in steps:
        refused = refusals_of()
        yield from [(row, refused[row.id]) for row in move.rows if row.id in refused]
        move.rows = [row for row in move.rows if row.id not in refused]
        if not move.rows:
            return


def _why_not(move: Move, row: Any, last: TransitionRecord | None) -> str:
    """Why a row in another state cannot take this transition: who did what, when."""
    label = str(row.state.label)
    if last is None:
        return _("It is %(state)s now.", state=label)
    done = move.workflow.by_name.get(last.name)
    return _(
        "%(who)s did “%(what)s” at %(when)s; it is %(state)s now.",
        who=last.actor_name,
        what=str(done.label) if done else last.name,
        when=moment(last.at),
        state=label,
    )


def _not_permitted(move: Move) -> dict[int, Any]:
    subject = move.workflow.subject
    return {
        row.id: _("You may not do this.")
        for row in move.rows
        if not move.actor.may(move.transition.permission_for(row.state), subject)
    }


def _stale(move: Move, versions: Mapping[int, int]) -> dict[int, Any]:
    return {
        row.id: _("It was changed after you opened it. Read it again first.")
        for row in move.rows
        if row.version_id != versions.get(row.id, row.version_id)
    }


def _write_states(move: Move) -> None:
    """Sets the states, set-wise, and appends one history row per object."""
    model = move.workflow.model
    target = move.transition.moves
    records = []
    for to_state, group in groupby(
        sorted(move.rows, key=lambda row: target[row.state]), key=lambda row: target[row.state]
    ):
        rows = list(group)
        # Adding 1 to version_id makes a stale form notice; an ORM flush would do it row by row.
        move.session.execute(
            update(model)
            .where(model.id.in_([row.id for row in rows]))
            .values(
                state=to_state,
                version_id=model.version_id + 1,
                updated_at=move.at,
                updated_by_id=move.actor.id,
            )
            .execution_options(synchronize_session=False)
        )
        for row in rows:
            records.append(
                {
                    "subject": move.workflow.subject,
                    "subject_id": row.id,
                    "name": move.transition.name,
                    "from_state": str(row.state),
                    "to_state": to_state,
                    "actor_id": move.actor.id,
                    "actor_name": move.actor.name,
                    "at": move.at,
                    "note": move.note(),
                    "batch": move.batch,
                    "batch_size": move.batch_size,
                }
            )
            set_committed_value(row, "state", type(row.state)(to_state))
            set_committed_value(row, "version_id", row.version_id + 1)
            set_committed_value(row, "updated_at", move.at)
            set_committed_value(row, "updated_by_id", move.actor.id)
    move.session.execute(insert(TransitionRecord), records)


def possible(workflow: Workflow, row: Any, actor: Actor, session: Session) -> list[Transition]:
    """The transitions that this person may take from this row now, in the order listed."""
    memo: dict[Any, Any] = {}
    result = []
    for transition in workflow.transitions:
        if row.state not in transition.moves or not transition.button:
            continue
        if not actor.may(transition.permission_for(row.state), workflow.subject):
            continue
        move = Move(workflow, transition, actor, session, [row], memo=memo, early=True)
        if not any(guard(move).get(row.id) for guard in transition.guards):
            result.append(transition)
    return result
