"""The one history of the tables. Alembic is imported when it is needed: a server needs it not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from app.config import ROOT
from app.extensions import db

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

FOLDER = str(ROOT / "migrations")


def bind() -> None:
    """Makes Flask-Migrate's functions work for the application at hand."""
    from flask_migrate import Migrate

    if "migrate" not in current_app.extensions:
        Migrate(current_app, db, directory=FOLDER)


def upgrade(revision: str = "head") -> None:
    """Brings the tables up to a revision."""
    import flask_migrate

    bind()
    flask_migrate.upgrade(revision=revision)


def scripts() -> ScriptDirectory:
    """The revisions there are."""
    from alembic.script import ScriptDirectory

    bind()
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
