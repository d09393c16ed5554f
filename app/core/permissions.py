"""What may be done to what, as the registered views declare it, and how it is called.

A permission is an action and a subject: ("pass_first", "Post"). FAB stores it as the permission
`can_pass_first` on the view-menu `Post`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.core.views.derive import DOORS
from app.core.workflow import workflow_of

PREFIX = "can_"


def _views(subject: str) -> Iterable[Any]:
    return (
        view
        for view in current_app.appbuilder.baseviews  # type: ignore[attr-defined]
        if view.class_permission_name == subject
    )


def declared() -> dict[str, list[str]]:
    """Subject → its actions, in the order of the menu: all that a role can be given."""
    found: dict[str, list[str]] = {}
    for view in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
        for name in view.base_permissions:
            actions = found.setdefault(view.class_permission_name, [])
            action = name.removeprefix(PREFIX)
            if action not in actions:
                actions.append(action)
    return {subject: sorted(actions, key=_rank(subject)) for subject, actions in found.items()}


def _rank(subject: str) -> Any:
    """Doors first, then transitions in the order of the workflow, then what views add."""
    order = {action: number for number, action in enumerate(DOORS)}
    workflow = workflow_of(subject)
    for transition in workflow.transitions if workflow else ():
        for action in sorted(transition.permissions()):
            order.setdefault(action, len(order))
    for view in _views(subject):
        for action in getattr(view, "extra_permissions", ()):
            order.setdefault(action, len(order))
    return lambda action: (order.get(action, len(order)), action)


def subject_label(subject: str) -> str:
    """What a subject is called; its own name if no view knows it."""
    for view in _views(subject):
        if text := str(getattr(getattr(view, "model", view), "singular", "")):
            return text
    return subject


def action_label(action: str, subject: str) -> str:
    """What an action is called on a subject; its own name if nobody says."""
    for view in _views(subject):
        if (own := dict(getattr(view, "extra_permissions", {})).get(action)) is not None:
            return str(own)
    if action in DOORS:
        return str(DOORS[action])
    workflow = workflow_of(subject)
    using = [t for t in workflow.transitions if action in t.permissions()] if workflow else []
    # Several edges may ask for one permission (pass and return of a level).
    for transition in sorted(using, key=lambda t: t.name != action):
        return str(transition.label)
    return action


def label(action: str, subject: str) -> str:
    """A permission in words, such as “稿件：初审”."""
    return _(
        "%(subject)s: %(action)s",
        subject=subject_label(subject),
        action=action_label(action, subject),
    )
