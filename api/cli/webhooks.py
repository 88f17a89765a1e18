"""``forefoot webhooks deliver``: looks for events of pairs and delivers what waits; once, or again and again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime

import click
import structlog

from api.cli.words import text
from api.config import seal_secret, settings_from_environment
from api.integrations.webhooks.send import Sender
from api.rulebook.load import shipped_rulebook
from api.services.shop.sealed import Seal
from api.services.webhooks.deliver import Delivered, Deliverer
from api.services.webhooks.watch_pairs import watch_pairs
from api.storage.database.engines import Database
from api.storage.database.errors import StorageUnavailableError
from api.storage.webhooks.deliveries import DELIVERED
from api.web.edge.logs import set_up_logs

EVERY, EVERY_SECONDS = "FOREFOOT_WEBHOOKS_EVERY_SECONDS", 5
"""How often ``forefoot run`` delivers, unless the environment says otherwise."""

_LOOK_SHARE = 20
"""Looking at the pairs takes at most this part of the time: one in so many seconds."""
_FORGET_EVERY_SECONDS = 3600.0

log = structlog.get_logger()


def webhooks_command(open_database: Callable[[], Database], now: Callable[[], datetime]) -> click.Group:
    """Return the command, which works on the database that ``open_database`` opens."""

    @click.group("webhooks", help=text("help_webhooks"))
    def webhooks() -> None:
        """Events that are sent to apps and shops."""

    @webhooks.command("deliver", help=text("help_webhooks_deliver"))
    @click.option("--every", type=click.IntRange(1, 3600), help=text("option_every"))
    @click.option("--beside", is_flag=True, hidden=True)
    def deliver(every: int | None, beside: bool) -> None:
        """Deliver what is due, once or every so many seconds; ``beside`` a server, until it ends."""
        settings = settings_from_environment()
        database = open_database()
        sender = Sender(allow_private=settings.webhooks_allow_private)
        seal = Seal.under(seal_secret(settings))
        deliverer = Deliverer(database, sender, seal, now)
        if every is None:
            watch_pairs(database, shipped_rulebook(), now())
            for done in deliverer.deliver_due():
                click.echo(f"{done.row.id}  {done.row.event}  {done.attempt.outcome}  {done.row.status}")
            deliverer.forget_old()
            return
        set_up_logs(settings.log_level)
        parent = os.getppid()
        _again_and_again(database, deliverer, now, every, lambda: not beside or os.getppid() == parent)

    return webhooks


def _again_and_again(
    database: Database, deliverer: Deliverer, now: Callable[[], datetime], every: int, goes_on: Callable[[], bool]
) -> None:
    look_at, forget_at = 0.0, time.monotonic() + _FORGET_EVERY_SECONDS
    while goes_on():
        try:
            began = time.monotonic()
            if began >= look_at:
                watch_pairs(database, shipped_rulebook(), now())
                look_at = began + _LOOK_SHARE * (time.monotonic() - began)
            for done in deliverer.deliver_due():
                _say(done)
            if began >= forget_at:
                deliverer.forget_old()
                forget_at = began + _FORGET_EVERY_SECONDS
        except StorageUnavailableError:
            log.warning("webhooks wait: the database does not answer")
        until = time.monotonic() + every
        while goes_on() and time.monotonic() < until:
            time.sleep(min(1.0, every))


def _say(done: Delivered) -> None:
    """Say what came of an attempt: no address, no id of a runner."""
    say = log.info if done.row.status == DELIVERED else log.warning
    say("webhook", message=done.row.id, outcome=done.attempt.outcome, status=done.row.status, tries=done.row.tries)
