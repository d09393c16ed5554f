"""The list screen: what it shows, in which order, and what it may be asked for."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask_babel import gettext as _

from app.core import clock
from tests.core.views.library import Library
from tests.core.views.toys import Kind, VolumeState
from tests.reading import Page, read

pytestmark = pytest.mark.both_engines


def chips(page: Page) -> list[str]:
    """The active filters as they are said."""
    return [b.text for b in page.all("button") if b.get("data-edit-filter")]


def titles(page: Page) -> list[str]:
    return page.column("书名")


def test_it_shows_the_columns_by_their_labels(library: Library) -> None:
    library.volume(title="红楼梦", isbn="978-7", pages=12, themes=[library.theme("小说")])
    page = library.keeper.get("/volume/")
    assert page.title == "图书列表"
    heads = [th.text for th in page.all("th", scope="col")]
    assert heads[1:] == ["书名", "书号", "部门", "主题", "页数", "出版日期", "状态"]
    assert page.rows[0][1:] == ["红楼梦", "978-7", "东馆", "小说", "12 页", "", "已订购"]


def test_it_holds_the_rows_in_scope_alone(library: Library) -> None:
    library.volume(title="东书")
    library.volume(title="西书", department=library.west)
    assert titles(library.keeper.get("/volume/")) == ["东书"]
    of_the_root = library.person(library.root, Volume="list")
    assert titles(of_the_root.get("/volume/")) == ["东书", "西书"]


def test_every_order_is_total(library: Library) -> None:
    """Rows that are alike keep their order on every page, and the reverse is the reverse."""
    for day in (None, date(2026, 5, 1), None, date(2026, 5, 1), date(2025, 1, 1)):
        library.volume(pages=7, printed_on=day)
    for column in ("title", "isbn", "pages", "printed_on", "state", "id"):
        orders = {}
        for direction in ("asc", "desc"):
            found = []
            for number in range(1, 6):
                address = f"/volume/?order={column}&dir={direction}&size=1&page={number}"
                found += library.keeper.get(address).column("书号")
            orders[direction] = found
        assert len(set(orders["asc"])) == 5
        assert orders["desc"] == orders["asc"][::-1], column


def test_no_value_stands_before_every_value(library: Library) -> None:
    library.volume(title="有", printed_on=date(2026, 5, 1))
    library.volume(title="无")
    assert titles(library.keeper.get("/volume/?order=printed_on")) == ["无", "有"]
    assert titles(library.keeper.get("/volume/?order=printed_on&dir=desc")) == ["有", "无"]


def test_a_heading_turns_the_order(library: Library) -> None:
    library.volume(title="甲")
    library.volume(title="乙")
    page = library.keeper.get("/volume/?q=0&size=10")
    page = library.keeper.get(page.links()["书名"])
    first = titles(page)
    assert page.one("th", aria_sort="ascending").text == "书名"
    page = library.keeper.get(page.links()["书名"])
    assert titles(page) == first[::-1]
    assert page.one("th", aria_sort="descending").text == "书名"
    assert "size=10" in page.links()["书名"]
    assert "q=0" in page.links()["书名"]


FITS = [
    ("title", "has", "红_楼", ["红_楼梦"]),
    ("title", "has", "%", []),
    ("title", "hasnot", "红", ["三国"]),
    ("title", "is", "三国", ["三国"]),
    ("kind", "is", "record", ["三国"]),
    ("kind", "isnot", "record", ["红_楼梦"]),
    ("pages", "is", "300", ["三国"]),
    ("pages", "least", "120", ["红_楼梦", "三国"]),
    ("pages", "most", "120", ["红_楼梦"]),
    ("price", "least", "10.5", ["三国"]),
    ("price", "is", "10", ["红_楼梦"]),
    ("printed_on", "from", "2026-05-02", ["三国"]),
    ("printed_on", "until", "2026-05-01", ["红_楼梦"]),
    ("printed_on", "is", "2026-05-02", ["三国"]),
    # Half past midnight in Shanghai is still the day before in London.
    ("lent_at", "from", "2026-05-02", ["三国"]),
    ("lent_at", "until", "2026-05-01", ["红_楼梦"]),
    ("lent_at", "is", "2026-05-02", ["三国"]),
    ("lent", "is", "1", ["三国"]),
    ("lent", "is", "0", ["红_楼梦"]),
    ("department", "is", "{east}", ["红_楼梦", "三国"]),
    ("department", "isnot", "{east}", []),
    ("department", "is", "{west}", []),
    ("hall", "is", "{hall}", ["三国"]),
    ("hall", "isnot", "{hall}", ["红_楼梦"]),
    ("themes", "is", "{theme}", ["三国"]),
    ("themes", "isnot", "{theme}", ["红_楼梦"]),
]


def test_every_filter_finds_what_it_says(library: Library) -> None:
    """Each comparison of each kind of column, in the words of the chip too."""
    hall, theme = library.hall(), library.theme("演义")
    library.volume(
        title="红_楼梦", pages=120, price=10, printed_on=date(2026, 5, 1),
        lent_at=datetime(2026, 5, 1, 23, 59, tzinfo=clock.SHANGHAI),
    )  # fmt: skip
    library.volume(
        title="三国", kind=Kind.record, pages=300, price=20, printed_on=date(2026, 5, 2),
        lent_at=datetime(2026, 5, 2, 0, 30, tzinfo=clock.SHANGHAI), lent=True,
        hall=hall, themes=[theme],
    )  # fmt: skip
    library.volume(title="红楼西", department=library.west, pages=300, lent=True)
    keys: dict[str, Any] = {
        "east": library.east.id, "west": library.west.id, "hall": hall.id, "theme": theme.id,
    }  # fmt: skip
    for name, operator, value, expected in FITS:
        query = urlencode({name: value.format(**keys), f"op_{name}": operator})
        page = library.keeper.get(f"/volume/?{query}")
        assert titles(page) == expected, query
        (chip,) = chips(page)
        assert re.search(r"[\u4e00-\u9fff]", chip)


def test_a_filter_without_a_comparison_means_the_first_one(library: Library) -> None:
    library.volume(title="红楼梦")
    library.volume(title="三国")
    assert titles(library.keeper.get("/volume/?title=红")) == ["红楼梦"]
    assert titles(library.keeper.get("/volume/?title=%20&op_title=has")) == ["红楼梦", "三国"]


def test_a_chip_says_the_filter_and_takes_it_away(library: Library) -> None:
    library.volume(title="红楼梦")
    library.volume(title="三国")
    page = library.keeper.get("/volume/?title=红&op_title=has&kind=novel&page=1&size=10")
    said = chips(page)
    assert len(said) == 2
    assert said[0].startswith("书名")
    assert said[0].endswith("红")
    assert said[1].startswith("类别")
    assert said[1].endswith("小说")
    (remove,) = [a["href"] for a in page.all("a") if "书名" in a.text + _names(a)][:1]
    assert titles(library.keeper.get(remove)) == ["红楼梦", "三国"]
    assert "kind=novel" in remove


def _names(a: Any) -> str:
    return " ".join(e.get("aria-label") for e in a.walk())


def test_the_name_of_a_foreign_row_stays_unsaid(library: Library) -> None:
    hall = library.hall(name="西馆密室", department=library.west)
    page = library.keeper.get(f"/volume/?hall={hall.id}&department={library.west.id}")
    assert "西馆" not in page.text
    assert page.rows == []


def test_the_search_box_looks_into_its_columns(library: Library) -> None:
    library.volume(title="红楼梦", isbn="978-1")
    library.volume(title="三国", isbn="979-红")
    library.volume(title="水浒", remark="红")
    assert titles(library.keeper.get("/volume/?q=红")) == ["红楼梦", "三国"]
    assert titles(library.keeper.get("/volume/?q=%25")) == []
    assert library.keeper.get("/volume/?q=红").field(_("Search in this list"))["value"] == "红"


def test_tabs_count_the_rows_in_scope_by_state(library: Library) -> None:
    library.volume(state=VolumeState.shelved, title="在架书")
    library.volume()
    library.volume()
    library.volume(department=library.west, state=VolumeState.sold)
    page = library.keeper.get("/volume/?order=title&size=10")
    (tabs,) = [n for n in page.all("nav") if "已订购" in n.text]
    said = {a.text: a["href"] for a in tabs.all("a")}
    assert [s.split()[-1] for s in said] == ["3", "2", "1", "0"]
    page = library.keeper.get(said["在架 1"])
    assert titles(page) == ["在架书"]
    assert "order=title" in said["在架 1"]
    assert page.one("a", aria_current="page", class_="tab").text == "在架 1"


def test_pages_follow_each_other(library: Library) -> None:
    for number in range(7):
        library.volume(pages=number)
    address, seen, steps = "/volume/?size=3&q=书", [], []
    while address:
        page = library.keeper.get(address)
        seen += titles(page)
        steps.append(page)
        address = next((a["href"] for a in page.all("a", rel="next")), "")
    assert [len(page.rows) for page in steps] == [3, 3, 1]
    assert len(set(seen)) == 7
    assert not steps[0].all("a", rel="prev")
    assert library.keeper.get(steps[2].one("a", rel="prev")["href"]).rows == steps[1].rows
    assert "7–7" in steps[2].text
    assert titles(library.keeper.get("/volume/?size=3&page=99")) == []


def test_an_empty_list_says_why_and_what_to_do(library: Library) -> None:
    page = library.keeper.get("/volume/")
    assert "先订购一本。" in page.one("main").text
    library.volume()
    filtered = library.keeper.get("/volume/?title=无此书")
    assert filtered.rows == []
    assert "先订购一本。" not in filtered.one("main").text
    reader = library.person(library.west, Volume="list")
    assert "/volume/add" not in reader.get("/volume/").links().values()


NONSENSE = (
    "page=x", "page=0", "page=-1", "page=9999999999999999999", "page=1.5", "page=１",
    "size=0", "size=101", "size=-5", "size=x",
    "order=nosuch", "order=remark", "order=department", "order=settings", "order=password",
    "order=created_by_id", "order=__class__", "order=version_id", "dir=up",
    "state=nosuch", "state=%00", "state=__class__",
    "title=a%00b", "q=a%00b", "title=x&op_title=nosuch", "pages=5&op_pages=has",
    "kind=nosuch", "kind=%00", "pages=x", "pages=99999999999999999999", "pages=1x",
    "price=x", "price=nan", "price=1e999", "printed_on=2026-02-30", "printed_on=x",
    "printed_on=0001-01-01", "printed_on=9999-12-31", "lent_at=9999-12-31",
    "lent=2", "lent=true", "department=x", "department=-1", "hall=%00", "hall=1%20or%201",
    "department=99999999999999999999", "themes=x",
)  # fmt: skip


def test_a_question_that_makes_no_sense_is_answered_by_a_page(library: Library) -> None:
    library.volume()
    answers = {}
    for query in NONSENSE:
        answer = library.keeper.client.get(f"/volume/?{query}")
        answers[query] = answer.status_code, read(answer).title
    (title,) = {title for _status, title in answers.values()}
    assert answers == dict.fromkeys(NONSENSE, (400, title))


def test_what_was_left_empty_was_not_asked(library: Library) -> None:
    library.volume(title="甲")
    empty = "/volume/?page=&size=&order=&dir=&state=&q=&title=&op_title=has&department=&kind="
    assert titles(library.keeper.get(empty)) == ["甲"]


def test_what_a_list_does_not_offer_is_no_filter(library: Library) -> None:
    library.volume(remark="秘密")
    page = library.keeper.get("/volume/?remark=别的&created_by_id=99&version_id=7&settings=x")
    assert len(page.rows) == 1
    assert not chips(page)


def test_what_people_typed_is_no_markup(library: Library) -> None:
    library.volume(title="<b>&'\"><script>alert(1)</script>", isbn="<i>")
    page = library.keeper.get("/volume/")
    assert titles(page) == ["<b>&'\"><script>alert(1)</script>"]
    page = library.keeper.get('/volume/?title="><script>alert(1)</script>&q="><script>')
    assert all(s.get("src") for s in page.all("script"))
