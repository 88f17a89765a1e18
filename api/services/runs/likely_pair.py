"""In which pair a run probably was, from the runner's log: of a run that comes without shoes, and of those that wait.

The pair is taken without a question only where the runner has set the probability from which on it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.which_pair.advise import Candidate, Likely, Outing, WhichPair, Worn, likeliest
from api.services.catalogue.shoe_wear import foam_and_kind_of
from api.services.runs.place_runs import move
from api.storage.runners.pairs import PairRow, pairs_of_runner
from api.storage.runners.runner_log import Placement, WornRun, runs_worn_around
from api.storage.runners.runners import RunnerRow
from api.storage.runners.runs import RunRow, run_row

BEFORE, AFTER = 60, 20
"""How many runs around the one in question are looked at: as many as the weights were fitted with."""

_SECONDS_AN_HOUR = 3600
_A_SECOND = 1
"""A run that took less says nothing of its speed."""


class RunnersGuess:
    """Answers for the runs of one runner; reads the pairs once, and of the log what lies around each run."""

    def __init__(
        self, db: Connection, runner: RunnerRow, book: Rulebook, pairs: Sequence[PairRow] | None = None
    ) -> None:
        self._db, self._runner, self._book = db, runner, book
        self._rows = pairs_of_runner(db, runner.account_id, runner.id) if pairs is None else pairs
        self._known: dict[str, Candidate] = {}

    def around(self, row: RunRow) -> Sequence[WornRun]:
        """Return the runs around one whose pair is not known."""
        if row.day is None:
            return ()
        return runs_worn_around(self._db, self._runner.account_id, self._runner.id, row.day, BEFORE, AFTER)

    def of(self, row: RunRow, around: Sequence[WornRun] | None = None) -> tuple[Likely, ...]:
        """Return the pairs that a run may have been in, the likeliest first, from the runs around it."""
        around = self.around(row) if around is None else around
        return self.among(row, [worn_as(run.pair_id, run.day, run) for run in around if run.id != row.id])

    def among(self, row: RunRow, worn: Sequence[Worn]) -> tuple[Likely, ...]:
        """Return the same, from what is known of other runs."""
        if row.day is None:
            return ()
        in_use = (pair for pair in self._rows if pair.retired_on is None or pair.retired_on >= row.day)
        pairs = tuple(self._candidate(pair) for pair in in_use)
        worn = self._in_their_successors(worn, {pair.id for pair in pairs})
        return likeliest(WhichPair(_outing(row.day, row), pairs, tuple(worn)), self._book)

    def _in_their_successors(self, worn: Sequence[Worn], in_use: set[str]) -> Sequence[Worn]:
        """Return the runs, those in a pair that is out of use as if they were in the one that took its place."""
        successors = {pair.replaces: pair.id for pair in self._rows if pair.replaces is not None}
        if not successors:
            return worn
        heirs = {pair_id: _heir(pair_id, successors, in_use) for pair_id in {run.pair_id for run in worn}}
        return [Worn(heirs[run.pair_id], run.outing) for run in worn]

    def _candidate(self, row: PairRow) -> Candidate:
        if row.id not in self._known:
            self._known[row.id] = self._made_of(row)
        return self._known[row.id]

    def _made_of(self, row: PairRow) -> Candidate:
        kind = row.kind
        if kind is None and row.shoe_id is not None:
            _, kind = foam_and_kind_of(self._db, row.account_id, row.shoe_id) or (None, None)
        return Candidate(
            id=row.id,
            name=row.nickname or row.description or row.shoe_name or row.id,
            kind=kind,
            roles=tuple(row.roles.split()),
            usual_for=row.usual_for,
            started_on=row.started_on,
            retired_on=row.retired_on,
        )


def _heir(pair_id: str, successors: Mapping[str, str], in_use: set[str]) -> str:
    """Return the pair in use that took a pair's place, through those that took its place before; else the pair."""
    heir = pair_id
    for _ in successors:
        if heir in in_use or heir not in successors:
            break
        heir = successors[heir]
    return heir if heir in in_use else pair_id


def take_likeliest(tx: Connection, runner: RunnerRow, row: RunRow, likely: Sequence[Likely], now: datetime) -> RunRow:
    """Put a run into its likeliest pair if that is as likely as the runner wants it, under the runner's lock."""
    least = runner.assign_above_probability
    if least is None or not likely or likely[0].probability < least:
        return row
    first = likely[0]
    move(tx, row.account_id, [(row, Placement(row.id, first.pair_id, probability=first.probability))], now)
    return run_row(tx, row.account_id, row.id) or row


def may_take(row: RunRow, likely: Sequence[Likely], around: Sequence[WornRun]) -> bool:
    """Return whether nothing that an app calls the shoes of a run says that its likeliest pair is another."""
    if row.gear_ref is None or row.day is None or not likely:
        return True
    called = (row.source, row.gear_ref)
    return any(run.pair_id == likely[0].pair_id and (run.source, run.gear_ref) == called for run in around)


def worn_as(pair_id: str, day: date, run: WornRun | RunRow) -> Worn:
    """Return a run as it shows in which pair another one was."""
    return Worn(pair_id, _outing(day, run))


def waiting(rows: Iterable[RunRow]) -> list[RunRow]:
    """Return the runs that wait for a pair."""
    return [row for row in rows if waits(row)]


def waits(row: RunRow) -> bool:
    """Return whether a run waits for a pair."""
    return row.pair_id is None and not row.ignored and not row.no_pair and row.day is not None


def _outing(day: date, run: WornRun | RunRow) -> Outing:
    kilometres, seconds = Distance(run.distance_um).km, run.duration_s or 0
    return Outing(
        day,
        kilometres,
        order="" if run.started_at is None else run.started_at.isoformat(),
        speed_kmh=kilometres * _SECONDS_AN_HOUR / seconds if seconds >= _A_SECOND else None,
        effort=run.effort,
        surface=run.surface,
        gear=None if run.gear_ref is None else (run.source, run.gear_ref),
    )
