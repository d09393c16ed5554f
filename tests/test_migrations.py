"""One history makes all tables, on both engines, and can be walked both ways."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import Engine, sanshen

pytestmark = pytest.mark.both_engines

# In a process of its own: other tests add toys to the tables that the models declare.
LOOK = """
from app import create_app
from app.core.append_only import APPEND_ONLY, missing_triggers
from app.core import migrations
from app.extensions import db
from sqlalchemy import inspect
import flask_migrate

with create_app().app_context():
    migrations.bind()
    print("tables", len(inspect(db.engine).get_table_names()))
    print("guarded", len(APPEND_ONLY))
    print("unguarded", *missing_triggers(db.session.connection()))
    db.session.remove()
    flask_migrate.check()
"""


def look(data: Path, url: str) -> str:
    """Tables, guards, and whether autogenerate would still write anything."""
    own = {**os.environ, "SANSHEN_DATA": str(data), "SANSHEN_DATABASE": url}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK], env=own, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_up_down_and_up_again(engine: Engine, tmp_path: Path) -> None:
    url = engine.empty("history")
    sanshen("db", "upgrade", data=tmp_path, url=url)
    first = look(tmp_path, url)
    assert "No new upgrade operations detected" in first
    assert "unguarded \n" in first or "unguarded\n" in first
    assert int(first.split("guarded ")[1].split()[0]) >= 4
    sanshen("db", "downgrade", "base", data=tmp_path, url=url)
    sanshen("db", "upgrade", data=tmp_path, url=url)
    assert look(tmp_path, url) == first
