"""The committee every test of this room works with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from tests.engines import Engine


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> Iterator[Flask]:
    from app.config import ROOT
    from app.core import append_only
    from app.core.database import configure_engine
    from app.extensions import db

    application = Flask("posts", root_path=str(tmp_path))
    application.config.update(
        SANSHEN_DATA=str(tmp_path),
        SECRET_KEY="only-for-tests",
        SQLALCHEMY_DATABASE_URI=engine.empty("posts"),
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        WTF_CSRF_ENABLED=False,
    )
    db.init_app(application)
    Babel(application)
    import app.posts.workflow  # noqa: F401

    with application.app_context():
        configure_engine(db.engine)
        db.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            for table in append_only.APPEND_ONLY & {"post_version", "review_record", "transition"}:
                append_only.create_triggers(connection, table)
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def committee(app: Flask):
    from tests.posts.committee import Committee

    return Committee()
