"""The demonstration's texts: fictional people, accounts, posts, leads, complaints, opinions.

Everything is read from the files in `app/demo/content` and depends on nothing but them and, for
posts, on the day given: the same day gives the same texts.
"""

from app.demo.text.posts import DemoPost, Remark, posts
from app.demo.text.records import (
    Account,
    Department,
    Lead,
    Platform,
    Report,
    Staff,
    accounts,
    departments,
    leads,
    opinions,
    phrases,
    platforms,
    reports,
    staff,
)

__all__ = [
    "Account",
    "DemoPost",
    "Department",
    "Lead",
    "Platform",
    "Remark",
    "Report",
    "Staff",
    "accounts",
    "departments",
    "leads",
    "opinions",
    "phrases",
    "platforms",
    "posts",
    "reports",
    "staff",
]
