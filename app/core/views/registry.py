"""Which view shows a model, so that a value can lead to the row it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, url_for

from app.core import scope
from app.core.actor import current_actor

if TYPE_CHECKING:
    from app.core.views.entity_view import EntityView


def remember(view: EntityView) -> None:
    """Called once for every registered view of an application."""
    views = current_app.extensions.setdefault("entity_views", {})
    views.setdefault(view.model, view)


def entity_views() -> dict[type[Any], EntityView]:
    """Every registered view by its model."""
    return current_app.extensions.get("entity_views", {})  # type: ignore[no-any-return]


def view_of(model: type[Any]) -> EntityView | None:
    """The view that shows rows of a model, if there is one."""
    return entity_views().get(model)


def url_of(row: Any) -> str:
    """Where a row is shown; "" if nowhere, or not to this actor."""
    view = view_of(type(row))
    if view is None or "show" not in view.offers:
        return ""
    if not current_actor().may("show", view.subject) or scope.elsewhere(row):
        return ""
    return url_for(f"{view.endpoint}.show", pk=row.id)
