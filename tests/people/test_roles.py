"""Roles on the screen and in the rules: what must not come together does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from app.core.permissions import declared, label
from app.extensions import db
from app.people.rules import RULES, Duty, Rules
from app.people.services.roles import permissions_of
from tests.factories.people import StaffFactory

pytestmark = pytest.mark.both_engines

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def security(sign_in: SignIn) -> FlaskClient:
    return sign_in(StaffFactory(roles=["安全管理员"], first_name="孙志远"))


def role(name: str) -> Role:
    db.session.rollback()
    found: Role = db.session.scalars(select(Role).where(Role.name == name)).one()
    return found


def held(name: str) -> set[tuple[str, str]]:
    return permissions_of(db.session(), role(name))


def form(client: FlaskClient, name: str, **changed: list[str]) -> dict[str, Any]:
    """What the form of a role sends: what it holds but for the subjects given."""
    page = client.get(f"/role/{role(name).id}/edit").text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    permissions = held(name)
    data: dict[str, Any] = {
        f"may_{subject}": [a for a in actions if (a, subject) in permissions]
        for subject, actions in declared().items()
    }
    return data | {f"may_{s}": actions for s, actions in changed.items()} | {"seen": seen[1]}


def test_the_list_says_what_roles_are_for_and_how_many_hold_them(security: FlaskClient) -> None:
    StaffFactory(roles=["运营人员"])
    StaffFactory(roles=["运营人员", "初审员"])
    StaffFactory(roles=["运营人员"], active=False)
    page = security.get("/role/").text
    assert page.index("系统管理员") < page.index("运营人员") < page.index("考核员")
    assert "撰写和发布稿件" in page
    row = page[page.index(">运营人员<") :]
    assert re.search(r"<td[^>]*>\s*(?:<[^>]+>)*\s*2\s*<", row)


def test_a_role_shows_its_permissions_and_holders_in_words(security: FlaskClient) -> None:
    StaffFactory(roles=["系统管理员"], first_name="方志强")
    page = security.get(f"/role/{role('系统管理员').id}").text
    for words in ("方志强", "重置密码", "停用登录", "部门"):
        assert words in page
    assert not re.search(r"can_|reset_password|list on", page)


def test_a_permission_changed_holds_from_the_next_click_on(
    security: FlaskClient, sign_in: SignIn
) -> None:
    person = sign_in(StaffFactory(roles=["考核员"]))
    assert person.get("/department/").status_code == 403
    data = form(security, "考核员", Department=["list", "show"])
    answer = security.post(f"/role/{role('考核员').id}/edit", data=data)
    assert answer.status_code == 302, answer.text
    assert held("考核员") == {("list", "Department"), ("show", "Department")}
    assert person.get("/department/").status_code == 200
    data = form(security, "考核员", Department=[])
    security.post(f"/role/{role('考核员').id}/edit", data=data)
    assert held("考核员") == set()
    assert person.get("/department/").status_code == 403


def test_a_role_does_not_join_what_excludes_each_other(security: FlaskClient) -> None:
    before = held("系统管理员")
    data = form(security, "系统管理员", Role=["list", "show", "edit"])
    answer = security.post(f"/role/{role('系统管理员').id}/edit", data=data)
    assert answer.status_code == 422
    assert "一个角色不能同时有" in answer.text
    # The boxes stay as they were ticked.
    assert re.search(r'name="may_Role"[^>]*value="edit"\s+checked', answer.text)
    assert held("系统管理员") == before


def test_nobody_edits_their_own_role(security: FlaskClient, sign_in: SignIn) -> None:
    data = form(security, "考核员", Role=["list", "show", "edit"])
    security.post(f"/role/{role('考核员').id}/edit", data=data)
    colleague = sign_in(StaffFactory(roles=["考核员"]))
    own = role("考核员").id
    before = held("考核员")
    assert "/edit" not in security.get(f"/role/{role('安全管理员').id}").text
    stolen = form(security, "考核员", Staff=["list"])
    answer = colleague.post(f"/role/{own}/edit", data=stolen, follow_redirects=True)
    assert "这是您自己的角色" in answer.text
    assert held("考核员") == before


def test_two_who_change_a_role_at_once(security: FlaskClient) -> None:
    first = form(security, "考核员", Department=["list"])
    second = form(security, "考核员", Staff=["list"])
    address = f"/role/{role('考核员').id}/edit"
    assert security.post(address, data=first).status_code == 302
    answer = security.post(address, data=second)
    assert answer.status_code == 422
    assert "刚被别人改过" in answer.text
    assert held("考核员") == {("list", "Department")}


def test_only_who_may_edit_does(sign_in: SignIn) -> None:
    for name in ("系统管理员", "审计员"):
        reader = sign_in(StaffFactory(roles=[name]))
        key = role("考核员").id
        assert reader.get(f"/role/{key}").status_code == 200
        assert reader.get(f"/role/{key}/edit").status_code == 403
        assert reader.post(f"/role/{key}/edit", data={"may_Staff": "list"}).status_code == 403
    assert held("考核员") == set()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"may_Staff": "fly"}, 422),
        ({"may_Rocket": "fly"}, 422),
        ({"seen": "x"}, 422),
    ],
)
def test_an_absurd_form_changes_nothing(
    security: FlaskClient, data: dict[str, Any], status: int
) -> None:
    answer = security.post(f"/role/{role('考核员').id}/edit", data={"seen": "", **data})
    assert answer.status_code == status
    assert held("考核员") == set()
    assert security.get("/role/999999").status_code == 404
    assert security.get("/role/x").status_code == 404


def test_role_pages_ask_the_database_a_constant_number_of_times(
    security: FlaskClient, statements: Any
) -> None:
    key = role("运营人员").id
    counts = []
    for _round in range(2):
        for address in ("/role/", f"/role/{key}", f"/role/{key}/edit"):
            with statements() as sql:
                answer = security.get(address)
            assert answer.status_code == 200
            counts.append(len(sql))
        for _ in range(5):
            StaffFactory(roles=["运营人员"])
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12


# The rules themselves ------------------------------------------------------------------


def test_duties_of_a_group_exclude_each_other(app: Flask) -> None:
    rules = Rules(
        incompatible=(
            (Duty("甲", {"Post": "edit submit"}), Duty("乙", {"Post": "pass_first"})),
            (Duty("丙", {"Staff": "edit"}), Duty("丁", {"Post": "*"})),
        )
    )
    together = {("edit", "Post"), ("list", "Post"), ("submit", "Post")}
    assert rules.why_not_in_one_role(together) == ""
    assert "甲" in rules.why_not_in_one_role({*together, ("pass_first", "Post")})
    assert "丙" in rules.why_not_in_one_role({("list", "Post"), ("edit", "Staff")})
    assert rules.why_not_in_one_role({("list", "Staff"), ("list", "Post")}) == ""


def test_exclusion_is_mutual(app: Flask) -> None:
    rules = Rules(excludes={"甲": {"乙"}})
    for pair in (("甲", "乙"), ("乙", "甲"), ("丙", "乙", "甲")):
        assert rules.why_not_together(pair)
    assert rules.why_not_together({"乙", "丙"}) == ""
    assert rules.why_not_together({"甲"}) == ""


def test_every_permission_has_a_chinese_label(app: Flask) -> None:
    with app.test_request_context():
        named = {
            (action, subject): label(action, subject)
            for subject, actions in declared().items()
            for action in actions
        }
    assert len(named) > 10
    assert {pair: text for pair, text in named.items() if re.search("[A-Za-z_]", text)} == {}
    assert len(set(named.values())) == len(named)


def test_labels_name_subject_and_action(app: Flask) -> None:
    with app.test_request_context():
        assert label("reset_password", "Staff") == "人员：重置密码"
        assert label("edit", "Role").startswith("角色：")
        # What no view knows is shown as it is stored.
        assert label("fly", "Rocket") == "Rocket：fly"


def test_the_rules_are_in_force(app: Flask) -> None:
    assert "系统管理员" in RULES.grants
    assert RULES.why_not_together({"系统管理员", "运营人员"})
