"""What every test may ask for: an application on a database of its own, clients, a browser.

A test (or a whole module, by `pytestmark`) that says `@pytest.mark.both_engines` runs on SQLite
and on PostgreSQL; others run on SQLite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.engines import ENGINES, Engine
from tests.run_folder import close_run_folder, open_run_folder

pytest_plugins = ["tests.browser"]

# The password of everyone the factories make.
PASSWORD = "Sanshen-2026"
SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "only-for-tests",
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
    # The real one takes a tenth of a second on purpose.
    "FAB_PASSWORD_HASH_METHOD": "pbkdf2:sha256:1",
}
ran: Counter[str] = Counter()


class Browser(FlaskClient):
    """Sends each request in a context of its own, as a server does.

    In the context of the test, requests would share who is signed in and the database session.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        # Whole, because what a streamed answer still does is done in that context too.
        return Context().run(super().open, *args, **{"buffered": True, **kwargs})


def pytest_configure(config: pytest.Config) -> None:
    open_run_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        close_run_folder()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Gives a test the engines it is marked for."""
    if "engine" in metafunc.fixturenames:
        node = metafunc.definition
        names = ["sqlite"]
        if node.get_closest_marker("both_engines"):
            names = ["sqlite", "postgresql"]
        elif node.get_closest_marker("postgresql"):
            names = ["postgresql"]
        metafunc.parametrize("engine", names, indirect=True)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Counts what ran, for the summary (in the first process, for all workers)."""
    if report.when == "call":
        ran.update(value for name, value in report.user_properties if name == "ran")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what the run covered."""
    if ran:
        terminalreporter.section("ran on")
        for name, number in sorted(ran.items()):
            terminalreporter.write_line(f"{name}: {number} tests")


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    """The database server a test runs on."""
    request.node.user_properties.append(("ran", request.param))
    return ENGINES[request.param]


@pytest.fixture(scope="session")
def _apps() -> dict[str, Flask]:
    """The applications of this process, one for each engine, as a server has one for long.

    A new one for each test would compile its templates anew.
    """
    return {}


@pytest.fixture
def fresh_app(
    engine: Engine, tmp_path: Path, _apps: dict[str, Flask]
) -> Iterator[Callable[..., Flask]]:
    """Makes applications with settings of their own on the test's database, in lower case:
    `fresh_app(wtf_csrf_enabled=True)`."""
    from app import create_app
    from app.extensions import db

    made = []

    def make(**settings: Any) -> Flask:
        own = {name.upper(): value for name, value in settings.items()}
        paths = {"SQLALCHEMY_DATABASE_URI": engine.url, "SANSHEN_DATA": str(tmp_path)}
        made.append(create_app({**SETTINGS, **paths, **own}))
        made[-1].test_client_class = Browser
        return made[-1]

    if engine.name in _apps:
        with _apps[engine.name].app_context():
            db.engine.dispose()
    engine.renew()
    yield make
    for each in made:
        with each.app_context():
            db.engine.dispose()


@pytest.fixture
def app(
    engine: Engine, fresh_app: Callable[..., Flask], tmp_path: Path, _apps: dict[str, Flask]
) -> Iterator[Flask]:
    """The application, in its context, on a database that holds roles and permissions alone."""
    if engine.name not in _apps:
        _apps[engine.name] = fresh_app()
    app = _apps[engine.name]
    app.config["SANSHEN_DATA"] = str(tmp_path)
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Any], FlaskClient]:
    """Signs somebody in by the form, whom a factory made: `sign_in(staff)`."""

    def enter(staff: Any, password: str = PASSWORD) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/login/", data={"username": staff.username, "password": password})
        assert answer.status_code == 302, answer.text
        return client

    return enter


@pytest.fixture
def reread(app: Flask) -> Callable[[Any], Any]:
    """Reads a row again, with what others have committed since: `reread(post).state`."""
    from app.extensions import db

    def read(row: Any) -> Any:
        # The test's own read transaction would go on seeing the old rows.
        db.session.rollback()
        db.session.refresh(row)
        return row

    return read


@pytest.fixture
def statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Notes the SQL that runs inside a block, on the application's own engine:

    `with statements() as sql: client.get("/post/list/")`, then `len(sql)`.
    """
    from app.extensions import db

    @contextmanager
    def listen() -> Iterator[list[str]]:
        sql: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                sql.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sql
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return listen
