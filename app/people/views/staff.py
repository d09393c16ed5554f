"""Staff on the screen: roles, one-time codes, closing and opening a login."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import current_actor
from app.core.errors import Refused
from app.core.forms import RelatedManyField
from app.core.page import Action, Badge, Cell, Link, ResultPage, ResultRow
from app.core.views import EntityView, needs_sign_in
from app.extensions import db
from app.people.models import Staff
from app.people.services.codes import hand_out
from app.people.services.staff import check_roles
from app.people.views.verbs import VERBS, HandedOut, Outcome, do_to

# What a value must look like, and what is said otherwise.
SHAPES = {
    "username": (
        re.compile(r"[a-z][a-z0-9._-]{1,31}", re.ASCII),
        _l("Two to 32 lower-case letters, digits, dots or hyphens; begins with a letter."),
    ),
    "mobile": (re.compile(r"1[0-9]{10}", re.ASCII), _l("Eleven digits, the first of them 1.")),
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), _l("This is no email address.")),
}


def masked(mobile: str | None) -> str:
    """A mobile number as lists show it: 138******34."""
    return f"{mobile[:3]}{'*' * (len(mobile) - 5)}{mobile[-2:]}" if mobile else ""


class StaffView(EntityView):
    """人员. Nobody is deleted: records name them for ever."""

    model = Staff
    title = _l("Staff")
    icon = "users"
    offers = ("list", "show", "add", "edit", "export", "import")
    extra_permissions = {name: verb.label for name, verb in VERBS.items()}
    list_columns = (
        "first_name", "staff_number", "department", "roles", "mobile", "active", "signed_in_at",
    )  # fmt: skip
    text_columns = ("first_name", "username", "staff_number")
    search_columns = ("department", "roles", "active")
    fieldsets = (
        (_l("Person"), ("first_name", "staff_number", "department", "position", "mobile", "email")),
        (_l("Login"), ("username", "roles", "active", "signed_in_at", "password_changed_at")),
    )
    read_only = ("active", "signed_in_at", "password_changed_at")
    base_order = ("staff_number", "asc")

    def cell_mobile(self, row: Staff) -> Cell:
        """A part of the number; the form of whoever may edit shows all of it."""
        return Cell(masked(row.mobile))

    def cell_email(self, row: Staff) -> Cell:
        """The address, if the person has one."""
        return Cell(row.own_email)

    def cell_active(self, row: Staff) -> Cell:
        """Whether the login is open."""
        if row.active:
            return Cell(badge=Badge(_("On duty"), "pass", "circle-check"))
        return Cell(badge=Badge(_("Login closed"), "grey", "lock"))

    # Forms ----------------------------------------------------------------------------

    def extra_fields(self) -> dict[str, Any]:
        """All roles at once: there are few."""
        return {
            "roles": RelatedManyField(
                _l("Roles"),
                model=Role,
                description=_l("They hold from the person's next click on."),
            )
        }

    def prepare_form(self, form: Any, row: Staff | None) -> None:
        """Nobody's own roles; no invented address."""
        if row is not None and row.id == current_actor().id:
            del form.roles
        if row is not None and form.email.data == row.email:
            form.email.data = row.own_email

    def validate(self, form: Any, row: Staff | None) -> bool:
        """The shapes of login name, mobile and address."""
        sound = True
        form.username.data = form.username.data.lower()
        for name, (shape, message) in SHAPES.items():
            if form[name].data and not shape.fullmatch(form[name].data):
                form[name].errors = [*form[name].errors, str(message)]
                sound = False
        return sound

    def before_save(self, row: Staff, form: Any, is_new: bool) -> None:
        """Roles that one person may have; a change of them alone also makes a new version."""
        session = db.session()
        with session.no_autoflush:
            before = [] if is_new else self._roles_before(session, row)
            if "roles" in form and set(before) != set(row.roles):
                check_roles(session, row, row.roles)
                row.updated_at = clock.now()

    @staticmethod
    def _roles_before(session: Session, row: Staff) -> list[Role]:
        history: Any = inspect(row).attrs.roles.load_history()
        return [*history.unchanged, *history.deleted]

    def after_save(self, row: Staff, form: Any, is_new: bool) -> None:
        """A new person gets a one-time code; one of many in a file gets it by a reset."""
        if is_new and "handed_out" in g:
            g.handed_out.append(HandedOut(row, hand_out(row)))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """The form; after saving, the one page that shows the code."""
        codes: list[HandedOut] = []
        g.handed_out = codes
        answer = self._form_request(None)
        return self._codes_page(codes) if codes else answer

    # Verbs ----------------------------------------------------------------------------

    @expose("/administer/<name>", methods=["POST"])
    @needs_sign_in
    def administer(self, name: str) -> Any:
        """Does a verb to the persons chosen; those it cannot be done to are named with why."""
        verb = VERBS.get(name) or abort(404)
        if not current_actor().may(name, self.subject):
            abort(403)
        ids = self.posted_ids()
        outcome = do_to(verb, ids)
        done, skipped = outcome.done, self._skipped_rows(outcome)
        if not done and not skipped:
            abort(404)
        if outcome.codes:
            return self._codes_page(outcome.codes, skipped)
        if len(ids) == 1:
            if skipped:
                raise Refused(skipped[0].reason)
            flash(f"{verb.label}：{done[0]}", "success")
            return redirect(self.after_move_url(ids[0]))
        title = _(
            "%(what)s: %(moved)s done, %(skipped)s skipped",
            what=str(verb.label), moved=len(done), skipped=len(skipped),
        )  # fmt: skip
        page = ResultPage(
            title=title,
            skipped=skipped,
            done=[ResultRow(str(row), self.row_url(row), pk=row.id) for row in done],
            crumbs=self.crumbs(Link(title, "")),
            links=[Link(_("Back to the list"), url_for("StaffView.list"), "list")],
        )
        return render_template("core/result.html", page=page)

    def _skipped_rows(self, outcome: Outcome) -> list[ResultRow]:
        return [
            ResultRow(str(staff), self.row_url(staff), reason=reason)
            for staff, reason in outcome.skipped
        ]

    def _codes_page(self, codes: list[HandedOut], skipped: Any = ()) -> str:
        title = _("One-time codes")
        return render_template(
            "people/codes.html",
            title=title,
            crumbs=self.crumbs(Link(title, "")),
            codes=codes,
            skipped=skipped,
            activate=url_for("ActivateView.activate", _external=True),
        )

    def transitions(self, row: Staff) -> list[Action]:
        """The verbs that make sense for this person now."""
        return [a for a in self.bulk_actions() if VERBS[a.name].fits(row)]

    def bulk_actions(self) -> list[Action]:
        """The verbs this administrator has the permission for."""
        actor = current_actor()
        return [
            Action(
                name,
                str(verb.label),
                url_for("StaffView.administer", name=name),
                verb.icon,
                verb.style,
                confirm=str(verb.confirm),
            )
            for name, verb in VERBS.items()
            if actor.may(name, self.subject)
        ]
