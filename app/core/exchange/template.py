"""The empty table that people fill in: the headers, and a sheet that says what goes where."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Boolean, Date, Integer, Numeric

from app.core.entity import ChoiceType, Instant
from app.core.exchange.names import NAMES
from app.core.exchange.targets import Target

WIDTHS = (24, 10, 60)


def template(targets: Sequence[Target]) -> bytes:
    """A spreadsheet with a column for each target, all of them texts.

    Texts, so that a spreadsheet program leaves leading zeros and long numbers alone.
    """
    import xlsxwriter

    file = io.BytesIO()

    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet, notes = book.add_worksheet(_("To fill in")), book.add_worksheet(_("Notes"))
        for place, target in enumerate(targets):
            sheet.set_column(place, place, max(12, 2 * len(target.label) + 4), text)
            sheet.write_string(0, place, target.label, bold)
            choices = choices_of(target)
            # Excel takes a list of at most 255 characters.
            if choices and len(",".join(choices)) <= 255:
                rule = {"validate": "list", "source": choices, "error_type": "warning"}
                sheet.data_validation(1, place, 1000, place, rule)
        sheet.freeze_panes(1, 0)
        for place, width in enumerate(WIDTHS):
            notes.set_column(place, place, width, wrapped)
        for place, header in enumerate((_("Column"), _("Obligation"), _("What to write"))):
            notes.write_string(0, place, header, bold)
        for line, target in enumerate(targets, 1):
            obligation = _("required") if target.required else _("optional")
            for place, words in enumerate((target.label, obligation, note(target))):
                notes.write_string(line, place, words)
    return file.getvalue()


def choices_of(target: Target) -> list[str]:
    """The words that a column takes, where they are few."""
    if target.column is None:
        return []
    if isinstance(target.column.type, ChoiceType):
        return [str(word.label) for word in target.column.type.choices]
    if isinstance(target.column.type, Boolean):
        return [_("Yes"), _("No")]
    return []


def note(target: Target) -> str:
    """What to write into a column, in sentences."""
    return " ".join(sentence for sentence in (_form(target), target.help) if sentence)


def _form(target: Target) -> str:
    if target.relation is not None:
        columns = target.relation.mapper.columns
        labels = [str(columns[n].info.get("label", "")) for n in NAMES if n in columns]
        ways = "、".join(dict.fromkeys(label for label in labels if label))
        if target.many:
            return _("Recognised by: %(ways)s. Several are divided by commas.", ways=ways)
        return _("Recognised by: %(ways)s.", ways=ways)
    if choices := choices_of(target):
        return _("One of: %(words)s.", words="、".join(choices))
    kind = target.column.type
    if isinstance(kind, Instant):
        return _("Date and time, like 2026-11-23 14:05.")
    if isinstance(kind, Date):
        return _("A date, like 2026-11-23.")
    if isinstance(kind, Integer):
        return _("A whole number.")
    if isinstance(kind, Numeric):
        return _("A number.")
    if length := getattr(kind, "length", None):
        return _("At most %(number)s characters.", number=length)
    return ""
