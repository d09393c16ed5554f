"""Publications."""

from __future__ import annotations

from typing import Any

import factory

from app.core import clock
from app.publishing.models import Publication
from app.publishing.rechecks import RECHECKS
from tests.factories import EntityFactory
from tests.factories.platforms import AccountFactory


class PublicationFactory(EntityFactory):
    """That a post, which has to be given with its `operator`, appeared just now."""

    class Meta:
        model = Publication

    account = factory.SubFactory(AccountFactory)
    content_hash = factory.LazyAttribute(lambda row: row.post.content_hash)
    rechecked_by: Any = factory.LazyAttribute(lambda row: row.operator)
    rechecked_at = factory.LazyFunction(clock.now)
    ticks = factory.LazyFunction(lambda: {point.name: True for point in RECHECKS})
    published_at = factory.LazyFunction(clock.now)
    link = factory.Sequence(lambda n: f"https://example.org/post/{n}")
