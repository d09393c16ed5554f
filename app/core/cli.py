"""Commands of the kit: tables and the server."""

from __future__ import annotations

import os
from typing import Any

import click
from flask import Flask, current_app
from flask_babel import gettext as _
from gunicorn.app.base import BaseApplication
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from app.core import migrations
from app.core.append_only import missing_triggers
from app.core.errors import Refused
from app.core.marks import DEMO, mark_of
from app.extensions import db

PORT = 8080
THREADS = 8
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.group("db", help=_("Tables of the database."))
def database() -> None:
    """Groups what concerns the tables."""


@database.command(help=_("Brings the tables up to this version of the panel."))
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Runs the migrations, then looks whether the evidence is still guarded."""
    migrations.upgrade(revision)
    with db.engine.connect() as connection:
        if revision == "head" and (gone := missing_triggers(connection)):
            raise Refused(_("These guards are missing: %(names)s", names="、".join(gone)))


@database.command(help=_("Takes the tables back to an earlier version."))
@click.argument("revision", default="-1")
def downgrade(revision: str) -> None:
    """Undoes migrations."""
    import flask_migrate

    migrations.bind()
    flask_migrate.downgrade(revision=revision)


@database.command(help=_("Shows which version the tables have."))
def current() -> None:
    """Prints the revision."""
    import flask_migrate

    migrations.bind()
    flask_migrate.current()


@database.command(help=_("Writes a migration for what the models say."))
@click.option("--message", required=True, help=_("What changes."))
def revision(message: str) -> None:
    """Compares the models with the tables and writes the difference as a new migration."""
    import flask_migrate

    migrations.bind()
    flask_migrate.revision(message=message, autogenerate=True)


class Server(BaseApplication):
    """gunicorn around an application that exists already, so that it is ready at once."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.flask_app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Sets gunicorn up; no file and no environment of its own is read."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of a worker."""
        return self.flask_app


def _fresh_connections(_arbiter: Any, worker: Any) -> None:
    # A connection must not be shared by two processes.
    with worker.app.flask_app.app_context():
        db.engine.dispose(close=False)


@click.command(help=_("Serves the panel."))
@click.option("--host", default="127.0.0.1", help=_("Address to listen on."))
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=lambda: os.environ.get("PORT", PORT),
    help=_("Port; from the environment (PORT) or 8080 otherwise."),
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    help=_("Processes; more than one only makes sense with PostgreSQL."),
)
def serve(host: str, port: int, workers: int) -> None:
    """Serves until it is stopped.

    Raises:
        Refused: there are no tables, or the content is fictional and this is no loopback.
    """
    require_tables()
    if mark_of(db.session(), DEMO) is not None and host not in LOOPBACK:
        raise Refused(_("This database holds a demonstration; it is served on this machine alone."))
    db.session.remove()
    start(host, port, workers)


def start(host: str, port: int, workers: int) -> None:
    """Serves the application at hand until it is stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    address = f"http://{host}:{port}/"

    def ready(_arbiter: Any) -> None:
        click.echo(_("Ready at %(address)s (Ctrl-C ends it)", address=address))

    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 120,
        "graceful_timeout": 20,
        "loglevel": "warning",
        "when_ready": ready,
        "post_fork": _fresh_connections,
        "control_socket_disable": True,
    }
    Server(app, options).run()


def require_tables() -> None:
    """For commands that need the tables.

    Raises:
        Refused: there are none, or no database at all.
    """
    try:
        there = inspect(db.engine).has_table("ab_user")
    except OperationalError as failure:
        raise Refused(_("The database cannot be opened: %(why)s", why=failure.orig)) from failure
    if not there:
        raise Refused(_("There are no tables yet. Run “sanshen db upgrade” first."))


COMMANDS = (database, serve)
