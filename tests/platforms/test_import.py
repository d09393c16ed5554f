"""The list of accounts a committee keeps comes in through the screen, and is approved at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.platforms.models import Account, AccountEvent, AccountState
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.factories.platforms import AccountFactory, PlatformFactory
from tests.reading import Page, read

SignIn = Callable[[Any], FlaskClient]
LIST = Path(__file__).resolve().parents[1] / "data" / "wechat_accounts.csv"


def stored(statement: Any) -> list[Any]:
    """What is in the database by now; the test's own read transaction would see the old rows."""
    db.session.rollback()
    return list(db.session.scalars(statement))


def bring_in(client: FlaskClient, content: bytes, **defaults: Any) -> tuple[str, Page]:
    """Uploads a file, matches its columns as recognised, and reads the report."""
    file = (io.BytesIO(content), "公众号清单.csv")
    answer = client.post("/account/import", data={"file": file})
    assert answer.status_code == 302, answer.text
    address: str = answer.location
    fields = read(client.get(address)).form(named="column-0")
    answer = client.post(address, data={**fields, **defaults})
    assert answer.status_code == 302, answer.text
    return address, read(client.get(f"{address}/report"))


def test_the_whole_list_is_imported_and_approved(app: Any, sign_in: SignIn) -> None:
    PlatformFactory(name="微信公众号")
    department = DepartmentFactory(name="宣传部")
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    address, report = bring_in(clerk, LIST.read_bytes(), department=department.id)
    repeated = [row for row in report.rows if "重复" in row]
    assert len(repeated) == 5
    assert all(any("与第" in cell for cell in row) for row in repeated)
    assert "新增 84" in report.text
    assert clerk.post(f"{address}/report", data={"all": "1"}).status_code == 302
    accounts = stored(select(Account))
    assert len(accounts) == 84
    assert {account.state for account in accounts} == {AccountState.applied}
    assert {account.department_id for account in accounts} == {department.id}
    reviewer = sign_in(StaffFactory(roles=["复审员"]))
    done = reviewer.post(
        "/account/move/approve",
        data={"ids": [a.id for a in accounts], "asked": "1", "reason": "存量登记"},
    )
    assert done.status_code == 200
    assert set(stored(select(Account.state))) == {AccountState.active}


def test_an_import_sets_no_state_and_renames_nothing_approved(app: Any, sign_in: SignIn) -> None:
    platform = PlatformFactory(name="微信公众号")
    account = AccountFactory(platform=platform, name="清河发布", platform_key="gh_1")
    department = account.department
    header = "公众号名称,bizid,平台,状态,用途\n"
    content = f"{header}清河头条,gh_1,微信公众号,已注销,政务信息\n新号,gh_2,微信公众号,使用中,\n"
    clerk = sign_in(StaffFactory(roles=["运营人员"]))
    address, _report = bring_in(clerk, content.encode(), department=department.id)
    clerk.post(f"{address}/report", data={"all": "1"})
    found = {row.platform_key: row for row in stored(select(Account))}
    assert (found["gh_1"].name, found["gh_1"].state) == ("清河发布", AccountState.active)
    assert found["gh_1"].purpose == "政务信息"
    assert found["gh_2"].state == AccountState.applied
    assert stored(select(AccountEvent)) == []
