"""What a workflow is: plain data that a room's `workflow.py` lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.core.page import Badge

if TYPE_CHECKING:
    from app.core.workflow.move import Move

# A guard looks at all rows of a move at once and names those it refuses, with the reason.
Guard = Callable[["Move"], Mapping[int, Any]]
Effect = Callable[["Move"], None]


@dataclass(frozen=True, slots=True)
class State:
    """How a state is drawn; the label is its `Choice` member's."""

    tint: str = "grey"
    icon: str = "circle-dashed"


@dataclass(frozen=True, slots=True)
class Transition:
    """An edge (or several of the same name) of a workflow.

    Attributes:
        name: the verb; also the permission, unless `permission` says otherwise.
        label: what the button says.
        moves: source state → target state.
        permission: action name, or a mapping source state → action name where the level
            decides (a return is done by the reviewer of the level).
        guards: rules about rows and actor; each answers which rows it refuses and why.
        requires: names in the data that must not be empty, whatever door it comes through.
        effects: what happens besides the state, in the same transaction.
        form: a WTForms form class; the web door shows it before anything happens.
        confirm: a question for what cannot be undone and asks for nothing else.
        style: primary, pass, return, danger or plain. `bulk`: offered on lists.
        button: False where only a service calls it, with data no button has.
        done: what the person is told, e.g. "Submitted"; the label otherwise.
    """

    name: str
    label: Any
    moves: Mapping[str, str]
    permission: str | Mapping[str, str] = ""
    guards: Sequence[Guard] = ()
    requires: Sequence[str] = ()
    effects: Sequence[Effect] = ()
    form: Any = None
    confirm: Any = ""
    style: str = "plain"
    icon: str = ""
    bulk: bool = True
    button: bool = True
    done: Any = ""

    def permission_for(self, state: str) -> str:
        """The action that the permission for this edge is called by, seen from a state."""
        if isinstance(self.permission, str):
            return self.permission or self.name
        return self.permission[state]

    def permissions(self) -> set[str]:
        """Every action name that this transition asks for."""
        return {self.permission_for(state) for state in self.moves}


@dataclass(frozen=True)
class Workflow:
    """The states and transitions of a model, registered by the name of its class.

    `model` is a `Stateful` entity; `initial` is the state a new row is born in.
    """

    model: Any
    states: Mapping[str, State]
    transitions: Sequence[Transition]
    initial: str
    by_name: Mapping[str, Transition] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {t.name: t for t in self.transitions})
        for transition in self.transitions:
            unknown = (set(transition.moves) | set(transition.moves.values())) - set(self.states)
            if unknown:
                raise ValueError(f"{self.subject}.{transition.name}: no state {sorted(unknown)}")
        _workflows[self.subject] = self

    @property
    def subject(self) -> str:
        """The name under which rows are recorded and permissions are named."""
        return str(self.model.__name__)

    def badge(self, state: Any) -> Badge:
        """A state as the screens draw it."""
        look = self.states[state]
        return Badge(str(state.label), look.tint, look.icon)


_workflows: dict[str, Workflow] = {}


def workflow_of(subject: str) -> Workflow | None:
    """The workflow of a subject, by the name of its model."""
    return _workflows.get(subject)
