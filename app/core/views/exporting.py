"""The list as a file: the same rows, columns, order and words as on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any, ClassVar

from flask import Response, abort, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wsgi import wrap_file

from app.core import clock
from app.core.downloads import as_download
from app.core.entity import RichText
from app.core.exchange.export import CELL_LENGTH, MEDIA_TYPES, export_rows
from app.core.page import Cell, Link
from app.core.views.cells import plain
from app.core.views.listing import ListScreen
from app.extensions import db

AT_ONCE = 500


class ExportScreen(ListScreen):
    """Adds `/export.<kind>` to a view.

    Attributes:
        export_columns: what is written, if it is more or less than the list shows. Everything
            passes through `cell()`, so what a list masks stays masked.
    """

    export_columns: ClassVar[Sequence[str]] = ()

    @expose("/export.<kind>")
    @has_access
    def export(self, kind: str) -> Any:
        """All rows that the list would show on its pages, as .xlsx or .csv."""
        if kind not in MEDIA_TYPES:
            abort(404)
        names = self.export_columns or self.list_columns
        rows = self._export_cells(self._export_select(names), names)
        # Whole before anything is sent: a failure is an error page, never half a file.
        file = TemporaryFile()  # noqa: SIM115 - closed with the answer
        for piece in export_rows([str(self.label(name)) for name in names], rows, kind):
            file.write(piece)
        response = Response(wrap_file(request.environ, file), mimetype=MEDIA_TYPES[kind])
        response.content_length = file.tell()
        file.seek(0)
        response.direct_passthrough = True
        return as_download(response, f"{self.title}-{clock.today().isoformat()}.{kind}")

    def list_links(self, args: Any) -> list[Link]:
        """As derived, with the menu of formats."""
        links = list(super().list_links(args))
        if self.may("export"):
            labels = {"xlsx": _("As a spreadsheet"), "csv": _("As comma separated text")}
            choices = [
                Link(label, self._address(args, "page", door="export", kind=kind))
                for kind, label in labels.items()
            ]
            links.insert(0, Link(_("Export table"), "", "download", choices=choices))
        return links

    def _export_select(self, names: Sequence[str]) -> Select[Any]:
        statement, _chips = self.filtered(request.args)
        return self.load(self.ordered(statement, request.args), names)

    def _export_cells(self, statement: Select[Any], names: Sequence[str]) -> Iterator[list[Cell]]:
        """The rows as cells, read from the database piece by piece."""
        found = db.session.scalars(statement.execution_options(yield_per=AT_ONCE))
        for rows in found.partitions():
            self.before_rows(list(rows))
            for row in rows:
                yield [self.export_cell(row, name) for name in names]

    def export_cell(self, row: Any, name: str) -> Cell:
        """A cell of the file: as in the list, but texts in full."""
        column = self.model.__mapper__.columns.get(name)
        rich = column is not None and isinstance(column.type, RichText)
        if rich and not hasattr(self, f"cell_{name}"):
            return Cell(plain(getattr(row, name) or "", CELL_LENGTH))
        return self.cell(row, name)
