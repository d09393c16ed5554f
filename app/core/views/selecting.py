"""Which rows a list is about: scope, filters and order of an address, and addresses like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy import Select, func, or_
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.types import JSON, Text

from app.core import scope
from app.core.actor import current_actor
from app.core.entity import RichText
from app.core.page import Chip
from app.core.views.derive import Derived
from app.core.views.doors import bad_request
from app.core.views.filtering import Filter, filter_for, read_filters
from app.extensions import db


class Selecting(Derived):
    """What lists, exports and bulk actions select."""

    def filters(self) -> list[Filter]:
        """The filters this list offers, in order."""
        return [filter_for(self.model, name) for name in self.search_columns]

    def filtered(self, args: Any) -> tuple[Select[Any], list[Chip]]:
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
        options: list[Any] = []
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

    def _address(
        self, args: Any, *without: str, door: str = "list", kind: str = "", **changed: Any
    ) -> str:
        """This list's address with some arguments changed or taken away."""
        kept = {k: v for k, v in args.items() if k not in without and v != ""} | changed
        path = url_for(f"{self.endpoint}.{door}", kind=kind or None)
        return f"{path}?{urlencode(kept)}" if kept else path

    def _filter_names(self) -> list[str]:
        return [part for name in self.search_columns for part in (name, f"op_{name}")]

    def _counts(self) -> dict[Any, int]:
        """Rows in scope by state."""
        visible = scope.visible(self.model, current_actor())
        statement = visible.with_only_columns(self.model.state, func.count())
        rows = db.session.execute(statement.group_by(self.model.state))
        return {state: count for state, count in rows}  # noqa: C416 - rows are no pairs to mypy
