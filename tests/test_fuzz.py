"""Absurd addresses and forms: every route answers with a page of ours, never with a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.extensions import db
from app.platforms.models import AccountState
from tests.factories.leads import LeadFactory
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.factories.platforms import AccountFactory

pytestmark = pytest.mark.both_engines

WHO = {"visitor": (), "clerk": ("运营人员",), "keeper": ("系统管理员",)}
# Beyond what a key, a page, a date or a word can be.
ABSURD = (
    "-1", "0", "1.5", "abc", "%00", "\x00", "9" * 11, "9" * 19, "9" * 30, "١٢", "１２", "1e9",
    "2026-13-45", "0000-00-00", "' OR 1=1 --", "<script>", "../../etc/passwd", "字" * 3000, "",
)  # fmt: skip
NAMES = (
    "page", "size", "order", "dir", "state", "q", "level", "view", "department", "op_department",
    "created_at", "op_created_at", "kind", "op_kind", "authors", "active", "accounts", "post",
    "account", "next", "version",
)  # fmt: skip
PARTS = ("0", "1", "9" * 18, "9" * 40, "-1", "abc", "%00")


def addresses(app: Flask) -> Iterator[tuple[str, set[str]]]:
    """Every route, its variables filled in with absurd and with likely values."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        path = str(rule)
        if "<" not in path:
            yield path, set(rule.methods or ())
            continue
        head = path.split("<")[0]
        tail = path.rsplit(">", 1)[1]
        for part in PARTS:
            yield f"{head}{quote(part, safe='%')}{tail}", set(rule.methods or ())


def everything() -> dict[str, int]:
    """Rows of every table, and the versions of those that have one."""
    counts = {}
    db.session.rollback()
    for name, table in db.metadata.tables.items():
        if name.startswith("toy_"):
            continue
        counts[name] = db.session.scalar(select(func.count()).select_from(table)) or 0
        if "version_id" in table.c:
            total = db.session.scalar(text(f'SELECT sum(version_id) FROM "{name}"'))
            counts[f"{name} versions"] = int(total or 0)
    return counts


@pytest.fixture
def client_of(app: Flask, sign_in: Callable[[Any], Any]) -> Callable[[str], Any]:
    """Somebody with their roles, in a panel that holds some rows."""
    department = DepartmentFactory()
    LeadFactory(department=department)
    AccountFactory(state=AccountState.active)

    def client(name: str) -> Any:
        roles = list(WHO[name])
        if not roles:
            return app.test_client()
        return sign_in(StaffFactory(roles=roles, department=department))

    return client


@pytest.mark.parametrize("who", WHO)
def test_no_address_fails_and_no_get_writes(
    app: Flask, client_of: Callable[[str], Any], who: str
) -> None:
    client = client_of(who)
    before = everything()
    faults = []
    for path, _methods in addresses(app):
        answer = client.get(path)
        if answer.status_code >= 500:
            faults.append((path, answer.status_code))
    for path in sorted({p for p, methods in addresses(app) if "GET" in methods and "<" not in p}):
        if any(part in path for part in ("/0", "/9", "/-1", "/abc", "%")):
            continue
        for place, name in enumerate(NAMES):
            # Three of them each; over all names every one has its turn several times.
            for step in range(3):
                value = ABSURD[(place * 3 + step + len(path)) % len(ABSURD)]
                answer = client.get(f"{path}?{urlencode({name: value})}")
                if answer.status_code >= 500:
                    faults.append((path, name, value[:20], answer.status_code))
        client.get(f"{path}?page=1&page=2&order=id&order=x&%ff=%fe")
    assert faults == []
    assert everything() == before


@pytest.mark.parametrize("who", WHO)
def test_no_form_fails(app: Flask, client_of: Callable[[str], Any], who: str) -> None:
    client = client_of(who)
    forms = (
        {},
        {"ids": ["abc", "1"]},
        {"ids": ["9" * 40], "version": "x"},
        {"ids": ["1", "1", "-1"], "asked": "1", "reason": "\x00", "opinion": "\x00"},
        dict.fromkeys(("title", "name", "username", "password", "department", "kind"), "\x00"),
        dict.fromkeys(("version", "sort_order", "department", "gap_days", "state"), "9" * 30),
        {"title": "字" * 100_000, "kind": "no such", "received_at": "2026-99-99 99:99"},
    )
    faults = []
    for path, methods in addresses(app):
        if "POST" not in methods:
            continue
        for form in forms:
            answer = client.post(path, data=form)
            if answer.status_code >= 500:
                faults.append((path, form, answer.status_code))
        broken = client.post(path, data=b"\x00--x", content_type="multipart/form-data; boundary=x")
        odd = client.post(path, data=b"{}", content_type="application/json")
        faults += [(path, a.status_code) for a in (broken, odd) if a.status_code >= 500]
        if path == "/logout/" and who != "visitor":
            client = client_of(who)
    assert faults == []


def test_pages_of_errors_are_ours(app: Flask, client_of: Callable[[str], Any]) -> None:
    client = client_of("clerk")
    for path, status in (
        ("/no/such/page", 404),
        ("/post/999999", 404),
        (f"/post/{'9' * 30}", 404),
        ("/post/?page=abc", 400),
        ("/post/?order=password", 400),
        ("/post/?size=100000", 400),
        ("/post/?state=nowhere", 400),
        ("/staff/", 403),
        ("/post/move/submit", 405),
    ):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert 'lang="zh-CN"' in answer.text, path
        assert "Not Found" not in answer.text, path
    assert client.post("/post/move/no_such", data={"ids": "1"}).status_code == 404
