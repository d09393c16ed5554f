"""Add, edit, delete: validated beside the field, written whole, never over somebody else."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form

from app.core import scope
from app.core.actor import current_actor
from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.core.forms import form_class, unique_conflicts
from app.core.forms.builder import blanks
from app.core.forms.related import RelatedField
from app.core.page import Conflict
from app.core.views.doors import PK, needs_sign_in
from app.core.views.form_pages import FormPages
from app.extensions import db


class Changed(Exception):
    """Somebody else saved the row after this form was opened."""


class FormScreens(FormPages):
    """Adds `/add`, `/<pk>/edit`, `/<pk>/delete` and `/options/<column>` to a view."""

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """An empty form, or a new row."""
        return self._form_request(None)

    @expose(f"/{PK}/edit", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> Any:
        """The form of a row in scope, or its change."""
        row = self.find(pk)
        if request.method == "GET" and (reason := self.may_edit(row)):
            flash(reason, "warning")
            return redirect(self.place_of(pk))
        return self._form_request(row)

    @expose(f"/{PK}/delete", methods=["POST"])
    @has_access
    def delete(self, pk: int) -> Any:
        """Deletes a row that was never used; everything else is voided or closed instead."""
        with write() as session:
            row = self._locked(pk)
            label = str(row)
            if reason := self.may_delete(row):
                raise Refused(reason)
            self.before_delete(row)
            session.delete(row)
            try:
                session.flush()
            except IntegrityError:
                raise Refused(
                    _("“%(what)s” was not deleted: other records refer to it.", what=label)
                ) from None
        flash(_("Deleted: %(what)s", what=label), "success")
        return redirect(url_for(f"{self.endpoint}.list"))

    @expose("/options/<column>")
    @needs_sign_in
    def options(self, column: str) -> Any:
        """Options of a relation that fit `q`, for selects that search."""
        actor = current_actor()
        if not any(actor.may(action, self.subject) for action in ("list", "add", "edit")):
            abort(403)
        relation = self.model.__mapper__.relationships.get(column)
        if relation is None or column not in {*self.form_names(), *self.search_columns}:
            abort(404)
        text = request.args.get("q", "").strip().replace("\x00", "")[:100]
        return jsonify(self.search_options(column, relation.mapper.class_, text))

    # The work -------------------------------------------------------------------------

    def make_form(self, row: Any, formdata: Any = None) -> FlaskForm:
        """The form of a row, or the empty one."""
        made = form_class(
            self.model,
            self.form_names(),
            options_url=lambda name: url_for(f"{self.endpoint}.options", column=name),
            extra=self.extra_fields(),
        )
        form = made(formdata=formdata, obj=row)
        if row is None and formdata is None and "department" in form:
            department_id = current_actor().department_id
            field = form["department"]
            field.data = db.session.get(field.model, department_id) if department_id else None
        if formdata is None:
            form["version"].data = str(row.version_id) if row is not None else ""
        self.prepare_form(form, row)
        return form

    def _form_request(self, row: Any) -> Any:
        if request.method == "GET":
            return self.render_form(self.make_form(row), row)
        form = self.make_form(row, request.form if not request.files else _both())
        conflicts: list[Conflict] = []
        errors: list[str] = []
        if form.validate() and self.validate(form, row) and self._unique(form, row):
            try:
                saved = self._save(form, None if row is None else row.id)
            except Changed:
                row = self.find(row.id)
                conflicts = self.conflicts(form, row)
                form["version"].data = str(row.version_id)
            except Refused as refused:
                self._blame(form, errors, refused)
            except IntegrityError:
                # Somebody took the value in the same moment; the check above sees it now.
                if self._unique(form, row):
                    errors.append(_("Nothing was saved: another record already has these values."))
            else:
                flash(_("Saved: %(what)s", what=str(saved)), "success")
                return redirect(self.after_save_url(saved, form, is_new=row is None))
        return self.render_form(form, row, conflicts, errors), 422

    def _save(self, form: Form, pk: int | None) -> Any:
        with write() as session:
            is_new = pk is None
            row = self.new_row() if is_new else self._locked(pk)
            if not is_new:
                if reason := self.may_edit(row):
                    raise Refused(reason)
                if str(row.version_id) != form["version"].data:
                    raise Changed
            # Half a row must not be written because something is read meanwhile.
            with session.no_autoflush:
                self.fill(row, form)
                self.check_scope(row)
                if is_new:
                    session.add(row)
                self.before_save(row, form, is_new)
            session.flush()
            self.after_save(row, form, is_new)
        return row

    def fill(self, row: Any, form: Any) -> None:
        """Sets the values of a form on a row; extra fields are the view's own matter."""
        attributes = {
            *self.model.__mapper__.columns.keys(),
            *self.model.__mapper__.relationships.keys(),
        }
        for name in self.form_names():
            if name in attributes and name in form:
                value = blanks(self.model, name, form[name].data)
                if isinstance(form[name], RelatedField) or getattr(row, name) != value:
                    setattr(row, name, value)

    def check_scope(self, row: Any) -> None:
        """A row may not be put where its author could not see it."""
        seen = current_actor().departments
        department = getattr(row, "department", None)
        if seen is not None and department is not None and department.id not in seen:
            raise Refused(_("Choose a department you belong to."), field="department")

    def _locked(self, pk: int | None) -> Any:
        statement = scope.visible(self.model).where(self.model.id == pk)
        locked = lock_rows(statement, self.model).execution_options(populate_existing=True)
        return db.session.scalars(locked).unique().one_or_none() or abort(404)

    def _unique(self, form: Any, row: Any) -> bool:
        values = {n: blanks(self.model, n, form[n].data) for n in self.form_names() if n in form}
        taken = unique_conflicts(row if row is not None else self.new_row(), values)
        for name in taken:
            field = form[name if name in form else name.removesuffix("_id")]
            field.errors = [*field.errors, _("Another record already has this value.")]
        return not taken

    def _blame(self, form: Any, errors: list[str], refused: Refused) -> None:
        if refused.field and refused.field in form:
            field = form[refused.field]
            field.errors = [*field.errors, str(refused)]
        else:
            errors.append(str(refused))


def _both() -> Any:
    """Fields and files of the request together, as Flask-WTF reads them."""
    return CombinedMultiDict((request.files, request.form))
