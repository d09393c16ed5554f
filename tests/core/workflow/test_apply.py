"""`apply()` moves one row or a thousand, and says row by row what happened."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm.exc import StaleDataError

from app.core import clock
from app.core.actor import Actor, current_actor
from app.core.database import write
from app.core.errors import Refused
from app.core.signals import moved, moving
from app.core.workflow import Move, Outcome, Transition, TransitionRecord, apply, history
from app.extensions import db
from tests.core.toys import ToyBook, ToyState, count_sql

pytestmark = pytest.mark.both_engines

KEEPER = Actor(1, "管理员甲", 1, None, frozenset({("can_shelve", "ToyBook")}))
EAST = Actor(2, "管理员乙", 1, (1,), frozenset({("can_shelve", "ToyBook")}))
READER = Actor(2, "读者", 1, None, frozenset())


def state_of(pk: int) -> ToyState:
    db.session.rollback()
    book = db.session.get(ToyBook, pk, populate_existing=True)
    assert book
    return book.state


def records() -> list[TransitionRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(TransitionRecord).order_by(TransitionRecord.id)))


def reasons(outcome: Outcome) -> dict[int, str]:
    return {row.id: row.reason for row in outcome.skipped}


def test_one_row_moves_and_leaves_one_record(shelve: Any, books: Any) -> None:
    shelve()
    (pk,) = books()
    before = clock.now()

    outcome = apply("ToyBook", "shelve", [pk], data={"reason": " 到货 "}, actor=KEEPER)

    assert [(m.id, m.from_state, m.to_state) for m in outcome.moved] == [(pk, "ordered", "shelved")]
    assert outcome.skipped == []
    (record,) = records()
    assert (record.subject, record.subject_id, record.name) == ("ToyBook", pk, "shelve")
    assert (record.from_state, record.to_state) == ("ordered", "shelved")
    assert (record.actor_id, record.actor_name) == (1, "管理员甲")
    assert (record.note, record.batch, record.batch_size) == ("到货", "", 1)
    assert timedelta(0) <= record.at - before < timedelta(minutes=1)
    book = db.session.get(ToyBook, pk, populate_existing=True)
    assert book
    assert (book.state, book.version_id, book.updated_by_id) == (ToyState.shelved, 2, 1)
    assert book.updated_at == record.at
    assert [r.id for r in history(db.session(), "ToyBook", pk)] == [record.id]


def test_many_rows_share_a_batch(shelve: Any, books: Any) -> None:
    shelve()
    keys = books(3)
    outcome = apply("ToyBook", "shelve", [*keys, keys[0]], actor=KEEPER)
    assert [m.id for m in outcome.moved] == keys
    assert {(r.batch, r.batch_size) for r in records()} == {(outcome.batch, 3)}
    assert len(outcome.batch) == 36


def test_every_row_that_stays_has_its_reason(shelve: Any, books: Any) -> None:
    moved_before, refused, stale, good = books(4)
    (theirs,) = books(1, branch=2)
    shelve(guards=[lambda move: {refused: "还没有编目。"}])
    apply("ToyBook", "shelve", [moved_before], actor=KEEPER)

    keys = [moved_before, refused, stale, good, theirs, 999]
    outcome = apply("ToyBook", "shelve", keys, versions={stale: 7}, actor=EAST)

    assert [m.id for m in outcome.moved] == [good]
    said = reasons(outcome)
    assert set(said) == {moved_before, refused, stale, theirs, 999}
    assert len(set(said.values())) == 4, "one for each cause; the last two are the same"
    assert "管理员甲" in said[moved_before]
    assert said[refused] == "还没有编目。"


def test_who_may_not_moves_nothing(shelve: Any, books: Any) -> None:
    shelve()
    keys = books(2)
    outcome = apply("ToyBook", "shelve", keys, actor=READER)
    assert set(reasons(outcome)) == set(keys)
    assert outcome.moved == []
    assert records() == []
    assert {state_of(pk) for pk in keys} == {ToyState.ordered}


def test_a_row_out_of_sight_is_as_good_as_none(shelve: Any, books: Any) -> None:
    shelve()
    (theirs,) = books(branch=2)
    outcome = apply("ToyBook", "shelve", [theirs, 4711], actor=EAST)
    first, second = outcome.skipped
    assert first.reason == second.reason
    assert first.label == str(theirs), "its title stays unknown"
    assert state_of(theirs) is ToyState.ordered


def test_a_form_opened_before_the_last_change_is_stale(shelve: Any, books: Any) -> None:
    shelve()
    old, fresh = books(2)
    outcome = apply("ToyBook", "shelve", [old, fresh], versions={old: 0, fresh: 1}, actor=KEEPER)
    assert [m.id for m in outcome.moved] == [fresh]
    assert set(reasons(outcome)) == {old}


def test_what_must_be_said_is_asked_for_at_every_door(shelve: Any, books: Any) -> None:
    shelve(requires=("reason",))
    (pk,) = books()
    for data in ({}, {"reason": "  "}, {"reason": None}):
        with pytest.raises(Refused) as refused:
            apply("ToyBook", "shelve", [pk], data=data, actor=KEEPER)
        assert refused.value.field == "reason"
    assert state_of(pk) is ToyState.ordered


def test_there_is_no_such_action(shelve: Any, books: Any) -> None:
    shelve()
    for subject, name in (("ToyBook", "burn"), ("Nothing", "shelve")):
        with pytest.raises(Refused):
            apply(subject, name, books(), actor=KEEPER)


def test_guards_see_all_rows_at_once_and_only_those_still_standing(shelve: Any, books: Any) -> None:
    seen: list[list[int]] = []

    def first(move: Move) -> dict[int, str]:
        seen.append(move.ids)
        return {move.ids[0]: "不行。"}

    def second(move: Move) -> dict[int, str]:
        seen.append(move.ids)
        return {}

    shelve(guards=[first, second])
    keys = books(3)
    apply("ToyBook", "shelve", keys, actor=KEEPER)
    assert seen == [keys, keys[1:]]


def test_effects_and_listeners_know_both_states_and_act_as_the_actor(
    shelve: Any, books: Any
) -> None:
    seen: list[Any] = []

    def effect(move: Move) -> None:
        (row,) = move.rows
        seen.append((move.came_from[row.id], row.state, current_actor().id, move.session.new))

    shelve(effects=[effect])
    (pk,) = books()
    apply("ToyBook", "shelve", [pk], actor=KEEPER)
    ((before, after, who, _new),) = seen
    assert (before, after, who) == (ToyState.ordered, ToyState.shelved, 1)


def test_what_fails_inside_undoes_everything(shelve: Any, books: Any) -> None:
    def fail(move: Move) -> None:
        raise ZeroDivisionError

    shelve(effects=[fail])
    keys = books(3)
    with pytest.raises(ZeroDivisionError):
        apply("ToyBook", "shelve", keys, actor=KEEPER)
    assert records() == []
    assert {state_of(pk) for pk in keys} == {ToyState.ordered}


def test_a_listener_inside_may_refuse_and_one_after_hears_of_commits_only(
    shelve: Any, books: Any
) -> None:
    shelve()
    heard: list[list[int]] = []

    def refuse(_sender: Any, move: Move) -> None:
        if move.data.get("refuse"):
            raise Refused("不同意。")

    def hear(_sender: Any, move: Move) -> None:
        db.session.rollback()
        heard.append([pk for pk in move.ids if state_of(pk) is ToyState.shelved])

    (one,), (other,) = books(), books()
    with moving.connected_to(refuse, "ToyBook"), moved.connected_to(hear, "ToyBook"):
        with pytest.raises(Refused, match="不同意"):
            apply("ToyBook", "shelve", [one], data={"refuse": True}, actor=KEEPER)
        apply("ToyBook", "shelve", [other], actor=KEEPER)
    assert heard == [[other]]
    assert state_of(one) is ToyState.ordered
    assert len(records()) == 1


def test_it_joins_the_transaction_of_a_service(shelve: Any, books: Any) -> None:
    shelve()
    (pk,) = books()

    def service() -> None:
        with write():
            assert apply("ToyBook", "shelve", [pk], actor=KEEPER).moved
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        service()
    assert state_of(pk) is ToyState.ordered
    assert records() == []


def test_the_number_of_statements_does_not_grow(shelve: Any, books: Any) -> None:
    shelve(guards=[lambda move: {}])
    counted = {}
    for number in (1, 100, 1000):
        keys = books(number)
        db.session.expunge_all()
        with count_sql() as sql:
            assert len(apply("ToyBook", "shelve", keys, actor=KEEPER).moved) == number
        counted[number] = len(sql)
    assert len(set(counted.values())) == 1, counted
    assert counted[1] <= 6
    keys = books(2500)
    with count_sql() as sql:
        outcome = apply("ToyBook", "shelve", keys, actor=KEEPER)
    assert len(outcome.moved) == 2500
    assert len(sql) <= 3 * counted[1]
    newest = db.session.scalars(
        select(TransitionRecord.batch_size).order_by(TransitionRecord.id.desc()).limit(1)
    ).one()
    assert newest == 2500


def test_a_row_saved_from_an_old_form_loses(shelve: Any, books: Any) -> None:
    shelve()
    (pk,) = books()
    stale = db.session.get(ToyBook, pk)
    assert stale
    db.session.expunge(stale)
    apply("ToyBook", "shelve", [pk], actor=KEEPER)

    def save() -> None:
        with write() as session:
            session.add(stale)
            stale.title = "旧表单里的书名"

    with pytest.raises(StaleDataError):
        save()
    assert state_of(pk) is ToyState.shelved


def test_of_two_at_the_same_moment_one_wins(library: Flask, shelve: Any, books: Any) -> None:
    shelve()
    keys = books(5)
    start = threading.Barrier(4)
    outcomes: list[Outcome] = []

    def act(actor: Actor) -> None:
        with library.app_context():
            start.wait()
            outcomes.append(apply("ToyBook", "shelve", keys, actor=actor))
            db.session.remove()

    threads = [threading.Thread(target=act, args=(a,)) for a in (KEEPER, EAST) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    assert sorted(len(o.moved) for o in outcomes) == [0, 0, 0, 5]
    winner = next(o for o in outcomes if o.moved)
    for loser in outcomes:
        if loser is not winner:
            # The others are told who did what.
            assert all("上架" in reason for reason in reasons(loser).values())
    assert [r.subject_id for r in records()] == keys


def test_the_history_is_never_rewritten(shelve: Any, books: Any) -> None:
    shelve()
    apply("ToyBook", "shelve", books(), actor=KEEPER)
    for statement in (
        "UPDATE transition SET actor_name = '别人'",
        "DELETE FROM transition",
    ):
        with pytest.raises(DatabaseError, match="append-only"), write() as session:
            session.execute(text(statement))
    assert db.session.scalar(select(func.count()).select_from(TransitionRecord)) == 1


def test_a_service_alone_may_take_a_transition_without_a_button(shelve: Any, books: Any) -> None:
    from app.core.workflow import possible

    hidden = Transition("burn", "销毁", {ToyState.ordered: ToyState.shelved}, button=False)
    workflow = shelve(hidden)
    (pk,) = books()
    actor = Actor(1, "", 1, None, frozenset({("can_shelve", "ToyBook"), ("can_burn", "ToyBook")}))
    book = db.session.get(ToyBook, pk)
    offered = [t.name for t in possible(workflow, book, actor, db.session())]
    assert offered == ["shelve"]
    assert apply("ToyBook", "burn", [pk], actor=actor).moved


def test_only_what_is_possible_is_offered(shelve: Any, books: Any) -> None:
    from app.core.workflow import possible

    asked: list[bool] = []

    def guard(move: Move) -> dict[int, str]:
        asked.append(move.early)
        return {pk: "单册。" for pk in move.ids if pk % 2}

    workflow = shelve(guards=[guard])
    rows = [db.session.get(ToyBook, pk) for pk in books(2)]
    offered = [bool(possible(workflow, row, KEEPER, db.session())) for row in rows]
    assert offered == [row is not None and row.id % 2 == 0 for row in rows]
    assert possible(workflow, rows[0], READER, db.session()) == []
    assert asked == [True, True]


def test_a_workflow_names_only_states_it_has(shelve: Any) -> None:
    with pytest.raises(ValueError, match=r"burn.*ashes"):
        shelve(Transition("burn", "销毁", {ToyState.ordered: "ashes"}))
