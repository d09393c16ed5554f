"""`EntityView`: every generated screen of one entity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.core.views.exporting import ExportScreen
from app.core.views.importing import ImportScreens
from app.core.views.moving import MoveScreens
from app.core.views.registry import remember

# Which handlers belong to which door; a door that is not offered has no address.
HANDLERS = {
    "list": {"list"},
    "show": {"show"},
    "add": {"add"},
    "edit": {"edit"},
    "delete": {"delete"},
    "export": {"export"},
    "import": {"import_file", "import_template", "import_match", "import_report", "import_result"},
}


@dataclass(frozen=True, slots=True)
class RelatedList:
    """Rows of another view that belong to the one shown, by the name of their relation."""

    view: Any
    relation: str


class EntityView(ExportScreen, ImportScreens, MoveScreens):
    """List, show, add, edit, delete, options, transitions, export and import of a model.

    A subclass declares `model`, `title` and columns (see `Derived`) and may override any
    method in plain code.
    """

    def __init__(self) -> None:
        self.class_permission_name = self.class_permission_name or self.model.__name__
        if self.route_base is None:
            self.route_base = "/" + re.sub(r"(?<!^)(?=[A-Z])", "-", self.model.__name__).lower()
        closed = {h for door, names in HANDLERS.items() if door not in self.offers for h in names}
        if self.workflow is None:
            closed.add("move")
        self.exclude_route_methods = {*self.exclude_route_methods, *closed}
        super().__init__()
        actions = {*self.offers, *self.extra_permissions}
        if self.workflow:
            for transition in self.workflow.transitions:
                actions |= transition.permissions()
        self.base_permissions = sorted({*self.base_permissions, *(f"can_{a}" for a in actions)})

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Any:
        """Registers the routes, and the view as the one that shows its model."""
        remember(self)
        return super().create_blueprint(*args, **kwargs)
