"""A consistent copy of the whole database while others go on writing, and its way back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from app.core.errors import Refused

# Names in the backup; the ending says what can read it.
FILES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database at one moment: `path` holds it, `rows` asks it."""

    path: Path
    rows: Callable[[str], list[Any]]

    def counts(self, tables: list[str]) -> dict[str, int]:
        """Table → number of its rows."""
        return {t: self.rows(f'SELECT count(*) FROM "{t}"')[0][0] for t in sorted(tables)}


@contextmanager
def take(engine: Engine, path: Path) -> Iterator[Snapshot]:
    """Copies the database into a file; as long as the block lasts, the snapshot can be asked.

    Raises:
        Refused: there is no database, or no program that can copy it.
    """
    if engine.dialect.name == "sqlite":
        with _take_sqlite(engine, path) as snapshot:
            yield snapshot
    else:
        with _take_postgresql(engine, path) as snapshot:
            yield snapshot


@contextmanager
def _take_sqlite(engine: Engine, path: Path) -> Iterator[Snapshot]:
    source_path = Path(engine.url.database or "")
    if not source_path.is_file():
        raise Refused(_("There is no database at %(path)s.", path=source_path))
    with (
        closing(sqlite3.connect(f"{source_path.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        # The whole file in one step: in steps it would start anew with every write of others.
        source.backup(copy, pages=-1)
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Refused(_("The database is damaged; no backup was made. Call for help."))
        copy.execute("PRAGMA journal_mode = DELETE")
        yield Snapshot(path, lambda sql: copy.execute(sql).fetchall())


@contextmanager
def _take_postgresql(engine: Engine, path: Path) -> Iterator[Snapshot]:
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
        name = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        # Without compression: the backup is compressed as a whole.
        options = ["--format=custom", "--compress=0", f"--snapshot={name}", f"--file={path}"]
        _run("pg_dump", connection, [*options, "--no-owner", "--no-privileges"])
        yield Snapshot(path, lambda sql: list(connection.execute(text(sql))))


def restore(engine: Engine, path: Path) -> None:
    """Fills an empty database from a snapshot, wholly or not at all.

    Raises:
        Refused: it cannot be read; nothing is left of it.
    """
    if engine.dialect.name == "sqlite":
        target = Path(engine.url.database or "")
        target.parent.mkdir(parents=True, exist_ok=True)
        engine.dispose()
        # An empty database left by a look at it would claim the newcomer's pages.
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        shutil.copyfile(path, part := target.with_name(f"{target.name}.part"))
        part.chmod(0o600)
        part.replace(target)
        return
    with engine.connect() as connection:
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        _run("pg_restore", connection, [*options, str(path)])


def is_empty(engine: Engine) -> bool:
    """Whether the database has no tables yet (or does not exist)."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return True
    try:
        return not inspect(engine).get_table_names()
    except OperationalError as failure:
        raise Refused(_("The database cannot be opened: %(why)s", why=failure.orig)) from failure


def _run(name: str, connection: Connection, options: list[str]) -> None:
    """Runs a program of PostgreSQL on the database of a connection."""
    url = connection.engine.url
    major = int((connection.dialect.server_version_info or (0,))[0])
    environment = {**os.environ, "PGPASSWORD": str(url.password or "")}
    command = [_program(name, major), f"--dbname={_address(url)}", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Refused(
            _(
                "%(program)s failed: %(why)s",
                program=name,
                why=done.stderr.strip().splitlines()[0] if done.stderr else done.returncode,
            )
        )


def _address(url: URL) -> str:
    """The address as PostgreSQL's own programs read it; the password goes another way."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _program(name: str, major: int) -> str:
    """A program of PostgreSQL that is not older than the server.

    Raises:
        Refused: there is none on this machine.
    """
    # Debian keeps every version in a folder of its own, outside the path.
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for candidate in [shutil.which(name), *(str(folder / name) for folder in folders)]:
        if candidate and Path(candidate).exists():
            version = subprocess.run([candidate, "--version"], capture_output=True, text=True)
            if (found := re.search(r"(\d+)", version.stdout)) and int(found[1]) >= major:
                return candidate
    raise Refused(
        _(
            "%(program)s of PostgreSQL %(version)s or newer is needed on this machine.",
            program=name,
            version=major,
        )
    )
