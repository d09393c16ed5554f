"""Whether a row of a file is new, changes a stored one, is a repetition, or may not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session, selectinload

from app.core import scope
from app.core.database import lock_rows
from app.core.entity import label_of
from app.core.errors import Refused
from app.core.exchange.forms import faults
from app.core.exchange.targets import Target
from app.core.exchange.uniqueness import (
    Group,
    Values,
    column_name,
    fillable_groups,
    holders,
    values_of,
)
from app.core.forms.builder import blanks
from app.core.show_value import as_text

if TYPE_CHECKING:
    from app.core.exchange.planning import Candidate, Plan

SHOWN = 40


class Judge:
    """Compares candidates with the rows above them in the file and with those stored.

    `key` is what a row is recognised by: the view's `import_key`, or the first group of columns
    that is unique. Without one only rows that are wholly equal are repetitions.
    """

    def __init__(self, plan: Plan, session: Session, targets: list[Target], locking: bool) -> None:
        self.plan, self.session, self.locking = plan, session, locking
        self.view, self.model = plan.view, plan.model
        self.relations = [target.name for target in targets if target.relation is not None]
        self.unique = fillable_groups(self.model, targets)
        key = tuple(column_name(self.model, name) for name in self.view.import_key)
        # A view may name the columns in the order people say them.
        same = [group for group in self.unique if set(group) == set(key)]
        self.key: Group = (same or [key] if key else [*self.unique, ()])[0]
        self.groups = list(dict.fromkeys([self.key, *self.unique]))
        # Group → values → number of the row in the file that has them.
        self.above: dict[Group, dict[Any, int]] = {group: {} for group in self.groups}
        # Group → values → key of the stored row that has them; for the present piece.
        self.holders: dict[Group, dict[Values, int]] = {}
        self.stored: dict[int, Any] = {}

    def judge(self, candidates: list[Candidate]) -> None:
        """Gives each candidate its outcome and reason."""
        built = [candidate for candidate in candidates if candidate.row is not None]
        self._look_up([candidate.row for candidate in built])
        for candidate in built:
            fresh = candidate.row
            if reason := self._repeats(candidate):
                candidate.repeated(reason)
                continue
            self._judge(candidate)
            if candidate.outcome != "error":
                for group in self.groups:
                    if values := self._values(candidate, fresh, group):
                        self.above[group].setdefault(values, candidate.number)

    def _look_up(self, rows: list[Any]) -> None:
        """Reads the stored rows that have what these have in a group."""
        self.holders = {
            group: holders(self.session, self.model, group, _wanted(rows, group))
            for group in self.groups
            if group
        }
        keys = set(self.holders.get(self.key, {}).values())
        if not keys:
            self.stored = {}
            return
        statement = scope.visible(self.model).where(self.model.id.in_(keys))
        for name in self.relations:
            statement = statement.options(selectinload(getattr(self.model, name)))
        if self.locking:
            statement = lock_rows(statement, self.model)
            statement = statement.execution_options(populate_existing=True)
        self.stored = {row.id: row for row in self.session.scalars(statement).unique()}

    def _values(self, candidate: Candidate, row: Any, group: Group) -> Any:
        """What a row has in a group; wholly what the file says, where there is no key."""
        return values_of(row, group) if group else repr(sorted(candidate.given.items()))

    def _repeats(self, candidate: Candidate) -> str:
        values = self._values(candidate, candidate.row, self.key)
        number = self.above[self.key].get(values) if values else None
        return _("The same as row %(number)s.", number=number) if number else ""

    def _judge(self, candidate: Candidate) -> None:
        key = values_of(candidate.row, self.key) if self.key else None
        held = self.holders.get(self.key, {}).get(key) if key else None
        stored = self.stored.get(held) if held else None
        if held and not stored and self.key in self.unique:
            candidate.wrong(_("It is there already, but out of your sight."))
        elif reason := self._taken(candidate, stored):
            candidate.wrong(reason)
        elif stored is not None:
            self._judge_change(candidate, stored)
        else:
            self._judge_new(candidate)

    def _taken(self, candidate: Candidate, stored: Any) -> str:
        """Which other unique value of a row somebody else has."""
        for group in self.unique:
            values = values_of(candidate.row, group)
            given = {column_name(self.model, name) for name in candidate.given}
            if group == self.key or not values or (stored is not None and not given & set(group)):
                continue
            what = str(label_of(self.model, group[-1]))
            if number := self.above[group].get(values):
                return _("%(what)s: the same as in row %(number)s.", what=what, number=number)
            holder = self.holders[group].get(values)
            if holder is not None and (stored is None or holder != stored.id):
                return _("%(what)s: another record already has this value.", what=what)
        return ""

    def _judge_new(self, candidate: Candidate) -> None:
        form = None
        if "validate" in self.plan.hooks:
            form = self.plan.form_of(candidate)
        self._check(candidate, candidate.row, form, None)

    def _check(self, candidate: Candidate, row: Any, form: Any, stored: Any) -> None:
        """The rules of the view, across fields and of scope; a stored row is changed first."""
        try:
            if stored is not None:
                self.plan.fill(row, form)
            if form is not None and not self.view.validate(form, stored):
                raise Refused(faults(form) or _("A rule of this record does not allow it."))
            self.view.check_scope(row)
        except Refused as refused:
            candidate.wrong(str(refused))

    def _judge_change(self, candidate: Candidate, row: Any) -> None:
        if not self.view.may("edit"):
            candidate.repeated(_("It is there already; you may not change it."))
            return
        if reason := self.view.may_edit(row):
            candidate.repeated(_("It is there already. %(reason)s", reason=reason))
            return
        form = self.plan.forms.changed(row, candidate.given, candidate.cleared)
        changes = self._changes(candidate, row, form)
        if not changes:
            candidate.repeated(_("It is there already, and the same."))
        elif not form.validate():
            candidate.wrong(faults(form))
        else:
            self._check(candidate, row, form, row)
            if candidate.outcome == "create":
                candidate.outcome, candidate.reason = "update", "；".join(changes)
                candidate.form, candidate.label = form, str(row)
            if candidate.outcome == "error" or not self.locking:
                self.forget(row)
        candidate.row = row

    def forget(self, row: Any) -> None:
        """Undoes what was set on a stored row: nothing of it will be written."""
        self.session.expire(row)

    def _changes(self, candidate: Candidate, row: Any, form: Any) -> list[str]:
        """What the file changes of a stored row, in words."""
        changes = []
        for name in candidate.given:
            if name not in form:
                continue
            value, before = blanks(self.model, name, form[name].data), getattr(row, name)
            if _different(before, value):
                words = {"what": str(form[name].label.text)}
                words |= {"before": as_text(before)[:SHOWN], "after": as_text(value)[:SHOWN]}
                changes.append(_("%(what)s: “%(before)s” becomes “%(after)s”", **words))
        return changes


def _different(before: Any, after: Any) -> bool:
    if isinstance(before, list):
        return {row.id for row in before} != {row.id for row in after or []}
    return bool(before != after)


def _wanted(rows: list[Any], group: Group) -> set[Values]:
    return {values for row in rows if (values := values_of(row, group)) is not None}
