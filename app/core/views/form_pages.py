"""The form as a page, and what it says when somebody else saved meanwhile."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import render_template, url_for
from flask_babel import gettext as _

from app.core.forms.fields import RichTextField
from app.core.page import Conflict, FormPage, Link
from app.core.show_value import as_text
from app.core.staff_names import names_of
from app.core.views.cells import plain
from app.core.views.form_hooks import FormHooks
from app.extensions import db

# So much of a long text is shown beside the other one; what was typed stays whole in its field.
LONGEST = 2000


class FormPages(FormHooks):
    """What the form screens show."""

    form_template: ClassVar[str] = "core/form.html"

    def conflicts(self, form: Any, row: Any) -> list[Conflict]:
        """What is stored now where it differs from what was typed here."""
        found = []
        for name in self.form_names():
            if name in form and hasattr(row, name):
                words = _rich if isinstance(form[name], RichTextField) else as_text
                mine, theirs = words(form[name].data), words(getattr(row, name))
                if mine != theirs:
                    found.append(Conflict(str(form[name].label.text), mine, theirs))
        return found

    def render_form(
        self, form: Any, row: Any, conflicts: list[Conflict] | None = None, errors: Any = ()
    ) -> str:
        """The form as a page."""
        title = self.add_label() if row is None else _("Edit %(what)s", what=str(row))
        back = url_for(f"{self.endpoint}.list")
        if row is not None and self.may("show"):
            back = url_for(f"{self.endpoint}.show", pk=row.id)
        shown = [(str(t), [n for n in names if n in form]) for t, names in self.fieldsets]
        page = FormPage(
            title=title,
            form=form,
            groups=[(heading, names) for heading, names in shown if names],
            submit_label=_("Save"),
            lead=self.form_words(row),
            notice=self.form_notice(row),
            crumbs=self.crumbs(Link(title, "")),
            cancel_url=back,
            errors=errors,
            conflicts=conflicts or (),
            conflict_text=self._conflict_text(row) if conflicts else "",
            hidden={"version": form["version"].data or ""},
            multipart=any(field.type.endswith(("FileField", "FilesField")) for field in form),
        )
        return render_template(self.form_template, page=page, row=row)

    def _conflict_text(self, row: Any) -> str:
        who = names_of(db.session(), [row.updated_by_id]).get(row.updated_by_id)
        return _(
            "%(who)s saved this record while you were writing. Your text is kept below; "
            "compare, then save again to overwrite, or take over what is stored.",
            who=who or _("Somebody else"),
        )


def _rich(html: Any) -> str:
    return plain(html or "", LONGEST)
