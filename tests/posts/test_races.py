"""Several people at the same post at the same moment: one wins, the others are told."""

from __future__ import annotations

import multiprocessing
import threading
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor
from app.core.errors import Refused
from app.core.workflow import TransitionRecord, apply
from app.extensions import db
from app.posts.models import Post, PostOpening, ReviewRecord
from app.posts.services import mark_opened, save_post, submit_post
from app.posts.services.reading import current_version
from tests.conftest import SETTINGS
from tests.posts.committee import Committee, all_ticks

pytestmark = pytest.mark.both_engines


def judge(actor: Actor, name: str, seen: dict[int, str]) -> list[int]:
    """What a reviewer's press on a button moves."""
    data = {"seen": seen, "ticks": all_ticks(1), "opinion": "同意。", "reason": "同意。"}
    return [row.id for row in apply("Post", name, list(seen), data=data, actor=actor).moved]


def records_since(first: int, post_ids: list[int]) -> tuple[list[int], list[int]]:
    """The posts of review records and of transitions after the one with a key."""
    db.session.rollback()
    reviews = select(ReviewRecord.post_id).where(ReviewRecord.post_id.in_(post_ids))
    moves = select(TransitionRecord.subject_id).where(TransitionRecord.id > first)
    return sorted(db.session.scalars(reviews)), sorted(db.session.scalars(moves))


def last_move() -> int:
    key = db.session.scalar(
        select(TransitionRecord.id).order_by(TransitionRecord.id.desc()).limit(1)
    )
    return key or 0


def in_threads(app: Flask, *acts: Any) -> list[Any]:
    """Runs all at once, each with a connection of its own; a refusal is an answer too."""
    start = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(place: int, act: Any) -> None:
        with app.app_context():
            start.wait()
            try:
                answers[place] = act()
            except Refused as refused:
                answers[place] = refused
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return answers


def in_process(
    url: str, data: str, start: Any, answers: Any, actor: Actor, name: str, seen: dict[int, str]
) -> None:
    """The work of one process of its own."""
    from app import create_app

    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "SANSHEN_DATA": data})
    with app.app_context():
        start.wait(60)
        answers.put(judge(actor, name, seen))


def test_two_processes_pass_the_same_posts(committee: Committee, app: Flask) -> None:
    posts = [committee.post_in("first_review") for _ in range(3)]
    seen = {post.id: post.content_hash for post in posts}
    before = last_move()
    actors = [committee.actor(login) for login in ("first", "first2")]
    db.session.remove()
    spawn = multiprocessing.get_context("spawn")
    start, answers = spawn.Barrier(2), spawn.Queue()
    paths = (app.config["SQLALCHEMY_DATABASE_URI"], app.config["SANSHEN_DATA"], start, answers)
    processes = [
        spawn.Process(target=in_process, args=(*paths, actor, "pass_first", seen))
        for actor in actors
    ]
    for process in processes:
        process.start()
    moved = [answers.get(timeout=90) for _ in processes]
    for process in processes:
        process.join(30)
    assert sorted(moved, key=len) == [[], list(seen)]
    assert records_since(before, list(seen)) == (list(seen), list(seen))


def test_many_threads_pass_return_and_reject_at_once(committee: Committee, app: Flask) -> None:
    posts = [committee.post_in("first_review") for _ in range(4)]
    seen = {post.id: post.content_hash for post in posts}
    before = last_move()
    attempts = [
        ("first", "pass_first"),
        ("first2", "pass_first"),
        ("many", "pass_first"),
        ("first", "return"),
        ("first2", "reject"),
    ]
    acts = [partial(judge, committee.actor(login), name, seen) for login, name in attempts]
    moved = [pk for answer in in_threads(app, *acts) for pk in answer]
    assert sorted(moved) == sorted(seen), "exactly one of them moves each post"
    assert records_since(before, list(seen)) == (sorted(seen), sorted(seen))


def test_one_of_two_submissions_counts(committee: Committee, app: Flask) -> None:
    post = committee.write()
    actor = committee.actor("author")

    def submit() -> Any:
        from app.core.actor import acting_as

        with acting_as(actor):
            return submit_post(post.id)

    answers = in_threads(app, submit, submit, submit)
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    fresh = db.session.get_one(Post, post.id, populate_existing=True)
    assert fresh.submissions == 1


def test_saving_and_submitting_at_once(committee: Committee, app: Flask) -> None:
    """Either the new text is what was submitted, or saving is refused; never a mixture."""
    from app.core.actor import acting_as

    actor, editor = committee.actor("author"), committee.actor("clerk")
    for _ in range(5):
        post = committee.write(title="旧题")

        def save(pk: int = post.id) -> Any:
            with acting_as(editor):
                return save_post({"title": "新题"}, pk)

        def submit(pk: int = post.id) -> Any:
            with acting_as(actor):
                return submit_post(pk)

        saved, submitted = in_threads(app, save, submit)
        assert not isinstance(submitted, Refused)
        fresh = db.session.get_one(Post, post.id, populate_existing=True)
        version = current_version(db.session(), fresh)
        assert version
        assert version.content["title"] == fresh.title
        assert fresh.title == ("旧题" if isinstance(saved, Refused) else "新题")
        # Whoever got his text in is a contributor.
        people = {row.staff_id for row in fresh.contributors}
        assert (editor.id in people) is not isinstance(saved, Refused)


def test_two_tabs_make_one_opening(committee: Committee, app: Flask) -> None:
    from app.core.actor import acting_as

    post = committee.post_in("first_review")
    version = current_version(db.session(), post)
    assert version
    actor, key = committee.actor("first"), version.id

    def look() -> Any:
        with acting_as(actor):
            return mark_opened(key, 10)

    answers = in_threads(app, *[look] * 4)
    assert all(isinstance(answer, PostOpening) for answer in answers)
    (opening,) = db.session.scalars(select(PostOpening))
    db.session.refresh(opening)
    assert opening.seconds == 40
