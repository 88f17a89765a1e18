"""``forefoot feeds pull``: pulls what is due, or a feed by its id. Run it from a timer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click

from api.cli.words import refusal, text
from api.config import seal_secret, settings_from_environment
from api.integrations.feeds.fetch import Fetcher
from api.rulebook.load import shipped_rulebook
from api.services.shop.pull_feed import pull_feed
from api.services.shop.sealed import Seal
from api.storage.catalogue.feeds import FAILED, FeedRow, all_feeds, due_feeds
from api.storage.database.engines import Database, acting


def feeds_command(open_database: Callable[[], Database], now: Callable[[], datetime]) -> click.Group:
    """Return the command, which works on the database that ``open_database`` opens."""

    @click.group("feeds", help=text("help_feeds"))
    def feeds() -> None:
        """Feeds of stores."""

    @feeds.command("pull", help=text("help_feeds_pull"))
    @click.argument("feed_ids", nargs=-1)
    def pull(feed_ids: tuple[str, ...]) -> None:
        """Pull the feeds that are due, or those that are named."""
        database, settings = open_database(), settings_from_environment()
        fetcher = Fetcher(allow_private=settings.feeds_allow_private)
        seal = Seal.under(seal_secret(settings))
        rows = _wanted(database, feed_ids, now())
        pulled = [pull_feed(database, row, fetcher, seal, shipped_rulebook(), now()) for row in rows]
        for row in pulled:
            if row is not None:
                click.echo(f"{row.id}  {row.outcome}  {row.outcome_detail or row.counts or ''}".rstrip())
        if any(row is not None and row.outcome == FAILED for row in pulled):
            raise SystemExit(1)

    return feeds


def _wanted(database: Database, feed_ids: tuple[str, ...], now: datetime) -> list[FeedRow]:
    with acting.for_every_account(), database.reading() as db:
        if not feed_ids:
            return due_feeds(db, now)
        known = {row.id: row for row in all_feeds(db)}
    for feed_id in feed_ids:
        if feed_id not in known:
            raise refusal("no_feed", feed=feed_id)
    return [known[feed_id] for feed_id in feed_ids]
