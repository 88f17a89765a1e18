"""Log a run that is sent to a runner: in the pair that the app means by its gear, else in no pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.which_pair.answer import Likely
from api.services.runs.gear import pair_of_gear
from api.services.runs.likely_pair import RunnersGuess, may_take, take_likeliest, waits
from api.services.runs.log_run import Logged, log_run, log_run_without_pair
from api.services.runs.place_runs import move
from api.services.webhooks.events import note_event
from api.storage.runners.pairs import PairRow
from api.storage.runners.runner_log import Placement
from api.storage.runners.runners import RunnerRow
from api.storage.runners.runs import run_row
from api.storage.webhooks.webhooks import RUN_NEEDS_PAIR

NO_GEAR, UNKNOWN_GEAR, RETIRED_GEAR, KNOWN_GEAR = "no_gear", "unknown_gear", "gear_is_retired", "known_gear"


@dataclass(frozen=True, slots=True)
class RunnersRun:
    """The run as it is stored, what its gear was taken for, and in no pair that anybody named, the likeliest ones."""

    logged: Logged
    gear: str
    likely: tuple[Likely, ...] = ()


def log_runners_run(
    tx: Connection, runner: RunnerRow, gear_ref: str | None, values: Mapping[str, Any], book: Rulebook, now: datetime
) -> RunnersRun:
    """Store a run of a runner once, under the runner's lock.

    A run that came before in no pair goes into the pair as soon as its gear is known, and a new one into its likeliest
    pair where that is as likely as the runner wants it; but not one whose gear was never seen in that pair, for it may
    be of a pair that is yet to come. Raises ConflictError for a run that was deleted.
    """
    pair, gear = _pair_meant(tx, runner, gear_ref, values)
    values = {**values, "gear_ref": gear_ref}
    if pair is not None:
        logged = log_run(tx, runner.account_id, pair.id, values, now)
        return RunnersRun(_now_in(tx, logged, pair, now), gear)
    logged = log_run_without_pair(tx, runner.account_id, runner.id, values, now, health_consent=runner.health_consent)
    if not waits(logged.row):
        return RunnersRun(logged, gear)
    guess = RunnersGuess(tx, runner, book)
    around = guess.around(logged.row)
    likely = guess.of(logged.row, around)
    if not logged.duplicate:
        if may_take(logged.row, likely, around):
            logged = replace(logged, row=take_likeliest(tx, runner, logged.row, likely, now))
        if waits(logged.row):
            ids = {"run_id": logged.row.id}
            note_event(tx, runner.account_id, RUN_NEEDS_PAIR, ids, now, runner_id=runner.id)
    return RunnersRun(logged, gear, likely)


def _pair_meant(
    tx: Connection, runner: RunnerRow, gear_ref: str | None, values: Mapping[str, Any]
) -> tuple[PairRow | None, str]:
    if gear_ref is None:
        return None, NO_GEAR
    pair = pair_of_gear(tx, runner.account_id, runner.id, values["source"], gear_ref)
    if pair is None:
        return None, UNKNOWN_GEAR
    if pair.retired_on is not None and pair.retired_on < values["day"]:
        return None, RETIRED_GEAR
    return pair, KNOWN_GEAR


def _now_in(tx: Connection, logged: Logged, pair: PairRow, now: datetime) -> Logged:
    """Return a run that was in no pair, put into the one that is known by now; any other as it is."""
    row = logged.row
    may_be_put = logged.duplicate and waits(row)
    if not may_be_put or (pair.retired_on is not None and row.day is not None and row.day > pair.retired_on):
        return logged
    move(tx, row.account_id, [(row, Placement(row.id, pair.id))], now)
    return Logged(run_row(tx, row.account_id, row.id) or row, duplicate=True)
