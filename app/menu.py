"""The side menu: one row per view, in order. A view stands here or in UNLISTED, or nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l

from app.core.actor import current_actor
from app.core.attachments.views import AttachmentView
from app.core.page import MenuGroup, MenuItem
from app.dashboard.views import HomeView
from app.leads.views import LeadView
from app.people.views import DepartmentView, RoleView, StaffView
from app.platforms.views import AccountView, PlatformView
from app.posts.views import (
    BatchView,
    DeskView,
    PostContentView,
    PostView,
    ReviewRecordView,
    ReviewView,
)
from app.posts.views.judging import waiting_for_review
from app.publishing.views import PublicationView
from app.reports.views import ReportView


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the menu, shown to those who have the permission `action` on the view (or one
    of them; "" is everybody).

    `count` gives how many wait for the person signed in; `pinned` rows come first in
    the bar at the bottom of a phone, which has room for three.
    """

    view: Any
    label: Any
    icon: str
    action: str | tuple[str, ...] = "list"
    pinned: bool = False
    count: Callable[[], int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A work area with its rows."""

    label: Any
    rows: tuple[Row, ...]


MENU = (
    Group("", (Row(HomeView, _l("Home"), "layout-dashboard", action="", pinned=True),)),
    Group(
        _l("Writing and publishing"),
        (
            Row(
                DeskView,
                _l("Waiting for review"),
                "checklist",
                action=("pass_first", "pass_second", "pass_final"),
                pinned=True,
                count=waiting_for_review,
            ),
            Row(LeadView, _l("Leads"), "bulb"),
            Row(PostView, _l("Posts"), "file-text", pinned=True),
            Row(PublicationView, _l("Publications"), "send"),
            Row(ReviewRecordView, _l("Review records"), "file-search"),
        ),
    ),
    Group(
        _l("Readers and complaints"),
        (Row(ReportView, _l("Complaints"), "message-report"),),
    ),
    Group(
        _l("Accounts"),
        (
            Row(AccountView, _l("Accounts"), "id-badge-2"),
            Row(PlatformView, _l("Platforms"), "world"),
        ),
    ),
    Group(
        _l("People and permissions"),
        (
            Row(DepartmentView, _l("Departments"), "sitemap"),
            Row(StaffView, _l("Staff"), "users"),
            Row(RoleView, _l("Roles"), "user-shield"),
        ),
    ),
)

UNLISTED: tuple[Any, ...] = (AttachmentView, BatchView, PostContentView, ReviewView)


def register_menu(app: Flask) -> None:
    """Gives every page the menu of who is signed in."""

    @app.context_processor
    def menu() -> dict[str, Any]:
        return {"menu": menu_groups()}


def menu_groups() -> list[MenuGroup]:
    """The groups with at least one row that the person signed in may open."""
    actor = current_actor()
    if actor.id is None:
        return []
    groups = []
    for group in MENU:
        items = [_item(row) for row in group.rows if _open_to(row, actor)]
        if items:
            groups.append(MenuGroup(str(group.label), items))
    return groups


def _subject(view: Any) -> str:
    return str(view.class_permission_name or getattr(view, "model", view).__name__)


def _open_to(row: Row, actor: Any) -> bool:
    actions = (row.action,) if isinstance(row.action, str) else row.action
    return any(not action or actor.may(action, _subject(row.view)) for action in actions)


def _item(row: Row) -> MenuItem:
    endpoint = row.view.__name__
    return MenuItem(
        str(row.label),
        url_for(f"{endpoint}.{row.view.default_view}"),
        row.icon,
        current=(request.endpoint or "").split(".")[0] == endpoint,
        count=row.count() if row.count else None,
        mine=row.count is not None,
        pinned=row.pinned,
    )
