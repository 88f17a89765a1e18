"""Brings a database to the newest schema, and says whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from api.storage.database.engines import Database
from api.storage.database.errors import is_not_allowed
from api.storage.database.postgres import WALLED_ROLE
from api.storage.database.sqlite import release_turn

MIGRATIONS = Path(__file__).parents[1] / "migrations"
log = structlog.get_logger()

_ADVISORY_LOCK = 7_336_338
_ROLE_OF_SERVICE = (
    # Databases of one server share its roles, and two may be released at once.
    f"""DO $$ BEGIN
        IF to_regrole('{WALLED_ROLE}') IS NULL THEN CREATE ROLE {WALLED_ROLE} NOLOGIN; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$""",
    f"""DO $$ BEGIN
        IF NOT pg_has_role('{WALLED_ROLE}', 'MEMBER') THEN GRANT {WALLED_ROLE} TO CURRENT_USER; END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO {WALLED_ROLE}', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO {WALLED_ROLE}',
            current_schema());
    END $$""",
)
_LONGEST_SQLITE_RELEASE_SECONDS = 120.0


def migrate(database: Database, revision: str = "head") -> None:
    """Run every migration that is still to run up to ``revision``: all of them or none.

    Raises alembic's CommandError for a revision that this version does not know.
    """
    with database.preparing() as connection:
        if database.dialect == "postgresql":
            # A migration may take its time; what it may not do is queue for long behind a table in use.
            connection.execute(text("SET statement_timeout = 0"))
            connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
            if database.dialect == "postgresql":
                _make_role_of_service(connection)
            connection.commit()
        finally:
            if database.dialect == "postgresql":
                connection.rollback()
                connection.execute(text("RESET statement_timeout"))
                connection.commit()


def _make_role_of_service(connection: Connection) -> None:
    """Make the role that row-level security binds, and let it do with the tables what the service does.

    A user who may make no role leaves it to the administrator (docs/deploy.md).
    """
    try:
        with connection.begin_nested():
            for statement in _ROLE_OF_SERVICE:
                connection.execute(text(statement))
    except DBAPIError as fault:
        if not is_not_allowed(fault):
            raise
        log.warning("accounts are kept apart by our own queries alone", missing_role=WALLED_ROLE)


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Let one process at a time prepare a database, however many start at once; the others wait."""
    if database.file is not None:
        with release_turn(database.file, _LONGEST_SQLITE_RELEASE_SECONDS):
            yield
    elif database.dialect == "postgresql":
        with _advisory_lock(database):
            yield
    else:
        yield


@contextmanager
def _advisory_lock(database: Database) -> Iterator[None]:
    with database.preparing() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:id)"), {"id": _ADVISORY_LOCK})
        connection.commit()
        try:
            yield
        finally:
            # The lock goes with the session; a pooled connection must not carry it on.
            connection.invalidate()


def is_at_head(connection: Connection) -> bool:
    """Return whether the schema is the one this version was built for."""
    return revision_of(connection) == head_revision()


def can_serve(connection: Connection) -> bool:
    """Return whether this version can work on the schema as it is: its own, or that of a version that came later.

    Migrations only add, so that during an upgrade the hosts that still run the version before go on.
    """
    revision = revision_of(connection)
    return revision is not None and (revision == head_revision() or not knows(revision))


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the schema as it is, None where there is none."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def knows(revision: str) -> bool:
    """Return whether this version has a migration to that revision."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


@cache
def head_revision() -> str | None:
    """Return the newest revision that ships with this version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
