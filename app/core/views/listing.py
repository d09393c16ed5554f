"""The list screen: columns, tabs, filters, sorting and pages, in a constant number of SELECTs."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from app.core.entity import label_of
from app.core.page import Cell, Chip, Column, FilterForm, Link, ListPage, Row, Tab
from app.core.views.cells import cell_of
from app.core.views.doors import whole_number
from app.core.views.selecting import Selecting
from app.extensions import db

PAGE_SIZE = 25
LARGEST_PAGE = 100
LAST_PAGE = 1_000_000

# Inside the class `list` is the handler that FAB's addresses and permissions are named by.
Many = list


class ListScreen(Selecting):
    """Adds `/` to a view."""

    @expose("/")
    @has_access
    def list(self) -> Any:
        """The rows the actor sees, filtered and sorted as the address says."""
        return render_template("core/list.html", page=self.list_page())

    # What is shown --------------------------------------------------------------------

    def list_page(self, args: Any = None) -> ListPage:
        """The page of an address, whole."""
        args = request.args if args is None else args
        statement, chips = self.filtered(args)
        page = self.rows_page(statement, args)
        filtered = bool(chips or args.get("q") or args.get("state"))
        links = self.list_links(args)
        if not page.rows and not filtered:
            # One primary button a page: an empty list has it in the middle.
            links = [link for link in links if not link.primary]
        page.lead, page.crumbs, page.links = str(self.lead), self.crumbs(), links
        page.tabs, page.chips = self._tabs(args), chips
        page.filter_form = self._filter_form(args, chips)
        page.clear_url = self._address(args, *self._filter_names(), "q", "page")
        page.actions = self.bulk_actions()
        for name, value in self.empty(filtered).items():
            setattr(page, name, value)
        return page

    def rows_page(self, statement: Select[Any], args: Any) -> ListPage:
        """The rows of a select alone, page by page, as lists and related lists show them."""
        size = whole_number(args.get("size") or str(PAGE_SIZE), 1, LARGEST_PAGE)
        number = whole_number(args.get("page") or "1", 1, LAST_PAGE)
        every = statement.with_only_columns(self.model.id).subquery()
        shown = self.ordered(self.load(statement), args).limit(size).offset((number - 1) * size)
        # Rows and their number in one statement; where there is no row, nobody asks how many.
        counted = shown.add_columns(select(func.count()).select_from(every).scalar_subquery())
        found = db.session.execute(counted).unique().all()
        rows, total = [row for row, _total in found], found[0][1] if found else 0
        self.before_rows(rows)
        first = (number - 1) * size + 1 if rows else 0
        return ListPage(
            title=str(self.title),
            name=self.subject.lower(),
            columns=self._columns(args),
            rows=[self.row(row) for row in rows],
            total=total,
            first=first,
            last=first + len(rows) - 1 if rows else 0,
            previous_url=self._address(args, page=number - 1) if number > 1 else "",
            next_url=self._address(args, page=number + 1) if number * size < total else "",
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
                "empty_link": Link(_("Show all"), url_for(f"{self.endpoint}.list")),
            }
        link = None
        if self.may("add"):
            link = Link(self.add_label(), url_for(f"{self.endpoint}.add"), "plus", primary=True)
        return {
            "empty_title": _("Nothing here yet"),
            "empty_hint": str(self.empty_hint),
            "empty_link": link,
        }

    # Its parts ------------------------------------------------------------------------

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

    def _filter_form(self, args: Any, chips: Many[Chip]) -> FilterForm:
        said = {chip.name: chip.value for chip in chips}
        fields = [
            one.field(
                args,
                url_for(f"{self.endpoint}.options", column=one.name),
                said.get(one.name, ""),
            )
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
