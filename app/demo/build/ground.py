"""Departments, staff, platforms and accounts: what everything else stands on."""

from __future__ import annotations

from datetime import timedelta

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import write
from app.core.workflow import apply
from app.demo import text
from app.demo.build.cast import Cast
from app.people.models import Department, Staff
from app.people.security import actor_of
from app.people.services.departments import root_of, settle
from app.people.services.passwords import hash_of
from app.platforms.models import Account, Platform, PlatformKind

# Whoever applies for an account does not approve it.
APPLIES, APPROVES = "yunying", "fushen"
# Before all the rest, so that the accounts are in use when the first post appears.
REGISTERED_DAYS_AGO = 120


def make_people(cast: Cast, password: str) -> None:
    """The tree of departments and the staff with their roles, able to sign in at once."""
    with write() as session:
        rows: dict[str, Department] = {}
        for one in text.departments():
            parent = rows.get(one.parent or "")
            row = (root_of(session) if parent is None else None) or Department()
            row.name, row.code, row.parent = one.name, one.code, parent
            settle(session, row)
            rows[one.code] = row
        cast.departments |= {code: row.id for code, row in rows.items()}
        roles = {role.name: role for role in session.scalars(select(Role))}
        digest = hash_of(password)
        people = [
            Staff(
                username=one.login,
                first_name=one.name,
                staff_number=one.number,
                position=one.position,
                department=rows[one.department],
                password=digest,
                roles=[roles[one.role]],
            )
            for one in text.staff()
        ]
        session.add_all(people)
        session.flush()
        cast.actors |= {person.username: actor_of(session, person) for person in people}


def make_accounts(cast: Cast) -> None:
    """Platforms with their limits, accounts from application to where they stand today."""
    applied = cast.at(REGISTERED_DAYS_AGO, 9)
    with cast.acts(APPLIES, applied), write() as session:
        for one in text.platforms():
            limits = {
                "title_limit": one.title_limit,
                "author_limit": one.author_limit,
                "summary_limit": one.summary_limit,
                "body_limit": one.body_limit,
            }
            platform = Platform(
                kind=PlatformKind(one.kind),
                name=one.name,
                gap_days=one.gap_days,
                **{name: limit or 0 for name, limit in limits.items()},
            )
            session.add(platform)
            session.flush()
            cast.platforms[one.code] = platform.id
        for account in text.accounts():
            cast.accounts[account.platform_id] = _apply_for(cast, session, account)
    for account in text.accounts():
        _decide(cast, account)


def _apply_for(cast: Cast, session: Session, one: text.Account) -> int:
    certified = one.certified_in
    start = one.last_published
    row = Account(
        platform_id=cast.platforms[one.platform],
        name=one.name,
        platform_key=one.platform_id,
        department_id=cast.departments[one.department],
        certified_subject=one.subject,
        administrator_id=cast.person(one.administrator),
        purpose=one.purpose,
        filing_number=one.filing_number,
        certified_until=None if certified is None else cast.today + timedelta(days=certified),
        published_before_on=None if start is None else cast.today - timedelta(days=start),
    )
    row.operators = [session.get_one(Staff, cast.person(login)) for login in one.operators]
    session.add(row)
    session.flush()
    return row.id


def _decide(cast: Cast, one: text.Account) -> None:
    key = cast.accounts[one.platform_id]
    if one.state == "applying":
        return
    with cast.acts(APPROVES, cast.at(REGISTERED_DAYS_AGO - 1, 10)):
        apply("Account", "approve", [key], data={"reason": "存量登记"}).or_refuse()
    if one.state == "suspended":
        with cast.acts(APPROVES, cast.at(20, 15)):
            apply("Account", "suspend", [key], data={"reason": one.reason}).or_refuse()
