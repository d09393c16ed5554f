"""Roles on the screen: who holds which, what each may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.core.actor import current_actor
from app.core.errors import Refused
from app.core.page import Cell, Column, FormPage, Item, Link, ListPage, Row, Section, ShowPage
from app.core.permissions import action_label, declared, subject_label
from app.core.views.doors import PK
from app.core.views.registry import url_of
from app.extensions import db
from app.people.rules import RULES
from app.people.services.roles import (
    change_permissions,
    holders,
    holders_of,
    permissions_of,
    roles_in_order,
    state_of,
    why_not_change,
)

MOST_HOLDERS = 50

# Inside the class `list` is the handler.
Many = list


class BoxesField(SelectMultipleField):
    """Several of a few, each with a box."""

    kind = "boxes"


class RoleView(BaseView):
    """角色. Which there are is a matter of the house; what they may do is edited here."""

    class_permission_name = "Role"
    route_base = "/role"
    default_view = "list"
    singular = _l("Role")
    title = _l("Roles")

    @expose("/")
    @has_access
    def list(self) -> Any:
        """Every role with what it is for and how many hold it."""
        session = db.session()
        roles = roles_in_order(session)
        held = holders(session, roles)
        rows = [
            Row(
                role.id,
                url_for("RoleView.show", pk=role.id),
                role.name,
                [
                    Cell(role.name),
                    Cell(self._description(role)),
                    Cell(str(held.get(role.id, 0)), numeric=True),
                ],
            )
            for role in roles
        ]
        page = ListPage(
            title=str(self.title),
            columns=[
                Column("name", _("Role"), main=True),
                Column("description", _("What it is for")),
                Column("holders", _("Persons"), numeric=True),
            ],
            rows=rows,
            total=len(rows),
            first=1,
            last=len(rows),
            name="role",
            lead=_("A person may hold several; what they may do adds up."),
            empty_title=_("Nothing here yet"),
        )
        return render_template("core/list.html", page=page)

    @expose(f"/{PK}")
    @has_access
    def show(self, pk: int) -> Any:
        """What a role may do, subject by subject, and who holds it."""
        role = self._find(pk)
        session = db.session()
        permissions = permissions_of(session, role)
        persons = holders_of(session, role, MOST_HOLDERS)
        number = holders(session, [role]).get(role.id, 0)
        may = [
            Item(
                subject_label(subject),
                Cell("、".join(action_label(a, subject) for a in actions)),
                wide=True,
            )
            for subject, actions in self._grouped(permissions)
        ]
        held = [
            Item(str(staff.department), Cell(str(staff), url=url_of(staff))) for staff in persons
        ]
        page = ShowPage(
            title=role.name,
            pk=role.id,
            version=0,
            crumbs=self._crumbs(Link(role.name, "")),
            links=self._links(role),
            sections=[
                Section(
                    _("Role"),
                    [Item(_("What it is for"), Cell(self._description(role)), wide=True)],
                ),
                Section(_("Held by %(number)s persons", number=number), held),
                Section(_("What it may do"), may),
            ],
            notice=why_not_change(role) if self._may_edit() else "",
        )
        return render_template("core/show.html", page=page)

    @expose(f"/{PK}/edit", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> Any:
        """A box for each permission, grouped by subject."""
        role = self._find(pk)
        if reason := why_not_change(role):
            raise Refused(reason)
        permissions = permissions_of(db.session(), role)
        form = self._form(permissions)
        errors = []
        if form.validate_on_submit():
            wanted = {(a, s) for s in declared() for a in form[_field_name(s)].data}
            try:
                change_permissions(role.id, wanted, form.seen.data)
            except Refused as refused:
                errors.append(str(refused))
            else:
                flash(_("Saved: %(what)s", what=role.name), "success")
                return redirect(url_for("RoleView.show", pk=pk))
        title = _("What “%(role)s” may do", role=role.name)
        page = FormPage(
            title=title,
            form=form,
            groups=[(subject_label(s), [_field_name(s)]) for s in declared()],
            submit_label=_("Save"),
            lead=self._description(role),
            crumbs=self._crumbs(Link(title, "")),
            cancel_url=url_for("RoleView.show", pk=pk),
            errors=errors,
            hidden={"seen": form.seen.data},
        )
        failed = bool(errors or form.errors)
        return render_template("core/form.html", page=page), 422 if failed else 200

    # Parts ----------------------------------------------------------------------------

    def _find(self, pk: int) -> Role:
        return db.session.get(Role, pk) or abort(404)

    def _description(self, role: Role) -> str:
        return str(RULES.descriptions.get(role.name, ""))

    def _may_edit(self) -> bool:
        return current_actor().may("edit", "Role")

    def _links(self, role: Role) -> Sequence[Link]:
        if not self._may_edit() or why_not_change(role):
            return []
        return [Link(_("Edit"), url_for("RoleView.edit", pk=role.id), "pencil")]

    def _crumbs(self, last: Link) -> Many[Link]:
        return [Link(str(self.title), url_for("RoleView.list")), last]

    def _grouped(self, permissions: set[tuple[str, str]]) -> Many[tuple[str, Many[str]]]:
        """The permissions by subject, in the order of the menu."""
        groups = [
            (subject, [action for action in actions if (action, subject) in permissions])
            for subject, actions in declared().items()
        ]
        return [(subject, actions) for subject, actions in groups if actions]

    def _form(self, permissions: set[tuple[str, str]]) -> Any:
        fields: dict[str, Any] = {"seen": HiddenField(default=state_of(permissions))}
        for subject, actions in declared().items():
            fields[_field_name(subject)] = BoxesField(
                subject_label(subject),
                choices=[SelectChoice(a, action_label(a, subject)) for a in actions],
                default=[action for action in actions if (action, subject) in permissions],
            )
        form = type("RoleForm", (FlaskForm,), fields)()
        if request.method == "POST":
            # A group without a box ticked is not posted at all.
            for subject in declared():
                field = form[_field_name(subject)]
                field.data = field.data if field.raw_data else []
        return form


def _field_name(subject: str) -> str:
    return f"may_{subject}"
