"""The rules of the house, as far as a machine can tell."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import flask_appbuilder
import pytest
from flask import Flask
from jinja2 import TemplateNotFound

import app as house
from tests.factories import EntityFactory
from tools.build_static import icon_names

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 220
# Who may write rows other than one by one, because it keeps the journal itself.
SET_WRITERS = ("app/core/workflow/", "app/core/bulk", "app/core/numbers")
SQL_WRITE = re.compile(r"\s*(INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
# Folders of tests that are not of one room.
ACROSS = {"data", "e2e", "factories"}


@cache
def tracked() -> list[Path]:
    """The files of the repository, with those about to be added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def below(folder: str, suffix: str) -> list[Path]:
    return [p for p in tracked() if p.is_relative_to(ROOT / folder) and p.suffix == suffix]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def rooms() -> list[str]:
    """The packages of `app/` that hold code."""
    return sorted(
        {
            p.relative_to(ROOT / "app").parts[0]
            for p in below("app", ".py")
            if len(p.relative_to(ROOT / "app").parts) > 1
        }
    )


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """Every line that a pattern is found in, as `file:line: text`."""
    wanted = re.compile(pattern)
    return [
        f"{named(path)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def text_files() -> list[Path]:
    """The tracked files that are text, without the locks and this file."""
    binary = {".png", ".jpg", ".xlsx", ".xls", ".db", ".gz", ".pdf", ".ico", ".zip"}
    return [p for p in tracked() if p.suffix not in binary and p != Path(__file__)]


def test_a_file_name_says_what_is_in_it() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base"}
    assert [named(p) for p in below("app", ".py") if p.stem in vague] == []


def test_a_file_is_read_in_one_sitting() -> None:
    lengths = {
        named(p): len(p.read_text(encoding="utf-8").splitlines()) for p in below("app", ".py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        named(p)
        for p in below("app", ".py")
        if p.stat().st_size and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert silent == []


def markup(path: Path) -> str:
    """A template without its Jinja, line for line."""
    code = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
    return code.sub(lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8"))


def test_pages_hold_neither_style_nor_script() -> None:
    """What the content policy would refuse silently in the browser is refused here loudly."""
    forbidden = re.compile(
        r"""\sstyle\s*=|<style\b|<script(?![^>]*\ssrc=)|\son\w+\s*=\s*["']|javascript:"""
    )
    found = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in below("app", ".html")
        for number, line in enumerate(markup(path).splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


def test_the_house_serves_all_its_pages_load() -> None:
    assert lines_with(r"""(src|href)\s*=\s*["'](https?:)?//""", below("app", ".html")) == []
    foreign = r"""(@import\s+|url\(\s*)["']?(https?:)?//"""
    assert lines_with(foreign, below("app/static", ".css")) == []


def state_writes(path: Path) -> Iterator[int]:
    """The lines that set an attribute called state, in whatever way."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets):
            yield node.lineno
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "setattr"
            and isinstance(node.args[1], ast.Constant)
            and node.args[1].value == "state"
        ):
            yield node.lineno


def test_only_the_workflow_writes_a_state() -> None:
    found = [
        f"{named(path)}:{line}"
        for path in below("app", ".py")
        if not named(path).startswith("app/core/workflow")
        for line in state_writes(path)
    ]
    assert found == []


def set_writes(path: Path) -> Iterator[int]:
    """The lines that bring in SQLAlchemy's statements for many rows, or write such SQL."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            if {a.name for a in node.names} & {"insert", "update", "delete"}:
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # session.query(X).update(…), table.insert(), sa.delete(X)
            owner, name = node.func.value, node.func.attr
            statement = isinstance(owner, ast.Name) and owner.id in {"sa", "sqlalchemy"}
            table = isinstance(owner, ast.Attribute) and owner.attr == "__table__"
            query = any(
                isinstance(n, ast.Call)
                and isinstance(n.func, ast.Attribute)
                and n.func.attr == "query"
                for n in ast.walk(owner)
            )
            if name in {"insert", "update", "delete"} and (statement or table or query):
                yield node.lineno
        elif isinstance(node, ast.Constant) and SQL_WRITE.match(str(node.value)):
            yield node.lineno


def test_many_rows_are_written_in_one_place() -> None:
    found = [
        f"{named(path)}:{line}"
        for path in below("app", ".py")
        if not named(path).startswith(SET_WRITERS)
        for line in set_writes(path)
    ]
    assert found == []


def test_no_page_of_the_engine_is_left(app: Flask) -> None:
    """Each of Flask-AppBuilder's templates is replaced by one of ours, or cannot be reached."""
    templates = Path(flask_appbuilder.__file__).parent / "templates"
    shipped = [str(p.relative_to(templates)) for p in templates.rglob("*.html")]
    assert len(shipped) > 40
    foreign = []
    for name in shipped:
        try:
            file = app.jinja_env.get_template(name).filename
        except TemplateNotFound:
            continue
        if not Path(file or "").is_relative_to(ROOT / "app"):
            foreign.append(name)
    assert foreign == []


def test_no_file_of_the_engine_is_served(app: Flask) -> None:
    client = app.test_client()
    for name in ("js/jquery-latest.js", "css/bootstrap.min.css", "js/ab.js", "select2/select2.js"):
        assert client.get(f"/static/appbuilder/{name}").status_code == 404


def icons_named(path: Path) -> Iterator[str]:
    """The icons a module or template names, as far as the text shows it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from re.findall(r"""\bicon\(\s*["']([\w-]+)["']""", text)
        return
    drawings = ROOT / "node_modules/@tabler/icons/icons/outline"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg == "icon":
            if isinstance(node.value, ast.Constant) and node.value.value:
                yield str(node.value.value)
        elif isinstance(node, ast.Constant) and "-" in str(node.value):
            # A hyphenated word that is an icon's name is meant as one.
            name = str(node.value).removesuffix("-filled")
            if re.fullmatch(r"[a-z0-9-]+", name) and (drawings / f"{name}.svg").exists():
                yield str(node.value)


def test_every_icon_in_use_is_in_the_sprite() -> None:
    listed = icon_names((ROOT / "app/core/icons.txt").read_text(encoding="utf-8"))
    have = {f"{name}-filled" if filled else name for name, filled in listed}
    missing = {
        f"{named(path)}: {name}"
        for path in below("app", ".py") + below("app", ".html")
        for name in icons_named(path)
        # The review levels' marks are drawn by ourselves.
        if name not in have and not name.startswith("level-")
    }
    assert missing == set()


def test_every_text_is_chinese() -> None:
    from tools.catalogue import faults

    assert list(faults()) == []


def test_no_plural_messages() -> None:
    """Chinese has no plural; one way of saying a number is enough."""
    assert lines_with(r"\bl?n(p)?gettext\b|lazy_ngettext", below("app", ".py")) == []


def test_the_repository_knows_no_machine_and_no_registry() -> None:
    registries = r"pypi\.org|pythonhosted|registry\.npmjs|npmjs\.org|deb\.debian\.org"
    machine = r"(^|[^\w.-])/(work|farm|root|home/\w+)/"
    assert lines_with(f"{registries}|{machine}", text_files()) == []


def test_no_foreign_file_is_kept() -> None:
    vendored = re.compile(r"\.min\.(js|css)$|(^|/)(vendor|node_modules|bower_components)/")
    assert [named(p) for p in tracked() if vendored.search(named(p))] == []


def test_nothing_is_left_undone() -> None:
    words = r"\b(TODO|FIXME|XXX)\b|mark\.(skip|xfail)|pytest\.skip\(|raise NotImplementedError"
    code = below("app", ".py") + below("app", ".html") + below("app", ".js") + below("tests", ".py")
    assert lines_with(words, [p for p in code if p != Path(__file__)]) == []


def entities() -> list[type]:
    """Every table of a room, whichever module of it holds the model."""
    from app.core.entity import Entity

    for module in pkgutil.walk_packages(house.__path__, "app."):
        importlib.import_module(module.name)
    kinds, open_ = [], [Entity]
    while open_:
        kind = open_.pop()
        open_.extend(kind.__subclasses__())
        if kind.__module__.startswith("app.") and not kind.__dict__.get("__abstract__"):
            kinds.append(kind)
    return sorted(set(kinds), key=lambda kind: kind.__name__)


def test_every_table_has_a_factory() -> None:
    import tests.factories

    for module in pkgutil.iter_modules(tests.factories.__path__, "tests.factories."):
        importlib.import_module(module.name)
    made, open_ = set(), [EntityFactory]
    while open_:
        factory = open_.pop()
        open_.extend(factory.__subclasses__())
        made.add(factory._meta.model)
    assert [
        kind.__name__
        for kind in entities()
        if not kind.__module__.startswith("app.core") and kind not in made
    ] == []


def test_a_table_is_called_like_its_class() -> None:
    snake = {k: re.sub(r"(?<!^)(?=[A-Z])", "_", k.__name__).lower() for k in entities()}
    assert {
        k.__name__: k.__tablename__ for k, name in snake.items() if k.__tablename__ != name
    } == {}


def test_the_tests_mirror_the_house() -> None:
    have = {
        p.relative_to(ROOT / "tests").parts[0]
        for p in below("tests", ".py")
        if len(p.relative_to(ROOT / "tests").parts) > 1
    }
    assert have - ACROSS - set(rooms()) == set()
    assert set(rooms()) - have == set()


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile"])
def test_the_papers_of_the_house_are_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()
