"""Workflows: states and edges as data, and `apply()`, the only writer of a state."""

from app.core.workflow.definition import Effect, Guard, State, Transition, Workflow, workflow_of
from app.core.workflow.move import Move, Moved, Outcome, Skipped
from app.core.workflow.moves import apply, possible
from app.core.workflow.records import Stateful, TransitionRecord, history

__all__ = [
    "Effect",
    "Guard",
    "Move",
    "Moved",
    "Outcome",
    "Skipped",
    "State",
    "Stateful",
    "Transition",
    "TransitionRecord",
    "Workflow",
    "apply",
    "history",
    "possible",
    "workflow_of",
]
