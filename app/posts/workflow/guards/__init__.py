"""The rules of the post's way. Each looks at all rows of a move and names those it refuses."""

from app.posts.workflow.guards.authors import (
    a_person,
    an_author,
    assignable,
    complete,
    new_author,
    own_pictures,
)
from app.posts.workflow.guards.release import rechecked, three_passes
from app.posts.workflow.guards.reviewers import (
    all_ticked,
    as_seen,
    at_level,
    no_other_level,
    no_rubber_stamp,
    not_own_work,
    own_pass,
    rest_assignable,
    unchanged,
)

__all__ = [
    "a_person",
    "all_ticked",
    "an_author",
    "as_seen",
    "assignable",
    "at_level",
    "complete",
    "new_author",
    "no_other_level",
    "no_rubber_stamp",
    "not_own_work",
    "own_pass",
    "own_pictures",
    "rechecked",
    "rest_assignable",
    "three_passes",
    "unchanged",
]
