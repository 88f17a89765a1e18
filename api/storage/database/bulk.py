"""Many rows at once: one statement for hundreds of them where the database is a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, literal_column


def insert_rows(tx: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, as ``statement`` says for one."""
    if not rows:
        return
    if tx.dialect.name == "postgresql":
        # Only an INSERT that returns something is sent for many rows at once, and not once for each.
        tx.execute(statement.returning(literal_column("1")), rows)
    else:
        tx.execute(statement, rows)
