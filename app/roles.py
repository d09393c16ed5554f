"""Who may do what in a new installation, and what no installation may join.

Roles live in the database and are edited under “Roles”; `sanshen sync-permissions` makes the
missing ones from this page and grants what is new. Chapter and verse: the regulation's part two
on who does what, its 三(三)1 and 四(三) on the three reviews.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.people.rules import Duty, Grants, Rules, declare

SYSTEM_ADMINISTRATOR = "系统管理员"
SECURITY_ADMINISTRATOR = "安全管理员"
AUDITOR = "审计员"
ADMINISTRATORS = (SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDITOR)
FINAL_REVIEWER = "终审员"

KEEP = "list show add edit export import"
READ = "list show"

GRANTS: Grants = {
    SYSTEM_ADMINISTRATOR: {
        "Department": f"{KEEP} delete",
        "Staff": f"{KEEP} reset_password demand_password deactivate reactivate",
        "Role": READ,
    },
    SECURITY_ADMINISTRATOR: {
        "Department": READ,
        "Staff": READ,
        "Role": f"{READ} edit",
    },
    AUDITOR: {
        "Role": READ,
    },
    "运营人员": {
        "Platform": f"{KEEP} delete",
        "Account": f"{KEEP} delete",
        "Post": f"{KEEP} delete submit withdraw revise publish take_down correct void",
        "ReviewRecord": READ,
        "Publication": f"{READ} edit export",
        "Lead": f"{KEEP} verify adopt decline",
    },
    "初审员": {
        "Platform": READ,
        "Account": READ,
        "Post": f"{READ} export pass_first recall revise take_down",
        "ReviewRecord": f"{READ} export",
        "Publication": READ,
        "Lead": READ,
    },
    "复审员": {
        "Platform": f"{KEEP} delete",
        "Account": f"{READ} edit export approve refuse suspend resume close",
        "Post": f"{READ} export pass_second recall revise take_down reassign",
        "ReviewRecord": f"{READ} export",
        "Publication": f"{READ} export",
        "Lead": f"{READ} export",
    },
    FINAL_REVIEWER: {
        "Platform": READ,
        "Account": f"{READ} export approve refuse suspend resume close",
        "Post": f"{READ} export pass_final recall revise take_down",
        "ReviewRecord": f"{READ} export",
        "Publication": f"{READ} export",
        "Lead": READ,
    },
    "委员": {
        "Platform": READ,
        "Account": READ,
        "Post": READ,
        "ReviewRecord": READ,
        "Publication": READ,
        # Only those cases that they are asked to investigate.
        "Report": f"{READ} conclude",
    },
    "部门联络员": {
        "Lead": f"{READ} add edit export",
    },
    "举报受理员": {
        "Report": f"{KEEP} accept decline hand_over investigate conclude feed_back archive",
    },
    "技术维护员": {},
    "考核员": {},
}

DESCRIPTIONS = {
    SYSTEM_ADMINISTRATOR: _l(
        "Keeps departments and staff, gives roles and one-time codes. Sees no content."
    ),
    SECURITY_ADMINISTRATOR: _l("Decides what each role may do. Sees no content."),
    AUDITOR: _l("Looks at who may do what, and changes nothing."),
    "运营人员": _l("Writes and publishes posts; keeps platforms, accounts and leads."),
    "初审员": _l("First review, in the working group: content, form, language."),
    "复审员": _l("Second review: orientation, grounds, facts. Decides on accounts."),
    FINAL_REVIEWER: _l("Final review, by the secretary: importance, sensitivity, timing."),
    "委员": _l("Reads posts, accounts and what was published."),
    "部门联络员": _l("Hands in leads of the own department."),
    "举报受理员": _l("Takes complaints, whatever the department, and sees them to the end."),
    "技术维护员": _l("Maintenance and backups. Sees no content."),
    "考核员": _l("Assessment of accounts and staff."),
}

# The three administrators watch each other, and none of them takes part in the work.
EXCLUDES = {role: frozenset(GRANTS) - {role} for role in ADMINISTRATORS}

SINGLE_HOLDER = frozenset({FINAL_REVIEWER})

WRITING = Duty(_l("writing"), {"Post": "add edit delete import submit withdraw correct void"})
FIRST_REVIEW = Duty(_l("first review"), {"Post": "pass_first"})
SECOND_REVIEW = Duty(_l("second review"), {"Post": "pass_second"})
FINAL_REVIEW = Duty(_l("final review"), {"Post": "pass_final"})
STAFF_KEEPING = Duty(
    _l("keeping staff"),
    {
        "Department": "add edit delete import",
        "Staff": "add edit import reset_password demand_password deactivate reactivate",
    },
)
ROLE_KEEPING = Duty(_l("deciding what roles may do"), {"Role": "edit"})
CONTENT = Duty(
    _l("content"),
    dict.fromkeys(
        ("Platform", "Account", "Post", "ReviewRecord", "Publication", "Lead", "Report"), "*"
    ),
)

# Of each group one role has at most one duty.
INCOMPATIBLE = (
    (WRITING, FIRST_REVIEW, SECOND_REVIEW, FINAL_REVIEW),
    (STAFF_KEEPING, ROLE_KEEPING, CONTENT),
)

declare(Rules(GRANTS, DESCRIPTIONS, EXCLUDES, INCOMPATIBLE, SINGLE_HOLDER))
