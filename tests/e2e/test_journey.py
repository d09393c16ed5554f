"""The panel as an office uses it: from the list of accounts to a post that readers see."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.core.actor import Actor, acting_as
from app.core.workflow import apply
from app.extensions import db
from app.people.models import Staff
from app.people.security import actor_of
from app.posts.models import Post
from app.posts.services import save_post
from tests.browser import Site, Watch
from tests.e2e.examining import faults_of
from tests.factories.people import DepartmentFactory, StaffFactory
from tests.factories.platforms import AccountFactory, PlatformFactory

OpenPage = Callable[..., Page]
ACCOUNTS = Path(__file__).parent.parent / "data/wechat_accounts.csv"
TITLES = ("老街口的灯又亮了", "县图书馆周末开到晚上九点")
SERIAL = count(2)
PEOPLE = {
    "yunying": ("周敏", "运营人员"),
    "chushen": ("陈立群", "初审员"),
    "fushen": ("何静", "复审员"),
    "zhongshen": ("吴建国", "终审员"),
    "xitong": ("方志强", "系统管理员"),
}


@pytest.fixture(scope="module")
def office(site: Site) -> Site:
    """A committee with one person for each step, and one platform; no account, no post."""
    with site.app().app_context():
        DepartmentFactory(parent=None, name="中共清河县委")
        for username, (name, role) in PEOPLE.items():
            StaffFactory(username=username, first_name=name, roles=[role])
        school = DepartmentFactory(name="清河县教育局")
        StaffFactory(username="waibu", first_name="林晓岚", roles=["运营人员"], department=school)
        PlatformFactory(name="微信公众号")
        db.session.remove()
    return site


def go(page: Page, name: str) -> None:
    """Follows a row of the menu."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=name).click()


def choose(page: Page, label: str, words: str) -> None:
    """Finds what to choose by typing."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.insert_text(words)
    page.get_by_role("option", name=words).first.click()


def arrive(page: Page, heading: str) -> None:
    """Waits for a page by its heading; fails if it says anything that is not Chinese."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()
    assert faults_of(page, typed=ACCOUNTS.read_text(encoding="utf-8-sig")) == []


def tick_every_point(page: Page) -> None:
    for box in page.get_by_role("checkbox").all():
        box.check()


def test_from_the_list_of_accounts_to_the_reader(office: Site, open_page: OpenPage) -> None:
    clerk, second = open_page(office, "yunying"), open_page(office, "fushen")
    take_accounts_over(clerk)
    approve_accounts(second)
    for title in TITLES:
        write_and_submit(clerk, title)
    pass_one_by_one(open_page(office, "chushen"))
    pass_together(second)
    pass_on_the_phone(open_page(office, "zhongshen", phone=True))
    record_publication(clerk)
    read_review_form(clerk)


def take_accounts_over(page: Page) -> None:
    """A list as it came: it knows of no department, and repeats five accounts."""
    go(page, "账号")
    page.get_by_role("link", name="导入表格").click()
    arrive(page, "导入账号")
    page.get_by_label("表格文件").set_input_files(
        {"name": "公众号清单.csv", "mimeType": "text/csv", "buffer": ACCOUNTS.read_bytes()}
    )
    page.get_by_role("button", name="上传并继续").click()
    lacking = page.get_by_role("region", name="文件里没有的必填项")
    lacking.get_by_label("部门").select_option("中共清河县委")
    arrive(page, "导入账号")
    page.get_by_role("button", name="查看预检报告").click()
    repeated = page.get_by_role("row").filter(has_text="重复")
    expect(repeated).to_have_count(5)
    # The lines as they stand in the file, which are the numbers of the rows.
    lines = ACCOUNTS.read_text(encoding="utf-8-sig").splitlines()
    for row in repeated.all():
        number, name = (row.get_by_role("cell").nth(n).inner_text() for n in (-4, -2))
        assert lines[int(number) - 1].split(",")[0] in name
    arrive(page, "导入账号")
    page.get_by_role("button", name="导入全部 84 行").click()
    arrive(page, "导入完成：新增 84 条，更新 0 条，未导入 5 行")
    go(page, "账号")
    page.get_by_role("link", name="申请中 84").click()
    expect(page.get_by_text("共 84 条")).to_be_visible()


def approve_accounts(page: Page) -> None:
    """All of them, a page of the list at a time."""
    go(page, "账号")
    for left in (84, 59, 34, 9):
        page.get_by_role("link", name=f"申请中 {left}").click()
        page.get_by_role("checkbox", name="选择本页全部").check()
        page.get_by_role("form", name="选中的内容").get_by_role(
            "button", name="批准", exact=True
        ).click()
        page.get_by_label("依据").fill("存量登记")
        together = f"批准 {min(left, 25)} 条"
        arrive(page, together)
        page.get_by_role("button", name=together).click()
        arrive(page, "批准")
        page.get_by_role("link", name="返回列表").click()
    page.get_by_role("link", name="使用中 84").click()


