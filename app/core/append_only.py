"""Append-only tables: triggers refuse every UPDATE, DELETE and TRUNCATE.

`append_only` marks a model; migrations call `create_triggers(op.get_bind(), table)` after
making its table; `missing_triggers()` is asserted after every migration, because Alembic's
`batch_alter_table` silently drops triggers on SQLite.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Connection, text

Class = TypeVar("Class", bound=type[Any])

APPEND_ONLY: set[str] = set()

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON "{table}"
FOR EACH {level} EXECUTE FUNCTION refuse_change()
"""


def append_only(model: Class) -> Class:
    """Marks a model whose rows are written once and never changed."""
    APPEND_ONLY.add(model.__tablename__)
    return model


def _expected(table: str, dialect: str) -> dict[str, str]:
    """Trigger name → statement that makes it."""
    if dialect == "sqlite":
        return {
            f"{table}_no_{verb}": _SQLITE.format(table=table, verb=verb, VERB=verb.upper())
            for verb in ("update", "delete")
        }
    return {
        f"{table}_no_{verb}": _POSTGRESQL.format(
            table=table, verb=verb, VERB=verb.upper(), level=level
        )
        for verb, level in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
    }


def create_triggers(connection: Connection, table: str) -> None:
    """Guards a table; called from the migration that creates or rebuilds it."""
    dialect = connection.dialect.name
    if dialect != "sqlite":
        connection.execute(text(_POSTGRESQL_FUNCTION))
    for statement in _expected(table, dialect).values():
        connection.execute(text(statement))


def drop_triggers(connection: Connection, table: str) -> None:
    """Takes the guard away; called from a migration's downgrade before the table goes."""
    on = f' ON "{table}"' if connection.dialect.name != "sqlite" else ""
    for name in _expected(table, connection.dialect.name):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))


def missing_triggers(connection: Connection) -> list[str]:
    """Names of triggers that should stand and do not; empty when all is well."""
    if connection.dialect.name == "sqlite":
        present = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        present = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
    names = set(connection.execute(present).scalars())
    expected = {name for table in APPEND_ONLY for name in _expected(table, connection.dialect.name)}
    return sorted(expected - names)
