"""Transitions from the web: one row or many, asked for what is needed, told what happened."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.core import scope
from app.core.actor import current_actor
from app.core.errors import Refused
from app.core.forms.related import keys_of
from app.core.page import Action, AskPage, AskRow, Cell, Link, ResultPage, ResultRow
from app.core.views.doors import bad_request, needs_sign_in
from app.core.views.showing import ShowScreen
from app.core.workflow import Outcome, Transition, apply
from app.extensions import db

MOST_ROWS = 1000


class MoveScreens(ShowScreen):
    """Adds `/move/<name>` to a view."""

    @expose("/move/<name>", methods=["POST"])
    @needs_sign_in
    def move(self, name: str) -> Any:
        """Asks if the transition needs to know something, otherwise does it."""
        transition = self.workflow.by_name.get(name) if self.workflow else None
        if transition is None or not transition.button:
            abort(404)
        actor = current_actor()
        if not any(actor.may(p, self.subject) for p in transition.permissions()):
            abort(403)
        ids = self.posted_ids()
        form = transition.form() if transition.form else None
        if form is not None:
            asked = "asked" in request.form
            if not asked or not form.validate():
                return self.ask(transition, ids, form), 422 if asked else 200
        return self.do(transition, ids, form)

    def do(self, transition: Transition, ids: list[int], form: Any) -> Any:
        """Moves the rows and shows what became of them."""
        data = {f.name: f.data for f in form if f.name != "csrf_token"} if form else {}
        data |= self.move_data(transition, ids)
        try:
            outcome = apply(
                self.subject, transition.name, ids, data=data, versions=self._versions(ids)
            )
        except Refused as refused:
            if form is None:
                raise
            return self.ask(transition, ids, form, [str(refused)]), 422
        if len(ids) == 1:
            return self.single_result(outcome, ids[0], form)
        return render_template("core/result.html", page=self.result_page(outcome))

    def move_data(self, transition: Transition, ids: list[int]) -> dict[str, Any]:
        """Hook: what the rules of a transition need besides the form."""
        return {}

    def single_result(self, outcome: Outcome, pk: int, form: Any) -> Any:
        """One row: back to it, with one sentence."""
        if outcome.skipped:
            skipped = outcome.skipped[0]
            if form is not None and skipped.label != str(pk):
                return self.ask(outcome.transition, [pk], form, [skipped.reason]), 422
            if skipped.label == str(pk):
                abort(404)
            flash(_("Nothing was changed: %(reason)s", reason=skipped.reason), "warning")
        else:
            done = outcome.transition.done or outcome.transition.label
            flash(f"{done}：{outcome.moved[0].label}", "success")
        return redirect(self.after_move_url(pk))

    def after_move_url(self, pk: int) -> str:
        """Where a person goes after moving one row: to the row if it is still in sight."""
        if scope.known_keys(db.session(), self.model, [pk]):
            return self.place_of(pk)
        return url_for(f"{self.endpoint}.list")

    def posted_ids(self) -> list[int]:
        """The keys posted; none, absurd or too many are refused before anything is read."""
        try:
            ids = keys_of(request.form.getlist("ids"))
        except ValueError:
            bad_request()
        if not ids:
            raise Refused(_("Nothing was chosen. Tick at least one row first."))
        if len(ids) > MOST_ROWS:
            raise Refused(_("At most %(number)s at a time.", number=MOST_ROWS))
        return ids

    def _versions(self, ids: list[int]) -> dict[int, int]:
        """The version a person saw; only forms of a single row carry it."""
        try:
            seen = keys_of([request.form.get("version", "")])
        except ValueError:
            bad_request()
        return {ids[0]: seen[0]} if len(ids) == 1 and seen else {}

    # Pages ----------------------------------------------------------------------------

    def bulk_actions(self) -> list[Action]:
        """What this person may do to many rows of the list."""
        if not self.workflow:
            return []
        actor = current_actor()
        return [
            self.action(transition)
            for transition in self.workflow.transitions
            if transition.bulk
            and transition.button
            and any(actor.may(p, self.subject) for p in transition.permissions())
        ]

    def rows_of(self, ids: list[int]) -> list[Any]:
        """Rows in scope by key, in that order."""
        statement = scope.visible(self.model).where(self.model.id.in_(ids))
        found = {row.id: row for row in db.session.scalars(self.load(statement)).unique()}
        return [found[pk] for pk in ids if pk in found]

    def ask(self, transition: Transition, ids: list[int], form: Any, errors: Any = ()) -> str:
        """The page that asks for reason or opinion, with the rows concerned."""
        rows = self.rows_of(ids) or abort(404)
        label = str(transition.label)
        title = f"{label}：{rows[0]}" if len(rows) == 1 else _(
            "%(what)s: %(number)s records", what=label, number=len(rows)
        )  # fmt: skip
        page = AskPage(
            title=title,
            action=self.action(transition),
            submit_label=label if len(rows) == 1 else title,
            rows=[self.ask_row(transition, row) for row in rows],
            form=form,
            crumbs=self.crumbs(Link(title, "")),
            cancel_url=self.after_move_url(ids[0])
            if len(ids) == 1
            else url_for(f"{self.endpoint}.list"),
            errors=errors,
            hidden={"asked": "1", "version": request.form.get("version", "")},
        )
        return render_template("core/ask.html", page=page)

    def ask_row(self, transition: Transition, row: Any) -> AskRow:
        """A row on that page; one in the wrong state is named as about to be skipped."""
        skipped = ""
        if row.state not in transition.moves:
            skipped = _("It is %(state)s now.", state=str(row.state.label))
        return AskRow(row.id, str(row), self.row_url(row), skipped=skipped)

    def result_page(self, outcome: Outcome) -> ResultPage:
        """What a bulk action did, row by row."""
        assert self.workflow
        ids = [m.id for m in outcome.moved] + [s.id for s in outcome.skipped]
        rows = {row.id: row for row in self.rows_of(ids)}
        label = str(outcome.transition.label)
        title = _(
            "%(what)s: %(moved)s done, %(skipped)s skipped",
            what=label, moved=len(outcome.moved), skipped=len(outcome.skipped),
        )  # fmt: skip
        return ResultPage(
            title=title,
            skipped=[
                ResultRow(
                    s.label,
                    self.row_url(rows[s.id]) if s.id in rows else "",
                    reason=s.reason,
                    pk=s.id,
                )
                for s in outcome.skipped
            ],
            done=[
                ResultRow(
                    m.label,
                    self.row_url(rows[m.id]) if m.id in rows else "",
                    cell=Cell(badge=self.workflow.badge(rows[m.id].state))
                    if m.id in rows
                    else None,
                    pk=m.id,
                )
                for m in outcome.moved
            ],
            crumbs=self.crumbs(Link(title, "")),
            links=[Link(_("Back to the list"), url_for(f"{self.endpoint}.list"), "list")],
        )
