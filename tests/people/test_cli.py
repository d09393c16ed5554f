"""The command line, run as a person runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from app.cli import commands
from app.core.errors import Refused
from app.extensions import db
from app.people.models import Department, Staff
from tests.browser import serve
from tests.engines import Sqlite, sanshen

SANSHEN = str(Path(sys.executable).with_name("sanshen"))
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")


def run(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "SANSHEN_DATA": str(data), **environment}
    return subprocess.run(
        [SANSHEN, *arguments], env=own, capture_output=True, text=True, timeout=120
    )


def invoke(*arguments: str) -> Any:
    """Runs a command inside the application at hand, which is quicker."""
    return CliRunner().invoke(commands(), arguments, catch_exceptions=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with tables and permissions."""
    (tmp_path / "sanshen.db").write_bytes(Sqlite().template().read_bytes())
    return tmp_path


def test_the_help_is_chinese(data: Path) -> None:
    done = run("--help", data=data)
    assert done.returncode == 0
    words = re.sub(rf"--\w+|\b(sanshen|{'|'.join(commands().commands)})\b|[A-Z]+", "", done.stdout)
    assert re.findall(r"[A-Za-z]{2,}", words) == [], done.stdout


# In a process of its own: texts are looked up when the modules are imported.
TEXTS = """
import json
from app import create_app
from app.cli import commands
with create_app().app_context():
    texts, open_ = {}, [(name, c) for name, c in commands().commands.items()]
    while open_:
        name, command = open_.pop()
        options = [p.help for p in command.params if p.param_type_name == "option"]
        texts[name] = [command.help, *options]
        open_ += [(f"{name} {n}", c) for n, c in getattr(command, "commands", {}).items()]
print(json.dumps(texts))
"""


def test_every_command_says_in_chinese_what_it_does(data: Path) -> None:
    own = {**os.environ, "SANSHEN_DATA": str(data)}
    printed = subprocess.run([sys.executable, "-c", TEXTS], env=own, capture_output=True).stdout
    texts = json.loads(printed)
    assert {"db upgrade", "serve", "create-admins", "sync-permissions"} <= set(texts)
    for name, said in texts.items():
        assert all(re.search("[\u4e00-\u9fff]", text or "") for text in said), (name, said)


def test_what_is_wrong_is_said_in_chinese(data: Path) -> None:
    done = run("fly", data=data)
    assert done.returncode == 2
    assert "没有 'fly'" in done.stderr


def test_a_refusal_is_a_line_and_status_one(tmp_path: Path) -> None:
    done = run("serve", data=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(r"[^\n]*sanshen db upgrade[^\n]*\n", done.stderr)


def test_commands_that_need_tables_say_so(app: Flask) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE ab_user RENAME TO elsewhere")
    for command in ("sync-permissions", "create-admins", "serve"):
        with pytest.raises(Refused, match="sanshen db upgrade"):
            invoke(command)


# Administrators ------------------------------------------------------------------------


@pytest.mark.both_engines
def test_the_first_administrators_set_their_passwords(app: Flask) -> None:
    printed = invoke("create-admins").stdout
    found = re.findall(r"(\w+)  (\d{4} \d{4} \d{4} \d{4})", printed)
    assert [login for login, _code in found] == ["xitong", "anquan", "shenji"]
    for login, code in found:
        visitor = app.test_client()
        form = {"username": login, "code": code, "password": "Abc+4567", "repeated": "Abc+4567"}
        assert visitor.post("/activate/", data=form).status_code == 302
        assert visitor.get("/").status_code == 200
    people = {s.username: [r.name for r in s.roles] for s in db.session.scalars(select(Staff))}
    assert people == {"xitong": ["系统管理员"], "anquan": ["安全管理员"], "shenji": ["审计员"]}


@pytest.mark.both_engines
def test_administrators_are_made_once(app: Flask) -> None:
    invoke("create-admins")
    again = invoke("create-admins")
    assert again.exit_code == 0
    assert CODE.findall(again.stdout) == []
    db.session.rollback()
    assert len(db.session.scalars(select(Staff)).all()) == 3
    assert len(db.session.scalars(select(Department)).all()) == 1


def test_an_administrator_who_is_missing_comes_alone(app: Flask) -> None:
    invoke("create-admins")
    db.session.rollback()
    (auditor,) = db.session.scalars(select(Staff).where(Staff.username == "shenji"))
    auditor.username = "caowen"
    db.session.commit()
    # Another name is no other person.
    assert CODE.findall(invoke("create-admins").stdout) == []
    auditor.active = False
    db.session.commit()
    assert re.findall(r"(\w+)  \d{4} ", invoke("create-admins").stdout) == ["shenji2"]


# Tables --------------------------------------------------------------------------------


@pytest.mark.both_engines
def test_tables_go_up_and_down(engine: Any, tmp_path: Path) -> None:
    url = engine.empty("up_and_down")
    sanshen("db", "upgrade", data=tmp_path, url=url)
    sanshen("db", "downgrade", "base", data=tmp_path, url=url)
    sanshen("db", "upgrade", data=tmp_path, url=url)
    assert "head" in sanshen("db", "current", data=tmp_path, url=url)


def test_permissions_may_be_synchronised_again(app: Flask) -> None:
    assert re.findall(r"\d+", invoke("sync-permissions").stdout) == ["0", "0", "0"]


# The server ----------------------------------------------------------------------------


def test_the_server_answers_and_stops_when_told(data: Path) -> None:
    site = serve(data)
    try:
        with urllib.request.urlopen(f"{site.url}/login/", timeout=5) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        # The port is taken now.
        assert run("serve", data=data, PORT=str(site.port)).returncode != 0
    finally:
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(timeout=20) == 0


def test_several_workers_answer(data: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {**os.environ, "SANSHEN_DATA": str(data), "PORT": port}
    command = [SANSHEN, "serve", "--workers", "2"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    answers = []
    try:
        deadline = time.monotonic() + 20
        while len(answers) < 8 and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5) as answer:
                    answers.append(answer.status)
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert answers == [200] * 8


@pytest.mark.parametrize("port", ["0", "99999", "x"])
def test_an_absurd_port_is_refused(app: Flask, monkeypatch: Any, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    assert invoke("serve").exit_code == 2
