"""Draws the pictures of the README anew: serves the demonstration and visits it.

They go to docs/pictures/. What a picture shows depends on the day, since the demonstration ends
today; nothing else does.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app.demo.build import PASSWORD
from tests.browser import DESKTOP, PHONE, ROOT, SWITCHES, Site, chromium, serve, sign_in
from tests.engines import sanshen

TARGET = ROOT / "docs/pictures"


@dataclass(frozen=True)
class Picture:
    """A picture: who sees it and where; `first` opens the first row of the list there."""

    name: str
    user: str
    path: str
    first: bool = False
    phone: bool = False
    dark: bool = False


PICTURES = (
    Picture("login", "", "/login/"),
    Picture("home-clerk", "yunying", "/"),
    Picture("home-reviewer", "chushen", "/"),
    Picture("posts", "yunying", "/post/"),
    Picture("post", "yunying", "/post/?state=published", first=True),
    Picture("write", "yunying", "/post/add"),
    Picture("desk", "chushen", "/desk/"),
    Picture("review", "chushen", "/desk/", first=True),
    Picture("accounts", "fushen", "/account/"),
    Picture("roles", "anquan", "/role/"),
    Picture("phone", "chushen", "/desk/", phone=True),
    Picture("dark", "yunying", "/", dark=True),
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
    if picture.first:
        page.locator("tbody").get_by_role("link").first.click()
        page.wait_for_url(lambda url: not url.endswith(picture.path))
    page.wait_for_load_state()
    # Frames and fields grow to their content after they have loaded.
    page.wait_for_timeout(500)
    page.screenshot(path=TARGET / f"{picture.name}.png")
    print(f"docs/pictures/{picture.name}.png: {page.title()}")
    page.context.close()


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
