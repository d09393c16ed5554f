"""Numbers without gaps: a counter row per series and year, taken in the writer's transaction."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import Integer, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import writing

# The same sentence is understood by SQLite and PostgreSQL. The row stays locked until the
# transaction ends, and a rollback gives its numbers back: hence no gap and no duplicate.
_TAKE = text(
    "INSERT INTO number_series (series, year, last) VALUES (:series, :year, :count) "
    "ON CONFLICT (series, year) DO UPDATE SET last = number_series.last + excluded.last "
    "RETURNING last"
)


class NumberSeries(Model):
    """编号序列. The last number given in a series and year."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(16), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


def reserve(session: Session, series: str, year: int, count: int = 1) -> int:
    """Takes the next numbers of a series.

    Args:
        session: of `write()`; the numbers are given with its commit.
        series: its name, such as 新媒.
        year: the year in Asia/Shanghai.
        count: how many in a row.

    Returns:
        The first of them.

    Raises:
        RuntimeError: no write transaction is open.
    """
    if not writing():
        raise RuntimeError("a number is taken inside write()")
    if count < 1:
        raise ValueError("at least one number is taken")
    last: int = session.execute(
        _TAKE, {"series": series, "year": year, "count": count}
    ).scalar_one()
    return last - count + 1


def format_number(series: str, year: int, number: int) -> str:
    """A number as documents write it.

    >>> format_number("新媒", 2026, 1)
    '新媒〔2026〕0001号'
    """
    return f"{series}〔{year}〕{number:04d}号"
