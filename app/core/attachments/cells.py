"""The files of a record as a value on its page."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from markupsafe import Markup

from app.core.attachments.models import Attachment
from app.core.page import Cell
from app.core.show_size import size

_LINE = Markup(
    '<div><a class="link" href="{}" translate="no">{}</a> <span class="quiet">{}</span></div>'
)


def cell_of_files(files: Iterable[Attachment]) -> Cell:
    """One line per file: its name, which leads to it, and its size."""
    lines = [
        _LINE.format(url_for("AttachmentView.download", pk=file.id), file.name, size(file.size))
        for file in files
    ]
    return Cell(html=Markup().join(lines)) if lines else Cell()
