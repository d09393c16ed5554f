"""What is tried at the login and around it by those who should not get in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.people.services.passwords import weakness
from tests.conftest import PASSWORD
from tests.factories.people import StaffFactory

NEW = "Chunfeng+0427"
SignIn = Callable[..., FlaskClient]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "///evil.example",
        "/\\evil.example",
        "/staff\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%0d%0aSet-Cookie:x",
        "http://[::1",
        "https:evil.example",
    ],
)
def test_the_login_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    staff = StaffFactory()
    answer = client.post(
        "/login/",
        query_string={"next": target.replace("%0d%0a", "\r\n")},
        data={"username": staff.username, "password": PASSWORD},
    )
    assert answer.headers["Location"] == "/"
    # The same for somebody who is in already.
    answer = client.get("/login/", query_string={"next": target})
    assert answer.headers["Location"].startswith("/")
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("Wrong-2026", NEW, NEW, "这不是您现在的密码"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与现在的相同"),
        (PASSWORD, NEW, "Chunfeng+0428", "与上面的不一致"),
        (PASSWORD, "kurz-1", "kurz-1", "至少要 8 个字符"),
        (PASSWORD, "Zhoumin-2026", "Zhoumin-2026", "不能包含登录名或姓名"),
        ("", NEW, NEW, "请填写"),
    ],
)
def test_a_wrong_password_change_changes_nothing(
    sign_in: SignIn, reread: Any, old: str, new: str, again: str, message: str
) -> None:
    staff = StaffFactory(username="zhoumin")
    client = sign_in(staff)
    before = reread(staff).password, staff.session_stamp
    answer = client.post("/password/", data={"old": old, "password": new, "repeated": again})
    assert answer.status_code == 422
    assert message in answer.text
    assert (reread(staff).password, staff.session_stamp) == before
    # What was typed is not sent back.
    assert new not in answer.text


@pytest.mark.parametrize(
    ("password", "lacks"),
    [
        ("Ab-4567", "至少要 8 个字符"),
        ("Ab-4" * 33, "最多 128 "),
        ("12345678-", "还缺字母"),
        ("abcdefgh-", "还缺数字"),
        ("abcdefg8", "还缺字母、数字以外的字符"),
        ("x-YunYing-1", "不能包含登录名或姓名"),
        ("周敏-abc-2026", "不能包含登录名或姓名"),
        ("Sanshen-2026", ""),
        ("春风又绿-1", "至少要 8 个字符"),
        ("春风又绿江南-1", ""),
    ],
)
def test_the_password_rule(app: Flask, password: str, lacks: str) -> None:
    said = weakness(password, "yunying", "周敏")
    assert said.startswith(lacks) if lacks else said == ""


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/security/login",
        "/api/v1/security/refresh",
        "/api/v1/security/users/",
        "/api/v1/_openapi",
        "/api/v1/menu/",
        "/swagger/v1",
        "/users/list/",
        "/users/add",
        "/roles/list/",
        "/grouplist/list/",
        "/permissions/list/",
        "/resetpassword/form?pk=1",
        "/resetmypassword/form",
        "/userinfoeditview/form",
        "/register/form",
        "/registeruser/list/",
        "/lang/en",
        "/back",
    ],
)
def test_the_doors_of_the_engine_are_gone(sign_in: SignIn, address: str) -> None:
    client = sign_in(StaffFactory(roles=["系统管理员"]))
    assert client.get(address).status_code == 404
    assert client.post(address, json={"username": "x", "password": "y"}).status_code == 404


def test_no_other_proof_of_identity_counts(app: Flask, client: FlaskClient) -> None:
    from flask_jwt_extended import create_access_token

    staff = StaffFactory(roles=["系统管理员"])
    with app.test_request_context():
        token = create_access_token(identity=str(staff.id))
    for proof in (f"Bearer {token}", "Bearer sst_key", "Basic eDp5"):
        answer = client.get("/staff/", headers={"Authorization": proof})
        assert answer.status_code == 302
    client.set_cookie("remember_token", f"{staff.id}|{'0' * 128}")
    assert client.get("/staff/").status_code == 302
