"""A clerk writes a post with a picture, and sees it as its readers will."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.extensions import db
from app.posts.models import Post
from tests.browser import Site, barriers
from tests.conftest import PASSWORD
from tests.factories.people import StaffFactory
from tests.posts.committee import Committee


@pytest.fixture(scope="module")
def office(site: Site) -> Site:
    """Reviewers and a clerk."""
    with site.app().app_context():
        committee = Committee()
        StaffFactory(username="yunying", first_name="周敏", roles=["运营人员"])
        assert committee.account
    return site


def test_a_picture_comes_into_the_text_and_to_the_reader(
    office: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "PNG")
    (tmp_path / "候车大厅.png").write_bytes(content.getvalue())

    page = open_page(office, "yunying", PASSWORD)
    page.goto("/post/add")
    page.get_by_role("textbox", name="标题").fill("城北首末站今天启用")
    # The editor counts characters once it is there.
    expect(page.get_by_text("0 字", exact=True)).to_be_visible()
    editor = page.get_by_role("textbox", name="正文")
    editor.click()
    editor.press_sequentially("新站今天启用。")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="图片").click()
    chosen.value.set_files(tmp_path / "候车大厅.png")
    asked = page.get_by_role("dialog")
    asked.get_by_role("textbox").fill("新站的候车大厅")
    asked.get_by_role("button", name="添加说明").click()
    expect(editor.get_by_role("img")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="保存").first.click()

    expect(page.get_by_role("heading", name="城北首末站今天启用").first).to_be_visible()
    picture = page.frame_locator("iframe").get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => [image.naturalWidth, image.alt]") == [40, "新站的候车大厅"]
    assert barriers(page) == []
    with office.app().app_context():
        post = db.session.query(Post).one()
        assert "新站今天启用。" in post.body
        assert "<img " in post.body
