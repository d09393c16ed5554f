"""The low-code promise, kept: does in a copy of the project what docs/adding-an-entity.md says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run_folder import VARIABLE

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/adding-an-entity.md"
# "`path`:" or "`path`, below `line`:", then the lines in a fence.
PIECE = re.compile(r"^`([^`\n]+)`(?:, below `([^`\n]+)`)?:\n\n```\w+\n(.*?)^```", re.M | re.S)
MOST_LINES = 60


def pieces() -> list[tuple[str, str, str]]:
    """(file, line it goes below, text) in the order of the page."""
    return PIECE.findall(PAGE.read_text(encoding="utf-8"))


def put(folder: Path, name: str, below: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if below:
        before = path.read_text(encoding="utf-8")
        assert before.count(f"{below}\n") == 1, f"{name}: not exactly one line {below!r}"
        path.write_text(before.replace(f"{below}\n", f"{below}\n{text}"), encoding="utf-8")
    elif path.exists():
        path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n\n{text}", encoding="utf-8")
    else:
        path.write_text(text, encoding="utf-8")


def test_what_one_writes_is_short() -> None:
    written = [text for name, _below, text in pieces() if not name.startswith("tests/")]
    lines = [line for text in written for line in text.splitlines() if line.strip()]
    assert len(written) >= 8
    assert len(lines) <= MOST_LINES, len(lines)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as it stands, with the pieces of the page put in."""
    folder = tmp_path / "project"
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in names.splitlines():
        if (ROOT / name).is_file() and not name.startswith(("app/demo/", "docs/", "bench/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "app/demo", folder / "app/demo")
    (folder / "app/static/build").symlink_to(ROOT / "app/static/build")
    for piece in pieces():
        put(folder, *piece)
    return folder


def run(folder: Path, *command: str) -> str:
    """Runs a command of Python in the copy, on a database of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "SANSHEN_DATA": str(folder / "var"),
        "PYTHONWARNINGS": "ignore",
    }
    # Its tests make a database of their own, which has the new table.
    for name in ("SANSHEN_DATABASE", VARIABLE, "PYTEST_XDIST_WORKER"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_page_adds_an_entity(copy: Path) -> None:
    run(copy, "-m", "tools.catalogue", "update")
    run(copy, "-m", "babel.messages.frontend", "compile", "-d", "translations", "-l", "zh")
    run(copy, "-m", "app.cli", "db", "upgrade")
    run(copy, "-m", "app.cli", "db", "revision", "--message", "Add topics")
    (written,) = (copy / "migrations/versions").glob("*add_topics*")
    assert written.read_text(encoding="utf-8").count("create_table") == 1
    run(copy, "-m", "app.cli", "db", "upgrade")
    run(copy, "-m", "app.cli", "sync-permissions")
    story = ROOT / "tests/data/topic_story.py"
    assert "all of it works" in run(copy, str(story))
    # And every door is tried for a row of another department, by a test that knows nothing of it.
    tried = run(copy, "-m", "pytest", "-q", "-k", "TopicView", "tests/test_doors.py")
    assert re.search(r"\b[7-9] passed", tried), tried
