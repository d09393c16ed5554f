"""A backup taken while others write comes up elsewhere, whole; a damaged one does not come up."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, inspect, text
from werkzeug.datastructures import FileStorage

from app.core.attachments import PICTURES, Attachment, store
from app.core.attachments.storage import path_of
from app.core.backup import making, restoring
from app.core.backup.manifest import Manifest
from app.core.database import write
from app.core.errors import Refused
from app.extensions import db
from app.people.models import Department
from tests.core.test_attachments import picture
from tests.engines import Engine, sanshen
from tests.factories.people import DepartmentFactory, StaffFactory

pytestmark = pytest.mark.both_engines

Members = dict[str, bytes]


@pytest.fixture
def filled(app: Flask) -> Iterator[Flask]:
    """An installation with people and two attachments."""
    StaffFactory(department=DepartmentFactory(name="县委办“一室”", code="01"))
    keep("甲.png", "navy")
    keep("乙.png", "darkred")
    yield app
    db.session.remove()


def keep(name: str, colour: str) -> Attachment:
    content = picture(colour=colour)
    file = FileStorage(io.BytesIO(content), filename=name)
    with write() as session:
        return store(session, file, "Post", 1, "attachment", PICTURES, 1024 * 1024)


def content_of(database: Database) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"'))))
            for table in inspect(connection).get_table_names()
        }


def members_of(path: Path) -> Members:
    with tarfile.open(path) as archive:
        return {m.name: archive.extractfile(m).read() for m in archive}  # type: ignore[union-attr]


def pack(path: Path, members: Members) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return path


def test_a_backup_comes_up_elsewhere(filled: Flask, engine: Engine, tmp_path: Path) -> None:
    before = content_of(db.engine)
    db.session.remove()
    here, there, file = tmp_path, tmp_path / "elsewhere", tmp_path / "一月.tar.gz"
    there.mkdir()
    said = sanshen("backup", str(file), data=here, url=engine.url)
    assert "2 个附件" in said
    assert file.stat().st_mode & 0o077 == 0
    url = engine.empty("restored")
    said = sanshen("restore", str(file), data=there, url=url)
    assert "已从" in said
    assert "2 个附件" in said
    assert "db upgrade" not in said
    restored = create_engine(url)
    assert content_of(restored) == before
    for row in db.session.query(Attachment):
        place = path_of(row.stored_name).relative_to(here)
        assert (there / place).read_bytes() == (here / place).read_bytes()
    # The evidence is guarded there too, and new rows get new keys.
    with restored.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO transition (subject, subject_id, name, from_state, to_state, "
                "actor_name, at, note, batch, batch_size) VALUES ('Post', 1, 'submit', 'draft', "
                "'first_review', 'x', '2026-01-01', '', '', 1)"
            )
        )
    with pytest.raises(Exception, match="append-only"), restored.begin() as connection:
        connection.execute(text("UPDATE transition SET note = 'y'"))
    restored.dispose()


def test_a_backup_is_taken_while_others_write(filled: Flask, tmp_path: Path) -> None:
    there = db.session.query(Department).count()
    stop, numbers = threading.Event(), list[int]()

    def go_on() -> None:
        with filled.app_context():
            while not stop.is_set():
                with write() as session:
                    # Both or none, in whatever moment the snapshot is taken.
                    for half in "ab":
                        number = len(numbers)
                        values = {"n": f"部门{number}{half}", "c": f"{half}{number}"}
                        session.execute(INSERT, values)
                numbers.append(1)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for turn in range(3):
            making.make(db.engine, tmp_path / f"{turn}.tar.gz")
    finally:
        stop.set()
        writer.join()
    assert len(numbers) > 3
    for turn in range(3):
        counts = restoring.unpack(tmp_path / f"{turn}.tar.gz", folder(tmp_path / f"u{turn}")).counts
        assert counts["department"] % 2 == there % 2
    assert not list(tmp_path.glob(".sanshen-*"))


INSERT = text(
    "INSERT INTO department (name, code, sort_order, path, created_at, updated_at, version_id) "
    "VALUES (:n, :c, 0, '', '2026-01-01', '2026-01-01', 1)"
)


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_the_manifest_says_what_is_there(filled: Flask, engine: Engine, tmp_path: Path) -> None:
    manifest = making.make(db.engine, tmp_path / "b.tar.gz")
    members = members_of(tmp_path / "b.tar.gz")
    assert Manifest.read(members["manifest.json"]) == manifest
    assert list(members)[-1] == "manifest.json"
    assert manifest.engine == engine.name
    assert manifest.counts["attachment"] == 2
    assert manifest.damaged == []
    assert {m.path for m in manifest.members} | {"manifest.json"} == set(members)
    assert all(len(members[m.path]) == m.size for m in manifest.members)
    # Nothing that opens sessions travels along.
    assert "secret" not in " ".join(members)


def test_damage_that_was_there_before_is_reported_not_fatal(filled: Flask, tmp_path: Path) -> None:
    first, second = db.session.query(Attachment).order_by(Attachment.id)
    path_of(first.stored_name).unlink()
    path_of(second.stored_name).write_bytes(b"changed")
    manifest = making.make(db.engine, tmp_path / "b.tar.gz")
    assert manifest.damaged == ["甲.png", "乙.png"]
    assert restoring.unpack(tmp_path / "b.tar.gz", folder(tmp_path / "u")) == manifest


def test_nothing_is_overwritten_by_a_backup(filled: Flask, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.gz"
    target.write_bytes(b"precious")
    with pytest.raises(Refused, match="已经存在"):
        making.make(db.engine, target)
    assert target.read_bytes() == b"precious"
    with pytest.raises(Refused, match="没有文件夹"):
        making.make(db.engine, tmp_path / "no" / "b.tar.gz")


def test_without_tables_there_is_nothing_to_back_up(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="还没有表"):
        sanshen("backup", str(tmp_path / "b"), data=tmp_path, url=engine.empty("bare"))
    assert not (tmp_path / "b").exists()


# --- what is not restored -------------------------------------------------------------------


@pytest.fixture
def made(filled: Flask, tmp_path: Path) -> Path:
    """A backup."""
    making.make(db.engine, tmp_path / "made.tar.gz")
    return tmp_path / "made.tar.gz"


@pytest.fixture
def elsewhere(
    filled: Flask, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path], str]]:
    """Restores into an empty place; answers why it was refused. The place must stay empty."""
    there = tmp_path / "there"
    monkeypatch.setitem(current_app.config, "SANSHEN_DATA", str(there))
    database = create_engine(engine.empty("elsewhere"))

    def attempt(source: Path) -> str:
        with pytest.raises(Refused) as refusal:
            restoring.restore(database, source)
        assert not there.exists() or not any(there.iterdir())
        if engine.name == "postgresql" or os.path.exists(database.url.database or ""):
            assert inspect(database).get_table_names() == []
        return str(refusal.value)

    yield attempt
    database.dispose()


def test_only_an_empty_place_is_filled(filled: Flask, made: Path, tmp_path: Path) -> None:
    before = content_of(db.engine)
    with pytest.raises(Refused, match="已有内容"):
        restoring.restore(db.engine, made)
    assert content_of(db.engine) == before


def test_attachments_that_are_there_are_not_mixed_with_others(
    filled: Flask, engine: Engine, made: Path
) -> None:
    database = create_engine(engine.empty("mixed"))
    with pytest.raises(Refused, match="请恢复到空的位置"):
        restoring.restore(database, made)
    database.dispose()


def test_every_kind_of_damage_is_noticed(
    made: Path, elsewhere: Callable[[Path], str], tmp_path: Path
) -> None:
    whole, members = made.read_bytes(), members_of(made)
    place = next(name for name in members if name.startswith("attachments/"))
    image = next(name for name in members if name.startswith("database."))
    damaged = tmp_path / "damaged.tar.gz"
    for content in (b"", b"no archive", whole[: len(whole) // 2], gzip.compress(b"no tar")):
        damaged.write_bytes(content)
        assert "备份已损坏" in elsewhere(damaged)
    flipped = bytearray(members[image])
    flipped[len(flipped) // 2] ^= 1
    changes: list[Members] = [
        {**members, place: b"x" * len(members[place])},
        {**members, image: bytes(flipped)},
        {name: content for name, content in members.items() if name != place},
        {name: content for name, content in members.items() if name != "manifest.json"},
        {**members, f"{place[:-1]}{'0' if place[-1] != '0' else '1'}": b"more"},
    ]
    for change in changes:
        assert "备份已损坏" in elsewhere(pack(damaged, change))
    assert "没有文件" in elsewhere(tmp_path / "none.tar.gz")


def test_nothing_leaves_its_folder(
    made: Path, elsewhere: Callable[[Path], str], tmp_path: Path
) -> None:
    members = members_of(made)
    foreign = tmp_path / "foreign.tar.gz"
    for name in ("../evil", "/tmp/evil", "attachments/../../evil", "secret-key", "evil.sh"):
        assert "不是本系统的备份" in elsewhere(pack(foreign, {**members, name: b"x"}))
    with tarfile.open(foreign, "w:gz") as archive:
        link = tarfile.TarInfo(f"attachments/ab/cd/{'ab' * 16}")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert "不是本系统的备份" in elsewhere(foreign)
    with tarfile.open(foreign, "w:gz") as archive:
        for _time in range(2):
            archive.addfile(tarfile.TarInfo("manifest.json"))
    assert "不是本系统的备份" in elsewhere(foreign)
    assert not list(tmp_path.rglob("evil*"))


def test_a_backup_of_another_time_or_kind_is_refused(
    made: Path, elsewhere: Callable[[Path], str], tmp_path: Path
) -> None:
    members, other = members_of(made), tmp_path / "other.tar.gz"
    manifest = json.loads(members["manifest.json"])
    strange = {
        "更新的版本": {"revision": "ffffffffffff"},
        "由更新的版本制作": {"format": 2},
        "备份来自": {"engine": {"sqlite": "postgresql"}.get(manifest["engine"], "sqlite")},
        "不是本系统的备份": {"members": "x"},
    }
    for words, change in strange.items():
        content = json.dumps({**manifest, **change}).encode()
        if "engine" in change:
            # Its database must be there under the name that engine has.
            kind = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
            old, new = kind[manifest["engine"]], kind[change["engine"]]
            content = content.replace(old.encode(), new.encode())
            renamed = {new if name == old else name: c for name, c in members.items()}
            assert words in elsewhere(pack(other, {**renamed, "manifest.json": content}))
            continue
        assert words in elsewhere(pack(other, {**members, "manifest.json": content}))


def test_a_database_that_fails_to_load_leaves_nothing(
    made: Path, elsewhere: Callable[[Path], str], engine: Engine, monkeypatch: Any
) -> None:
    def fail(*_anything: Any) -> None:
        raise Refused("磁盘已满")

    monkeypatch.setattr("app.core.backup.snapshots.restore", fail)
    assert elsewhere(made) == "磁盘已满"


def test_a_sqlite_file_that_is_damaged_is_not_backed_up(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("CREATE TABLE x (y)")
        connection.execute("CREATE INDEX x_y ON x (y)")
        connection.executemany("INSERT INTO x VALUES (?)", [(f"{n:0100}",) for n in range(5000)])
    connection.close()
    content = bytearray(path.read_bytes())
    for place in range(len(content) - 40_000, len(content) - 20_000):
        content[place] ^= 0xFF
    path.write_bytes(content)
    broken = create_engine(f"sqlite:///{path}")
    with pytest.raises((Refused, sqlite3.DatabaseError)):
        making.make(broken, tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()
