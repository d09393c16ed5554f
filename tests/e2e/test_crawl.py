"""Every page that can be reached, seen as a reader sees it: Chinese, whole, and from here alone."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urldefrag, urlsplit

import pytest
from playwright.sync_api import Page, Response

from app.demo import text
from tests.browser import PHONE, Site, Watch, barriers
from tests.e2e.examining import LEFTOVERS, faults_of

# Pages of one shape differ in their rows only; a few of them are enough.
PER_SHAPE = 2
# What these say decides what is on a page; other values choose and order its rows.
TELLING = {"state", "view", "level"}
# Not pages: they are asked for, not opened.
FILES = re.compile(r"/export\.|/paper$|/template$|^/attachment/")
# Between them they see every kind of page.
TYPICAL = ("yunying", "fushen", "xitong")
OTHERS = tuple(one.login for one in text.staff() if one.login not in TYPICAL)


def shape(address: str) -> str:
    """What addresses of the same kind of page share: `/post/7?page=2` → `/post/*`."""
    parts = urlsplit(address)
    path = re.sub(r"\d+", "*", parts.path)
    if FILES.search(path):
        return path
    telling = [f"{name}={value}" for name, value in parse_qsl(parts.query) if name in TELLING]
    return f"{path}?{'&'.join(telling)}" if telling else path


class Crawl:
    """Follows the links of one person's pages, from the home page on."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.opened: Counter[str] = Counter()
        self.faults: dict[str, None] = {}
        # Address, and the shape of the page that leads there.
        self._waiting = deque([("/", "")])
        self._known = {"/"}
        page.on("response", self._on_response)

    def pages(self) -> Iterator[str]:
        """Opens page after page; gives the shape of each while it stands open and is in order."""
        while self._waiting:
            address, source = self._waiting.popleft()
            kind = shape(address)
            # Of single records one for each kind of page that leads there: lists of other states
            # lead to records that look different.
            group = f"{source} → {kind}" if "*" in kind else kind
            if self.opened[group] >= (1 if "*" in kind else PER_SHAPE):
                continue
            self.opened[group] += 1
            if FILES.search(urlsplit(address).path):
                answer = self.page.request.get(address)
                if not answer.ok:
                    self._fault(f"{address}: {answer.status}")
                continue
            self.page.goto(address)
            for fault in faults_of(self.page):
                self._fault(fault)
            self._collect(kind)
            yield kind

    def kinds(self) -> Iterator[str]:
        """As `pages`, but gives the first page of each shape only."""
        given = set()
        for kind in self.pages():
            if kind not in given:
                given.add(kind)
                yield kind

    def _fault(self, words: str) -> None:
        self.faults[words] = None

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self._fault(f"{self.page.url}: {response.url} answers {response.status}")
        if LEFTOVERS.search(urlsplit(response.url).path):
            self._fault(f"{self.page.url}: loads {response.url}")

    def _collect(self, source: str) -> None:
        for link in self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
            address = urldefrag(link).url.removeprefix(self.site.url)
            if address.startswith("/") and address not in self._known:
                self._known.add(address)
                self._waiting.append((address, source))


def follow(site: Site, page: Page) -> Crawl:
    """Opens all that a person can reach."""
    crawl = Crawl(page, site)
    for _kind in crawl.pages():
        pass
    return crawl


@pytest.mark.parametrize("username", TYPICAL)
def test_every_page(
    demo_site: Site, open_page: Callable[..., Page], watch: Watch, username: str
) -> None:
    """Who writes, who reviews, who keeps the staff."""
    crawl = follow(demo_site, open_page(demo_site, username))
    assert not crawl.faults, "\n".join(crawl.faults)
    assert len(crawl.opened) > 15


@pytest.mark.long
@pytest.mark.parametrize("username", OTHERS)
def test_every_page_of_the_others(
    demo_site: Site, open_page: Callable[..., Page], watch: Watch, username: str
) -> None:
    crawl = follow(demo_site, open_page(demo_site, username))
    assert not crawl.faults, "\n".join(crawl.faults)
    assert "/password/" in crawl.opened


@pytest.mark.long
@pytest.mark.parametrize("username", ["yunying", "fushen", "xitong", "anquan", "jubao"])
def test_no_kind_of_page_keeps_anybody_out(
    demo_site: Site, open_page: Callable[..., Page], watch: Watch, username: str
) -> None:
    """By axe's rules, in both themes, one page of each kind."""
    page = open_page(demo_site, username)
    # Colours in the middle of a change are no colours.
    page.emulate_media(reduced_motion="reduce")
    found = []
    for _kind in Crawl(page, demo_site).kinds():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{scheme}: {barrier}" for barrier in barriers(page)]
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("username", ["yunying", "fushen", "xitong", "jubao"])
def test_no_kind_of_page_is_wider_than_a_phone(
    demo_site: Site, open_page: Callable[..., Page], watch: Watch, username: str
) -> None:
    page = open_page(demo_site, username, phone=True)
    wide = [
        f"{page.url}: {width}"
        for _kind in Crawl(page, demo_site).kinds()
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]
    ]
    assert not wide, "\n".join(wide)
