"""Forms in a real browser: errors, nothing lost, nothing sent twice, chosen by searching."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser import Site, Watch, barriers


@pytest.fixture(scope="module")
def office(site: Site) -> Site:
    """A system administrator in an office of 14 departments, enough to be searched."""
    from app.extensions import db
    from tests.factories.people import DepartmentFactory, StaffFactory

    app = site.app()
    with app.app_context():
        StaffFactory(username="xitong", first_name="林晓岚", roles=["系统管理员"])
        for number in range(13):
            DepartmentFactory(name=f"第{number}科")
        db.session.remove()
    return site


@pytest.fixture
def new_department(office: Site, open_page: Callable[..., Page]) -> Page:
    """The empty form of a department."""
    page = open_page(office, "xitong")
    page.goto("/department/add")
    return page


def choose_parent(page: Page, name: str) -> None:
    """Finds the department above by typing a part of its name."""
    page.get_by_role("combobox", name="上级部门").click()
    page.get_by_role("textbox", name="上级部门").fill(name)
    page.get_by_role("option", name=name).click()


def test_what_is_wrong_is_told_above_and_beside_and_nothing_typed_is_lost(
    new_department: Page, watch: Watch
) -> None:
    watch.expected.append("422")  # what a refused form answers
    page = new_department
    page.get_by_label("部门编码").fill("K-77")
    choose_parent(page, "第7科")
    page.get_by_role("button", name="保存").click()
    summary = page.get_by_text("处需要修改，改好后才能保存")
    expect(summary).to_be_visible()
    # The summary has the focus, so that it is read at once; its lines lead to the fields.
    assert page.evaluate("document.activeElement.innerText").startswith("还有 1 处需要修改")
    page.get_by_role("link", name="名称").click()
    name = page.get_by_role("textbox", name="名称")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("部门编码")).to_have_value("K-77")
    expect(page.get_by_role("combobox", name="上级部门")).to_contain_text("第7科")
    assert barriers(page) == []


def test_leaving_a_changed_form_asks_and_saving_it_does_not(new_department: Page) -> None:
    page = new_department
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("textbox", name="名称").fill("档案科")
    page.get_by_role("link", name="不保存，离开").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_role("textbox", name="名称")).to_have_value("档案科")

    page.get_by_label("部门编码").fill("DA")
    choose_parent(page, "第3科")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1, name="档案科")).to_be_visible()
    assert asked == ["beforeunload"]


def test_a_double_press_sends_once(new_department: Page) -> None:
    page, sent = new_department, []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", note)
    page.get_by_role("textbox", name="名称").fill("信访科")
    page.get_by_label("部门编码").fill("XF")
    choose_parent(page, "第5科")
    page.get_by_role("button", name="保存").dblclick()
    expect(page.get_by_role("heading", level=1, name="信访科")).to_be_visible()
    assert len(sent) == 1


def test_a_password_can_be_looked_at(office: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(office)
    page.goto("/login/")
    field = page.get_by_label("密码", exact=True)
    field.fill("secret")
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name="显示").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="隐藏").click()
    expect(field).to_have_attribute("type", "password")
