"""Absurd addresses, questions and forms: every route answers with a page of ours, in Chinese.

Nobody gets a failure, and no GET changes anything.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from app.core.database import write
from app.core.views.registry import entity_views
from tests.factories import factory_of
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.newsroom import Newsroom
from tests.reading import read
from tests.registered import VIEWS, almighty, stored

pytestmark = pytest.mark.both_engines

HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]{2}")
# No keys, numbers, words or texts that anybody means; half a character, none, and far too many.
ABSURD = (
    "-1", "0", "1.5", "1e9", "9" * 11, "9" * 19, "9" * 40, "１２", "abc", "__class__", "",
    "\x00", "a\x00b", "\ud800", "\u202e", "' OR 1=1 --", "%", "_", "\\", "<script>", "{{7*7}}",
    "../../etc/passwd", "2026-13-45", "0000-00-00", "9999-12-31", "26-05-01", "字" * 3000,
    "NaN", "Infinity", "null", "[]", "\r\nSet-Cookie: a=b",
)  # fmt: skip
# The same as they stand in an address, and what is not even text.
RAW = (*(quote(value, safe="", errors="surrogatepass") for value in ABSURD), "%ff%fe", "%zz")
PARTS = ("0", "9" * 18, "9" * 40, "-1", "abc", "__class__", "%00", "%ed%a0%80", "%ff", "..%2f..")
FORMS: tuple[dict[str, Any], ...] = (
    {},
    {"ids": ["abc", "1"]},
    {"ids": ["9" * 18, "1", "1"], "version": "x"},
    {"ids": ["{key}", "{foreign}"], "version": "9" * 40},
    {"ids": ["{key}"], "asked": "1", "reason": "\x00", "opinion": "\x00", "decision": "pass"},
    {"ids": ["{key}"], "asked": "1", "reason": "字" * 9000, "opinion": "好", "decision": "x"},
    {"ids": ["{foreign}"], "asked": "x", "all": "1", "lines": ["x", "9" * 30], "seconds": "x"},
    {"version": "1", "title": "\ud800", "name": "\x00", "username": "\x00", "password": "\x00"},
)


class World:
    """Rows of every kind here and elsewhere, and somebody at a browser."""

    def __init__(self, app: Flask, who: str, sign_in: Any) -> None:
        self.app = app
        DepartmentFactory(parent=None, name="本单位", code="0")
        here, elsewhere = DepartmentFactory(), DepartmentFactory()
        people = {
            "clerk": lambda: StaffFactory(department=here, roles=["运营人员"]),
            "almighty": lambda: almighty(here),
        }
        with write():
            self.rows = {view: factory_of(view.model).of(here) for view in VIEWS}
            for view in VIEWS:
                factory_of(view.model).of(elsewhere)
        self.posts = [str(key) for key in Newsroom(here).submit(3)]
        self.client = sign_in(people[who]()) if who in people else app.test_client()
        self.faults: list[tuple[Any, ...]] = []

    def look(self, answer: Any, *what: Any) -> Any:
        """Notes an answer that is a failure, or a page that is not ours."""
        status = answer.status_code
        if status >= 500:
            self.faults.append((status, *what))
        elif answer.mimetype == "text/html" and not 300 <= status < 400:
            main = read(answer).one("main").text
            if not HAN.search(main) or (status in ERRORS and LATIN.search(main)):
                self.faults.append((status, *what, main[:80]))
        return answer

    def get(self, address: str) -> Any:
        """The answer of an address, looked at."""
        return self.look(self.client.get(address), "GET", address[:120])

    def post(self, address: str, data: Any = None, **more: Any) -> Any:
        """The answer of a form, looked at."""
        answer = self.client.post(address, data=data, **more)
        return self.look(answer, "POST", address[:120], str(data)[:120], *more.values())

    def addresses(self, verb: str) -> Iterator[str]:
        """Every route that takes a verb, its variables filled with likely and absurd values."""
        for rule in sorted(self.app.url_map.iter_rules(), key=str):
            if rule.endpoint == "static" or verb not in (rule.methods or ()):
                continue
            view = rule.endpoint.split(".")[0]
            keys = [str(row.id) for kind, row in self.rows.items() if kind.__name__ == view]
            words = ["csv", "submit", "pass_first", "department", "reset_password"]
            likely = (keys or self.posts) if "pk" in rule.arguments else words
            for part in (*likely, *PARTS) if rule.arguments else ("",):
                yield re.sub("<[^>]*>", lambda _found, part=part: part, str(rule))


ERRORS = (400, 403, 404, 405, 413, 429)


@pytest.fixture
def world(app: Flask, sign_in: Any, request: pytest.FixtureRequest) -> World:
    return World(app, getattr(request, "param", "almighty"), sign_in)


def seen_by(*who: str) -> Any:
    return pytest.mark.parametrize("world", who, indirect=True)


@seen_by("visitor", "clerk", "almighty")
def test_every_address_answers_and_changes_nothing(world: World) -> None:
    before = stored()
    for address in world.addresses("GET"):
        world.get(address)
    for address in world.addresses("POST"):
        world.get(f"{address}?ids=1&asked=1&version=1&reason=x&csrf_token=x")
    assert world.faults == []
    assert stored() == before


def test_every_question_answers_and_changes_nothing(world: World) -> None:
    """What lists, files, selects and other pages are asked, each with absurd values in turn."""
    before = stored()
    turn = endless(RAW)
    for view in entity_views().values():
        names = ["page", "size", "order", "dir", "state", "q", "csrf_token"]
        for name in view.search_columns:
            names += [name, f"op_{name}"]
        for name in names:
            for value in islice(turn, 5):
                asked = f"{name}={value}"
                if name.startswith("op_"):
                    asked += f"&{name.removeprefix('op_')}=1"
                world.get(f"{view.route_base}/?{asked}")
        for value in islice(turn, 4):
            world.get(f"{view.route_base}/export.csv?q={value}&page={value}")
            world.get(f"{view.route_base}/options/department?q={value}")
        world.get(f"{view.route_base}/?page=1&page=x&order=id&order=x&q=1&q=%00&{'a=1&' * 400}")
    others = {"/login/": "next", "/desk/": "level", "/": "x", "/activate/": "username"}
    for address, name in others.items():
        for value in RAW:
            world.get(f"{address}?{name}={value}")
    assert world.faults == []
    assert stored() == before


def endless(values: Any) -> Iterator[str]:
    while True:
        yield from values


@seen_by("visitor", "almighty")
def test_every_form_answers(world: World) -> None:
    for address in list(world.addresses("POST")):
        if "/logout/" in address:
            continue
        number = re.search(r"/(\d+)", address)
        key = number[1] if number else "1"
        absurd = any(part in address for part in PARTS[1:])
        for form in FORMS[:1] if absurd else FORMS:
            fields = {
                name: [v.format(key=key, foreign=2) for v in values]
                if isinstance(values, list)
                else values
                for name, values in form.items()
            }
            world.post(address, data=urlencode(fields, doseq=True, errors="surrogatepass"),
                       content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert world.faults == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_field_answers(world: World, view: Any) -> None:
    """Each field of each form in turn; what was stored all the same breaks no page after."""
    base = entity_views()[view.model].route_base
    doors = {"add": f"{base}/add", "edit": f"{base}/{world.rows[view].id}/edit"}
    turn = endless(ABSURD)
    for door in doors.keys() & set(view.offers):
        opened = world.get(doors[door])
        if opened.status_code != 200:
            continue
        fields = read(opened).form(named="version")
        names = {e["name"] for e in read(opened).one("main").all("input", "select", "textarea")
                 if e.get("name")}  # fmt: skip
        for name in sorted(names):
            for value in islice(turn, 8):
                given = {**fields, name: value.encode("utf-8", "surrogatepass")}
                world.post(doors[door], data=given)
        world.post(doors[door], data={name: [v, v] for name, v in fields.items() if v})
        world.post(doors[door], data=dict.fromkeys(names, "字" * 70_000))
    world.get(f"{base}/?size=100")
    world.get(f"{base}/export.csv")
    for number in range(1, 40):
        world.get(f"{base}/{number}")
    assert world.faults == []


def test_every_odd_request_answers(world: World) -> None:
    """Bodies that are no forms, files that are none, verbs and headers nobody sends."""
    broken = (
        {"data": b"\x00--x", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"--x\r\n\r\n", "content_type": "multipart/form-data"},
        {"data": b"{}", "content_type": "application/json"},
        {"data": b"<a/>", "content_type": "text/xml; charset=nonsense"},
        {"data": b"\xff\xfe=\xff&ids=\xff", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"a=1&" * 2000, "content_type": "application/x-www-form-urlencoded"},
    )
    odd = {
        "Referer": "http://[", "Range": "bytes=9-1", "If-Modified-Since": "x", "Accept": "a/b",
        "X-Forwarded-For": "'", "Cookie": "session=x.y.z; remember_token=1|x",
    }  # fmt: skip
    for address in ("/post/add", "/post/move/submit", "/lead/add", "/staff/import", "/login/"):
        for request in broken:
            world.look(world.client.post(address, **request), address, request["data"][:20])
        for verb in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            answer = world.look(world.client.open(address, method=verb), verb, address)
            assert answer.status_code in (400, 405), (verb, address)
    for address in ("/", "/post/", "/post/1", "/nowhere", "/attachment/1"):
        for name, value in odd.items():
            world.look(world.client.get(address, headers={name: value}), address, name)
    for name in ("a.csv", "a.xlsx", "a.xls", "a.exe", "", "\x00.csv", "../../a.csv", "字" * 300):
        for content in (b"", b"\x00" * 9, b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"a,b\n1"):
            file = (io.BytesIO(content), name)
            world.post("/account/import", data={"file": file})
            world.post("/post/picture", data={"file": (io.BytesIO(content), name)})
    assert world.faults == []


def test_a_request_that_is_too_large_is_refused_in_words(world: World) -> None:
    limit = world.app.config["MAX_FORM_MEMORY_SIZE"]
    answer = world.post("/lead/add", data={"content": "x" * (limit + 1)})
    assert answer.status_code == 413
    assert read(answer).title == "文件太大"
    many = world.post("/lead/add", data={f"f{n}": "1" for n in range(2000)},
                      content_type="multipart/form-data")  # fmt: skip
    assert many.status_code == 413
    assert world.faults == []
