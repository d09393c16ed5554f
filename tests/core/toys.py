"""Toy models: the kit is tested by them, so that no room's rule gets in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Integer, Numeric, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, relationship

from app.core.entity import Choice, ChoiceType, Entity, Instant, Key, field
from app.core.workflow import State, Stateful, Transition, Workflow
from app.extensions import db


class ToyBranch(Entity):
    """A branch library: rows belong to one."""

    __tablename__ = "toy_branch"
    singular = _l("Department")
    few = True
    everybodys = True

    name: Mapped[str] = field("分馆", String(64))
    code: Mapped[str] = field("分馆代码", String(16), unique=True)


class ToyKind(Choice):
    """What a book is."""

    novel = "novel", "小说"
    record = "record", "档案"


class ToyState(Choice):
    """Where a book stands."""

    ordered = "ordered", "已订购"
    shelved = "shelved", "在架"


class ToyBook(Entity, Stateful):
    """A book: one column of every type, scoped by its branch."""

    __tablename__ = "toy_book"
    __table_args__ = (UniqueConstraint("department_id", "isbn"),)
    singular = "图书"

    title: Mapped[str] = field("书名", String(64))
    isbn: Mapped[str] = field("书号", String(32))
    department_id: Mapped[int] = field("分馆", Key, ForeignKey("toy_branch.id"))
    department: Mapped[ToyBranch] = relationship(lazy="raise_on_sql")
    kind: Mapped[ToyKind] = field("类别", ChoiceType(ToyKind), default=ToyKind.novel)
    pages: Mapped[int] = field("页数", Integer, default=0)
    price: Mapped[float | None] = field("定价", Numeric(10, 2))
    printed_on: Mapped[date | None] = field("出版日期", Date)
    lent_at: Mapped[datetime | None] = field("借出时间", Instant)
    lent: Mapped[bool] = field("借出", default=False)
    remark: Mapped[str] = field("备注", Text, default="")
    number: Mapped[str] = field("登记号", String(32), default="")
    state: Mapped[ToyState] = field("状态", ChoiceType(ToyState), default=ToyState.ordered)


TOY_WORKFLOW = Workflow(
    model=ToyBook,
    states={ToyState.ordered: State(), ToyState.shelved: State("pass", "circle-check")},
    transitions=[Transition("shelve", "上架", {ToyState.ordered: ToyState.shelved})],
    initial=ToyState.ordered,
)


@contextmanager
def count_sql() -> Iterator[list[str]]:
    """Notes the SQL that runs inside the block."""
    sql: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sql.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sql
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
