"""The list screen: columns, tabs, filters, sorting and pages, in a constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.types import JSON, Text

from app.core import scope
from app.core.actor import current_actor
from app.core.entity import RichText, label_of
from app.core.page import Cell, Chip, Column, FilterForm, Link, ListPage, Row, Tab
from app.core.views.cells import cell_of
from app.core.views.derive import Derived
from app.core.views.doors import bad_request, whole_number
from app.core.views.filtering import Filter, filter_for, read_filters
from app.extensions import db

PAGE_SIZE = 25
LARGEST_PAGE = 100
LAST_PAGE = 1_000_000

# Inside the class `list` is the handler that FAB's addresses and permissions are named by.
Many = list


class ListScreen(Derived):
    """Adds `/` to a view."""

    @expose("/")
    @has_access
    def list(self) -> Any:
        """The rows the actor sees, filtered and sorted as the address says."""
        return render_template("core/list.html", page=self.list_page())

    # What is selected -----------------------------------------------------------------

    def filters(self) -> Many[Filter]:
        """The filters this list offers, in order."""
        return [filter_for(self.model, name) for name in self.search_columns]

    def filtered(self, args: Any) -> tuple[Select[Any], Many[Chip]]:
        """The select of the rows in scope that an address asks for, unordered, and its chips.

        Exports and bulk actions use the same, so that they mean what the screen shows.
        """
        statement = scope.visible(self.model)
        conditions, chips = read_filters(
            self.filters(), args, lambda name: self._address(args, name, f"op_{name}", "page")
        )
        if self.workflow and (state := args.get("state")):
            if state not in self.workflow.states:
                bad_request()
            conditions.append(self.model.state == state)
        if text := args.get("q", "").strip():
            if "\x00" in text:
                bad_request()
            columns = [getattr(self.model, name) for name in self.text_columns]
            if columns:
                conditions.append(or_(*(c.icontains(text, autoescape=True) for c in columns)))
        return statement.where(*conditions), chips

    def ordered(self, statement: Select[Any], args: Any) -> Select[Any]:
        """Adds the order an address asks for; the key makes it total."""
        name, direction = self.order(args)
        column = getattr(self.model, name)
        by_key = self.model.id.desc() if direction == "desc" else self.model.id.asc()
        # Said, because the two databases disagree where an empty value stands.
        first = column.desc().nulls_last() if direction == "desc" else column.asc().nulls_first()
        return statement.order_by(first, by_key)

    def order(self, args: Any) -> tuple[str, str]:
        """Column and direction; an unknown one is a page of status 400."""
        name = args.get("order") or self.base_order[0]
        direction = args.get("dir") or (self.base_order[1] if "order" not in args else "asc")
        if name not in self.sortable() or direction not in ("asc", "desc"):
            bad_request()
        return name, direction

    def sortable(self) -> set[str]:
        """Columns a list can be sorted by: those shown that are columns of the table."""
        columns = self.model.__mapper__.columns
        shown = {*self.list_columns, self.base_order[0], "id"}
        return {n for n in shown if n in columns and not isinstance(columns[n].type, JSON)}

    def load(self, statement: Select[Any], names: Sequence[str] = ()) -> Select[Any]:
        """Loads some columns, by default those of the list; leaves other long texts behind."""
        names = names or self.list_columns
        mapper = self.model.__mapper__
        options: Many[Any] = []
        for name in names:
            if relation := mapper.relationships.get(name):
                attribute = getattr(self.model, name)
                loader = selectinload if relation.uselist else joinedload
                options.append(loader(attribute))
        for attribute in mapper.column_attrs:
            heavy = isinstance(attribute.columns[0].type, (Text, RichText, JSON))
            if heavy and attribute.key not in names:
                options.append(defer(getattr(self.model, attribute.key)))
        return statement.options(*options)

    # What is shown --------------------------------------------------------------------

    def list_page(self, args: Any = None) -> ListPage:
        """The page of an address, whole."""
        args = request.args if args is None else args
        statement, chips = self.filtered(args)
        size = whole_number(args.get("size") or str(PAGE_SIZE), 1, LARGEST_PAGE)
        number = whole_number(args.get("page") or "1", 1, LAST_PAGE)
        total = db.session.scalar(
            select(func.count()).select_from(statement.with_only_columns(self.model.id).subquery())
        )
        shown = self.ordered(self.load(statement), args).limit(size).offset((number - 1) * size)
        rows = list(db.session.scalars(shown).unique())
        self.before_rows(rows)
        first = (number - 1) * size + 1 if rows else 0
        return ListPage(
            title=str(self.title),
            name=self.subject.lower(),
            lead=str(self.lead),
            columns=self._columns(args),
            rows=[self.row(row) for row in rows],
            total=total or 0,
            first=first,
            last=first + len(rows) - 1 if rows else 0,
            crumbs=self.crumbs(),
            links=self.list_links(args),
            tabs=self._tabs(args),
            filter_form=self._filter_form(args),
            chips=chips,
            clear_url=self._address(args, *self._filter_names(), "q", "page"),
            previous_url=self._address(args, page=number - 1) if number > 1 else "",
            next_url=self._address(args, page=number + 1) if number * size < (total or 0) else "",
            actions=self.bulk_actions(),
            **self.empty(bool(chips or args.get("q") or args.get("state"))),
        )

    def before_rows(self, rows: Many[Any]) -> None:
        """Hook: reads at once what the cells of these rows will need."""

    def row(self, row: Any) -> Row:
        """One row as the list draws it."""
        return Row(
            row.id, self.row_url(row), str(row), [self.cell(row, n) for n in self.list_columns]
        )

    def row_url(self, row: Any) -> str:
        """Where a press on the row leads."""
        return url_for(f"{self.endpoint}.show", pk=row.id) if "show" in self.offers else ""

    def cell(self, row: Any, name: str) -> Cell:
        """A cell: by `cell_<name>` of the view if there is one, by its type otherwise."""
        own = getattr(self, f"cell_{name}", None)
        result: Cell = own(row) if own else cell_of(row, name)
        return result

    def list_links(self, args: Any) -> Many[Link]:
        """Buttons at the right of the title: what this actor may do with the whole list."""
        links = []
        if self.may("add"):
            links.append(
                Link(self.add_label(), url_for(f"{self.endpoint}.add"), "plus", primary=True)
            )
        return links

    def empty(self, filtered: bool) -> dict[str, Any]:
        """What an empty list says and offers."""
        if filtered:
            return {
                "empty_title": _("Nothing fits these conditions"),
                "empty_hint": _("Remove a condition or search for something else."),
            }
        link = None
        if self.may("add"):
            link = Link(self.add_label(), url_for(f"{self.endpoint}.add"), "plus", primary=True)
        return {
            "empty_title": _("Nothing here yet"),
            "empty_hint": str(self.empty_hint),
            "empty_link": link,
        }

    # Addresses ------------------------------------------------------------------------

    def _address(
        self, args: Any, *without: str, door: str = "list", kind: str = "", **changed: Any
    ) -> str:
        """This list's address with some arguments changed or taken away."""
        kept = {k: v for k, v in args.items() if k not in without and v != ""} | changed
        path = url_for(f"{self.endpoint}.{door}", kind=kind or None)
        return f"{path}?{urlencode(kept)}" if kept else path

    def _filter_names(self) -> Many[str]:
        return [part for name in self.search_columns for part in (name, f"op_{name}")]

    def _columns(self, args: Any) -> Many[Column]:
        sorted_by, direction = self.order(args)
        sortable, columns = self.sortable(), []
        main = self.main_column()
        for name in self.list_columns:
            now = direction if name == sorted_by else ""
            turned = "desc" if now == "asc" else "asc"
            url = self._address(args, "page", order=name, dir=turned) if name in sortable else ""
            label = str(self.label(name))
            columns.append(Column(name, label, url, now, main=name == main))
        return columns

    def main_column(self) -> str:
        """The column that takes the width left: title or name, otherwise the first."""
        names = [n for n in ("title", "name") if n in self.list_columns]
        return (names or list(self.list_columns))[0]

    def label(self, name: str) -> Any:
        """The heading of a column: said by the view for its own ones, by the model otherwise."""
        return self.labels.get(name) or label_of(self.model, name)

    def _filter_form(self, args: Any) -> FilterForm:
        fields = [
            one.field(args, url_for(f"{self.endpoint}.options", column=one.name))
            for one in self.filters()
        ]
        hidden = [(k, args[k]) for k in ("state", "order", "dir", "size") if args.get(k)]
        search = args.get("q", "") if self.text_columns else None
        return FilterForm(url_for(f"{self.endpoint}.list"), fields, hidden, search)

    def _tabs(self, args: Any) -> Many[Tab]:
        if not self.workflow:
            return []
        counts = self._counts()
        state = args.get("state", "")
        everything = Tab(
            _("All"), self._address(args, "state", "page"), sum(counts.values()), state == ""
        )
        return [everything] + [
            Tab(
                self.workflow.badge(word).label,
                self._address(args, "page", state=str(word)),
                counts.get(word, 0),
                state == word,
            )
            for word in self.workflow.states
        ]

    def _counts(self) -> dict[Any, int]:
        """Rows in scope by state."""
        visible = scope.visible(self.model, current_actor())
        statement = visible.with_only_columns(self.model.state, func.count())
        rows = db.session.execute(statement.group_by(self.model.state))
        return {state: count for state, count in rows}  # noqa: C416 - rows are no pairs to mypy
