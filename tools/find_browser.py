"""Finds a Chromium for the tests, installs one if there is none, and writes its path to a file.

In this order: $CHROMIUM, one on the PATH, Debian's package (as root, with a Chinese font),
Playwright's own build, and the one that npm carries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM_CHROMIUM = "@sparticuz/chromium@153.0.0"


def run(*command: str, **environment: str) -> bool:
    """Runs a command and says whether it succeeded; its output is shown only if it did not."""
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {command[0]}: {error}")
        return False
    if done.returncode:
        print(*(f"  {line}" for line in done.stdout.splitlines()[-5:]), sep="\n")
    return done.returncode == 0


def has_chinese_font() -> bool:
    """Whether the machine can draw Chinese; without a font every character is a box."""
    listing = shutil.which("fc-list")
    return bool(listing and subprocess.run([listing, ":lang=zh"], capture_output=True).stdout)


def on_path() -> str:
    """A browser that is already there."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), "")


def install_with_apt(*packages: str) -> bool:
    """Installs Debian packages, if this is Debian and the person is root or may become it."""
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (become and not run(*become, "true")):
        return False
    print(f"Installing {' '.join(packages)} with apt-get ...")
    install = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes"]
    return run(*become, "apt-get", "update") and run(*install, *packages)


def from_apt() -> str:
    """Debian's Chromium. Ubuntu's package of that name is a snap and cannot run in a container."""
    ubuntu = "ID=ubuntu" in Path("/etc/os-release").read_text().splitlines()
    return on_path() if not ubuntu and install_with_apt("chromium") else ""


def from_playwright() -> str:
    """The build that Playwright downloads from its own site."""
    from playwright.sync_api import sync_playwright

    print("Installing Playwright's Chromium ...")
    if not run(sys.executable, "-m", "playwright", "install", "chromium"):
        return ""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def from_npm() -> str:
    """The build that an npm package carries compressed; it unpacks itself below the temp folder."""
    home = ROOT / "var/browser"
    home.mkdir(parents=True, exist_ok=True)
    print(f"Installing {NPM_CHROMIUM} with npm ...")
    if not run(
        "npm", "install", "--prefix", str(home), "--no-save", "--ignore-scripts", NPM_CHROMIUM
    ):
        return ""
    script = "import('@sparticuz/chromium').then(m => m.default.executablePath()).then(console.log)"
    command = ["node", "--eval", script]
    unpack = subprocess.run(
        command, cwd=home, env={**os.environ, "TMPDIR": str(home)}, capture_output=True, text=True
    )
    return unpack.stdout.strip()


def candidates() -> Iterator[str]:
    yield os.environ.get("CHROMIUM", "")
    yield on_path()
    yield from_apt()
    yield from_playwright()
    yield from_npm()


def main(target: Path) -> None:
    """Writes the path of the first browser that starts.

    Raises:
        SystemExit: if none does.
    """
    if not has_chinese_font() and not install_with_apt("fonts-noto-cjk", "fontconfig"):
        print("No Chinese font: pages are tested all the same, pictures will show boxes.")
    for path in candidates():
        if path and run(path, "--version"):
            version = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
            print(f"Browser for the tests: {path} ({version.strip()})")
            target.write_text(path, encoding="utf-8")
            return
    sys.exit("No Chromium: install one and name it in the environment variable CHROMIUM.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
