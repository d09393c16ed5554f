"""What roles there are and what must not come together: `app/roles.py` fills it in.

The rooms below cannot import that page; they ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from flask_babel import gettext as _

from app.core.permissions import label

# Role → subject → actions, separated by spaces.
Grants = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Duty:
    """A part of the work that a role must not mix with another: subject → actions, or `*`."""

    label: Any
    actions: Mapping[str, str]

    def found_in(self, permissions: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of the (action, subject) pairs that belong to this duty."""
        return [
            (action, subject)
            for action, subject in sorted(permissions)
            if self.actions.get(subject) == "*" or action in self.actions.get(subject, "").split()
        ]


@dataclass(slots=True)
class Rules:
    """The rules about roles, as data.

    Attributes:
        grants: what each role of a new installation may do.
        descriptions: role → one sentence for administrators.
        excludes: role → roles that its holder may not have as well.
        incompatible: groups of duties of which one role has at most one.
        single_holder: roles that one person on duty holds at a time.
    """

    grants: Grants = field(default_factory=dict)
    descriptions: Mapping[str, Any] = field(default_factory=dict)
    excludes: Mapping[str, Collection[str]] = field(default_factory=dict)
    incompatible: Iterable[Collection[Duty]] = ()
    single_holder: Collection[str] = ()

    def granted(self, role: str) -> set[tuple[str, str]]:
        """The (action, subject) pairs of a role."""
        return {
            (action, subject)
            for subject, actions in self.grants.get(role, {}).items()
            for action in actions.split()
        }

    def why_not_together(self, roles: Collection[str]) -> str:
        """Why one person may not have all these roles; "" if they go together."""
        for one, other in combinations(sorted(roles), 2):
            if other in self.excludes.get(one, ()) or one in self.excludes.get(other, ()):
                return _(
                    "One person cannot be “%(one)s” and “%(other)s”. Take one of them away.",
                    one=one,
                    other=other,
                )
        return ""

    def why_not_in_one_role(self, permissions: Collection[tuple[str, str]]) -> str:
        """Why one role may not hold all these (action, subject) pairs; "" if it may."""
        for group in self.incompatible:
            found = [(duty, held[0]) for duty in group if (held := duty.found_in(permissions))]
            if len(found) > 1:
                (one, first), (other, second) = found[:2]
                return _(
                    "One role cannot hold “%(first)s” (%(one)s) and “%(second)s” (%(other)s). "
                    "Take one of them away.",
                    first=label(*first),
                    one=str(one.label),
                    second=label(*second),
                    other=str(other.label),
                )
        return ""


RULES = Rules()


def declare(rules: Rules) -> None:
    """Puts the rules of the house in force."""
    for name in Rules.__slots__:
        setattr(RULES, name, getattr(rules, name))
