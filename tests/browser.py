"""A real server and a real browser, watched: what a page does wrong fails its test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.engines import Sqlite, sanshen
from tests.run_folder import made_once

ROOT = Path(__file__).resolve().parent.parent
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# What a browser on its own would send home, or cannot do in a container.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The browser that `make test` found."""
    found = ROOT / "var/chromium.path"
    if path := os.environ.get("CHROMIUM") or (found.exists() and found.read_text().strip()):
        return str(path)
    pytest.fail("no browser: `make test` finds or installs one, or name it in CHROMIUM")


@dataclass
class Site:
    """A panel served by a process of its own, as in production, with its database at hand."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    # Signed-in sessions by user name: the form is filled in once.
    sessions: dict[str, StorageState] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.data / 'sanshen.db'}"

    def app(self) -> Flask:
        """An application on the same database, to prepare rows and to look at them."""
        from app import create_app
        from tests.conftest import SETTINGS

        paths = {"SQLALCHEMY_DATABASE_URI": self.database, "SANSHEN_DATA": str(self.data)}
        return create_app({**SETTINGS, **paths})

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def serve(data: Path, command: str = "serve") -> Site:
    """Serves the installation in a folder and waits until it answers.

    Args:
        data: the folder.
        command: `demo` for a folder with the demonstration, which `serve` refuses.

    Raises:
        RuntimeError: with what the server printed, if it does not answer within 20 seconds.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "SANSHEN_DATA": str(data), "PORT": str(port)}
    environment.pop("SANSHEN_DATABASE", None)
    log = data / "server.log"
    with log.open("wb") as output:
        program = str(Path(sys.executable).with_name("sanshen"))
        process = subprocess.Popen(
            [program, command], env=environment, stdout=output, stderr=output
        )
    site = Site(data, port, process)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{site.url}/login/", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return site
    process.kill()
    raise RuntimeError(f"the server does not answer:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty installation, served for one module."""
    data = tmp_path_factory.mktemp("site")
    shutil.copyfile(Sqlite().template(), data / "sanshen.db")
    served = serve(data)
    yield served
    served.stop()


@pytest.fixture(scope="session")
def demo_data() -> Path:
    """A folder with the demonstration content, made once per run; copy it, never change it."""
    return made_once("demo", lambda folder: sanshen("demo", "--no-serve", data=folder) and None)


@pytest.fixture(scope="module")
def demo_site(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration content, served for one module."""
    data = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(demo_data, data)
    served = serve(data, "demo")
    yield served
    served.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once per process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield browser
        browser.close()


class Watch:
    """Notes what pages do wrong: script errors, refused content, requests to other hosts."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        # Words of console messages that the test provokes on purpose, such as "404".
        self.expected: list[str] = []

    def note(self, fault: str) -> None:
        if not any(word in fault for word in self.expected):
            self.faults.append(fault)

    def follow(self, page: Page, site: Site) -> None:
        """Listens to a page of a site from now on."""
        page.on("pageerror", lambda error: self.note(f"{page.url}: script error: {error}"))
        page.on(
            "console",
            lambda message: message.type == "error" and self.note(f"{page.url}: {message.text}"),
        )

        def foreign(request: Any) -> None:
            address = urlsplit(request.url)
            if (
                address.scheme not in {"data", "blob"}
                and address.netloc != urlsplit(site.url).netloc
            ):
                self.note(f"{page.url}: asks another host: {request.url}")

        page.on("request", foreign)


def barriers(page: Page) -> list[str]:
    """What axe finds on a page that would keep somebody out, a line each: WCAG 2.1, level AA."""
    # Evaluated, not added as a script: the page's policy would refuse that, rightly.
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
    # Without `preload` it would copy the stylesheets into the page, which the policy refuses too.
    run = "levels => axe.run({runOnly: levels, preload: false})"
    found = page.evaluate(run, levels)["violations"]
    return [
        f"{page.url}: {rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]
    ]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the test's pages did wrong; anything left at the end fails the test."""
    watch = Watch()
    yield watch
    assert not watch.faults, "\n".join(watch.faults)


def sign_in(page: Page, site: Site, username: str, password: str) -> None:
    """Fills in the login form, and keeps the session for the next window of the same user."""
    page.goto("/login/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login" not in url)
    site.sessions[username] = page.context.storage_state()


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, watch: Watch
) -> Iterator[Callable[..., Page]]:
    """Opens a browser window of its own: `open_page(site, "yunying", phone=True)`.

    The user is signed in by the form, the first time; without a user it is a visitor's window.
    """
    request.node.user_properties.append(("ran", f"Chromium {browser.version}"))
    contexts = []

    def open_(site: Site, username: str = "", password: str = "", phone: bool = False) -> Page:
        from tests.conftest import PASSWORD

        context = browser.new_context(
            base_url=site.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            storage_state=site.sessions.get(username),
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page, site)
        if username and username not in site.sessions:
            sign_in(page, site, username, password or PASSWORD)
        else:
            page.goto("/")
        return page

    yield open_
    for context in contexts:
        context.close()
