"""Platforms: their limits, filled in by kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.platforms.models import Platform
from tests.factories.people import StaffFactory, make_role
from tests.factories.platforms import AccountFactory, PlatformFactory

SignIn = Callable[[Any], FlaskClient]
FIELD = r'<input[^>]*name="%s"[^>]*>'
LIMITS = ("title_limit", "author_limit", "summary_limit", "body_limit")


def limits(platform: Platform) -> tuple[int, ...]:
    return tuple(getattr(platform, name) for name in LIMITS)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("wechat", (32, 16, 128, 20000)), ("weibo", (0, 0, 0, 0)), ("website", (0, 0, 0, 0))],
)
def test_limits_left_empty_are_those_of_the_kind(
    app: Any, sign_in: SignIn, kind: str, expected: tuple[int, ...]
) -> None:
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    data = {"kind": kind, "name": "新平台", "gap_days": "14", "active": "y"}
    assert clerk.post("/platform/add", data=data).status_code == 302
    platform = db.session.scalars(select(Platform)).one()
    assert limits(platform) == expected
    assert platform.active


def test_a_limit_that_was_typed_stays(app: Any, sign_in: SignIn) -> None:
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    data = {"kind": "wechat", "name": "新平台", "title_limit": "20", "body_limit": "0"}
    assert clerk.post("/platform/add", data=data).status_code == 302
    platform = db.session.scalars(select(Platform)).one()
    assert limits(platform) == (20, 16, 128, 0)
    assert platform.gap_days == 14


@pytest.mark.parametrize(("name", "value"), [("title_limit", "-1"), ("gap_days", "0")])
def test_absurd_figures_are_refused_beside_the_field(
    app: Any, sign_in: SignIn, name: str, value: str
) -> None:
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    data = {"kind": "weibo", "name": "新平台", "gap_days": "14", name: value}
    answer = clerk.post("/platform/add", data=data)
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text


def test_the_empty_form_offers_what_is_usual(app: Any, sign_in: SignIn) -> None:
    page = sign_in(StaffFactory(roles=["运营人员"])).get("/platform/add").text
    assert 'value="14"' in re.findall(FIELD % "gap_days", page)[0]
    assert "checked" in re.findall(FIELD % "active", page)[0]
    # What a limit becomes depends on the kind that is chosen.
    assert 'value=""' in re.findall(FIELD % "title_limit", page)[0]


def test_a_platform_with_accounts_cannot_be_deleted(app: Any, sign_in: SignIn) -> None:
    account = AccountFactory()
    unused = PlatformFactory()
    make_role("平台管理", Platform="list show delete")
    keeper = sign_in(StaffFactory(roles=["平台管理"]))
    keeper.post(f"/platform/{account.platform_id}/delete")
    keeper.post(f"/platform/{unused.id}/delete")
    db.session.rollback()
    assert list(db.session.scalars(select(Platform.id))) == [account.platform_id]


def test_no_limit_is_said_in_words(app: Any, sign_in: SignIn) -> None:
    platform = PlatformFactory(body_limit=0)
    client = sign_in(StaffFactory(roles=["初审员"]))
    assert "不限" in client.get("/platform/").text
    assert "不限" in client.get(f"/platform/{platform.id}").text
