"""Leads and complaints of the demonstration."""

from __future__ import annotations

from app.demo.build.cast import Cast


def make_leads(cast: Cast) -> None:
    """Leads as far as each has come."""


def make_reports(cast: Cast) -> None:
    """Complaints as far as each has come."""
