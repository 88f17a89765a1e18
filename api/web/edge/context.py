"""What a view can reach: the parts of the service, what is known of the request it serves, and its language."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from flask import Flask, current_app, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from api.advice.core.rules import Rulebook
from api.config import Settings
from api.rulebook.load import ENGLISH, shipped_languages, shipped_rulebook
from api.services.catalogue.shoe_json import ShoeBytes
from api.services.catalogue.visible_shoes import Shelves
from api.storage.accounts.accounts import KeyRow
from api.storage.accounts.secrets import CURSOR, secret_of
from api.storage.database.engines import Database, deadline
from api.storage.database.errors import StorageUnavailableError
from api.web.edge.deprecation import Deprecation
from api.web.edge.import_threads import Decoding, ImportThreads
from api.web.edge.key_cache import KeyCache
from api.web.edge.rate_limit import Left, RateLimit

LANGUAGES = shipped_languages()
_PLACE = "forefoot.visit"


def language() -> str:
    """Return the language of the request that is being served; English outside one.

    Whoever asks for it says something in it, so that the answer names it (``Content-Language``, ``Vary``).
    """
    if not has_request_context():
        return ENGLISH
    now = request.environ.get(_PLACE)
    chosen = None if now is None else now.language
    spoken = chosen or language_wanted(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""), LANGUAGES)
    if now is not None:
        now.spoken = spoken
    return spoken


@lru_cache(maxsize=256)
def language_wanted(header: str, languages: tuple[str, ...]) -> str:
    """Return which of ``languages`` an ``Accept-Language`` header asks for first; English where it asks for none.

    Who asks for a region asks for its language (RFC 4647, lookup): ``de-CH, fr;q=0.5`` is German.
    """
    for tag, quality in parse_accept_header(header, LanguageAccept):
        wanted = tag.lower().replace("_", "-")
        while wanted and quality > 0:
            if wanted in languages:
                return wanted
            wanted = wanted.rpartition("-")[0]
    return ENGLISH


def speak(chosen: str | None) -> None:
    """Choose the language of this answer, whatever its headers ask for; ``None`` leaves it to them."""
    visit().language = chosen


def rulebook() -> Rulebook:
    """Return the rulebook in the language of the request."""
    return shipped_rulebook(language())


_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-(?P<parent>[0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(slots=True)
class Visit:
    """One request on its way through.

    ``rules``: the ids that its advice cites; ``include``: what it answers besides; ``left``: of the rate limit;
    ``spoken``: the language of what a person reads in its answer; ``language``: the one that was chosen in the request
    itself, which comes before ``Accept-Language``; ``signed``: host and signed query of addresses in its
    answer, by folder and query.
    """

    request_id: str
    trace_id: str | None
    began: float = field(default_factory=time.perf_counter)
    route: str | None = None
    key: KeyRow | None = None
    left: Left | None = None
    rules: Sequence[str] | None = None
    include: frozenset[str] = frozenset()
    spoken: str | None = None
    language: str | None = None
    signed: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    deprecation: Deprecation | None = None
    status: int = 500


def begin_visit(environ: dict[str, Any]) -> Visit:
    """Return a new visit, kept in the WSGI environ; a client's own request id and trace are taken over if well made."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    request_id = given if given and _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
    visit = environ[_PLACE] = Visit(request_id, _trace_of(environ))
    return visit


def visit() -> Visit:
    """Return the visit of the request that is being served."""
    return visit_of(request.environ)


def visit_of(environ: Mapping[str, Any]) -> Visit:
    """Return the visit of the request with this WSGI environ."""
    found: Visit = environ[_PLACE]
    return found


def request_id() -> str | None:
    """Return the id of the request that is being served, None outside one."""
    found = request.environ.get(_PLACE) if has_request_context() else None
    return None if found is None else found.request_id


def cite(rules: Sequence[str]) -> None:
    """Put the ids of the rules behind this answer into the log line."""
    visit().rules = rules


def _trace_of(environ: Mapping[str, Any]) -> str | None:
    given = environ.get("HTTP_TRACEPARENT")
    found = _TRACEPARENT.fullmatch(given) if given else None
    if found is None or not int(found["trace"], 16) or not int(found["parent"], 16):
        return None
    return found["trace"]


_NAME = "forefoot"


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


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


_SECRET_WAITS_SECONDS = 0.5
_RETRY_AFTER_SECONDS = 5.0


class LinkKey:
    """The key that signs addresses of pictures, read when it is first needed.

    Where the database that keeps the secret cannot be asked, it is read again a while later.
    """

    def __init__(self, secret: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._secret, self._clock = secret, clock
        self._key: bytes | None = None
        self._away_until = 0.0

    def get(self) -> bytes | None:
        """Return the key; None while the database that keeps the secret cannot be asked."""
        if self._key is None and self._clock() >= self._away_until:
            try:
                with deadline.at_most(_SECRET_WAITS_SECONDS):
                    secret = self._secret()
            except StorageUnavailableError:
                self._away_until = self._clock() + _RETRY_AFTER_SECONDS
            else:
                self._key = hmac.digest(secret.encode(), b"forefoot links 1", sha256)
        return self._key


@dataclass(frozen=True)
class Parts:
    """What the web layer works with. ``now`` answers the present instant in UTC."""

    settings: Settings
    database: Database
    keys: KeyCache
    rate_limit: RateLimit
    visitor_limit: RateLimit
    now: Callable[[], datetime]
    sweeps: Sweeps = field(default_factory=Sweeps)
    import_threads: ImportThreads = field(default_factory=ImportThreads)
    decoding: Decoding = field(default_factory=Decoding)

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
    def link_key(self) -> LinkKey:
        """What signs the addresses of pictures."""
        return LinkKey(lambda: self.settings.secret or self.cursor_secret)

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
