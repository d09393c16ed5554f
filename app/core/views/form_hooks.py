"""What a view may override of its forms: when rows are open, what is checked, what goes along."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.actor import current_actor
from app.core.forms.related import search_options
from app.core.views.derive import Derived


class FormHooks(Derived):
    """Hooks of the form screens, with what happens if nobody says otherwise."""

    def may_edit(self, row: Any) -> str:
        """Why a row cannot be edited now; "" if it can."""
        return ""

    def may_delete(self, row: Any) -> str:
        """Why a row cannot be deleted; "" if it can. Rows with a workflow: only unmoved ones."""
        if self.workflow is None:
            return ""
        # One that came back to where it began has a history, which a later record would inherit:
        # SQLite gives the key of a deleted row to the next one.
        if row.state != self.workflow.initial or self.history(row):
            return _("Only a record that was never used can be deleted.")
        return ""

    def before_delete(self, row: Any) -> None:
        """Takes along, inside the transaction, what belongs to the row alone."""

    def search_options(self, column: str, model: type[Any], text: str) -> list[dict[str, Any]]:
        """Options of a relation; override to offer fewer."""
        return search_options(model, text)

    def extra_fields(self) -> dict[str, Any]:
        """Unbound form fields that replace or complete the derived ones."""
        return {}

    def form_words(self, row: Any) -> str:
        """The sentence above the form; `row` is None for a new one."""
        return str(self.form_lead)

    def form_notice(self, row: Any) -> str:
        """What has to be known before anything is changed; "" for nothing."""
        return ""

    def prepare_form(self, form: Any, row: Any) -> None:
        """Fills in defaults of an empty form, or narrows what a field offers."""

    def validate(self, form: Any, row: Any) -> bool:
        """Rules across fields; adds messages to `field.errors` and answers whether all hold."""
        return True

    def before_save(self, row: Any, form: Any, is_new: bool) -> None:
        """Inside the transaction, after the values are set and before the flush."""

    def after_save(self, row: Any, form: Any, is_new: bool) -> None:
        """Inside the transaction, once the row has its key."""

    def after_save_url(self, row: Any, form: Any, is_new: bool) -> str:
        """Where the person goes after saving."""
        return self.place_of(row.id)

    def new_row(self) -> Any:
        """A new object; override to set what no form shows."""
        row = self.model()
        if "department_id" in self.model.__mapper__.columns and row.department_id is None:
            row.department_id = current_actor().department_id
        return row
