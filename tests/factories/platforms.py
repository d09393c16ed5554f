"""Platforms and accounts."""

from __future__ import annotations

import factory

from app.extensions import db
from app.people.services.departments import root_of
from app.platforms.models import Account, AccountState, Platform, PlatformKind
from tests.factories import EntityFactory
from tests.factories.people import DepartmentFactory


class PlatformFactory(EntityFactory):
    """A WeChat platform with its limits."""

    class Meta:
        model = Platform

    kind = PlatformKind.wechat
    name = factory.Sequence(lambda n: f"微信公众号{n}")
    title_limit = 32
    author_limit = 16
    summary_limit = 128
    body_limit = 20000


class AccountFactory(EntityFactory):
    """An account in use of the root department, on a platform of its own."""

    class Meta:
        model = Account

    platform = factory.SubFactory(PlatformFactory)
    name = factory.Sequence(lambda n: f"清河发布{n}")
    platform_key = factory.Sequence(lambda n: f"gh_{n:06d}")
    department = factory.LazyFunction(
        lambda: root_of(db.session()) or DepartmentFactory(parent=None)
    )
    state = AccountState.active
