"""Runs migrations on the application's own engine; types are written as the database's."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import BigInteger
from sqlalchemy.types import TypeDecorator

import app.core.marks  # noqa: F401 - a table that no screen brings along
from app.extensions import db


def render_item(kind: str, item: Any, autogen_context: Any) -> Any:
    """Column types of the kit as plain ones, so that a migration needs no code of the day."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "type" and isinstance(item, BigInteger) and "sqlite" in item._variant_mapping:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def run() -> None:
    """Upgrades or downgrades, or compares the models for a new revision."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            # Brings compare_type and render_as_batch (SQLite cannot alter a table in place).
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("migrations run on a database, not as a script")
run()
