"""Put many runs of a runner into pairs at once, take them out, ignore them: all of it or nothing, every total exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from api.services.runs.totals import More, add_run_to, add_to_totals
from api.storage.runners.imported_runs import runs_with_ids
from api.storage.runners.pairs import PairRow, pairs_of_runner
from api.storage.runners.runner_log import NO_PAIR, Placement, RunFilter, find_runner_runs, place_runs
from api.storage.runners.runs import RunRow

MOST_AT_ONCE = 20_000
"""How many runs one change may move: a few seconds, which other writers wait for."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Runs that are to be in a pair, in none of the runner's (``no_pair``), or to wait for one.

    Those of these ids, else those waiting that the filter finds.

    ``pointer`` says where in the request it stands.
    """

    pointer: str
    pair_id: str | None
    run_ids: tuple[str, ...] | None = None
    wanted: RunFilter | None = None
    ignored: bool = False
    no_pair: bool = False

    @property
    def ids_pointer(self) -> str:
        """Where in the request the ids stand: an entry has a field of them; ``ignore`` and its like are lists."""
        return f"{self.pointer}/run_ids" if self.pointer.startswith("/assign/") else self.pointer


@dataclass(frozen=True, slots=True)
class Fault:
    """Why nothing is changed: where in the request, and what is wrong there.

    ``code``: ``conflict`` with what is stored, ``unknown`` of an id, else ``invalid``.
    """

    pointer: str
    detail: str
    code: str = "invalid"


class PlacementError(Exception):
    """Runs that cannot be put where they should be; nothing was changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].detail)
        self.faults = tuple(faults)


@dataclass(slots=True)
class Moved:
    """How many runs went where, how many were there already, and whose totals changed."""

    assigned: int = 0
    taken_out: int = 0
    ignored: int = 0
    no_pair: int = 0
    unchanged: int = 0
    pair_ids: set[str] = field(default_factory=set)


def place(tx: Connection, account_id: str, runner_id: str, assignments: Sequence[Assignment], now: datetime) -> Moved:
    """Put the runs of a runner where these say, under the runner's lock; the same again changes nothing.

    Raises PlacementError naming every run and pair that is not the runner's, stands in two places, or cannot be there.
    """
    pairs = {pair.id: pair for pair in pairs_of_runner(tx, account_id, runner_id)}
    named = sorted({run_id for assignment in assignments for run_id in assignment.run_ids or ()})
    known = {run.id: run for run in runs_with_ids(tx, account_id, runner_id, named) if run.deleted_at is None}
    wanted: dict[str, tuple[RunRow, Placement]] = {}
    faults: list[Fault] = []
    for assignment in assignments:
        if assignment.pair_id is not None and assignment.pair_id not in pairs:
            faults.append(Fault(f"{assignment.pointer}/pair_id", "The runner has no pair of this id.", "unknown"))
            continue
        pair = None if assignment.pair_id is None else pairs[assignment.pair_id]
        for pointer, run in _runs_of(tx, account_id, runner_id, assignment, known):
            fault = _fault(pointer, run, pair, wanted)
            if fault is not None:
                faults.append(fault)
            elif run is not None:
                wanted[run.id] = (run, Placement(run.id, assignment.pair_id, assignment.ignored, assignment.no_pair))
    if faults:
        raise PlacementError(faults)
    return move(tx, account_id, list(wanted.values()), now)


def move(tx: Connection, account_id: str, wanted: Sequence[tuple[RunRow, Placement]], now: datetime) -> Moved:
    """Put runs where they are to be and bring every total up to date; a run that is there already is left alone."""
    moved, more, changes = Moved(), More(), []
    for run, placement in wanted:
        if _is_there(run, placement):
            moved.unchanged += 1
            continue
        changes.append(placement)
        moved.assigned += placement.pair_id is not None
        moved.ignored += placement.ignored
        moved.no_pair += placement.no_pair
        moved.taken_out += placement.pair_id is None and not placement.ignored and not placement.no_pair
        if run.pair_id != placement.pair_id:
            add_run_to(more, run.pair_id, run, -1)
            add_run_to(more, placement.pair_id, run, 1)
        moved.pair_ids |= {pair_id for pair_id in (run.pair_id, placement.pair_id) if pair_id is not None}
    place_runs(tx, account_id, changes, now)
    add_to_totals(tx, account_id, more, now)
    return moved


def collect_waiting(tx: Connection, pair: PairRow, now: datetime) -> Moved:
    """Put the runs that waited in no pair under this pair's reference into it, under the runner's lock."""
    wanted = RunFilter(NO_PAIR, gear_ref=pair.external_ref, until=pair.retired_on)
    found = find_runner_runs(tx, pair.account_id, pair.runner_id, wanted, None, MOST_AT_ONCE)
    return move(tx, pair.account_id, [(run, Placement(run.id, pair.id)) for run in found], now)


def _runs_of(
    tx: Connection, account_id: str, runner_id: str, assignment: Assignment, known: Mapping[str, RunRow]
) -> Iterator[tuple[str, RunRow | None]]:
    """Yield (place in the request, run); None for one that is not the runner's."""
    if assignment.run_ids is not None:
        yield from (
            (f"{assignment.ids_pointer}/{number}", known.get(run)) for number, run in enumerate(assignment.run_ids)
        )
    elif assignment.wanted is not None:
        found = find_runner_runs(tx, account_id, runner_id, assignment.wanted, None, MOST_AT_ONCE + 1)
        if len(found) > MOST_AT_ONCE:
            detail = f"More than {MOST_AT_ONCE} runs are meant. Choose fewer days."
            raise PlacementError([Fault(assignment.pointer, detail)])
        yield from ((assignment.pointer, run) for run in found)


def _fault(
    pointer: str, run: RunRow | None, pair: PairRow | None, wanted: Mapping[str, tuple[RunRow, Placement]]
) -> Fault | None:
    if run is None:
        return Fault(pointer, "The runner has no run of this id.", "unknown")
    if run.id in wanted:
        return Fault(pointer, "This run stands in more than one place.")
    retired_on = None if pair is None else pair.retired_on
    if retired_on is not None and run.day is not None and run.day > retired_on:
        detail = f"The pair was retired on {retired_on.isoformat()}, before the run of {run.day.isoformat()}."
        return Fault(pointer, detail, "conflict")
    return None


def _is_there(run: RunRow, placement: Placement) -> bool:
    there = (run.pair_id, run.ignored, run.no_pair) == (placement.pair_id, placement.ignored, placement.no_pair)
    # Named by somebody it is no longer a guess.
    return there and (run.pair_probability is None or placement.probability is not None)
