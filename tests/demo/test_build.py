"""The demonstration, built as `sanshen demo` builds it: whatever it shows obeys the rules."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock
from app.core.marks import DEMO, mark_of
from app.demo.build import build
from app.extensions import db
from app.leads.models import Lead, LeadPost
from app.people.models import Department, Staff
from app.platforms.models import Account, AccountState, Platform
from app.posts.content import contents_of, hash_of, paragraphs
from app.posts.models import Post, PostState, PostVersion, ReviewRecord
from app.posts.workflow import standing_passes
from app.publishing.models import Publication
from app.reports.models import Report
from tests.conftest import SETTINGS
from tests.engines import Sqlite

PASSED = (PostState.approved, PostState.published)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the whole demonstration, made once for this module."""
    from app import create_app

    folder: Path = tmp_path_factory.mktemp("demo")
    shutil.copyfile(Sqlite().template(), folder / "demo.db")
    url = f"sqlite:///{folder / 'demo.db'}"
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "SANSHEN_DATA": str(folder)})
    with app.app_context():
        build(clock.today())
        db.session.rollback()
        yield app
        db.session.remove()
        db.engine.dispose()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_there_is_enough_of_everything(demo: Flask) -> None:
    states = Counter(db.session.scalars(select(Post.state)))
    assert set(states) == set(PostState)
    assert sum(states.values()) >= 80
    assert count(Department) == 7
    assert count(Staff) == 16
    assert count(Account) == 12
    assert count(Platform) == 4
    assert count(Lead) >= 25
    assert count(LeadPost) >= 10
    assert count(Report) >= 12
    words = sum(len("".join(paragraphs(body))) for body in db.session.scalars(select(Post.body)))
    assert words >= 200_000


def test_it_is_marked_as_fictional(demo: Flask) -> None:
    assert mark_of(db.session(), DEMO) == clock.today().isoformat()


def test_what_passed_was_passed_by_three_others_on_the_same_content(demo: Flask) -> None:
    posts = db.session.scalars(select(Post).where(Post.state.in_(PASSED))).all()
    passes = standing_passes(db.session(), [post.id for post in posts])
    contents = contents_of(db.session(), posts)
    for post in posts:
        records = [passes[post.id][level] for level in (1, 2, 3)]
        assert {record.content_hash for record in records} == {hash_of(contents[post.id])}
        reviewers = {record.reviewer_id for record in records}
        assert len(reviewers) == 3
        assert not reviewers & {one.staff_id for one in post.contributors}


def test_nothing_happened_in_the_future_and_some_in_batches(demo: Flask) -> None:
    records = db.session.scalars(select(ReviewRecord)).all()
    assert max(record.decided_at for record in records) < clock.now()
    assert any(record.batch_size > 1 for record in records)
    assert all(record.opened_at < record.decided_at for record in records if record.opened_at)


def test_numbers_have_no_gap(demo: Flask) -> None:
    for year in set(db.session.scalars(select(Post.year).where(Post.year.is_not(None)))):
        numbers = db.session.scalars(select(Post.number).where(Post.year == year))
        serials = sorted(int(number.split("〕")[1].removesuffix("号")) for number in numbers)
        assert serials == list(range(1, len(serials) + 1))


def test_some_came_back_and_differ_from_what_was_submitted_before(demo: Flask) -> None:
    again = db.session.scalars(select(PostVersion).where(PostVersion.number > 1)).all()
    assert len(again) >= 5
    for version in again:
        before = db.session.scalars(
            select(PostVersion.content_hash).where(
                PostVersion.post_id == version.post_id, PostVersion.number == version.number - 1
            )
        ).one()
        assert before != version.content_hash


def test_accounts_count_down(demo: Flask) -> None:
    accounts = db.session.scalars(select(Account).where(Account.state == AccountState.active))
    days = [
        (clock.today() - clock.local(account.last_published_at).date()).days
        for account in accounts.unique()
        if account.last_published_at
    ]
    assert max(days) > 14
    assert min(days) <= 2
    assert count(Publication) >= 60