def write_and_submit(page: Page, title: str) -> None:
    """Typed into the form, as a draft first."""
    go(page, "稿件")
    page.get_by_role("link", name="新增稿件").click()
    page.get_by_role("textbox", name="标题").fill(title)
    # The editor counts characters once it is there.
    expect(page.get_by_text("0 字", exact=True)).to_be_visible()
    body = page.get_by_role("textbox", name="正文")
    body.click()
    body.press_sequentially("五处路灯修好了。")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="加粗").click()
    body.press_sequentially("夜里走路亮堂")
    choose(page, "拟发账号", "北大史学人")
    page.get_by_role("button", name="保存").click()
    arrive(page, title)
    text = page.frame_locator("iframe")
    expect(text.get_by_role("strong")).to_have_text("夜里走路亮堂")
    page.get_by_role("button", name="提交初审").click()
    expect(page.get_by_text("待初审").first).to_be_visible()
    arrive(page, title)


def pass_one_by_one(page: Page) -> None:
    """Nothing passes before every point is ticked."""
    go(page, "待审")
    page.get_by_role("link", name="逐篇审核").click()
    for title in TITLES:
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        page.get_by_role("button", name="通过（还差 8 项）").press("Enter")
        expect(page.get_by_role("checkbox").first).to_be_focused()
        tick_every_point(page)
        arrive(page, title)
        page.get_by_role("button", name="通过").click()
    expect(page.get_by_text("没有等您审核的稿件")).to_be_visible()


def pass_together(page: Page) -> None:
    go(page, "待审")
    for title in TITLES:
        page.get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        go(page, "待审")
    page.get_by_role("checkbox", name="选择本页全部").check()
    page.get_by_role("form", name="选中的内容").get_by_role("button", name="复审通过").click()
    arrive(page, "复审通过 2 篇")
    tick_every_point(page)
    page.get_by_role("button", name="复审通过 2 篇").click()
    arrive(page, "通过 2 篇，跳过 0 篇")
    go(page, "审核记录")
    second = page.get_by_role("row").filter(has_text="复审")
    expect(second.get_by_role("cell", name="2", exact=True)).to_have_count(2)


def pass_on_the_phone(page: Page) -> None:
    page.get_by_role("navigation", name="常用位置").get_by_role("link", name="待审").tap()
    page.get_by_role("link", name=TITLES[0]).tap()
    arrive(page, TITLES[0])
    for box in page.get_by_role("checkbox").all():
        box.tap()
    page.get_by_role("button", name="通过，看下一篇").tap()
    expect(page.get_by_role("heading", level=1, name=TITLES[1])).to_be_visible()


def record_publication(page: Page) -> None:
    """Only after every point was checked again."""
    go(page, "工作台")
    page.get_by_role("link", name=TITLES[0]).click()
    page.get_by_role("link", name="登记发布").click()
    arrive(page, "登记发布")
    tick_every_point(page)
    page.get_by_role("textbox", name="链接").fill("https://mp.example.org/s/lamps")
    page.get_by_role("button", name="登记发布").click()
    arrive(page, TITLES[0])
    expect(page.get_by_text("已发布").first).to_be_visible()


def read_review_form(page: Page) -> None:
    address = page.get_by_role("link", name="审批单").get_attribute("href")
    assert address
    paper = page.request.get(address)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")


@pytest.fixture
def submitted(office: Site) -> tuple[int, str]:
    """Key and title of a post that waits for its first review."""
    with office.app().app_context():
        post = save_as("yunying", f"稻虾共作迎来第{next(SERIAL)}茬收获")
        with acting_as(actor("yunying")):
            apply("Post", "submit", [post.id]).or_refuse()
        return post.id, post.title


def actor(username: str) -> Actor:
    staff = db.session.scalars(select(Staff).where(Staff.username == username)).one()
    return actor_of(db.session(), staff)


def save_as(username: str, title: str) -> Post:
    """A draft of somebody's, ready to be submitted."""
    account = AccountFactory(name=f"清河发布{next(SERIAL)}")
    values = {"title": title, "body": "<p>稻谷收了，虾也肥了。</p>", "accounts": [account]}
    with acting_as(actor(username)):
        return save_post(values)


def test_what_comes_back_is_mended_and_compared(
    office: Site, open_page: OpenPage, submitted: tuple[int, str], watch: Watch
) -> None:
    watch.expected.append("422")
    _key, title = submitted
    opinion = "亩产数字与统计局公布的不一致，请核对。"
    reviewer, clerk = open_page(office, "chushen"), open_page(office, "yunying")
    go(reviewer, "待审")
    reviewer.get_by_role("link", name=title).click()
    # Nobody is sent back without being told why.
    reviewer.get_by_role("button", name="退回").click()
    expect(reviewer.get_by_text("请写明要改什么、为什么，作者要据此修改。").first).to_be_visible()
    reviewer.get_by_label("意见").fill(opinion)
    reviewer.get_by_role("button", name="退回").click()
    expect(reviewer.get_by_text("已退回")).to_be_visible()

    go(clerk, "工作台")
    returned = clerk.get_by_role("region", name="退回给我")
    expect(returned.get_by_text(opinion)).to_be_visible()
    arrive(clerk, "周敏")
    returned.get_by_role("link", name=title).click()
    clerk.get_by_role("link", name="编辑").click()
    expect(clerk.get_by_text(opinion)).to_be_visible()
    body = clerk.get_by_role("textbox", name="正文")
    expect(clerk.get_by_text("10 字", exact=True)).to_be_visible()
    body.press("Control+End")
    body.press_sequentially("亩产一千零六十斤。")
    clerk.get_by_role("button", name="保存").click()
    clerk.get_by_role("button", name="提交初审").click()
    expect(clerk.get_by_text("第 2 次送审")).to_be_visible()

    go(reviewer, "待审")
    reviewer.get_by_role("link", name=title).click()
    reviewer.get_by_role("link", name="与上次所见比较").click()
    expect(reviewer.get_by_role("insertion").first).to_contain_text("亩产一千零六十斤")
    arrive(reviewer, title)


