"""Which row a cell names: by any of its names, in sight only, never one of several."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.actor import Actor, acting_as
from app.core.database import write
from app.core.exchange.names import Names, split
from app.extensions import db
from app.people.models import Department, Staff
from tests.core.toys import ToyBook, ToyBranch, count_sql

pytestmark = pytest.mark.usefixtures("toy_app")


def add(*rows: Any) -> None:
    with write() as session:
        session.add_all(rows)


def found(model: type[Any], *texts: str) -> list[Any]:
    names = Names(db.session(), model)
    names.learn(texts)
    return [names.find(text) for text in texts]


def refused(model: type[Any], text: str) -> str:
    with pytest.raises(ValueError, match="“") as fault:
        found(model, text)
    return str(fault.value)


def test_by_name_or_by_code() -> None:
    add(ToyBranch(id=1, name="东馆", code="E1"), ToyBranch(id=2, name="西馆", code="W1"))
    rows = found(ToyBranch, "东馆", "E1", "W1", "东馆")
    assert [row.id for row in rows] == [1, 1, 2, 1]
    assert refused(ToyBranch, "南馆") == "没有名为“南馆”的部门，或者不在您能看到的范围内。"


def test_one_of_several_is_not_guessed() -> None:
    add(ToyBranch(id=1, name="分馆", code="E1"), ToyBranch(id=2, name="分馆", code="W1"))
    assert refused(ToyBranch, "分馆") == "名为“分馆”的部门有 2 个。请改填代码或编号。"
    assert [row.id for row in found(ToyBranch, "W1")] == [2]


def test_a_name_that_is_anothers_code_is_not_guessed() -> None:
    add(ToyBranch(id=1, name="E2", code="E1"), ToyBranch(id=2, name="西馆", code="E2"))
    assert "有 2 个" in refused(ToyBranch, "E2")


def test_people_by_number_or_by_a_name_that_is_theirs_alone() -> None:
    office = db.session.query(Department).first()

    def person(number: str, **values: Any) -> Staff:
        given = {"username": f"u{number}", "staff_number": number, "department": office}
        return Staff(**{**given, "last_name": "", "email": f"u{number}@x.invalid", **values})

    add(
        person("101", first_name="张伟"),
        person("102", first_name="张伟"),
        person("103", first_name="李娜", active=False),
        person("104", first_name="李娜"),
    )
    assert [row.staff_number for row in found(Staff, "101", "102")] == ["101", "102"]
    assert "有 2 个" in refused(Staff, "张伟")
    # Of two of one name, the one who left is hardly meant.
    assert [row.staff_number for row in found(Staff, "李娜", "103")] == ["104", "103"]


def test_only_what_is_in_sight() -> None:
    add(ToyBranch(id=1, name="东馆", code="E"), ToyBranch(id=2, name="西馆", code="W"))
    add(
        ToyBook(title="县志", isbn="1", department_id=1),
        ToyBook(title="县志", isbn="2", department_id=2),
        ToyBook(title="年鉴", isbn="3", department_id=2),
    )
    with acting_as(Actor(1, departments=(1,))):
        assert [row.isbn for row in found(ToyBook, "县志")] == ["1"]
        assert "不在您能看到的范围内" in refused(ToyBook, "年鉴")


def test_the_remark_that_a_list_puts_behind_a_name() -> None:
    class Remarked(Names):
        pass

    add(ToyBranch(id=1, name="东馆", code="E"))
    names = Remarked(db.session(), ToyBranch)
    names.learn(["东馆（城东）"])
    assert names.rows.keys() == {1}
    with pytest.raises(ValueError, match="没有名为"):
        names.find("东馆（城东）")


def test_many_names_take_few_statements() -> None:
    add(*(ToyBranch(id=n, name=f"第{n}馆", code=f"B{n}") for n in range(1, 501)))
    names = Names(db.session(), ToyBranch)
    with count_sql() as statements:
        names.learn(f"第{n}馆" for n in range(1, 501))
        names.learn(f"第{n}馆" for n in range(1, 501))
        assert names.find("第500馆").id == 500
    assert len(statements) == 3


def test_several_names_in_a_cell() -> None:
    assert split("张三、李四，王五,赵六; 钱七\n孙八") == [
        "张三",
        "李四",
        "王五",
        "赵六",
        "钱七",
        "孙八",
    ]
    assert split("、 ,") == []
