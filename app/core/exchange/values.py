"""From what stands in a cell to what a form field understands, by the type of the column."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Boolean, Date, Integer, Numeric

from app.core.entity import ChoiceType, Instant, RichText
from app.core.exchange.cleaning import folded

YES = {"是", "有", "对", "真", "√", "✓", "y", "yes", "true", "1"}
NO = {"否", "无", "错", "假", "×", "x", "n", "no", "false", "0", "没有"}
# Excel counts days from here (it takes 1900 for a leap year, hence not from the 31st).
EPOCH = date(1899, 12, 30)
# Five digits, from 1927 on: a shorter number is a year somebody wrote, or a slip.
SERIAL = re.compile(r"([1-9]\d{4})(\.\d+)?")
DAY = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-./年])(?P<month>\d{1,2})(?:(?P=mark)|月)(?P<day>\d{1,2})日?"
    r"|(?P<month8>\d\d)(?P<day8>\d\d))"
)
CLOCK = re.compile(r"(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2}))?[分秒]?(?:\.\d+)?")
# What a spreadsheet shows of a number longer than the 15 digits it can hold.
ROUNDED = re.compile(r"-?\d(\.\d+)?E\+?\d{2,}", re.IGNORECASE)


def form_text(column: Any, text: str) -> str:
    """What the form field of a column is given for a cell.

    Args:
        column: of the table; its type decides.
        text: the cleaned cell, not empty.

    Returns:
        The text as a person would have typed or chosen it in the form.

    Raises:
        ValueError: with a translated message, if the cell cannot be of that type.
    """
    kind = column.type
    if isinstance(kind, ChoiceType):
        return _word(kind, text)
    if isinstance(kind, Instant):
        return _moment(text)
    if isinstance(kind, Boolean):
        return _yes_or_no(text)
    if isinstance(kind, Date):
        return _day(text).isoformat()
    if isinstance(kind, Integer | Numeric):
        return _number(text, whole=isinstance(kind, Integer))
    if ROUNDED.fullmatch(text):
        raise ValueError(
            _(
                "“%(text)s” has lost its last digits in the spreadsheet. Make the column a text "
                "there and write the number anew.",
                text=text,
            )
        )
    if isinstance(kind, RichText):
        return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    return text


def _word(kind: ChoiceType, text: str) -> str:
    wanted = folded(text)
    for word in kind.choices:
        if wanted in (folded(str(word.label)), folded(word.value)):
            return str(word.value)
    words = "、".join(str(word.label) for word in kind.choices)
    raise ValueError(_("“%(text)s” is none of: %(words)s.", text=text, words=words))


def _yes_or_no(text: str) -> str:
    answer = folded(text)
    if answer in YES:
        return "y"
    if answer in NO:
        return ""
    raise ValueError(_("“%(text)s” is neither yes nor no.", text=text))


def _number(text: str, whole: bool) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").lstrip("¥")
    if not re.fullmatch(r"[-+]?\d{1,15}(\.\d{1,15})?", plain):
        raise ValueError(_("“%(text)s” is not a number.", text=text))
    if not whole:
        return plain
    number, _point, rest = plain.partition(".")
    if rest.strip("0"):
        raise ValueError(_("“%(text)s” is not a whole number.", text=text))
    return number


def _day(text: str) -> date:
    plain = unicodedata.normalize("NFKC", text).strip()
    # A spreadsheet adds midnight to a day, a form the time of the entry.
    plain = re.sub(r"(?:\s+|T)\d{1,2}:\d\d(:\d\d)?(\.\d+)?$", "", plain)
    plain = "".join(plain.split())
    if found := DAY.fullmatch(plain):
        month, day = found["month"] or found["month8"], found["day"] or found["day8"]
        return _date(text, int(found["year"]), int(month), int(day))
    if found := SERIAL.fullmatch(plain):
        return EPOCH + timedelta(days=int(found[1]))
    raise ValueError(_("“%(text)s” is not a date. Write it like 2026-11-23.", text=text))


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        result = date(year, month, day)
    except ValueError:
        result = date.min
    if not 1900 <= result.year <= 2199:
        raise ValueError(_("There is no day “%(text)s”. Write it like 2026-11-23.", text=text))
    return result


def _moment(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("T", " ").strip()
    if found := SERIAL.fullmatch(plain):
        midnight = datetime.combine(EPOCH + timedelta(days=int(found[1])), time())
        minutes = round(float(found[2] or 0) * 24 * 60)
        return (midnight + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")
    found = re.search(r"\d{1,2}[:时点]", plain)
    if not found:
        return f"{_day(plain).isoformat()} 00:00"
    clock = CLOCK.fullmatch(plain[found.start() :].replace(" ", ""))
    hour, minute = (int(clock[1]), int(clock[2] or 0)) if clock else (99, 0)
    if hour > 23 or minute > 59:
        raise ValueError(_("“%(text)s” is not a time. Write it like 2026-11-23 14:05.", text=text))
    return f"{_day(plain[: found.start()]).isoformat()} {hour:02}:{minute:02}"
