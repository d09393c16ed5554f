"""A reviewer at work: reads, compares, judges, takes back; alone and in a batch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.extensions import db
from app.posts.models import Post, PostOpening, ReviewRecord
from app.posts.services import save_post
from tests.browser import Site, Watch, barriers
from tests.conftest import PASSWORD
from tests.factories.people import StaffFactory
from tests.posts.committee import Committee

OpenPage = Callable[..., Page]
POINTS = ("主题明确", "标题、段落", "语言简洁")
FIVE = ("真实", "准确", "合法", "时效", "导向")


@pytest.fixture(scope="module")
def posts(site: Site) -> list[int]:
    """Four posts before the first review; the reviewer once returned the first of them."""
    with site.app().app_context():
        committee = Committee()
        reviewer = StaffFactory(username="chushen", first_name="陈立群", roles=["初审员"])
        committee.staff["chushen"] = reviewer.id
        titles = ["步道全线贯通", "冬修水利现场", "老街口的灯又亮了", "稻虾共作第二茬"]
        made = [committee.post_in("first_review", title=title) for title in titles]
        committee.open("chushen", made[0])
        committee.do("chushen", "return", made[0], opinion="里程不准确。").or_refuse()
        with committee.acting("author"):
            save_post({"body": "<p>步道全长10.2公里。</p><p>沿线九个村。</p>"}, made[0].id)
        committee.do("author", "submit", made[0]).or_refuse()
        return [post.id for post in made]


def open_desk(site: Site, open_page: OpenPage, phone: bool = False) -> Page:
    page = open_page(site, "chushen", PASSWORD, phone=phone)
    page.goto("/desk/")
    return page


def test_reading_comparing_passing_taking_back(
    site: Site, open_page: OpenPage, posts: list[int]
) -> None:
    page = open_desk(site, open_page)
    assert barriers(page) == []
    page.get_by_role("link", name="步道全线贯通").first.click()
    expect(page.get_by_role("heading", name="步道全线贯通").first).to_be_visible()
    text = page.frame_locator("iframe").get_by_text("步道全长10.2公里。")
    expect(text).to_be_visible()
    assert barriers(page) == []

    page.get_by_label("意见").fill("里程已与附件")
    page.get_by_role("link", name="与上次所见比较").click()
    expect(page.get_by_role("insertion").first).to_be_visible()
    expect(page.get_by_role("deletion").first).to_be_visible()
    expect(text).to_be_hidden()
    # Changing over has lost nothing that was written.
    expect(page.get_by_label("意见")).to_have_value("里程已与附件")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_label("意见")).to_have_value("里程已与附件同意")

    judge = page.get_by_role("button", name="通过")
    expect(judge).to_have_text("通过（还差 8 项）")
    # It only says that it cannot act yet; a press goes to what is missing.
    judge.click(force=True)
    expect(page.get_by_role("checkbox", name=POINTS[0])).to_be_focused()
    for point in POINTS:
        page.get_by_role("checkbox", name=point).check()
    for point in FIVE:
        page.get_by_text(point, exact=True).click()
    expect(judge).to_have_text("通过，看下一篇")
    judge.click()
    expect(page.get_by_role("status").filter(has_text="初审通过")).to_contain_text("步道全线贯通")
    with site.app().app_context():
        record = db.session.scalars(
            select(ReviewRecord)
            .where(ReviewRecord.post_id == posts[0])
            .order_by(ReviewRecord.id.desc())
        ).first()
        assert record
        assert (record.decision, record.opinion) == ("pass", "里程已与附件同意")
        assert record.opened, "the browser said that the version was on the screen"

    page.get_by_role("button", name="收回").click()
    expect(page.get_by_role("status").filter(has_text="收回")).to_be_visible()
    with site.app().app_context():
        assert db.session.get_one(Post, posts[0]).state == "first_review"


def test_a_return_needs_its_reason(
    site: Site, open_page: OpenPage, watch: Watch, posts: list[int]
) -> None:
    # The browser counts a refused form as an error.
    watch.expected.append("422")
    page = open_desk(site, open_page)
    page.get_by_role("link", name="冬修水利现场").first.click()
    page.get_by_role("checkbox", name=POINTS[1]).check()
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("请写明要改什么").first).to_be_visible()
    expect(page.get_by_role("checkbox", name=POINTS[1])).to_be_checked()
    page.get_by_label("意见").fill("请补现场图片。")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已退回")).to_contain_text("冬修水利现场")
    with site.app().app_context():
        assert db.session.get_one(Post, posts[1]).state == "returned"


def test_on_the_phone_nothing_is_out_of_reach(
    site: Site, open_page: OpenPage, posts: list[int]
) -> None:
    page = open_desk(site, open_page, phone=True)
    assert barriers(page) == []
    page.get_by_role("link", name="老街口的灯又亮了").first.click()
    expect(page.get_by_role("button", name="通过")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert barriers(page) == []


def test_a_batch_tells_what_was_read(site: Site, open_page: OpenPage, posts: list[int]) -> None:
    page = open_desk(site, open_page)
    for title in ("老街口的灯又亮了", "稻虾共作第二茬"):
        page.get_by_role("row", name=title).get_by_role("checkbox").check()
    page.get_by_role("button", name="初审通过").click()
    expect(page.get_by_role("heading", name="初审通过 2 篇")).to_be_visible()
    expect(page.get_by_text("还没有打开过").first).to_be_visible()
    assert barriers(page) == []
    for point in POINTS:
        page.get_by_role("checkbox", name=point).check()
    for point in FIVE:
        page.get_by_text(point, exact=True).click()
    page.get_by_role("button", name="初审通过 2 篇").click()
    expect(page.get_by_role("heading", name="通过 2 篇，跳过 0 篇")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="收回").click()
    expect(page.get_by_role("heading", name="收回")).to_be_visible()
    with site.app().app_context():
        states = db.session.scalars(select(Post.state).where(Post.id.in_(posts[2:]))).all()
        assert set(states) == {"first_review"}
        opened = db.session.scalars(select(PostOpening.seconds)).all()
        assert opened
