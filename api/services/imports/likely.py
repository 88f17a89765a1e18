"""Runs of a file that names no shoes: put into their likeliest pair where that is as likely as the runner wants it."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from api.advice.which_pair.advise import Worn
from api.integrations.reasons import why
from api.rulebook.load import shipped_rulebook
from api.services.imports.log import RunnersLog
from api.services.imports.pairs import Outcome, RunnersPairs
from api.services.runs.likely_pair import AFTER, BEFORE, RunnersGuess, worn_as
from api.storage.runners.runner_log import runs_worn_between
from api.storage.runners.runners import runner_row
from api.storage.runners.runs import RunRow

_LOOKED_AT = timedelta(days=180)
_MOST = 5000


def settle(
    db: Connection, whose: tuple[str, str], outcomes: list[Outcome], log: RunnersLog, pairs: RunnersPairs
) -> list[Outcome]:
    """Return what becomes of each record, runs without shoes in their likeliest pairs; nothing is written.

    Each run that is taken shows for the next which pairs are worn.
    """
    ids = {outcome.run_id for outcome in outcomes if _lacks_shoes(outcome)}
    waiting = sorted((run for run in log.added() if run.id in ids), key=_place)
    runner = runner_row(db, *whose) if waiting else None
    if runner is None or runner.assign_above_probability is None:
        return outcomes
    guess = RunnersGuess(db, runner, shipped_rulebook(), pairs.rows())
    worn = _worn(db, whose, waiting, log)
    taken: dict[str, Outcome] = {}
    by_run = {outcome.run_id: outcome for outcome in outcomes}
    for run in waiting:
        first = next(iter(guess.among(run, _around(worn, run))), None)
        if first is None or run.day is None or first.probability < runner.assign_above_probability:
            continue
        log.take_as_likeliest(run.id, first.pair_id, first.probability)
        insort(worn, worn_as(first.pair_id, run.day, run), key=_place_of_worn)
        note = why("likeliest_pair", name=first.name, percent=round(first.probability * 100))
        outcome = by_run[run.id]
        taken[run.id] = replace(outcome, pair_id=first.pair_id, pair_name=first.name, notes=(*outcome.notes, note))
    return [taken.get(outcome.run_id or "", outcome) for outcome in outcomes]


def _lacks_shoes(outcome: Outcome) -> bool:
    run = outcome.run
    return outcome.status == "created" and outcome.pair_id is None and run is not None and run.kind == "run"


def _worn(db: Connection, whose: tuple[str, str], waiting: Sequence[RunRow], log: RunnersLog) -> list[Worn]:
    days = [run.day for run in waiting if run.day is not None]
    stored = runs_worn_between(db, *whose, min(days) - _LOOKED_AT, max(days) + _LOOKED_AT, _MOST)
    worn = [worn_as(run.pair_id, run.day, run) for run in stored]
    worn += [
        worn_as(run.pair_id, run.day, run) for run in log.added() if run.pair_id is not None and run.day is not None
    ]
    return sorted(worn, key=_place_of_worn)


def _around(worn: Sequence[Worn], run: RunRow) -> Sequence[Worn]:
    at = bisect_right(worn, _place(run), key=_place_of_worn)
    return worn[max(0, at - BEFORE) : at + AFTER]


def _place(run: RunRow) -> tuple[str, str]:
    return str(run.day), "" if run.started_at is None else run.started_at.isoformat()


def _place_of_worn(worn: Worn) -> tuple[str, str]:
    return str(worn.outing.day), worn.outing.order
