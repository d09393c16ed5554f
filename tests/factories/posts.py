"""Posts, who worked on them, and what was decided."""

from __future__ import annotations

from typing import Any

import factory

from app.core import clock
from app.core.database import write
from app.extensions import db
from app.people.services.departments import root_of
from app.posts.content import contents_of, hash_of
from app.posts.models import (
    Decision,
    OpinionPhrase,
    Post,
    PostContributor,
    PostOpening,
    PostVersion,
    ReviewRecord,
)
from app.posts.ticks import ticks_of
from tests.factories import EntityFactory
from tests.factories.people import DepartmentFactory, StaffFactory


class PostFactory(EntityFactory):
    """A draft of the root department, nobody's work yet.

    `authors` are persons: `PostFactory(authors=[one])`. Its way through the reviews is walked,
    never made: see tests/posts/committee.py.
    """

    class Meta:
        model = Post

    title = factory.Sequence(lambda n: f"古井新村的老水车转起来了{n}")
    body = "<p>停了四十年的水车，上周又转了起来。</p>"
    summary = "村民自己修好了水车。"
    department = factory.LazyFunction(
        lambda: root_of(db.session()) or DepartmentFactory(parent=None)
    )

    @classmethod
    def _create(cls, model_class: type[Post], *args: Any, **kwargs: Any) -> Post:
        authors = kwargs.pop("authors", [])
        with write():
            row: Post = super()._create(model_class, *args, **kwargs)
            for staff in authors:
                PostContributorFactory(post=row, staff=staff, is_author=True)
        return row


class PostContributorFactory(EntityFactory):
    """That somebody wrote a post, which has to be given."""

    class Meta:
        model = PostContributor

    staff = factory.SubFactory(StaffFactory)


class PostVersionFactory(EntityFactory):
    """A post, which has to be given, as it was submitted just now."""

    class Meta:
        model = PostVersion

    number = factory.Sequence(lambda n: n + 1)
    content = factory.LazyAttribute(lambda row: contents_of(db.session(), [row.post])[row.post.id])
    content_hash = factory.LazyAttribute(lambda row: hash_of(row.content))
    word_count = 18
    submitted_by = factory.SubFactory(StaffFactory)
    submitted_at = factory.LazyFunction(clock.now)


class ReviewRecordFactory(EntityFactory):
    """That a post, which has to be given, passed the first review just now."""

    class Meta:
        model = ReviewRecord

    post_version = factory.LazyAttribute(lambda row: PostVersionFactory(post=row.post))
    content_hash = factory.LazyAttribute(lambda row: row.post_version.content_hash)
    level = 1
    reviewer = factory.SubFactory(StaffFactory)
    reviewer_name = factory.LazyAttribute(lambda row: str(row.reviewer))
    decision = Decision.passed
    ticks = factory.LazyAttribute(lambda row: {t.name: True for t in ticks_of(row.level)})
    opinion = ""
    decided_at = factory.LazyFunction(clock.now)
    batch = ""
    batch_size = 1


class PostOpeningFactory(EntityFactory):
    """That somebody read a version, which has to be given, for a minute."""

    class Meta:
        model = PostOpening

    reviewer = factory.SubFactory(StaffFactory)
    first_opened_at = factory.LazyFunction(clock.now)
    last_opened_at = factory.LazyFunction(clock.now)
    seconds = 60


class OpinionPhraseFactory(EntityFactory):
    """Words that somebody, who has to be given by `staff_id`, writes often."""

    class Meta:
        model = OpinionPhrase

    text = factory.Sequence(lambda n: f"表述准确{n}。")
