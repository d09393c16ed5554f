"""Review records on the screen."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.posts.models import ReviewRecord
from tests.factories.people import StaffFactory
from tests.posts.committee import Committee


def test_a_record_has_a_page_of_its_own_to_read(
    committee: Committee, sign_in: Callable[..., FlaskClient]
) -> None:
    """It never changes, so it counts no versions; the page must not ask for one."""
    committee.post_in("returned")
    record = db.session.scalars(select(ReviewRecord)).one()
    reader = StaffFactory(roles=["委员"])
    answer = sign_in(reader).get(f"/review-record/{record.id}")
    assert answer.status_code == 200
    assert f"人员first退回：{record.post.title}" in answer.text
    assert "请按意见修改。" in answer.text
    assert "编辑" not in answer.text
