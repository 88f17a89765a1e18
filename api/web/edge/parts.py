"""The parts a request may need, put together once in ``api.app`` and reached from views through ``parts()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from flask import Flask, current_app

from api.advice.core.rules import Rulebook
from api.config import Settings
from api.services.catalogue.shoe_json import ShoeBytes
from api.services.catalogue.visible_shoes import Shelves
from api.storage.accounts.secrets import CURSOR, secret_of
from api.storage.database.engines import Database
from api.storage.database.errors import StorageUnavailableError
from api.web.edge.import_threads import ImportThreads
from api.web.edge.key_cache import KeyCache
from api.web.edge.language import rulebook
from api.web.edge.rate_limit import RateLimit

_NAME = "forefoot"


class Sweeps:
    """Says when this process should clear away what is old: at its first chance, then once an hour."""

    def __init__(self, every: timedelta = timedelta(hours=1)) -> None:
        self._every = every
        self._next: datetime | None = None

    def are_due(self, now: datetime) -> bool:
        """Return whether it is time, and count from now if it is."""
        if self._next is not None and now < self._next:
            return False
        self._next = now + self._every
        return True


@dataclass(frozen=True)
class Parts:
    """What the web layer works with. ``now`` answers the present instant in UTC."""

    settings: Settings
    database: Database
    keys: KeyCache
    rate_limit: RateLimit
    now: Callable[[], datetime]
    sweeps: Sweeps = field(default_factory=Sweeps)
    import_threads: ImportThreads = field(default_factory=ImportThreads)

    _shelves: dict[str, Shelves] = field(default_factory=dict)

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook in the language of the request that is being served; English outside one."""
        return rulebook()

    @property
    def shelves(self) -> Shelves:
        """What accounts can see of the catalogue, in the language of the request, cached by this process."""
        book = self.rulebook
        spoken = book.wording.language
        if spoken not in self._shelves:
            self._shelves[spoken] = Shelves(book)
        return self._shelves[spoken]

    @cached_property
    def shoe_bytes(self) -> ShoeBytes:
        """What is served of shoes, remembered by this process."""
        return ShoeBytes(self.settings.catalogue_cache_seconds)

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
    """Return the parts of the app that serves this request."""
    return parts_of(current_app)


def parts_of(app: Flask) -> Parts:
    """Return the parts of an app."""
    found: Parts = app.extensions[_NAME]
    return found
