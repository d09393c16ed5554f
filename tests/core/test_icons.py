"""Every icon that code or templates name is in the sprite; a missing one would just be blank."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
# Constructors that take an icon by position.
POSITIONS = {"Badge": 2, "State": 1, "Link": 2, "Action": 3, "Tag": 1, "MenuItem": 2, "Row": 2}
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def in_python(path: Path) -> Iterator[str]:
    """Icons named in a module: by keyword, by class attribute, by position."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        values: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            values += [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
            position = POSITIONS.get(getattr(node.func, "id", ""), len(node.args))
            values += node.args[position : position + 1]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(target, "id", "") == "icon" for target in targets):
                values.append(node.value)
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.value


def in_template(path: Path) -> Iterator[str]:
    """Icons named in a template."""
    text = path.read_text(encoding="utf-8")
    yield from re.findall(r"""\bicon\(\s*["']([a-z0-9-]+)["']""", text)
    yield from re.findall(r"""\bicon_name=["']([a-z0-9-]+)["']""", text)


def known() -> set[str]:
    """What the sprite holds, and our own marks."""
    lines = (APP / "core/icons.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split("#")[0].split() for line in lines]
    marks = (APP / "static/img/marks.svg").read_text(encoding="utf-8")
    return {"-".join(each) for each in words if each} | set(re.findall(r'id="([^"]+)"', marks))


def test_every_icon_is_in_the_sprite() -> None:
    named: dict[str, set[str]] = {}
    for path in [*APP.rglob("*.py"), *APP.rglob("*.html")]:
        read = in_python if path.suffix == ".py" else in_template
        for name in read(path):
            named.setdefault(name, set()).add(str(path.relative_to(APP)))
    # The search itself works: these are named in the layout and in the workflow of posts.
    assert {"menu-2", "send", "dots"} <= set(named)
    odd = {name for name in named if not NAME.fullmatch(name)}
    assert not odd, f"not icon names: {odd}"
    missing = {name: named[name] for name in sorted(set(named) - known())}
    assert not missing, f"add to app/core/icons.txt: {missing}"
