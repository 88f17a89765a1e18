"""Find the pairs that crossed into ``plan_replacement`` or ``retire``, and note each crossing once, with its cause.

A pair is looked at when its version or its runner's moved since the last look, and once on each day of the runner,
since age and the date of a forecast move by themselves. It is read outside any transaction; the look and the event are
stored together, and only by the first of several processes that look at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import KEEP, VERDICTS
from api.services.runs.pair_wear import PairWear, wear_of_pair
from api.services.webhooks.events import note_event
from api.storage.database.engines import Database, acting
from api.storage.runners.pairs import PairRow
from api.storage.runners.wearers import end_of_today_in
from api.storage.webhooks.watched_pairs import (
    PairToLookAt,
    WatchedPair,
    last_changed_run,
    note_look,
    pairs_to_look_at,
)
from api.storage.webhooks.webhooks import accounts_watching_pairs

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Look:
    """A pair as it was seen before, if ever, and as it is now."""

    seen: WatchedPair | None
    now: WatchedPair
    pair: PairRow
    before: str

    @property
    def crossed(self) -> bool:
        """Whether it came nearer to its end."""
        return VERDICTS.index(self.now.verdict) > VERDICTS.index(self.before)


def watch_pairs(database: Database, book: Rulebook, now: datetime) -> int:
    """Note what happened to the pairs of every account that wants to hear of it; return how many crossed a line."""
    with acting.for_every_account(), database.reading() as db:
        accounts = accounts_watching_pairs(db)
    return sum(_watch_account(database, account_id, since, book, now) for account_id, since in accounts)


def _watch_account(database: Database, account_id: str, since: datetime, book: Rulebook, now: datetime) -> int:
    crossed, after = 0, ""
    with acting.for_account(account_id):
        while True:
            with database.reading() as db:
                found = pairs_to_look_at(db, account_id, now, after, _AT_ONCE)
                looks = [_look(db, account_id, pair, since, book, now) for pair in found]
            if not found:
                return crossed
            with database.writing() as tx:
                crossed += sum(_noted(tx, look, now) for look in looks if look is not None)
            after = found[-1].pair_id


def _look(
    db: Connection, account_id: str, stale: PairToLookAt, since: datetime, book: Rulebook, now: datetime
) -> _Look | None:
    wear = wear_of_pair(db, account_id, stale.pair_id, book, now, None)
    if wear is None or wear.log.pair.retired_on is not None:
        return None
    pair = wear.log.pair
    seen, is_now = stale.seen, _watched(wear, stale, now)
    # Never looked at and unchanged since anybody listened, it has come to nothing that would be news.
    at_first = KEEP if pair.updated_at >= since else is_now.verdict
    return _Look(seen, is_now, pair, at_first if seen is None else seen.verdict)


def _watched(wear: PairWear, stale: PairToLookAt, now: datetime) -> WatchedPair:
    pair = wear.log.pair
    limits = orjson.dumps([pair.limit_um, pair.limit_age_months, pair.limit_hours]).decode()
    verdict = wear.advice.judgement.verdict
    return WatchedPair(
        *(pair.account_id, pair.id, verdict, end_of_today_in(stale.time_zone, now)),
        *(pair.version, stale.runner_version, pair.recorded_um, limits),
    )


def _noted(tx: Connection, look: _Look, now: datetime) -> bool:
    if not note_look(tx, look.seen, look.now) or not look.crossed:
        return False
    pair = look.pair
    ids = {"pair_id": pair.id, **_cause(tx, look)}
    note_event(tx, pair.account_id, f"pair.{look.now.verdict}", ids, now, runner_id=pair.runner_id)
    return True


def _cause(tx: Connection, look: _Look) -> dict[str, str]:
    seen, now = look.seen, look.now
    if seen is None or seen.recorded_um < now.recorded_um:
        run = last_changed_run(tx, now.account_id, now.pair_id)
        if run is not None:
            run_id, import_id = run
            if import_id is not None:
                return {"cause": "run_imported", "import_id": import_id}
            return {"cause": "run_logged", "run_id": str(run_id)}
    if seen is None or seen.pair_version != now.pair_version:
        return {"cause": "limit_changed" if seen is not None and seen.limits != now.limits else "pair_changed"}
    return {"cause": "runner_changed" if seen.runner_version != now.runner_version else "day_passed"}
