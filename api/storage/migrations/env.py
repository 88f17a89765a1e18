"""Run by Alembic: migrates over the connection that ``api.storage.database.migrate`` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from api.storage.database.engines import UtcDateTime
from api.storage.migrations.tables import metadata


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our types into a migration as plain column types: history must not import code that moves on."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
