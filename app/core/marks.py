"""What is known of a database as a whole, such as that it holds demonstration content."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

# The database holds fictional content; production refuses it.
DEMO = "demo"


class Mark(Model):
    """标记. A fact about this database, said once."""

    __tablename__ = "mark"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(255), default="")


def mark_of(session: Session, name: str) -> str | None:
    """The value of a mark; None if the database does not bear it."""
    return session.scalar(select(Mark.value).where(Mark.name == name))
