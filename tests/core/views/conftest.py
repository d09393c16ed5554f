"""The library on a real panel, with people of two departments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.core.views.library import Library
from tests.engines import Engine


@pytest.fixture(scope="session")
def _libraries() -> dict[str, Flask]:
    """The libraries' applications of this process, one for each engine."""
    return {}


@pytest.fixture
def library(
    engine: Engine,
    fresh_app: Callable[..., Flask],
    tmp_path: Path,
    _libraries: dict[str, Flask],
) -> Iterator[Library]:
    """The panel with the toys' screens, in its context; each test on tables of its own."""
    from app.extensions import db
    from tests.core.views import toys

    if engine.name not in _libraries:
        app = fresh_app()
        with app.app_context():
            for view in toys.VIEWS:
                app.appbuilder.add_view_no_menu(view)
        _libraries[engine.name] = app
    app = _libraries[engine.name]
    app.config["SANSHEN_DATA"] = str(tmp_path)
    with app.app_context():
        db.metadata.create_all(db.engine, tables=toys.TABLES)
        yield Library(app)
        db.session.remove()
        db.engine.dispose()
