"""Every record of every room goes out, and comes in where its view offers that."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask, current_app
from python_calamine import CalamineWorkbook
from sqlalchemy import Boolean, Date, Integer, Numeric, select

from app.core.actor import SYSTEM, acting_as
from app.core.entity import ChoiceType, Instant
from app.core.exchange.targets import Target
from app.core.views.registry import entity_views
from app.extensions import db
from tests.core.views.library import Person
from tests.factories.people import DepartmentFactory, StaffFactory, make_role
from tests.factories.platforms import AccountFactory, PlatformFactory
from tests.reading import Page

HAN = range(0x4E00, 0x9FFF)
# What the house gives, never a file.
GIVEN = {"状态", "密码", "角色", "编号", "创建时间", "修改时间"}


def chinese(text: str) -> bool:
    return any(ord(character) in HAN for character in text)


@pytest.fixture
def master(app: Flask) -> Person:
    """Somebody of the root who may do everything with every record; there is one of most."""
    root = DepartmentFactory(parent=None, name="总部", code="0")
    PlatformFactory(name="微信公众号")
    AccountFactory()
    grants = {view.subject: " ".join(view.offers) for view in entity_views().values()}
    return Person(app, StaffFactory(department=root, roles=[make_role("全能", **grants).name]))


def offering(door: str) -> list[Any]:
    return [view for view in entity_views().values() if door in view.offers]


def cell_for(target: Target, number: int) -> str:
    """Something that may stand in a column."""
    if target.relation is not None:
        row = db.session.scalars(select(target.relation.mapper.class_)).first()
        # The others have rules of their own (a complaint's handler), the parent has one too.
        return str(row) if row is not None and (target.required or target.name == "parent") else ""
    kind = target.column.type
    if isinstance(kind, ChoiceType):
        return str(next(iter(kind.choices)).label)
    if isinstance(kind, Boolean):
        return "是"
    if isinstance(kind, Instant):
        return "2026-11-20 09:30"
    if isinstance(kind, Date):
        return "2026年11月20日"
    if isinstance(kind, Integer | Numeric):
        return "7"
    special = {"mobile": f"1380000000{number}", "email": "", "username": f"xinren{number}"}
    special |= {"source_url": "https://example.org/"}
    return special.get(target.name, f"甲{number}")[: kind.length or 20]


def test_every_record_goes_out(master: Person) -> None:
    assert len(offering("export")) > 5
    for view in offering("export"):
        for kind in ("xlsx", "csv"):
            answer = master.client.get(f"{view.route_base}/export.{kind}")
            assert answer.status_code == 200, (view, answer.text)
        text = answer.data.decode("utf-8-sig")
        headers = next(csv.reader(io.StringIO(text)))
        assert all(chinese(header) for header in headers), headers


def test_every_template_comes_in(master: Person) -> None:
    assert len(offering("import")) > 5
    for view in offering("import"):
        answer = master.client.get(f"{view.route_base}/import/template")
        assert answer.status_code == 200, view
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
        headers = book.get_sheet_by_index(0).to_python()[0]
        assert all(chinese(header) for header in headers), headers
        assert not GIVEN & set(headers)
        with current_app.test_request_context(), acting_as(SYSTEM):
            targets = view.import_targets()
        assert [target.label for target in targets] == headers
        rows = [[cell_for(target, number) for target in targets] for number in (1, 2)]
        before = count(view)
        page = bring_in(master, view, [headers, *rows])
        assert page.title == "导入完成：新增 2 条，更新 0 条，未导入 0 行", view
        assert count(view) == before + 2


def count(view: Any) -> int:
    db.session.rollback()
    return db.session.query(view.model).count()


def bring_in(master: Person, view: Any, table: list[list[str]]) -> Page:
    """Imports a table whose headers are understood, all of it."""
    text = io.StringIO()
    csv.writer(text).writerows(table)
    file = (io.BytesIO(text.getvalue().encode()), "表.csv")
    answer = master.client.post(f"{view.route_base}/import", data={"file": file})
    assert answer.status_code == 302, answer.text
    address = answer.location
    master.send(address, master.get(address).form(named="column-0"))
    return master.send(f"{address}/report", {"all": "1"})
