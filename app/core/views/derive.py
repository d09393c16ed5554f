"""What a view declares, and the little that every screen derives from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import abort, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import scope
from app.core.actor import current_actor
from app.core.database import once
from app.core.page import Link
from app.core.workflow import TransitionRecord, Workflow, history
from app.extensions import db

Fieldsets = Sequence[tuple[Any, Sequence[str]]]


class Derived(BaseView):
    """Declarations of a view, with defaults.

    Attributes:
        model: the entity. `title`: its plural, which heads the list; `lead`: one sentence.
        offers: the doors this view has, each with a permission of that name.
        list_columns: columns and relations of the list; `labels` names those of its own.
        search_columns: what can be filtered by; text_columns: what the search box looks in.
        fieldsets: groups of columns, of the show page and of the forms.
        read_only: shown, never in a form. `related`: lists below the show page.
        form_lead: one sentence above the forms.
        base_order: column and direction of the unsorted list.
        extra_permissions: actions of this view's own handlers, and what they are called.
    """

    model: ClassVar[Any]
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    icon: ClassVar[str] = "file"
    offers: ClassVar[Sequence[str]] = (
        "list", "show", "add", "edit", "delete", "export", "import",
    )  # fmt: skip
    list_columns: ClassVar[Sequence[str]] = ()
    labels: ClassVar[Mapping[str, Any]] = {}
    search_columns: ClassVar[Sequence[str]] = ()
    text_columns: ClassVar[Sequence[str]] = ()
    fieldsets: ClassVar[Fieldsets] = ()
    read_only: ClassVar[Sequence[str]] = ()
    form_lead: ClassVar[Any] = ""
    base_order: ClassVar[tuple[str, str]] = ("id", "desc")
    empty_hint: ClassVar[Any] = ""
    workflow: ClassVar[Workflow | None] = None
    related: ClassVar[Sequence[Any]] = ()
    extra_permissions: ClassVar[Mapping[str, Any]] = {}

    # FAB's, typed: what a permission is about, where the routes are, which are left out.
    class_permission_name: str | None = None
    route_base: str | None = None
    exclude_route_methods: set[str] = set()
    base_permissions: Any = None

    @property
    def subject(self) -> str:
        """What permissions of this view are about."""
        return str(self.class_permission_name)

    def may(self, action: str) -> bool:
        """Whether this view has the door and the actor the key."""
        return action in self.offers and current_actor().may(action, self.subject)

    def find(self, pk: int) -> Any:
        """A row in scope, or a page of status 404."""
        return scope.find(db.session(), self.model, pk) or abort(404)

    def history(self, row: Any) -> Sequence[TransitionRecord]:
        """The transitions of a row, newest first; none where there is no workflow."""
        if self.workflow is None:
            return ()
        subject = self.workflow.subject
        return once(("history", subject, row.id), lambda: history(db.session(), subject, row.id))

    def place_of(self, pk: int) -> str:
        """Where a person goes who is done with a row: to its page, or to the list without one."""
        if self.may("show"):
            return url_for(f"{self.endpoint}.show", pk=pk)
        return url_for(f"{self.endpoint}.list")

    def crumbs(self, *more: Link) -> list[Link]:
        """The way here: the list, then whatever follows."""
        if not more or not self.may("list"):
            return list(more)
        return [Link(str(self.title), url_for(f"{self.endpoint}.list")), *more]

    def add_label(self) -> str:
        """The button that opens an empty form, such as “Add post”."""
        return _("Add %(what)s", what=str(self.model.singular))

    def form_names(self) -> list[str]:
        """Columns and relations of the forms, in order."""
        return [n for _title, names in self.fieldsets for n in names if n not in self.read_only]


# Labels of the doors, as the role screens name them.
DOORS: dict[str, Any] = {
    "list": _l("See the list"),
    "show": _l("Open"),
    "add": _l("Add"),
    "edit": _l("Edit"),
    "delete": _l("Delete"),
    "export": _l("Export"),
    "import": _l("Import"),
}
