"""What a piece of code asks the database, whichever way it asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from api.storage.database.engines import Database
from api.storage.database.prepared import Prepared


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Give the list of (statement, parameters) that fills while the block runs."""
    seen: list[tuple[str, Any]] = []
    execute = Prepared.execute

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    def noted(cursor: Any, statement: str, values: Any) -> None:
        seen.append((statement, values))
        execute(cursor, statement, values)

    engines = (database._reader, database._writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        with patch.object(Prepared, "execute", staticmethod(noted)):
            yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
