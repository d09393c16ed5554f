"""A file comes in, in three steps: choose it, match its columns, read what would become of it.

Nothing is written to the database before the last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask import Response, abort, redirect, render_template, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from app.core.actor import current_actor
from app.core.downloads import as_download
from app.core.errors import Refused
from app.core.exchange import importing
from app.core.exchange.export import MEDIA_TYPES
from app.core.exchange.reading import ACCEPTED, MOST_BYTES
from app.core.exchange.staging import Staged, find_staged, stage
from app.core.exchange.targets import Target, known_headers, match, targets_of
from app.core.exchange.template import template
from app.core.forms.fields import NotBlank
from app.core.forms.related import keys_among
from app.core.page import Link
from app.core.views.editing import FormScreens
from app.core.views.import_pages import file_page, match_page, report_page, result_page
from app.core.views.listing import ListScreen
from app.extensions import db


class ImportFileForm(FlaskForm):
    """Asks for the file."""

    file = FileField(
        _l("Spreadsheet"),
        validators=[NotBlank()],
        render_kw={
            "accept": ",".join(ACCEPTED),
            "data-max-bytes": MOST_BYTES,
            "data-kinds": _l("spreadsheets, comma separated texts"),
        },
    )


class ImportScreens(ListScreen, FormScreens):
    """Adds `/import` and its steps to a view.

    Attributes:
        import_key: the fields by which a row is recognised as one that is there already;
            without them the first group of columns that the database keeps unique.
        synonyms: field → other headers it is known by.
    """

    import_key: ClassVar[Sequence[str]] = ()
    synonyms: ClassVar[Mapping[str, Sequence[str]]] = {}

    @expose("/import", methods=["GET", "POST"])
    @has_access
    @permission_name("import")
    def import_file(self) -> Any:
        """Step 1: the file is taken, taken apart, and kept for the next steps."""
        form = ImportFileForm()
        if form.validate_on_submit():
            known = known_headers(self.import_targets())
            try:
                staged = stage(form.file.data, current_actor().id, self.subject, known)
            except Refused as refused:
                form.file.errors = [str(refused)]
            else:
                return redirect(self._step("import_match", staged))
        page = file_page(self, form)
        return render_template("core/import.html", page=page), 422 if form.errors else 200

    @expose("/import/template")
    @has_access
    @permission_name("import")
    def import_template(self) -> Any:
        """The empty table to fill in."""
        response = Response(template(self.import_targets()), mimetype=MEDIA_TYPES["xlsx"])
        return as_download(response, _("%(what)s to import.xlsx", what=str(self.title)))

    @expose("/import/<token>", methods=["GET", "POST"])
    @has_access
    @permission_name("import")
    def import_match(self, token: str) -> Any:
        """Step 2: which column is which, and what new rows get where the file has none."""
        staged, targets = self._staged(token), self.import_targets()
        mapping = staged.mapping or match(staged.table.headings, targets)
        errors: list[str] = []
        if request.method == "POST":
            mapping, errors = self._posted_mapping(staged, targets)
        missing = [t.name for t in targets if t.required and t.name not in mapping.values()]
        form = self._defaults_form(missing)
        if request.method == "POST" and form.validate() and not errors:
            staged.mapping = mapping
            staged.defaults = {name: request.form.getlist(name) for name in missing}
            staged.save()
            return redirect(self._step("import_report", staged))
        page = match_page(self, staged, targets, mapping, form if missing else None, missing)
        page.errors = errors
        status = 422 if request.method == "POST" else 200
        return render_template("core/import.html", page=page), status

    @expose("/import/<token>/report", methods=["GET", "POST"])
    @has_access
    @permission_name("import")
    def import_report(self, token: str) -> Any:
        """Step 3: what would become of each row; then all of them or those ticked are taken."""
        staged, targets = self._staged(token), self.import_targets()
        if not staged.mapping:
            return redirect(self._step("import_match", staged))
        errors: list[str] = []
        if request.method == "POST":
            try:
                self._apply(staged, targets)
            except Refused as refused:
                errors = [str(refused)]
            else:
                return redirect(self._step("import_result", staged))
        report = importing.preview(self, db.session(), targets, staged)
        page = report_page(self, staged, report)
        page.errors = errors
        return render_template("core/import.html", page=page), 422 if errors else 200

    @expose("/import/<token>/result")
    @has_access
    @permission_name("import")
    def import_result(self, token: str) -> Any:
        """What the import did."""
        staged = self._staged(token)
        if staged.result is None:
            abort(404)
        return render_template("core/result.html", page=result_page(self, staged.result))

    def list_links(self, args: Any) -> list[Link]:
        """As derived, with the way to the import."""
        links = list(super().list_links(args))
        if self.may("import"):
            url = url_for(f"{self.endpoint}.import_file")
            links.insert(0, Link(_("Import table"), url, "upload"))
        return links

    def import_targets(self) -> list[Target]:
        """What a file may fill; override to offer less."""
        return targets_of(self.model, self.make_form(None), self.synonyms)

    def import_hooks(self) -> set[str]:
        """The hooks that this view has of its own: the others need not be called row by row."""
        names = ("validate", "before_save", "after_save")
        return {n for n in names if getattr(type(self), n) is not getattr(FormScreens, n)}

    # The work -------------------------------------------------------------------------

    def _step(self, name: str, staged: Staged) -> str:
        return url_for(f"{self.endpoint}.{name}", token=staged.token)

    def _staged(self, token: str) -> Staged:
        return find_staged(token, current_actor().id, self.subject) or abort(404)

    def _posted_mapping(
        self, staged: Staged, targets: Iterable[Target]
    ) -> tuple[dict[int, str], list[str]]:
        """The mapping as posted, and what is wrong with it."""
        by_name = {target.name: target for target in targets}
        mapping: dict[int, str] = {}
        errors = []
        for heading in staged.table.headings:
            name = request.form.get(f"column-{heading.index}", "")
            if name in mapping.values():
                errors.append(
                    _(
                        "“%(what)s” can be filled by one column only. Leave the others out.",
                        what=by_name[name].label,
                    )
                )
            elif name in by_name:
                mapping[heading.index] = name
        if not mapping:
            errors.append(_("No column fills anything yet. Choose what at least one of them is."))
        return mapping, errors

    def _defaults_form(self, names: Sequence[str]) -> FlaskForm:
        """Of the form of a new row only the fields that no column fills."""
        form = self.make_form(None, request.form if request.method == "POST" else None)
        for name in [field.name for field in form]:
            if name not in (*names, "csrf_token"):
                del form[name]
        return form

    def _apply(self, staged: Staged, targets: list[Target]) -> None:
        """Imports once, however often the button is pressed, and keeps the result."""
        chosen = None
        if "all" not in request.form:
            chosen = keys_among(request.form.getlist("lines"))
            if not chosen:
                raise Refused(_("Nothing was imported: no row is ticked."))
        if not staged.claim():
            return
        try:
            done = importing.apply(self, targets, staged, chosen)
        except BaseException:
            staged.release()
            raise
        staged.result = done.as_dict()
        staged.save()
