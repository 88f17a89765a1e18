"""Make a database ready to serve: schema, catalogue, the service's own secrets, first account. Run it at will."""

from __future__ import annotations

from datetime import datetime

from api.config import seed_folder
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.load_catalogue import load_catalogue
from api.services.keys import MadeKey, first_key
from api.storage.accounts.handovers import forget_expired_handovers
from api.storage.accounts.idempotency import forget_old
from api.storage.accounts.secrets import CURSOR, make_secret
from api.storage.database.engines import Database
from api.storage.database.migrate import alone, migrate


def release(database: Database, preset_key: str | None, now: datetime) -> MadeKey | None:
    """Migrate, prepare, and return the first account's key if it was made (or preset) now, else None."""
    with alone(database):
        migrate(database)
        load_catalogue(database, seed_folder(), shipped_rulebook(), now)
        with database.writing() as tx:
            make_secret(tx, CURSOR, now)
            forget_old(tx, now)
            forget_expired_handovers(tx, now)
            return first_key(tx, preset_key, now)
