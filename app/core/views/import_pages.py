"""The steps of an import as page data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.exchange.importing import Report
from app.core.exchange.reading import MOST_ROWS
from app.core.exchange.staging import Staged
from app.core.exchange.targets import Target
from app.core.page import Cell, ImportColumn, ImportPage, Link, ResultPage, ResultRow


def _page(view: Any, step: int, url: str, submit_label: str, **more: Any) -> ImportPage:
    title = _("Import: %(what)s", what=str(view.title))
    return ImportPage(
        title=title,
        step=step,
        url=url,
        submit_label=submit_label,
        crumbs=view.crumbs(Link(title, "")),
        cancel_url=url_for(f"{view.endpoint}.list"),
        **more,
    )


def file_page(view: Any, form: Any) -> ImportPage:
    """Step 1: choose the file."""
    return _page(
        view,
        1,
        url_for(f"{view.endpoint}.import_file"),
        _("Upload and continue"),
        form=form,
        links=[Link(_("Empty table to fill in"), url_for(f"{view.endpoint}.import_template"))],
        help=[
            _("Your own table will do: the columns are recognised by their headers."),
            _("Nothing is saved before you have read what would become of each row."),
            _("At most %(number)s rows at once.", number=f"{MOST_ROWS:,}"),
        ],
    )


def match_page(
    view: Any,
    staged: Staged,
    targets: Sequence[Target],
    mapping: Mapping[int, str],
    form: Any,
    missing: Sequence[str],
) -> ImportPage:
    """Step 2: what each column fills, and the fields of `form` that no column fills."""
    choices = [("", _("Leave out"))]
    choices += [
        (t.name, _("%(what)s (required)", what=t.label) if t.required else t.label) for t in targets
    ]
    columns = [
        ImportColumn(
            f"column-{heading.index}",
            heading.header,
            choices,
            mapping.get(heading.index, ""),
            heading.samples,
        )
        for heading in staged.table.headings
    ]
    return _page(
        view,
        2,
        url_for(f"{view.endpoint}.import_match", token=staged.token),
        _("Continue to the report"),
        lead=_(
            "%(name)s: %(number)s rows below the headers in row %(header)s.",
            name=staged.name,
            number=f"{staged.table.length:,}",
            header=staged.table.header_row,
        ),
        columns=columns,
        form=form,
        fields=missing,
        back_url=url_for(f"{view.endpoint}.import_file"),
    )


def outcomes() -> dict[str, str]:
    """Outcome → its word."""
    return {
        "create": _("added"),
        "update": _("updated"),
        "duplicate": _("repeated"),
        "error": _("wrong"),
        "left": _("left out"),
    }


def report_page(view: Any, staged: Staged, report: Report) -> ImportPage:
    """Step 3: what would become of each row."""
    words = outcomes()
    return _page(
        view,
        3,
        url_for(f"{view.endpoint}.import_report", token=staged.token),
        _("Import %(number)s rows", number=f"{report.takes:,}") if report.takes else "",
        lead=staged.name,
        lines=report.lines,
        counts=[(words[name], report.counts[name]) for name in words if report.counts[name]],
        hidden=report.hidden,
        back_url=url_for(f"{view.endpoint}.import_match", token=staged.token),
    )


def result_page(view: Any, result: Mapping[str, Any]) -> ResultPage:
    """What an import did: first what it left out, then what it saved."""
    counts, words = result["counts"], outcomes()
    skipped = sum(counts.get(name, 0) for name in ("duplicate", "error", "left"))
    title = _(
        "Imported: %(added)s added, %(updated)s updated, %(skipped)s left out",
        added=counts.get("create", 0),
        updated=counts.get("update", 0),
        skipped=skipped,
    )
    opens = view.may("show")
    return ResultPage(
        title=title,
        skipped=[
            ResultRow(
                line["label"],
                number=_("Row %(number)s", number=line["number"]),
                reason=line["reason"],
            )
            for line in result["lines"]
        ],
        done=[
            ResultRow(
                label,
                url_for(f"{view.endpoint}.show", pk=pk) if opens else "",
                number=_("Row %(number)s", number=number),
                cell=Cell(words[outcome]),
                pk=pk,
            )
            for pk, number, label, outcome in result["rows"]
        ],
        crumbs=view.crumbs(Link(title, "")),
        links=[Link(_("Back to the list"), url_for(f"{view.endpoint}.list"), "list")],
    )
