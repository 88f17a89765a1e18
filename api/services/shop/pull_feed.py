"""Pulls a feed into the stock of its store. What fails leaves the stock as it was, and says so on the feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.integrations.feeds.fetch import Fetcher, FetchError
from api.integrations.feeds.sources import Pulled, Source, pull
from api.services.shop.feed_line import FeedDefaults
from api.services.shop.import_feed import FeedImport, import_feed
from api.services.shop.sealed import Seal, UnsealableError
from api.services.webhooks.events import note_event
from api.storage.catalogue.feeds import DONE, FAILED, UNCHANGED, FeedRow, feed_row, replace_feed
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import UnknownStoreError, mark_stock, store_row
from api.storage.database.engines import Database, acting
from api.storage.database.errors import StorageUnavailableError
from api.storage.webhooks.webhooks import FEED_FAILED, FEED_RECOVERED

log = structlog.get_logger()

LONGEST_DETAIL = 300
_SOON = timedelta(minutes=5)
"""When a feed that failed is tried again, at the soonest."""
_LONGEST_WAIT = timedelta(days=1)
"""For how long a host is left alone that asks for it."""
_NOTHING_TAKEN = ""


def pull_feed(
    database: Database, row: FeedRow, fetcher: Fetcher, seal: Seal, book: Rulebook, now: datetime
) -> FeedRow | None:
    """Pull a feed and return it as it is now, ``None`` if it was deleted meanwhile. Nothing is held while it comes.

    Whatever a feed holds, it fails alone: those of other shops are pulled behind it. Raise StorageUnavailableError.
    """
    try:
        return _pull_feed(database, row, fetcher, seal, book, now)
    except StorageUnavailableError:
        raise
    except Exception as fault:
        # Its message can hold what the feed says.
        log.error("feed failed", feed=row.id, fault=type(fault).__name__)
        return _finish(database, row, None, "unreadable: it holds what cannot be taken in", book, now)


def _pull_feed(
    database: Database, row: FeedRow, fetcher: Fetcher, seal: Seal, book: Rulebook, now: datetime
) -> FeedRow | None:
    try:
        pulled = pull(_source(row, seal), fetcher, now)
    except FetchError as fault:
        detail = fault.detail if isinstance(fault.detail, str) else fault.detail.say(book.wording)
        wait = timedelta(seconds=min(fault.wait, _LONGEST_WAIT.total_seconds()))
        return _finish(database, row, None, f"{fault.code}: {detail}", book, now, wait)
    except UnsealableError:
        detail = "credential_refused: the credential was sealed under a secret that is not configured"
        return _finish(database, row, None, detail, book, now)
    return _finish(database, row, pulled, None, book, now)


def _source(row: FeedRow, seal: Seal) -> Source:
    options: dict[str, Any] = orjson.loads(row.options)
    return Source(row.kind, row.url, seal.open(row.credential), options.get("column_map"), orjson.loads(row.state))


def _finish(
    database: Database,
    before: FeedRow,
    pulled: Pulled | None,
    fault: str | None,
    book: Rulebook,
    now: datetime,
    wait: timedelta = timedelta(),
) -> FeedRow | None:
    with acting.for_account(before.account_id), database.writing() as tx:
        lock_catalogue(tx, before.account_id)
        row = feed_row(tx, before.account_id, before.store_id, before.id)
        if row is None or not is_same_source(row, before):
            # What was pulled is of another source than the feed names by now: its next pull is due anyhow.
            return row
        counts = row.counts if pulled is None or pulled.unchanged else _stored(tx, row, pulled, book, now)
        if counts == _NOTHING_TAKEN:
            pulled, fault = None, "unreadable: not one of its articles can be taken"
        row = replace(row, pulled_at=now, due_at=_next(row, now, wait, failed=pulled is None))
        _note_turn(tx, row, now, failed=pulled is None)
        if pulled is None:
            return replace_feed(tx, replace(row, outcome=FAILED, outcome_detail=(fault or "")[:LONGEST_DETAIL]), now)
        if pulled.unchanged and (store := store_row(tx, row.account_id, row.store_id)) is not None:
            mark_stock(tx, store, now, changed=False)
        done = replace(
            row,
            outcome=UNCHANGED if pulled.unchanged else DONE,
            outcome_detail=None,
            counts=counts,
            succeeded_at=now,
            state=orjson.dumps(pulled.state).decode(),
        )
        return replace_feed(tx, done, now)


def is_same_source(one: FeedRow, other: FeedRow) -> bool:
    """Return whether two states of a feed are pulled from one place and read in one way."""
    names = ("kind", "url", "credential", "options")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _note_turn(tx: Connection, row: FeedRow, now: datetime, *, failed: bool) -> None:
    """Note that a feed fails that did not before, or the other way round; ``row`` has what came of it before."""
    if failed != (row.outcome == FAILED):
        event = FEED_FAILED if failed else FEED_RECOVERED
        note_event(tx, row.account_id, event, {"feed_id": row.id, "store_id": row.store_id}, now)


def _next(row: FeedRow, now: datetime, wait: timedelta, *, failed: bool) -> datetime | None:
    if row.every_minutes is None:
        return None
    every = timedelta(minutes=row.every_minutes)
    return now + (max(_SOON, every / 4, wait) if failed else every)


def _stored(tx: Connection, row: FeedRow, pulled: Pulled, book: Rulebook, now: datetime) -> str:
    """Import what was pulled and return its counts as JSON, of a whole feed nothing where every article failed."""
    how = FeedImport(pulled.format, defaults_of(row), "replace" if pulled.whole else "upsert")
    try:
        report = import_feed(tx, row.account_id, row.store_id, pulled.articles, how, book=book, now=now)
    except UnknownStoreError:
        return "{}"
    if pulled.whole and all(result.status == "failed" for result in report.results):
        return _NOTHING_TAKEN
    return orjson.dumps(report.as_dict()["counts"]).decode()


def defaults_of(row: FeedRow) -> FeedDefaults:
    """Return what the owner of a feed says of all its rows."""
    options: dict[str, Any] = orjson.loads(row.options)
    return FeedDefaults(options.get("size_system"), options.get("width"), options.get("currency"))
