"""Platforms and accounts on the screen."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import clock
from app.core.actor import current_actor
from app.core.entity import label_of
from app.core.page import AskRow, Cell, Event, Item, ShowPage
from app.core.show_time import day, exact, moment
from app.core.views import EntityView
from app.core.workflow import Transition
from app.extensions import db
from app.platforms.models import Account, AccountEvent, AccountState, Platform, usual_limit
from app.platforms.services import (
    IDENTITY,
    freshness,
    may_rename,
    others_of_the_unit,
    record_changes,
)
from app.platforms.workflow import ACCOUNT_WORKFLOW

LIMIT_NAMES = ("title_limit", "author_limit", "summary_limit", "body_limit")


class PlatformView(EntityView):
    """平台."""

    model = Platform
    title = _l("Platforms")
    lead = _l("Where we publish, and what each platform allows.")
    icon = "world"
    list_columns = ("name", "kind", *LIMIT_NAMES, "gap_days", "active")
    search_columns = ("kind", "active")
    text_columns = ("name",)
    fieldsets = (
        (_l("Platform"), ("name", "kind", "gap_days", "active")),
        (_l("Limits"), LIMIT_NAMES),
    )
    base_order = ("id", "asc")

    def before_save(self, row: Platform, form: Any, is_new: bool) -> None:
        """Fills in the kind's usual limits where none was typed."""
        for name in LIMIT_NAMES:
            if getattr(row, name) is None:
                setattr(row, name, usual_limit(row.kind, name))

    def cell(self, row: Platform, name: str) -> Cell:
        """A limit of 0 is said in words."""
        if name in LIMIT_NAMES and getattr(row, name) == 0:
            return Cell(_("No limit"))
        return super().cell(row, name)

    def item(self, row: Platform, name: str) -> Item:
        """As in the list."""
        if name in LIMIT_NAMES:
            return Item(str(self.label(name)), self.cell(row, name))
        return super().item(row, name)


class AccountView(EntityView):
    """账号."""

    model = Account
    title = _l("Accounts")
    lead = _l("The days without a post are counted from the publications recorded here.")
    icon = "id-badge-2"
    list_columns = (
        "name", "platform", "department", "administrator", "certified_until",
        "last_published_at", "state",
    )  # fmt: skip
    labels = {"last_published_at": _l("Since the last post")}
    search_columns = (
        "platform", "department", "administrator", "certified_until", "last_published_at",
    )  # fmt: skip
    text_columns = ("name", "platform_key", "certified_subject", "filing_number")
    export_columns = (
        "platform", "name", "platform_key", "department", "certified_subject", "administrator",
        "operators", "purpose", "filing_number", "certified_until", "last_published_at", "state",
    )  # fmt: skip
    fieldsets = (
        (
            _l("Account"),
            ("platform", "name", "platform_key", "department", "certified_subject", "purpose"),
        ),
        (_l("Who keeps it"), ("administrator", "operators")),
        (_l("Filing and certification"), ("filing_number", "certified_until")),
        (_l("Updates"), ("published_before_on", "last_published_at")),
    )
    read_only = ("last_published_at",)
    base_order = ("id", "desc")
    workflow = ACCOUNT_WORKFLOW
    empty_hint = _l("Apply for an account, or import the list you keep.")
    import_key = ("platform", "platform_key")
    synonyms = {
        "name": ("公众号名称", "账号名称"),
        "platform_key": ("bizid", "平台ID", "原始ID"),
        "platform": ("平台",),
    }

    # Forms ----------------------------------------------------------------------------

    def may_edit(self, row: Account) -> str:
        """A closed account stays as it was."""
        if row.state == AccountState.closed:
            return _("It is closed; what was recorded of it stays as it is.")
        return ""

    def prepare_form(self, form: Any, row: Account | None) -> None:
        """After the approval, name and identifier are no longer everybody's to change."""
        if row is not None and not may_rename(row, current_actor()):
            for name in IDENTITY:
                del form[name]

    def validate(self, form: Any, row: Account | None) -> bool:
        """A new account is on a platform that is in use; what is past is past."""
        before = form["published_before_on"] if "published_before_on" in form else None
        if before is not None and before.data is not None and before.data > clock.today():
            before.errors = [*before.errors, _("This day is still to come.")]
            return False
        platform = form["platform"].data if "platform" in form else None
        moved_there = row is None or (platform and platform.id != row.platform_id)
        if platform is not None and not platform.active and moved_there:
            form["platform"].errors = [
                *form["platform"].errors,
                _("This platform is no longer in use. Choose another one."),
            ]
            return False
        return True

    def before_save(self, row: Account, form: Any, is_new: bool) -> None:
        """Writes down what is changed of an approved account."""
        if not is_new:
            record_changes(db.session(), row)

    # Pages ----------------------------------------------------------------------------

    def cell_last_published_at(self, row: Account) -> Cell:
        """Days without a post; of an account out of use only the date."""
        if age := freshness(row):
            return Cell(age=age)
        last = row.last_published_at
        return Cell(day(clock.local(last).date()) if last else "")

    def item(self, row: Account, name: str) -> Item:
        """As derived; the days without a post with the remark what they are counted from."""
        if name != "last_published_at":
            return super().item(row, name)
        help_text = _("Counted from the publications recorded here.")
        return Item(str(self.label(name)), self.cell(row, name), help=help_text)

    def show_page(self, row: Account) -> ShowPage:
        """As derived; says if the unit keeps more accounts on this platform."""
        page = super().show_page(row)
        if row.state != AccountState.closed and (others := others_of_the_unit(db.session(), row)):
            page.notice = _(
                "This department keeps more accounts on this platform: %(others)s. One unit "
                "should keep one account per platform.",
                others="、".join(other.name for other in others),
            )
        return page

    def events(self, row: Account) -> list[Event]:
        """Transitions and changes together, newest first."""
        changes = db.session.scalars(
            select(AccountEvent)
            .where(AccountEvent.account_id == row.id)
            .order_by(AccountEvent.id.desc())
        )
        events = [*super().events(row), *map(self._change, changes)]
        return sorted(events, key=lambda event: event.full, reverse=True)

    def _change(self, change: AccountEvent) -> Event:
        return Event(
            who=change.actor_name,
            what=_("Changed: %(what)s", what=str(label_of(Account, change.kind))),
            when=moment(change.at),
            full=exact(change.at),
            quote=_(
                "%(before)s → %(after)s",
                before=change.before or _("empty"),
                after=change.after or _("empty"),
            ),
        )

    def ask_row(self, transition: Transition, row: Account) -> AskRow:
        """Before an approval: what the application does not say."""
        asked = super().ask_row(transition, row)
        missing = [
            str(label_of(Account, name))
            for name in ("certified_subject", "administrator")
            if not getattr(row, name)
        ]
        if transition.name != "approve" or not missing or asked.skipped:
            return asked
        note = _("Not filled in: %(names)s", names="、".join(missing))
        return AskRow(asked.pk, asked.label, asked.url, note=note, warn=True, icon="alert-triangle")
