"""Draws the pictures of the README anew: serves the demonstration and visits it.

They go to docs/pictures/. What a picture shows depends on the day, since the demonstration ends
today; nothing else does.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from app.demo.build import PASSWORD
from tests.browser import DESKTOP, PHONE, ROOT, SWITCHES, Site, chromium, serve, sign_in
from tests.engines import sanshen

TARGET = ROOT / "docs/pictures"


Visit = Callable[[Page], None]


def stay(page: Page) -> None:
    """The page as it opens."""


def open_first(page: Page) -> None:
    """What the first row of the list leads to."""
    address = page.url
    page.get_by_role("table").get_by_role("link").and_(page.locator("[title]")).first.click()
    page.wait_for_url(lambda url: url != address)


def edit_first(page: Page) -> None:
    """The form of the first row."""
    open_first(page)
    page.get_by_role("link", name="编辑").click()
    page.wait_for_url("**/edit")


def judge_first(page: Page) -> None:
    """The review page with every point confirmed, just before passing."""
    open_first(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="同意").first.click()


def select_several(page: Page) -> None:
    """What is asked before several posts are passed at once."""
    # The first box is that of the whole page.
    for box in page.get_by_role("checkbox").all()[1:5]:
        box.check()
    page.get_by_role("button", name="复审通过").click()
    page.wait_for_url("**/batch/**")


@dataclass(frozen=True)
class Picture:
    """A picture: who sees it, where, and what is done there before it is taken."""

    name: str
    user: str
    path: str
    visit: Visit = stay
    phone: bool = False
    dark: bool = False


PICTURES = (
    Picture("login", "", "/login/"),
    Picture("home", "yunying", "/"),
    Picture("home-dark", "chushen", "/", dark=True),
    Picture("posts", "yunying", "/post/"),
    Picture("post-form", "yunying", "/post/?state=returned", edit_first),
    Picture("desk", "fushen", "/desk/"),
    Picture("review", "fushen", "/desk/", judge_first),
    Picture("review-phone", "fushen", "/desk/", open_first, phone=True),
    Picture("batch", "fushen", "/desk/", select_several),
    Picture("accounts", "fushen", "/account/"),
    Picture("roles", "anquan", "/role/4/edit"),
)


def main() -> None:
    """Makes the demonstration in a temporary folder and takes all pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="sanshen-pictures-"))
    try:
        sanshen("demo", "--no-serve", data=data)
        site = serve(data, "demo")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
                for picture in PICTURES:
                    take(browser, site, picture)
        finally:
            site.stop()
    finally:
        shutil.rmtree(data)


def take(browser: Browser, site: Site, picture: Picture) -> None:
    """Takes one picture of what fits the window."""
    page = window(browser, site, picture)
    answer = page.goto(picture.path)
    if not (answer and answer.ok):
        raise RuntimeError(f"{picture.path} answers {answer and answer.status}")
    picture.visit(page)
    page.wait_for_load_state()
    # Frames and fields grow to their content after they have loaded.
    page.wait_for_timeout(800)
    target = TARGET / f"{picture.name}.png"
    compress(page.screenshot(), target)
    print(f"docs/pictures/{target.name}: {page.title()}, {target.stat().st_size // 1024} kB")
    page.context.close()


def compress(data: bytes, target: Path) -> None:
    """Writes a picture in 256 colours, which is all that flat surfaces and text need."""
    image = Image.open(BytesIO(data)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)


def window(browser: Browser, site: Site, picture: Picture) -> Page:
    """A window for a picture, its user signed in."""
    context = browser.new_context(
        base_url=site.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport=PHONE if picture.phone else DESKTOP,
        device_scale_factor=2 if picture.phone else 1,
        is_mobile=picture.phone,
        has_touch=picture.phone,
        color_scheme="dark" if picture.dark else "light",
        storage_state=site.sessions.get(picture.user),
    )
    page = context.new_page()
    if picture.user and picture.user not in site.sessions:
        sign_in(page, site, picture.user, PASSWORD)
    return page


if __name__ == "__main__":
    main()
