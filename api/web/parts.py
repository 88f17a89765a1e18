"""The parts a request may need, put together once in ``api.app`` and reached from views through ``parts()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import Flask, current_app

from api.advice.rules import Rulebook
from api.config import Settings
from api.storage.database import Database
from api.storage.errors import StorageUnavailableError
from api.storage.secrets import CURSOR, secret_of
from api.web.key_cache import KeyCache
from api.web.rate_limit import RateLimit

_NAME = "forefoot"


@dataclass(frozen=True)
class Parts:
    """What the web layer works with. ``now`` answers the present instant in UTC."""

    settings: Settings
    database: Database
    rulebook: Rulebook
    keys: KeyCache
    rate_limit: RateLimit
    now: Callable[[], datetime]

    @cached_property
    def cursor_secret(self) -> str:
        """What signs cursors: one for all hosts, made by ``forefoot release``; raises StorageUnavailableError."""
        with self.database.reading() as db:
            found = secret_of(db, CURSOR)
        if found is None:
            raise StorageUnavailableError("the database was not prepared by `forefoot release`")
        return found


def install(app: Flask, built: Parts) -> None:
    """Hang the parts on the app."""
    app.extensions[_NAME] = built


def parts() -> Parts:
    """Answer the parts of the app that serves this request."""
    found: Parts = current_app.extensions[_NAME]
    return found
