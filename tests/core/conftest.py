"""A small application with nothing but the toys, on a database file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture
def toy_app(tmp_path: Path) -> Iterator[Flask]:
    """The kit without a panel around it, in its context; its users are number 1 and 2."""
    from app.config import ROOT
    from app.core.actor import SYSTEM, acting_as
    from app.core.database import configure_engine
    from app.extensions import db
    from app.people.models import Department, Staff
    from tests.core import toys

    app = Flask("toys", root_path=str(tmp_path))
    app.config.update(
        SANSHEN_DATA=str(tmp_path),
        SECRET_KEY="only-for-tests",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'toys.db'}",
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        WTF_CSRF_ENABLED=False,
    )
    db.init_app(app)
    Babel(app)
    assert toys.ToyBook.__table__.name == "toy_book"
    # Nobody can sign in here; a test that needs somebody acts as them.
    with app.app_context(), app.test_request_context(), acting_as(SYSTEM):
        configure_engine(db.engine)
        db.metadata.create_all(db.engine)
        root = Department(name="本单位", code="0", path="/1/")
        for key in (1, 2):
            person = {
                "first_name": f"人员{key}",
                "username": f"user{key}",
                "staff_number": str(key),
            }
            db.session.add(Staff(id=key, department=root, **person))
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()
