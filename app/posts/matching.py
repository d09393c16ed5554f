"""Can three different people be found for the three levels? A matching, not a count.

Asked before a post is submitted and before each pass, so that no post gets stuck half-way with
nobody left who may review it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Department, Staff
from app.posts.levels import LEVELS
from app.posts.models import Post, PostContributor


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who may review at a level, and the subtree of departments that he sees."""

    staff_id: int
    level: int
    path: str

    def covers(self, path: str) -> bool:
        """Whether posts of the department at a path are in his scope."""
        return path.startswith(self.path)


def reviewers(session: Session) -> list[Reviewer]:
    """Active staff who hold the permission of a level, once for every such level."""
    levels = {f"can_{level.action}": level.number for level in LEVELS}
    statement = (
        select(Staff.id, Permission.name, Department.path)
        .join(Department, Department.id == Staff.department_id)
        .join(Staff.roles)
        .join(Role.permissions)
        .join(PermissionView.permission)
        .join(PermissionView.view_menu)
        .where(Staff.active, ViewMenu.name == "Post", Permission.name.in_(levels))
        .distinct()
    )
    return [Reviewer(who, levels[name], path) for who, name, path in session.execute(statement)]


def contributors_of(session: Session, post_ids: Sequence[int]) -> dict[int, dict[int, bool]]:
    """Post → staff who wrote, edited or submitted any version of it → whether as an author."""
    found: dict[int, dict[int, bool]] = {pk: {} for pk in post_ids}
    statement = select(
        PostContributor.post_id, PostContributor.staff_id, PostContributor.is_author
    ).where(PostContributor.post_id.in_(post_ids))
    for post_id, staff_id, is_author in session.execute(statement):
        found[post_id][staff_id] = is_author
    return found


def unassignable(
    session: Session,
    posts: Sequence[Post],
    contributors: Mapping[int, Mapping[int, bool]],
    fixed: Mapping[int, Mapping[int, int]] | None = None,
) -> dict[int, tuple[int, ...]]:
    """Posts whose levels cannot all be given to different people outside their contributors.

    Args:
        session: any; two statements, however many posts.
        posts: with `id` and `department_id`.
        contributors: as `contributors_of()` gives them.
        fixed: post → level → the reviewer it has already; only the other levels are sought.

    Returns:
        Post → the levels that compete for too few people (often a single one with nobody).
        Posts that can be staffed are not in it.
    """
    everybody = reviewers(session)
    paths = paths_of(session, {post.department_id for post in posts})
    result = {}
    for post in posts:
        taken = (fixed or {}).get(post.id, {})
        barred = {*contributors[post.id], *taken.values()}
        able = {
            level.number: {
                reviewer.staff_id
                for reviewer in everybody
                if reviewer.level == level.number and reviewer.covers(paths[post.department_id])
            }
            - barred
            for level in LEVELS
            if level.number not in taken
        }
        if short := too_few(able):
            result[post.id] = short
    return result


def paths_of(session: Session, department_ids: AbstractSet[int]) -> dict[int, str]:
    """Department → its path in the tree; whoever's own path it begins with sees its rows."""
    statement = select(Department.id, Department.path).where(Department.id.in_(department_ids))
    rows = session.execute(statement)
    return {pk: path for pk, path in rows}  # noqa: C416 - rows are no pairs to mypy


def too_few(able: Mapping[int, AbstractSet[int]]) -> tuple[int, ...]:
    """The smallest group of levels with fewer able people than levels; () if all can be staffed.

    By Hall's theorem different people can be found for all levels exactly if there is none.
    """
    for size in range(1, len(able) + 1):
        for levels in combinations(sorted(able), size):
            if len(set().union(*(able[level] for level in levels))) < size:
                return levels
    return ()
