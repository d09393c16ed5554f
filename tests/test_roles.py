"""The page that says who may do what: it names only what exists, and keeps its own rules."""

from __future__ import annotations

import pytest
from flask import Flask

from app import roles
from app.core.permissions import declared
from app.people.rules import RULES
from app.people.services.administrators import ADMINISTRATORS

NAMES = sorted(roles.GRANTS)
CONTENT = set(roles.CONTENT.actions)


def test_every_permission_is_one_that_a_view_asks_for(app: Flask) -> None:
    known = {(action, subject) for subject, actions in declared().items() for action in actions}
    granted = {pair for name in NAMES for pair in RULES.granted(name)}
    assert sorted(granted - known) == []


def test_every_permission_is_somebodys(app: Flask) -> None:
    """What nobody may do should not be offered."""
    known = {(action, subject) for subject, actions in declared().items() for action in actions}
    granted = {pair for name in NAMES for pair in RULES.granted(name)}
    assert sorted(known - granted) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_role_breaks_the_rules(app: Flask, name: str) -> None:
    assert RULES.why_not_in_one_role(RULES.granted(name)) == ""


def test_every_subject_belongs_to_a_side(app: Flask) -> None:
    """A new record is either content or administration: say which in `app/roles.py`."""
    administration = {*roles.STAFF_KEEPING.actions, *roles.ROLE_KEEPING.actions}
    assert set(declared()) - CONTENT - administration == set()


@pytest.mark.parametrize("name", roles.ADMINISTRATORS)
def test_administrators_see_no_content(name: str) -> None:
    assert CONTENT & set(roles.GRANTS[name]) == set()


def test_what_one_person_may_not_join() -> None:
    for one in roles.ADMINISTRATORS:
        for other in set(NAMES) - {one}:
            assert RULES.why_not_together({one, other})
    business = set(NAMES) - set(roles.ADMINISTRATORS)
    assert RULES.why_not_together(business) == ""


def test_nobody_both_writes_and_reviews_or_reviews_twice_by_one_role() -> None:
    levels = [("pass_first", "Post"), ("pass_second", "Post"), ("pass_final", "Post")]
    writing = [("add", "Post"), ("edit", "Post"), ("submit", "Post"), ("import", "Post")]
    for name in NAMES:
        held = RULES.granted(name)
        assert len(held & set(levels)) + bool(held & set(writing)) <= 1, name
    holders = {level: [n for n in NAMES if level in RULES.granted(n)] for level in levels}
    assert list(holders.values()) == [["初审员"], ["复审员"], ["终审员"]]


def test_only_administrators_give_roles_and_rights() -> None:
    def who(action: str, subject: str) -> set[str]:
        return {name for name in NAMES if (action, subject) in RULES.granted(name)}

    assert who("edit", "Staff") == who("reset_password", "Staff") == {"系统管理员"}
    assert who("edit", "Role") == {"安全管理员"}
    assert who("list", "Report") == {"举报受理员", "委员"}


def test_every_role_is_described_and_known_elsewhere() -> None:
    assert set(roles.DESCRIPTIONS) == set(NAMES)
    assert set(ADMINISTRATORS.values()) == set(roles.ADMINISTRATORS)
    assert set(roles.SINGLE_HOLDER) <= set(NAMES)
