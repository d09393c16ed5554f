"""A library of toy books with a workflow of the test's own, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from tests.engines import Engine


@pytest.fixture
def library(engine: Engine, tmp_path: Path) -> Iterator[Flask]:
    """The kit without a panel around it: two branches (1, 2), two people (1, 2), no book."""
    from app.config import ROOT
    from app.core.append_only import create_triggers
    from app.core.database import configure_engine
    from app.extensions import db
    from app.people.models import Department, Staff
    from tests.core.toys import ToyBranch

    app = Flask("library", root_path=str(tmp_path))
    app.config.update(
        SECRET_KEY="only-for-tests",
        SQLALCHEMY_DATABASE_URI=engine.empty("library"),
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
    )
    db.init_app(app)
    Babel(app)
    with app.app_context():
        configure_engine(db.engine)
        db.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            create_triggers(connection, "transition")
        root = Department(name="本单位", code="0", path="/1/")
        db.session.add_all([ToyBranch(name="东馆", code="E"), ToyBranch(name="西馆", code="W")])
        for key in (1, 2):
            person = {"first_name": f"人员{key}", "username": f"user{key}"}
            db.session.add(Staff(id=key, department=root, staff_number=str(key), **person))
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def shelve(library: Flask) -> Iterator[Callable[..., Any]]:
    """Gives books a workflow with one transition, ordered → shelved, as the test needs it."""
    from app.core.workflow import State, Transition, Workflow
    from tests.core.toys import TOY_WORKFLOW, ToyBook, ToyState

    def make(*others: Any, **words: Any) -> Any:
        transition = Transition("shelve", "上架", {ToyState.ordered: ToyState.shelved}, **words)
        states = {ToyState.ordered: State(), ToyState.shelved: State("pass", "check")}
        return Workflow(ToyBook, states, [transition, *others], ToyState.ordered)

    yield make
    # The name of the class leads to the workflow made last: here, to the toys' own again.
    TOY_WORKFLOW.__post_init__()


@pytest.fixture
def books(library: Flask) -> Callable[..., Sequence[int]]:
    """Puts ordered books into a branch and answers their keys."""
    from app.core.database import write
    from tests.core.toys import ToyBook

    made = iter(range(1, 1_000_000))

    def add(number: int = 1, branch: int = 1) -> Sequence[int]:
        with write() as session:
            rows = [
                ToyBook(title=f"书{n}", isbn=f"{n:06d}", department_id=branch)
                for n in (next(made) for _ in range(number))
            ]
            session.add_all(rows)
            session.flush()
            return [row.id for row in rows]

    return add
