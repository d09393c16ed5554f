"""What people write into cells, and what the form understands of it."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.entity import RichText
from app.core.exchange.values import form_text
from tests.core.toys import ToyBook

pytestmark = pytest.mark.usefixtures("toy_app")


def column(name: str) -> Any:
    return ToyBook.__mapper__.columns[name]


def refused(name: str, text: str) -> str:
    with pytest.raises(ValueError, match="“") as fault:
        form_text(column(name), text)
    return str(fault.value)


@pytest.mark.parametrize(
    "text",
    [
        *("2025-03-01", "2025-3-1", "2025.3.1", "2025.03.01", "2025/3/1", "2025年3月1日"),
        *(
            "2025年03月01日",
            "2025 年 3 月 1 日",
            "２０２５．３．１",
            "20250301",
            "45717",
            "45717.0",
        ),
        *("2025-03-01 00:00:00", "2025-03-01T00:00:00", "2025/3/1 0:00", "2025年3月1"),
        "2025-03-01 09:30",
    ],
)
def test_every_way_to_write_a_day(text: str) -> None:
    assert form_text(column("printed_on"), text) == "2025-03-01"


@pytest.mark.parametrize(
    "text",
    [
        *("2025", "2025-3", "2025.3", "3月1日", "25.3.1", "1/3/2025", "3-1-2025", "2025-13-01"),
        *(
            "2025-02-30",
            "2025.3.1日前",
            "明天",
            "0",
            "1",
            "9999",
            "123456",
            "2025031",
            "1800-01-01",
        ),
        *("2025-3.1", "2025年3-1", "-45717", "99999999999999999999", "2025-3-1-1"),
    ],
)
def test_no_day_is_guessed(text: str) -> None:
    """A bare year read as a serial number would be a day in 1905."""
    refused("printed_on", text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-01 09:30", "2025-03-01 09:30"),
        ("2025-3-1 9:30:15", "2025-03-01 09:30"),
        ("2025-03-01T09:30", "2025-03-01 09:30"),
        ("2025年3月1日 9时30分", "2025-03-01 09:30"),
        ("2025年3月1日9时30分15秒", "2025-03-01 09:30"),
        ("2025.3.1 18点", "2025-03-01 18:00"),
        ("2025/3/1　９：３０", "2025-03-01 09:30"),
        ("45717.395833333336", "2025-03-01 09:30"),
        ("45717.9999999", "2025-03-02 00:00"),
        ("2025-03-01", "2025-03-01 00:00"),
        ("45717", "2025-03-01 00:00"),
    ],
)
def test_every_way_to_write_a_moment(text: str, moment: str) -> None:
    assert form_text(column("lent_at"), text) == moment


@pytest.mark.parametrize("text", ["9:30", "2025-03-01 25:00", "2025-03-01 9:61", "昨天 9:30", "x"])
def test_no_moment_is_guessed(text: str) -> None:
    refused("lent_at", text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("12", "12"), ("12.0", "12"), ("１２", "12"), ("1,200", "1200"), ("１，２００", "1200")),
        *(("-5", "-5"), ("+5", "+5"), ("0", "0"), ("007", "007"), ("1 200", "1200")),
    ],
)
def test_whole_numbers(text: str, number: str) -> None:
    assert form_text(column("pages"), text) == number


@pytest.mark.parametrize(
    "text", ["1.5", "三百", "12页", "1e3", "0x10", "∞", "nan", "1" * 16, "--1"]
)
def test_no_number_is_guessed(text: str) -> None:
    refused("pages", text)


def test_amounts_of_money() -> None:
    price = column("price")
    assert [form_text(price, t) for t in ("12.5", "¥1,234.50", "￥３")] == ["12.5", "1234.50", "3"]
    refused("price", "十元")


def test_words_of_a_list() -> None:
    kind = column("kind")
    assert [form_text(kind, t) for t in ("小说", " 小 说 ", "novel", "NOVEL", "档案")] == [
        *("novel", "novel", "novel", "novel", "record"),
    ]
    assert refused("kind", "诗歌") == "“诗歌”不在可选范围内：小说、档案。"


def test_yes_and_no() -> None:
    lent = column("lent")
    for yes in ("是", "有", "√", "TRUE", "true", "1", "Y"):
        assert form_text(lent, yes) == "y"
    for no in ("否", "无", "×", "FALSE", "0", "n"):
        assert form_text(lent, no) == ""
    refused("lent", "也许")


def test_texts_stay_texts() -> None:
    for text in ("=1+1", "00123", "13800000000", "1E5", "《县志》：上，下", "两\n行", "1.5"):
        assert form_text(column("title"), text) == text


def test_a_number_that_lost_its_end_is_no_text() -> None:
    assert "丢失了末尾几位数字" in refused("isbn", "1.10101199001011E+17")
    assert "丢失了末尾几位数字" in refused("isbn", "9.78713E+12")


def test_plain_text_becomes_paragraphs_of_rich_text() -> None:
    rich = type("Column", (), {"type": RichText()})
    given = "第一段 <b>&\n\n第二段"
    assert form_text(rich, given) == "<p>第一段 &lt;b&gt;&amp;</p><p>第二段</p>"
