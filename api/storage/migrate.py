"""Brings a database to the newest schema, and says whether it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 7_336_338


def migrate(database: Database) -> None:
    """Run every migration that is still to run; two hosts that start at once do not run one twice."""
    with database.writer.connect() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:id)"), {"id": _ADVISORY_LOCK})
            connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
            connection.commit()
        finally:
            if database.dialect == "postgresql":
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:id)"), {"id": _ADVISORY_LOCK})
                connection.execute(text("RESET statement_timeout"))
                connection.commit()


def is_at_head(connection: Connection) -> bool:
    """Answer whether the schema is the one this version was built for."""
    return MigrationContext.configure(connection).get_current_revision() == head_revision()


@cache
def head_revision() -> str | None:
    """Answer the newest revision that ships with this version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
