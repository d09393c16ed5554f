"""What `app/demo/content/*.json` holds, as typed rows.

Rows name each other by natural keys: login, department code, platform code, platform id, and the
slug of a post (the name of its file).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent.parent / "content"


@dataclass(frozen=True)
class Department:
    """部门. The root one, without `parent`, is the committee itself."""

    code: str
    name: str
    short_name: str
    parent: str | None = None


@dataclass(frozen=True)
class Staff:
    """人员. `position` is the office held, `role` the one in the panel."""

    login: str
    name: str
    department: str
    number: str
    mobile: str
    role: str
    position: str


@dataclass(frozen=True)
class Platform:
    """平台, with the longest title, author, summary and body (None: no limit)."""

    code: str
    kind: str
    name: str
    title_limit: int | None
    author_limit: int | None
    summary_limit: int | None
    body_limit: int | None
    gap_days: int


@dataclass(frozen=True)
class Account:
    """账号. Days count from today: `certified_in` ahead, `last_published` back."""

    platform_id: str
    platform: str
    name: str
    department: str
    subject: str
    administrator: str
    operators: tuple[str, ...]
    purpose: str
    filing_number: str
    certified_in: int | None
    last_published: int | None
    state: str
    reason: str = ""


@dataclass(frozen=True)
class Lead:
    """线索. `post` is the slug of the post it became."""

    title: str
    content: str
    kind: str
    source: str
    department: str
    days_ago: int
    state: str
    contact: str = ""
    registered_by: str = "yunying"
    reason: str = ""
    post: str | None = None


@dataclass(frozen=True)
class Report:
    """举报, without the informant. `steps` are (transition's target state, note) in order."""

    title: str
    content: str
    channel: str
    days_ago: int
    state: str
    account: str | None = None
    post: str | None = None
    handler: str = "jubao"
    steps: tuple[tuple[str, str], ...] = ()


def departments() -> list[Department]:
    """The committee and its departments, parents first."""
    return [Department(**row) for row in _rows("departments")]


def staff() -> list[Staff]:
    """The staff, one login each."""
    return [Staff(**row) for row in _rows("staff")]


def platforms() -> list[Platform]:
    """The platforms with their limits."""
    return [Platform(**row) for row in _rows("platforms")]


def accounts() -> list[Account]:
    """The accounts, in every state of their life."""
    return [Account(**{**row, "operators": tuple(row["operators"])}) for row in _rows("accounts")]


def leads() -> list[Lead]:
    """The story leads, newest first."""
    return [Lead(**row) for row in _rows("leads")]


def reports() -> list[Report]:
    """The complaints, newest first."""
    return [
        Report(**{**row, "steps": tuple((state, note) for state, note in row.get("steps", []))})
        for row in _rows("reports")
    ]


def opinions(level: str, decision: str) -> list[str]:
    """General opinions of reviewers; those about one post are on the post itself.

    Args:
        level: first, second or final.
        decision: pass, return or reject.

    Raises:
        KeyError: no such level or decision.
    """
    return list(_rows("opinions")[level][decision])


def phrases(level: str) -> list[str]:
    """The short phrases offered to reviewers of a level (first, second or final)."""
    return list(_rows("phrases")[level])


@cache
def _rows(name: str) -> Any:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))
