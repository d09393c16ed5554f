"""A clerk takes a lead up, writes from it, and records where the approved post appeared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.core.actor import acting_as
from app.extensions import db
from app.leads.models import LeadState
from app.people.security import actor_of
from app.platforms.models import Account
from app.publishing.rechecks import RECHECKS
from tests.browser import Site, Watch, barriers
from tests.conftest import PASSWORD
from tests.factories.leads import LeadFactory
from tests.factories.people import StaffFactory
from tests.factories.platforms import AccountFactory, PlatformFactory
from tests.posts.committee import Committee

OpenPage = Callable[..., Page]
LINK = "https://mp.example.org/s/abc"


@pytest.fixture(scope="module")
def post_id(site: Site) -> int:
    """A post waiting for publication on two accounts, an adopted lead, and the clerk."""
    with site.app().app_context():
        committee = Committee()
        staff = StaffFactory(username="yunying", first_name="周敏", roles=["运营人员"])
        LeadFactory(state=LeadState.verified, title="老街修好了路灯")
        accounts: list[Account] = [
            AccountFactory(platform=PlatformFactory(name=name), name="清河发布")
            for name in ("微信公众号", "微博")
        ]
        with acting_as(actor_of(db.session(), staff)):
            post = committee.post_in("approved", accounts=accounts, title="城北首末站今天启用")
        return int(post.id)


def test_a_lead_becomes_a_draft(site: Site, open_page: OpenPage, post_id: int) -> None:
    page = open_page(site, "yunying", PASSWORD)
    page.get_by_role("link", name="线索").first.click()
    page.get_by_role("link", name="老街修好了路灯").click()
    page.get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_text("已采用").first).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="据此写稿").click()
    expect(page.get_by_role("heading", name="老街修好了路灯").first).to_be_visible()
    expect(page.get_by_role("heading", name="来源线索")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_where_a_post_appeared_is_recorded(
    site: Site, open_page: OpenPage, watch: Watch, post_id: int, phone: bool
) -> None:
    # The browser counts a refused form as an error.
    watch.expected.append("422")
    page = open_page(site, "yunying", PASSWORD, phone=phone)
    page.goto(f"/post/{post_id}")
    page.get_by_role("link", name="登记发布").click()
    account = "清河发布（微博）" if phone else "清河发布（微信公众号）"
    region = page.locator("section").filter(has=page.get_by_role("heading", name=account))
    region.get_by_label("链接").fill("mp.example.org")
    page.get_by_role("button", name="登记发布").click()
    # Everything wrong is said, and what was typed is still there.
    expect(page.get_by_role("link", name="请核对后打勾。")).to_have_count(len(RECHECKS))
    assert barriers(page) == []
    for box in page.get_by_role("checkbox").all():
        box.check()
    expect(region.get_by_label("链接")).to_have_value("mp.example.org")
    page.get_by_role("button", name="登记发布").click()
    expect(region.get_by_text("请写完整的网址")).to_be_visible()
    region.get_by_label("链接").fill(LINK)
    page.get_by_role("button", name="登记发布").click()
    expect(page.get_by_text("已登记发布")).to_be_visible()
    expect(page.get_by_text("已发布").first).to_be_visible()