def test_somebody_new_is_given_a_role_and_works(office: Site, open_page: OpenPage) -> None:
    administrator = open_page(office, "xitong")
    go(administrator, "人员")
    administrator.get_by_role("link", name="新增人员").click()
    arrive(administrator, "新增人员")
    administrator.get_by_label("姓名").fill("郑雨")
    administrator.get_by_label("工号").fill("A7")
    administrator.get_by_label("登录名").fill("zhengyu")
    administrator.get_by_role("button", name="保存").click()
    arrive(administrator, "一次性登录码")
    code = administrator.get_by_role("cell").last.inner_text()

    newcomer = open_page(office)
    newcomer.get_by_role("link", name="首次登录").click()
    arrive(newcomer, "三审")
    newcomer.get_by_label("登录名").fill("zhengyu")
    newcomer.get_by_label("一次性登录码").fill(code)
    # Once, and once more.
    for field in newcomer.get_by_label("新密码").all():
        field.fill("Qinghe-2026-11")
    newcomer.get_by_role("button", name="设置密码并登录").click()
    menu = newcomer.get_by_role("navigation", name="主菜单")
    expect(menu.get_by_role("link")).to_have_text(["工作台"])

    go(administrator, "人员")
    administrator.get_by_role("link", name="郑雨").click()
    administrator.get_by_role("link", name="编辑").click()
    choose(administrator, "角色", "运营人员")
    administrator.get_by_role("button", name="保存").click()
    expect(administrator.get_by_text("运营人员").first).to_be_visible()

    newcomer.reload()
    go(newcomer, "稿件")
    newcomer.get_by_role("link", name="新增稿件").click()
    newcomer.get_by_role("textbox", name="标题").fill("夜校开课了")
    newcomer.get_by_role("button", name="保存").click()
    arrive(newcomer, "夜校开课了")
    expect(newcomer.get_by_text("草稿").first).to_be_visible()


def test_an_outsider_gets_nowhere(
    office: Site, open_page: OpenPage, submitted: tuple[int, str], watch: Watch
) -> None:
    watch.expected += ["403", "404"]
    key, title = submitted
    inside = [f"/post/{key}{end}" for end in ("", "/edit", "/paper", "/content/0")]
    visitor = open_page(office)
    for address in ("/", "/post/", "/desk/", "/staff/", *inside):
        visitor.goto(address)
        expect(visitor.get_by_role("button", name="登录", exact=True)).to_be_visible()
    stranger = open_page(office, "waibu")
    go(stranger, "稿件")
    arrive(stranger, "稿件")
    assert title not in stranger.content()
    for address in inside:
        answer = stranger.goto(address)
        assert answer
        assert answer.status == 404
        arrive(stranger, "没有这个页面")
    for address in (f"/review/{key}", "/desk/", "/staff/", "/role/"):
        answer = stranger.goto(address)
        assert answer
        assert answer.status == 403
        arrive(stranger, "您没有打开这个页面的权限")


def test_two_people_save_the_same_draft(office: Site, open_page: OpenPage, watch: Watch) -> None:
    watch.expected.append("422")
    with office.app().app_context():
        post_id = save_as("yunying", "冬修水利现场").id
        colleague = StaffFactory(first_name="赵启明", roles=["运营人员"]).username
    first, second = open_page(office, "yunying"), open_page(office, colleague)
    for page in (first, second):
        page.goto(f"/post/{post_id}/edit")
    first.get_by_label("摘要").fill("四千方土石方一周清完。")
    first.get_by_role("button", name="保存").click()
    arrive(first, "冬修水利现场")
    second.get_by_label("摘要").fill("一周清完四千方。")
    second.get_by_label("署名").fill("赵启明 文")
    second.get_by_role("button", name="保存").click()
    conflict = second.get_by_role("alert")
    expect(conflict).to_contain_text("四千方土石方一周清完。")
    expect(conflict).to_contain_text("周敏")
    arrive(second, "冬修水利现场")
    # What was typed is still there and can be saved, knowingly.
    expect(second.get_by_label("摘要")).to_have_value("一周清完四千方。")
    second.get_by_role("button", name="保存").click()
    arrive(second, "冬修水利现场")
    expect(second.get_by_text("赵启明 文").first).to_be_visible()
    expect(second.get_by_text("一周清完四千方。").first).to_be_visible()
