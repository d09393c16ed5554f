"""A form, and the page that asks before an action and the one that tells its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.page.parts import Action, Badge, Cell, Link


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field two people changed: what was typed here and what is stored now."""

    label: str
    mine: str
    theirs: str


@dataclass(slots=True)
class FormPage:
    """A form, whole: what `core/form.html` draws. `form` is a WTForms form.

    `groups` is a sequence of (heading, field names); `submits` are further submit buttons as
    (name, label) after the primary one. `errors` are refusals that belong to no single field;
    `notice` is what has to be known before anything is changed.
    """

    title: str
    form: Any
    groups: Sequence[tuple[str, Sequence[str]]]
    submit_label: str
    lead: str = ""
    notice: str = ""
    crumbs: Sequence[Link] = ()
    cancel_url: str = ""
    submits: Sequence[tuple[str, str]] = ()
    errors: Sequence[str] = ()
    conflicts: Sequence[Conflict] = ()
    conflict_text: str = ""
    multipart: bool = False
    badge: Badge | None = None
    links: Sequence[Link] = ()
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskRow:
    """An object an action is about to touch; `skipped` says why it will not be touched.

    `note` is a grey remark (今天 09:31，读 3 分钟), ochre with `warn`; `icon` stands before it.
    """

    pk: int
    label: str
    url: str = ""
    number: str = ""
    second: str = ""
    note: str = ""
    warn: bool = False
    icon: str = "info-circle"
    skipped: str = ""


@dataclass(slots=True)
class AskPage:
    """Asks for what an action needs before anything happens: what `core/ask.html` draws.

    The form posts `ids`, the fields of `form` and `hidden` to `action.url`; the submit button
    carries `submit_label`, which says what will happen: `{n}` in it is the number of rows ticked
    (复审通过 {n} 篇). `phrases` are inserted into the first long text by a press.
    """

    title: str
    action: Action
    submit_label: str
    rows: Sequence[AskRow] = ()
    form: Any = None
    lead: str = ""
    notice: str = ""
    crumbs: Sequence[Link] = ()
    cancel_url: str = ""
    phrases: Sequence[str] = ()
    errors: Sequence[str] = ()
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What became of one object: `reason` why it was skipped, or `cell` what it is now."""

    label: str
    url: str = ""
    number: str = ""
    reason: str = ""
    cell: Cell | None = None
    pk: int = 0


@dataclass(slots=True)
class ResultPage:
    """What an action did to many: what `core/result.html` draws. The title is the result.

    `undo` (收回) posts the `pk` of every row of `done`.
    """

    title: str
    skipped: Sequence[ResultRow] = ()
    done: Sequence[ResultRow] = ()
    skipped_title: str = ""
    skipped_hint: str = ""
    done_title: str = ""
    done_hint: str = ""
    lead: str = ""
    crumbs: Sequence[Link] = ()
    links: Sequence[Link] = ()
    undo: Action | None = None
