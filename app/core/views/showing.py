"""The show screen: values, what may be done, history, related lists."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from sqlalchemy.types import Text
from werkzeug.datastructures import MultiDict

from app.core import scope
from app.core.actor import current_actor
from app.core.entity import RichText
from app.core.page import Action, Event, Item, Link, Related, Section, ShowPage
from app.core.show_time import exact, moment
from app.core.views.additions import added_links, added_sections
from app.core.views.cells import cell_of
from app.core.views.doors import PK
from app.core.views.editing import FormScreens
from app.core.views.filtering import filter_for
from app.core.views.listing import ListScreen
from app.core.views.registry import view_of
from app.core.workflow import Transition, possible
from app.extensions import db

RELATED_ROWS = 10


class ShowScreen(ListScreen, FormScreens):
    """Adds `/<pk>` to a view."""

    @expose(f"/{PK}")
    @has_access
    def show(self, pk: int) -> Any:
        """One row in scope."""
        return render_template("core/show.html", page=self.show_page(self.find(pk)))

    def show_page(self, row: Any) -> ShowPage:
        """The page of a row, whole."""
        return ShowPage(
            title=str(row),
            pk=row.id,
            version=getattr(row, "version_id", None),
            crumbs=self.crumbs(Link(str(row), "")),
            badge=self.workflow.badge(row.state) if self.workflow else None,
            links=[*self.show_links(row), *added_links(row)],
            actions=[*self.transitions(row), *self._delete_action(row)],
            sections=[*self.sections(row), *added_sections(row)],
            events=self.events(row),
            related=[r for wanted in self.related if (r := self._related(wanted, row))],
        )

    def sections(self, row: Any) -> list[Section]:
        """The fieldsets as labelled values, and who made and changed the row."""
        sections = [
            Section(str(title), [self.item(row, name) for name in names])
            for title, names in self.fieldsets
        ]
        traces = [n for n in ("created_at", "updated_at") if n in self.model.__mapper__.columns]
        if traces:
            sections.append(Section(_("Record"), [self.item(row, name) for name in traces]))
        return sections

    def item(self, row: Any, name: str) -> Item:
        """A labelled value; long texts take the whole line."""
        column = self.model.__mapper__.columns.get(name)
        wide = column is not None and isinstance(column.type, (Text, RichText))
        own = getattr(self, f"cell_{name}", None)
        return Item(str(self.label(name)), own(row) if own else cell_of(row, name), wide)

    def show_links(self, row: Any) -> list[Link]:
        """Buttons beside the title that only lead somewhere."""
        if not self.may("edit") or self.may_edit(row):
            return []
        return [Link(_("Edit"), url_for(f"{self.endpoint}.edit", pk=row.id), "pencil")]

    def transitions(self, row: Any) -> list[Action]:
        """What this person may do to this row now."""
        if not self.workflow:
            return []
        found = possible(self.workflow, row, current_actor(), db.session())
        return [self.action(transition, str(row)) for transition in found]

    def action(self, transition: Transition, label: str = "") -> Action:
        """A transition as a button."""
        confirm = str(transition.confirm)
        return Action(
            transition.name,
            str(transition.label),
            url_for(f"{self.endpoint}.move", name=transition.name),
            transition.icon,
            transition.style,
            asks=transition.form is not None,
            confirm=confirm % {"what": label} if label and "%(what)s" in confirm else confirm,
        )

    def _delete_action(self, row: Any) -> list[Action]:
        if not self.may("delete") or self.may_delete(row):
            return []
        question = _("Delete “%(what)s”? This cannot be undone.", what=str(row))
        url = url_for(f"{self.endpoint}.delete", pk=row.id)
        return [Action("delete", _("Delete"), url, "trash", "danger", confirm=question)]

    def events(self, row: Any) -> list[Event]:
        """The history of a row with a workflow, newest first."""
        return [self.event(record) for record in self.history(row)]

    def event(self, record: Any) -> Event:
        """A line of the timeline."""
        transition = self.workflow.by_name.get(record.name) if self.workflow else None
        style = transition.style if transition else "plain"
        return Event(
            who=record.actor_name,
            what=str(transition.done or transition.label) if transition else record.name,
            when=moment(record.at),
            full=exact(record.at),
            tone={"pass": "pass", "return": "return", "danger": "return"}.get(style, "plain"),
            quote=record.note,
            remarks=[_("in a batch of %(number)s", number=record.batch_size)]
            if record.batch
            else [],
        )

    def _related(self, wanted: Any, row: Any) -> Related | None:
        """The first rows of a related list, by the other view's own scope and permission."""
        view = view_of(wanted.view.model)
        if view is None or not view.may("list"):
            return None
        belonging = filter_for(view.model, wanted.relation)
        statement = scope.visible(view.model).where(
            belonging.condition(belonging.operators[0], row.id)
        )
        args = MultiDict({wanted.relation: str(row.id), "size": str(RELATED_ROWS)})
        page = view.rows_page(statement, args)
        page.name = f"related-{page.name}"
        page.previous_url = ""
        if page.next_url:
            everything = url_for(f"{view.endpoint}.list", **{wanted.relation: row.id})
            page.links, page.next_url = [Link(_("All"), everything)], ""
        return Related(page)
