"""Login, logout, one-time codes, the own password, and what ends a session."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.database import write
from app.core.errors import Refused
from app.extensions import db
from app.people.models import LoginCode, Staff
from app.people.services import passwords
from app.people.services.codes import hand_out, redeem
from app.people.services.passwords import fits
from app.people.services.staff import deactivate, demand_password
from tests.conftest import PASSWORD
from tests.factories.people import StaffFactory

pytestmark = pytest.mark.both_engines

NEW = "Chunfeng+0427"
SignIn = Callable[..., FlaskClient]


def log_in(client: FlaskClient, name: str, password: str = PASSWORD, to: str = "") -> Any:
    address = "/login/" + (f"?next={to}" if to else "")
    return client.post(address, data={"username": name, "password": password})


def is_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def test_login_and_logout(app: Flask, client: FlaskClient, reread: Any) -> None:
    staff = StaffFactory(first_name="周敏")
    version = staff.version_id
    answer = log_in(client, staff.username)
    assert answer.headers["Location"] == "/"
    assert "周敏" in client.get("/").text
    assert reread(staff).login_count == 1
    assert abs(staff.signed_in_at - clock.now()) < timedelta(minutes=1)
    # Nobody edited the person: an open form stays good.
    assert staff.version_id == version
    answer = client.post("/logout/")
    assert answer.headers["Location"] == "/login/"
    assert not is_in(client)


def test_login_names_are_not_about_case(client: FlaskClient) -> None:
    StaffFactory(username="zhoumin")
    assert log_in(client, " ZhouMin ").status_code == 302


def test_logging_out_takes_a_button(sign_in: SignIn) -> None:
    client = sign_in(StaffFactory())
    assert client.get("/logout/").status_code == 405
    assert is_in(client)


def test_a_visitor_is_sent_to_the_login_and_back(client: FlaskClient) -> None:
    staff = StaffFactory(roles=["系统管理员"])
    answer = client.get("/staff/?q=a")
    assert answer.headers["Location"] == "/login/?next=/staff/?q%3Da"
    assert "danger" not in client.get("/login/").text
    answer = log_in(client, staff.username, to="/staff/?q%3Da")
    assert answer.headers["Location"] == "/staff/?q=a"


def test_a_visitors_post_leads_to_the_login_alone(client: FlaskClient) -> None:
    answer = client.post("/staff/administer/deactivate", data={"ids": "1"})
    assert answer.headers["Location"] == "/login/"


def test_without_permission_there_is_no_page(sign_in: SignIn) -> None:
    client = sign_in(StaffFactory(roles=["运营人员"]))
    for address in ("/staff/", "/staff/add", "/role/", "/role/1", "/department/"):
        assert client.get(address).status_code == 403, address


def test_the_same_answer_to_a_wrong_name_and_a_wrong_password(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, statements: Any
) -> None:
    """And the same work: one hash, the same statements."""
    StaffFactory(username="here")
    StaffFactory(username="closed", active=False)
    StaffFactory(username="fresh", password=None)
    hashed: list[str] = []
    real = passwords.check_password_hash

    def count(stored: str, typed: str) -> bool:
        hashed.append(stored)
        return bool(real(stored, typed))

    monkeypatch.setattr(passwords, "check_password_hash", count)
    seen = set()
    for name in ("here", "closed", "fresh", "nobody"):
        hashed.clear()
        with statements() as sql:
            answer = log_in(client, name, "Wrong-2026")
        assert answer.status_code == 200
        assert len(hashed) == 1
        # Of the same method, hence as slow.
        assert hashed[0].split("$")[0] == "pbkdf2:sha256:1"
        page = re.sub(r'value="[^"]*"', "", answer.text)
        seen.add((page, tuple(sql)))
    assert len(seen) == 1
    assert "登录名或密码不对" in answer.text


def test_a_failed_login_is_counted(client: FlaskClient, reread: Any) -> None:
    staff = StaffFactory()
    log_in(client, staff.username, "Wrong-2026")
    log_in(client, staff.username, "Wrong-2026")
    assert reread(staff).fail_login_count == 2
    log_in(client, staff.username)
    assert reread(staff).fail_login_count == 0


def test_an_unset_password_is_no_password(client: FlaskClient) -> None:
    """The hash of an empty text and of NULs is the same; neither lets anybody in."""
    staff = StaffFactory(password=None)
    for guess in ("", "\0", "None"):
        assert not fits(staff, guess)
        assert log_in(client, staff.username, guess).status_code in (200, 400)
    assert not is_in(client)


def test_guessing_is_slowed_down(fresh_app: Callable[..., Flask]) -> None:
    app = fresh_app(ratelimit_enabled=True)
    with app.app_context():
        staff = StaffFactory()
        client = app.test_client()
        answers = [log_in(client, staff.username, "Wrong-2026").status_code for _ in range(12)]
        assert answers == [200] * 10 + [429] * 2
        other = {"username": "x", "code": "1", "password": NEW, "repeated": NEW}
        codes = [app.test_client().post("/activate/", data=other).status_code for _ in range(11)]
        assert codes[-1] == 429


def test_an_office_may_log_in_at_the_same_minute(fresh_app: Callable[..., Flask]) -> None:
    app = fresh_app(ratelimit_enabled=True)
    with app.app_context():
        staff = StaffFactory()
        answers = {log_in(app.test_client(), staff.username).status_code for _ in range(15)}
        assert answers == {302}


def test_login_needs_the_token_of_its_form(fresh_app: Callable[..., Flask]) -> None:
    app = fresh_app(wtf_csrf_enabled=True)
    with app.app_context():
        staff = StaffFactory()
        client = app.test_client()
        assert log_in(client, staff.username).status_code == 400
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login/").text)
        assert token
        data = {"username": staff.username, "password": PASSWORD, "csrf_token": token[1]}
        assert client.post("/login/", data=data).status_code == 302
        assert client.post("/logout/").status_code == 400


# What ends a session -------------------------------------------------------------------


def test_a_closed_login_ends_at_once(sign_in: SignIn) -> None:
    staff = StaffFactory()
    client = sign_in(staff)
    with write():
        deactivate(staff)
    assert not is_in(client)
    with write():
        staff.active = True
    # The old cookie does not come back to life with the person.
    assert not is_in(client)


def test_a_session_without_the_present_stamp_is_none(app: Flask, client: FlaskClient) -> None:
    one, other = StaffFactory(), StaffFactory()
    for forged in (
        str(one.id),
        f"{one.id}:",
        f"{one.id}:{other.session_stamp}",
        f"{one.id}:{'0' * 32}",
        f"-1:{one.session_stamp}",
        f"{one.id} :{one.session_stamp}",
        "x:y",
    ):
        with client.session_transaction() as cookie:
            cookie["_user_id"] = forged
        assert not is_in(client), forged
    with client.session_transaction() as cookie:
        cookie["_user_id"] = one.get_id()
    assert is_in(client)


def test_a_visitors_session_is_not_taken_over(client: FlaskClient) -> None:
    """What somebody else put into the cookie before is gone after the login."""
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    log_in(client, StaffFactory().username)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_another_password_ends_the_other_sessions(sign_in: SignIn, client: FlaskClient) -> None:
    staff = StaffFactory()
    here, there = sign_in(staff), sign_in(staff)
    answer = here.post("/password/", data={"old": PASSWORD, "password": NEW, "repeated": NEW})
    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert log_in(client, staff.username).status_code == 200
    assert log_in(client, staff.username, NEW).status_code == 302


def test_the_own_password_needs_a_login(client: FlaskClient) -> None:
    assert client.get("/password/").headers["Location"] == "/login/?next=/password/"


def test_whoever_must_change_the_password_does_nothing_else(sign_in: SignIn) -> None:
    staff = StaffFactory(roles=["系统管理员"])
    client = sign_in(staff)
    with write():
        demand_password(staff)
    for address in ("/", "/staff/", "/staff/add"):
        assert client.get(address).headers["Location"] == "/password/"
    assert client.post("/staff/administer/deactivate").headers["Location"] == "/password/"
    assert "请先修改密码" in client.get("/password/").text
    client.post("/password/", data={"old": PASSWORD, "password": NEW, "repeated": NEW})
    assert is_in(client)


# One-time codes ------------------------------------------------------------------------


def activate(client: FlaskClient, name: str, code: str, password: str = NEW) -> Any:
    data = {"username": name, "code": code, "password": password, "repeated": password}
    return client.post("/activate/", data=data)


def test_a_code_sets_a_password_once(client: FlaskClient, app: Flask, reread: Any) -> None:
    staff = StaffFactory(password=None)
    code = hand_out(staff)
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code)
    answer = activate(client, staff.username, code)
    assert answer.status_code == 302
    assert is_in(client)
    assert fits(reread(staff), NEW)
    answer = activate(app.test_client(), staff.username, code, "Other-2026")
    assert "不相符" in answer.text
    assert fits(reread(staff), NEW)


def test_a_code_is_stored_as_a_digest_alone(app: Flask) -> None:
    code = hand_out(StaffFactory())
    (row,) = db.session.scalars(select(LoginCode))
    assert code.replace(" ", "") not in " ".join(str(v) for v in vars(row).values())
    assert len(row.digest) == 64


def test_a_code_takes_password_and_sessions_away(sign_in: SignIn, client: FlaskClient) -> None:
    staff = StaffFactory()
    other = sign_in(staff)
    hand_out(staff)
    assert not is_in(other)
    assert log_in(client, staff.username).status_code == 200


def test_a_newer_code_replaces_the_older(client: FlaskClient) -> None:
    staff = StaffFactory()
    first, second = hand_out(staff), hand_out(staff)
    assert "不相符" in activate(client, staff.username, first).text
    assert activate(client, staff.username, second).status_code == 302


def test_a_code_ends_after_a_day(client: FlaskClient) -> None:
    staff = StaffFactory()
    with time_machine.travel(clock.now() - timedelta(hours=24, minutes=1)):
        code = hand_out(staff)
    assert "不相符" in activate(client, staff.username, code).text
    with time_machine.travel(clock.now() - timedelta(hours=23)):
        code = hand_out(staff)
    assert activate(client, staff.username, code).status_code == 302


def test_a_code_is_one_persons(client: FlaskClient) -> None:
    one, other, gone = StaffFactory(), StaffFactory(), StaffFactory()
    code, closed = hand_out(one), hand_out(gone)
    with write():
        deactivate(gone)
    answers = [
        activate(client, other.username, code),
        activate(client, "nobody", code),
        activate(client, one.username, "0000 0000 0000 0000"),
        activate(client, one.username, ""),
        activate(client, gone.username, closed),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert not is_in(client)
    assert activate(client, one.username, code).status_code == 302


def test_a_weak_password_does_not_spend_the_code(client: FlaskClient) -> None:
    staff = StaffFactory(first_name="林晓岚")
    code = hand_out(staff)
    assert "不能包含登录名或姓名" in activate(client, staff.username, code, "林晓岚-2026").text
    assert "还缺字母" in activate(client, staff.username, code, "2026-1127").text
    assert activate(client, staff.username, code).status_code == 302


def test_codes_are_typed_as_people_do(app: Flask) -> None:
    staff = StaffFactory()
    code = hand_out(staff)
    assert redeem(f" {staff.username.upper()} ", code.replace(" ", "-"), NEW).id == staff.id


def test_redeeming_refuses_with_one_sentence(app: Flask) -> None:
    staff = StaffFactory()
    hand_out(staff)
    said = set()
    for name in (staff.username, "nobody"):
        with pytest.raises(Refused) as refused:
            redeem(name, "1" * 16, NEW)
        said.add(str(refused.value))
    assert len(said) == 1


def test_no_hash_and_no_stamp_on_any_page(sign_in: SignIn, reread: Any) -> None:
    other = StaffFactory()
    admin = StaffFactory(roles=["系统管理员"])
    client = sign_in(admin)
    secrets = [reread(s).password for s in (admin, other)] + [
        s.session_stamp for s in db.session.scalars(select(Staff))
    ]
    for address in ("/", "/staff/", f"/staff/{other.id}", f"/staff/{other.id}/edit", "/password/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert not [secret for secret in secrets if secret in page.text], address
