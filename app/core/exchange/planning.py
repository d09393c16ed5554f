"""Reads the rows of a file into the form of the view: one candidate a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.exchange.forms import RowForms, Texts, faults
from app.core.exchange.judging import Judge
from app.core.exchange.names import split
from app.core.exchange.reading import Row
from app.core.exchange.targets import Target
from app.core.exchange.uniqueness import column_name
from app.core.exchange.values import form_text
from app.core.forms.related import keys_among
from app.core.page import ImportLine

CHUNK = 500
LABEL = 80


@dataclass
class Candidate:
    """A row of the file on its way.

    Attributes:
        number: its number in the file.
        texts: what the form of a new row is sent; `given`: what of it the file says;
            `cleared`: boxes that the file leaves empty.
        row: the new row, or the stored one it changes; `form`: of the stored one.
        outcome: create, update, duplicate or error; `reason`: why, or what is changed.
    """

    number: int
    texts: Texts
    given: Texts = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    row: Any = None
    form: Any = None
    label: str = ""
    outcome: str = "create"
    reason: str = ""

    def wrong(self, reason: str) -> None:
        """It cannot be taken."""
        self.outcome, self.reason = "error", reason

    def repeated(self, reason: str) -> None:
        """It is there already."""
        self.outcome, self.reason = "duplicate", reason

    def line(self) -> ImportLine:
        """As the report shows it."""
        takes = self.outcome in ("create", "update")
        return ImportLine(self.number, self.outcome, self.label[:LABEL], self.reason, takes, takes)


class Plan:
    """Judges the rows of a file, piece by piece, with a constant number of SELECTs for each.

    It reads only. A candidate that is found new or changed holds its row, ready to be saved.

    Args:
        view: whose form, rules and hooks apply.
        session: `locking`: of a write transaction; stored rows are locked and read afresh.
        targets: what of the model can be filled.
        mapping: place of a column of the file → field it fills.
        defaults: field → values for new rows, where the file has no column.
    """

    def __init__(
        self,
        view: Any,
        session: Session,
        targets: list[Target],
        mapping: dict[int, str],
        defaults: Texts,
        locking: bool = False,
    ) -> None:
        self.view, self.model = view, view.model
        self.hooks: set[str] = view.import_hooks()
        by_name = {target.name: target for target in targets}
        self.mapping = {place: by_name[name] for place, name in mapping.items()}
        self.relations = [t for t in targets if t.relation is not None and not t.many]
        self.forms = RowForms(view, session, targets)
        self.base = {**self.forms.blank, **defaults}
        for name in self.forms.names.keys() & defaults.keys():
            self.forms.names[name].learn_keys(keys_among(defaults[name]))
        self.judge = Judge(self, session, targets, locking)

    def pieces(self, rows: Iterable[Row]) -> Iterator[list[Candidate]]:
        """The rows, judged, at most `CHUNK` at a time."""
        rows = iter(rows)
        while piece := list(islice(rows, CHUNK)):
            candidates = self._read(piece)
            self.judge.judge(candidates)
            yield candidates

    def _read(self, rows: list[Row]) -> list[Candidate]:
        for place, target in self.mapping.items():
            if target.relation is not None:
                cells = {cells[place] for _number, cells in rows if place < len(cells)} - {""}
                self.forms.names[target.name].learn(
                    name for cell in cells for name in _parts(target, cell)
                )
        return [self._candidate(number, cells) for number, cells in rows]

    def _candidate(self, number: int, cells: list[str]) -> Candidate:
        candidate = Candidate(number, dict(self.base))
        problems = []
        for place, target in self.mapping.items():
            text = cells[place] if place < len(cells) else ""
            if not text:
                # A new row gets what an empty form would; a stored one keeps what it has.
                continue
            candidate.given[target.name] = [text]
            try:
                values = self._sent(target, text)
            except ValueError as error:
                problems.append(f"{target.label}：{str(error).rstrip('。')}")
                continue
            if values:
                candidate.texts[target.name] = candidate.given[target.name] = values
            else:
                candidate.texts.pop(target.name, None)
                candidate.cleared.add(target.name)
        if problems:
            candidate.wrong("；".join(problems))
        else:
            self._build(candidate)
        if candidate.row is None:
            candidate.label = self._name(cells)
        return candidate

    def _sent(self, target: Target, text: str) -> list[str]:
        """What the form is sent for a cell; nothing for a box that is not ticked."""
        if target.relation is None:
            return [value for value in [form_text(target.column, text)] if value]
        names = self.forms.names[target.name]
        return [str(names.find(name).id) for name in _parts(target, text)]

    def _build(self, candidate: Candidate) -> None:
        """The new row, if its form is complete."""
        form = self.forms.new(candidate.texts)
        if not form.validate():
            candidate.wrong(faults(form))
            return
        row = self.view.new_row()
        try:
            self.fill(row, form)
        except Refused as refused:
            candidate.wrong(str(refused))
        else:
            candidate.row, candidate.label = row, str(row)

    def form_of(self, candidate: Candidate) -> Any:
        """The form of a candidate that was built; of a new row good until the next call."""
        if candidate.form is not None:
            return candidate.form
        form = self.forms.new(candidate.texts)
        form.validate()
        return form

    def fill(self, row: Any, form: Any) -> None:
        """Sets what a form says, with the keys of relations, which only a flush would set."""
        self.view.fill(row, form)
        for target in self.relations:
            if target.name in form:
                related, column = getattr(row, target.name), column_name(self.model, target.name)
                if getattr(row, column) != (key := related.id if related else None):
                    setattr(row, column, key)

    def _name(self, cells: list[str]) -> str:
        """What a row that could not be built is called: its title or name in the file."""
        by_name = {target.name: place for place, target in self.mapping.items()}
        names = [name for name in ("title", "name", "first_name") if name in by_name]
        place = by_name[names[0]] if names else next(iter(self.mapping), 0)
        return cells[place] if place < len(cells) else ""


def _parts(target: Target, text: str) -> list[str]:
    return split(text) if target.many else [text]
