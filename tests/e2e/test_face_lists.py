"""Lists in a real browser: selecting, asking before what cannot be undone, filters, rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from sqlalchemy import select

from tests.browser import Site


@pytest.fixture(scope="module")
def people(site: Site) -> Site:
    """A system administrator and five persons of two departments."""
    from app.extensions import db
    from tests.factories.people import DepartmentFactory, StaffFactory

    app = site.app()
    with app.app_context():
        StaffFactory(username="xitong", first_name="林晓岚", roles=["系统管理员"])
        school = DepartmentFactory(name="教育局")
        water = DepartmentFactory(name="水利局")
        for number, name in enumerate(["郑雨", "方志强", "周敏", "赵启明", "何雪"]):
            StaffFactory(
                username=f"person{number}",
                first_name=name,
                staff_number=f"A{number}",
                department=water if name == "方志强" else school,
            )
        db.session.remove()
    return site


@pytest.fixture
def staff_list(people: Site, open_page: Callable[..., Page]) -> Page:
    """The list of staff, as the system administrator sees it."""
    page = open_page(people, "xitong")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="人员").click()
    expect(page.get_by_role("heading", level=1, name="人员")).to_be_visible()
    return page


@pytest.fixture
def posts(staff_list: Page) -> list[str]:
    """The addresses that the page sends forms to, from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    staff_list.on("request", note)
    return sent


def bar(page: Page) -> Locator:
    """The bar with what may be done to the selected rows."""
    return page.get_by_role("form", name="选中的内容")


def in_database(site: Site, name: str) -> dict[str, Any]:
    """A person's row as it is stored now."""
    from app.extensions import db
    from app.people.models import Staff

    app = site.app()
    with app.app_context():
        staff = db.session.scalars(select(Staff).where(Staff.first_name == name)).one()
        values = {"active": bool(staff.active), "password": staff.password}
        db.session.remove()
    return values


def test_a_cancelled_question_carries_nothing_out_later(
    people: Site, staff_list: Page, posts: list[str]
) -> None:
    """FAB's script kept the cancelled deletion and carried it out with the next confirmation."""
    page, dialog = staff_list, staff_list.get_by_role("dialog")
    before = in_database(people, "郑雨")
    for leave in ("取消", "Escape"):
        page.get_by_role("checkbox", name="选择“郑雨”").check()
        page.get_by_role("button", name="重置密码").click()
        expect(dialog.get_by_role("heading")).to_contain_text("重置密码")
        expect(dialog.get_by_role("listitem")).to_have_text("郑雨")
        # Whoever presses Enter without reading does nothing.
        expect(dialog.get_by_role("button", name="取消")).to_be_focused()
        if leave == "Escape":
            page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name=leave).click()
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="重置密码")).to_be_focused()
        page.get_by_role("checkbox", name="选择“郑雨”").uncheck()
    assert posts == []

    page.get_by_role("checkbox", name="选择“周敏”").check()
    page.get_by_role("button", name="停用登录").click()
    expect(dialog.get_by_role("heading")).to_contain_text("停用登录")
    expect(dialog.get_by_role("listitem")).to_have_text("周敏")
    with page.expect_navigation():
        dialog.get_by_role("button", name="停用登录").click()
    assert [url.rsplit("/", 1)[-1] for url in posts] == ["deactivate"]
    assert in_database(people, "郑雨") == before
    assert in_database(people, "周敏")["active"] is False


def test_the_first_cell_selects_and_the_rest_of_the_row_opens(staff_list: Page) -> None:
    page = staff_list
    row = page.get_by_role("row", name="何雪")
    row.get_by_role("cell").first.click()
    expect(page.get_by_role("checkbox", name="选择“何雪”")).to_be_checked()
    expect(bar(page)).to_contain_text("已选 1 条")
    page.get_by_role("button", name="取消选择").click()
    expect(page.get_by_role("checkbox", name="选择“何雪”")).not_to_be_checked()
    expect(bar(page)).to_be_hidden()
    row.get_by_role("cell", name="A4").click()
    expect(page.get_by_role("heading", level=1, name="何雪")).to_be_visible()


def test_a_range_and_all_of_a_page_are_selected_at_once(staff_list: Page) -> None:
    page = staff_list
    page.get_by_role("checkbox", name="选择“郑雨”").check()
    page.get_by_role("checkbox", name="选择“赵启明”").click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("已选 4 条")
    expect(page.get_by_role("checkbox", name="选择“何雪”")).not_to_be_checked()
    every = page.get_by_role("checkbox", name="选择本页全部")
    every.check()
    expect(page.get_by_role("checkbox", name="选择“何雪”")).to_be_checked()
    every.uncheck()
    expect(page.get_by_role("button", name="取消选择")).to_be_hidden()


def test_a_filter_is_a_sentence_and_empty_ones_stay_out_of_the_address(staff_list: Page) -> None:
    page = staff_list
    page.get_by_text("添加条件").click()
    # The department of a list is searched for, the others are plain selects.
    page.get_by_role("combobox", name="部门", exact=True).click()
    page.get_by_role("option", name="水利局").click()
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("row")).to_have_count(2)  # the head and one person
    expect(page.get_by_role("cell", name="方志强", exact=True)).to_be_visible()
    assert "roles" not in page.url
    assert "q=" not in page.url
    page.get_by_role("link", name="去掉条件：部门").click()
    expect(page.get_by_role("cell", name="何雪", exact=True)).to_be_visible()


def test_search_and_order(staff_list: Page) -> None:
    page = staff_list
    page.get_by_role("searchbox", name="在列表中查找").fill("启明")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("searchbox", name="在列表中查找").fill("")
    page.keyboard.press("Enter")
    page.get_by_role("columnheader", name="工号").get_by_role("link").click()
    head = page.get_by_role("columnheader", name="工号")
    expect(head).to_have_attribute("aria-sort", "descending")


def test_cards_of_the_phone(people: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(people, "xitong", phone=True)
    page.goto("/staff/")
    # No box until somebody wants to select several.
    box = page.get_by_role("checkbox", name="选择“何雪”")
    expect(box).to_be_hidden()
    page.get_by_role("button", name="多选").tap()
    # Now the card itself selects instead of opening.
    page.get_by_text("A4", exact=True).tap()
    expect(box).to_be_checked()
    expect(bar(page)).to_contain_text("已选 1 条")
    page.get_by_role("button", name="取消选择").tap()
    page.get_by_text("A4", exact=True).tap()
    expect(page.get_by_role("heading", level=1, name="何雪")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
