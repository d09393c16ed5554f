"""The frame of every page in a real browser: menu, drawer, theme, landmarks, no script at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, Site, Watch, barriers


@pytest.fixture(scope="module")
def office(site: Site) -> Site:
    """A system administrator."""
    from app.extensions import db
    from tests.factories.people import StaffFactory

    app = site.app()
    with app.app_context():
        StaffFactory(username="xitong", first_name="林晓岚", roles=["系统管理员"])
        StaffFactory(username="zhoumin", first_name="周敏")
        db.session.remove()
    return site


def test_landmarks_headings_and_language(office: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(office, "xitong")
    page.goto("/department/")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu.get_by_role("link", name="部门")).to_have_attribute("aria-current", "page")
    # The first stop of the keyboard leads past the menu.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_nothing_keeps_anybody_out(
    office: Site, open_page: Callable[..., Page], watch: Watch, scheme: str, phone: bool
) -> None:
    watch.expected.append("404")
    page = open_page(office, "xitong", phone=phone)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    found = []
    for address in ("/department/", "/department/1", "/staff/add", "/role/", "/no-such-page"):
        page.goto(address)
        assert page.locator("html").get_attribute("data-bs-theme") == scheme
        found += barriers(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], address  # type: ignore[index]
    assert found == []


def test_the_menu_stays_folded(office: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(office, "xitong")
    words = page.get_by_role("navigation", name="主菜单").get_by_text("部门", exact=True)
    wide = words.bounding_box()
    page.get_by_role("button", name="收起菜单").click()
    page.goto("/staff/")
    narrow = words.bounding_box()
    assert wide
    assert narrow
    assert wide["width"] > 20 > narrow["width"]
    # Folded away for the eye, there for the ear.
    expect(page.get_by_role("link", name="部门").first).to_be_visible()
    page.get_by_role("button", name="展开菜单").click()
    page.reload()
    expect(page.get_by_role("button", name="收起菜单")).to_be_visible()


def test_the_drawer_of_the_phone(office: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(office, "xitong", phone=True)
    row = page.get_by_role("navigation", name="主菜单").get_by_role("link", name="人员")
    expect(row).to_be_hidden()
    page.get_by_role("button", name="更多").tap()
    expect(row).to_be_visible()
    page.keyboard.press("Escape")
    expect(row).to_be_hidden()
    expect(page.get_by_role("button", name="更多")).to_be_focused()
    page.get_by_role("button", name="更多").tap()
    row.tap()
    expect(page).to_have_url(f"{office.url}/staff/")


def test_the_own_menu_closes_by_itself_and_logs_out_by_a_form(
    office: Site, open_page: Callable[..., Page]
) -> None:
    page = open_page(office, "zhoumin")
    leave = page.get_by_role("button", name="退出登录")
    page.get_by_text("个人菜单").locator("xpath=ancestor::summary").click()
    expect(leave).to_be_visible()
    page.keyboard.press("Escape")
    expect(leave).to_be_hidden()
    page.get_by_text("个人菜单").locator("xpath=ancestor::summary").click()
    page.get_by_role("main").click()
    expect(leave).to_be_hidden()
    page.get_by_text("个人菜单").locator("xpath=ancestor::summary").click()
    leave.click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    office.sessions.pop("zhoumin")


def test_without_any_script(office: Site, open_page: Callable[..., Page], browser: Browser) -> None:
    """Lists and forms work; what only a script can do is not offered."""
    open_page(office, "xitong")
    context = browser.new_context(
        base_url=office.url,
        viewport=DESKTOP,
        java_script_enabled=False,
        storage_state=office.sessions["xitong"],
    )
    page = context.new_page()
    page.goto("/staff/")
    expect(page.get_by_role("checkbox", name="选择本页全部")).to_be_hidden()
    page.get_by_role("checkbox", name="选择“周敏”").check()
    page.get_by_role("button", name="要求修改密码").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/department/add")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("处需要修改，改好后才能保存")).to_be_visible()
    context.close()
