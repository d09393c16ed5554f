"""The two things done with a file that was taken apart: a report in advance, and the import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.bulk import give_keys
from app.core.database import write
from app.core.errors import Refused
from app.core.exchange.planning import Candidate, Plan
from app.core.exchange.staging import Staged
from app.core.exchange.targets import Target
from app.core.page import ImportLine

# More lines than a person reads; what is beyond is counted, not shown.
MOST_LINES = 1000


@dataclass
class Report:
    """What becomes of the rows of a file: how many of each outcome, and the first of them.

    `lines` in the order of the file, those that need a look before those that are simply new.
    """

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[ImportLine] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self.counts.total()

    @property
    def takes(self) -> int:
        """How many rows can be taken."""
        return self.counts["create"] + self.counts["update"]

    @property
    def hidden(self) -> int:
        """How many rows are counted but not shown."""
        return self.total - len(self.lines)


def preview(view: Any, session: Session, targets: list[Target], staged: Staged) -> Report:
    """Reads a file as the import would, and says what would become of each row.

    Args:
        view: whose form and rules apply.
        session: any; nothing is written.
        targets: what of the model can be filled.
        staged: the file, with mapping and defaults.
    """
    report, quiet, loud = Report(), list[ImportLine](), list[ImportLine]()
    with session.no_autoflush:
        plan = Plan(view, session, targets, staged.mapping, staged.defaults)
        for piece in plan.pieces(staged.table.rows()):
            for candidate in piece:
                report.counts[candidate.outcome] += 1
                lines = quiet if candidate.outcome == "create" else loud
                if len(lines) < MOST_LINES:
                    lines.append(candidate.line())
    report.lines = [*loud, *quiet][:MOST_LINES]
    return report


@dataclass
class Done:
    """What an import did.

    `counts`: rows by outcome, with `left` for those not chosen; `rows`: key, number, name and
    outcome of the first that were saved; `lines`: the first of those that were not, and why.
    """

    counts: Counter[str] = field(default_factory=Counter)
    rows: list[tuple[int, int, str, str]] = field(default_factory=list)
    lines: list[ImportLine] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For keeping between two requests."""
        lines = [
            {"number": line.number, "label": line.label, "reason": line.reason}
            for line in self.lines
        ]
        return {"counts": dict(self.counts), "rows": self.rows, "lines": lines}


def apply(
    view: Any, targets: list[Target], staged: Staged, chosen: Collection[int] | None = None
) -> Done:
    """Imports a file in one transaction, all that was judged again inside it, or nothing.

    Args:
        view: whose form, rules and hooks apply, as if each row had been typed.
        targets: what of the model can be filled.
        staged: the file, with mapping and defaults.
        chosen: numbers of the rows to take; None for all that can be taken.

    Raises:
        Refused: a hook refused a row, or somebody saved the same at the same moment; nothing
            was imported.
    """
    done = Done()
    with write() as session, session.no_autoflush:
        plan = Plan(view, session, targets, staged.mapping, staged.defaults, locking=True)
        for piece in plan.pieces(staged.table.rows()):
            taken = [c for c in piece if c.outcome in ("create", "update")]
            for candidate in taken:
                if chosen is not None and candidate.number not in chosen:
                    if candidate.outcome == "update":
                        plan.judge.forget(candidate.row)
                    candidate.outcome = "left"
            taken = [c for c in taken if c.outcome != "left"]
            _save(view, session, plan, taken)
            _note(done, piece)
    return done


def _save(view: Any, session: Session, plan: Plan, taken: list[Candidate]) -> None:
    """Writes the rows of a piece, with the hooks that typing them would run."""
    number = 0
    try:
        for candidate in taken:
            number, is_new = candidate.number, candidate.outcome == "create"
            if is_new:
                session.add(candidate.row)
            if "before_save" in plan.hooks:
                view.before_save(candidate.row, plan.form_of(candidate), is_new)
        give_keys(session, view.model)
        session.flush()
        for candidate in taken if "after_save" in plan.hooks else ():
            number, is_new = candidate.number, candidate.outcome == "create"
            view.after_save(candidate.row, plan.form_of(candidate), is_new)
    except Refused as refused:
        raise Refused(
            _(
                "Nothing was imported. Row %(number)s: %(reason)s Leave it out or correct it.",
                number=number,
                reason=str(refused),
            )
        ) from None
    except IntegrityError:
        raise Refused(
            _(
                "Nothing was imported: somebody else has just saved a record with the same "
                "values. Read the report anew and import again."
            )
        ) from None


def _note(done: Done, piece: list[Candidate]) -> None:
    for candidate in piece:
        done.counts[candidate.outcome] += 1
        if candidate.outcome in ("create", "update"):
            if len(done.rows) < MOST_LINES:
                row = (candidate.row.id, candidate.number, candidate.label, candidate.outcome)
                done.rows.append(row)
        elif candidate.outcome != "left" and len(done.lines) < MOST_LINES:
            done.lines.append(candidate.line())
