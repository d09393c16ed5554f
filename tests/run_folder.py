"""A folder that all processes of one test run share, and what one of them makes for all."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

VARIABLE = "SANSHEN_TEST_RUN"


def open_run_folder() -> None:
    """Makes the folder in the first process; the workers it starts inherit the name."""
    if VARIABLE not in os.environ:
        # Short and not below pytest's private folder: it holds a socket of another system user.
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix="sanshen-test-")
        Path(os.environ[VARIABLE]).chmod(0o755)


def close_run_folder() -> None:
    """Removes the folder with all that is in it."""
    shutil.rmtree(os.environ.pop(VARIABLE), ignore_errors=True)


def run_folder() -> Path:
    """The folder of this run."""
    return Path(os.environ[VARIABLE])


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first process to need it fills, while the others wait.

    Args:
        name: the folder's name.
        make: fills the folder. If it fails, the next process tries again from nothing.
    """
    folder, done = run_folder() / name, run_folder() / f"{name}.done"
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
