"""Make a database ready to serve: schema, the service's own secrets, first account. Run as often as you like."""

from __future__ import annotations

from datetime import datetime

from api.services.keys import MadeKey, first_key
from api.storage.database import Database
from api.storage.idempotency import forget_old
from api.storage.migrate import migrate
from api.storage.secrets import CURSOR, make_secret


def release(database: Database, preset_key: str | None, now: datetime) -> MadeKey | None:
    """Migrate, prepare, and answer the first account's key if it was made (or preset) now, else None."""
    migrate(database)
    with database.writing() as tx:
        make_secret(tx, CURSOR, now)
        forget_old(tx, now)
        return first_key(tx, preset_key, now)
