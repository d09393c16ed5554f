"""Leads and complaints."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func
from sqlalchemy.orm import Session

from app.core import scope
from app.core.actor import Actor
from app.core.page import Age
from app.core.workdays import due
from app.dashboard.page import Card, Home, Line, Tile
from app.leads.models import Lead, LeadState
from app.reports.services import waiting

LINES = 5


def leads(session: Session, actor: Actor, home: Home) -> None:
    """Adds the leads to verify, or how those of the own department fared."""
    if not actor.may("list", "Lead") or not (
        actor.may("verify", "Lead") or actor.may("add", "Lead")
    ):
        return
    statement = scope.visible(Lead, actor).with_only_columns(Lead.state, func.count())
    rows = session.execute(statement.group_by(Lead.state))
    counts = {state: number for state, number in rows}  # noqa: C416 - rows are no pairs to mypy
    registered, adopted = counts.get(LeadState.registered, 0), counts.get(LeadState.adopted, 0)
    if actor.may("verify", "Lead"):
        home.tiles.append(
            Tile(_("Leads to verify"), registered, url_for("LeadView.list", state="registered"),
                 _("leads"), "bulb", mine=registered > 0,
                 foot=_("%(number)s adopted so far", number=adopted))
        )  # fmt: skip
        return
    for label, state in (
        (_("Leads registered"), LeadState.registered),
        (_("Leads adopted"), LeadState.adopted),
        (_("Leads not taken up"), LeadState.declined),
    ):
        url = url_for("LeadView.list", state=state.value)
        home.tiles.append(Tile(label, counts.get(state, 0), url, _("leads"), "bulb"))


def complaints(session: Session, actor: Actor, home: Home) -> None:
    """Adds the complaints that wait for this person, by their deadline."""
    if not actor.may("list", "Report"):
        return
    statement = waiting(actor).add_columns(func.count().over()).limit(LINES)
    rows = session.execute(statement).unique().all()
    number = rows[0][1] if rows else 0
    url = url_for("ReportView.list")
    lines = [
        Line(
            report.title or report.number,
            url_for("ReportView.show", pk=report.id),
            f"{report.number}　{report.state.label}",
            due(report.due_on) if report.due_on else None,
        )
        for report, _total in rows
    ]
    late = sum(line.age is not None and line.age.level == "late" for line in lines)
    home.tiles.append(
        Tile(_("Complaints to handle"), number, url, _("complaints"), "message-report",
             mine=number > 0, foot=_("none late"),
             age=Age(_("%(number)s of them late", number=late), "late") if late else None)
    )  # fmt: skip
    if lines:
        home.cards.append(
            Card(_("Complaints to handle"), _("by deadline"), url, _("All complaints"), lines)
        )
