"""Complaints."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory

from app.core import clock
from app.reports.models import Report, ReportChannel, ReportState
from tests.factories import EntityFactory


class ReportFactory(EntityFactory):
    """A complaint received yesterday that concerns nobody in particular."""

    class Meta:
        model = Report

    number = factory.Sequence(lambda n: f"举报〔2020〕{n:04d}号")
    receipt = factory.Sequence(lambda n: f"{n:016d}")
    channel = ReportChannel.phone
    received_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
    title = factory.Sequence(lambda n: f"转载未注明来源{n}")
    content = "来电反映一篇文章未注明来源。"
    state = ReportState.registered

    @classmethod
    def hidden_from(cls, staff: Any, elsewhere: Any) -> Report:
        """Whom it concerns never sees it; departments play no part."""
        return cls(concerns=[staff])
