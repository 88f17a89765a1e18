"""What the sender of a file chose, and when by it a run was: on which day, at which instant, by which clock."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from api.integrations.readers.run_record import QuestionError, Record, RunRecord
from api.integrations.reasons import why
from api.services.runs.same_run import EARLIEST_ZONE, LATEST_ZONE, Outing, outing_of, went_as_far
from api.storage.runners.imported_runs import has_runs_by_wall_clock, runs_between
from api.storage.runners.runners import RunnerRow

UNKNOWN_ZONE = "unknown"
"""The answer of a sender who does not know in which zone the times of a file are."""

UNWORN, NOT_KNOWN = NEW_PAIRS = ("unworn", "not_known")
"""What pairs that a file adds had run before."""

_AROUND = timedelta(hours=15)


@dataclass(frozen=True, slots=True)
class PairOnDays:
    """A pair in which the runs of some days are, both ends included; None is open."""

    pair_id: str
    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Return whether a day is one of them."""
        return (self.since or date.min) <= day <= (self.until or date.max)

    def overlaps(self, other: PairOnDays) -> bool:
        """Return whether a day is one of both."""
        first = max(self.since or date.min, other.since or date.min)
        return first <= min(self.until or date.max, other.until or date.max)


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the sender of a file chose: the pairs of runs that name none, and the zone of times that name none.

    Without a zone a time of day without one stays a wall clock, and an instant counts for the day it names itself;
    ``zone_is_unknown``: that was the answer. ``pairs`` go before ``pair_id``. ``new_pairs_unworn``: pairs that the file
    adds had run nothing before its first run in them; else nobody knows.
    """

    pair_id: str | None = None
    zone: tzinfo | None = None
    zone_is_unknown: bool = False
    pairs: tuple[PairOnDays, ...] = ()
    new_pairs_unworn: bool = False

    @property
    def pair_ids(self) -> tuple[str, ...]:
        """The pairs that were chosen."""
        return tuple(pair.pair_id for pair in self.pairs) + (() if self.pair_id is None else (self.pair_id,))

    def pair_on(self, day: date) -> str | None:
        """Return the pair of a run on a day that names none."""
        return next((pair.pair_id for pair in self.pairs if pair.covers(day)), self.pair_id)

    def today(self, now: datetime) -> date:
        """Return today in the zone."""
        return now.astimezone(self.zone or UTC).date()


def choices_for(
    runner: RunnerRow,
    pair_id: str | None,
    zone: tzinfo | str | None,
    pairs: Sequence[PairOnDays] = (),
    *,
    new_pairs: str | None = None,
) -> ImportChoices:
    """Return what the sender chose; without a zone that of the runner counts."""
    chosen = ImportChoices(pair_id, pairs=tuple(pairs), new_pairs_unworn=new_pairs == UNWORN)
    if isinstance(zone, str):
        return replace(chosen, zone_is_unknown=True)
    if zone is None and runner.time_zone is not None:
        zone = ZoneInfo(runner.time_zone)
    return replace(chosen, zone=zone)


@dataclass(frozen=True, slots=True)
class Start:
    """When a run began: the runner's own day, the instant, and the wall clock of a file that names no zone.

    ``outing`` is when and how far it was, None where only its day is known.
    """

    day: date
    started_at: datetime | None = None
    local_start: datetime | None = None
    outing: Outing | None = None

    @property
    def is_assumed(self) -> bool:
        """Whether the instant was made of the wall clock."""
        return self.started_at is not None and self.local_start is not None


def start_of_run(run: RunRecord, choices: ImportChoices) -> Start:
    """Return when a run began, as far as the record and the choices say; a clock that names its offset goes first."""
    zone, at, distance = choices.zone, run.started_at, run.distance.micrometres
    took = run.elapsed_s or run.duration_s
    if at.tzinfo is not None:
        local, instant = at if at.utcoffset() or zone is None else at.astimezone(zone), at.astimezone(UTC)
        return Start(local.date(), instant, None, Outing(instant, took, distance))
    if not run.time_is_known:
        return Start(at.date())
    assumed = None if zone is None else at.replace(tzinfo=zone).astimezone(UTC)
    outing = Outing(assumed, took, distance, at, start_assumed=assumed is not None)
    return Start(at.date(), assumed, at, outing)


def check_zone(
    db: Connection, account_id: str, runner_id: str, records: Sequence[Record], choices: ImportChoices
) -> None:
    """Raise QuestionError where a time zone would decide whether a run is there already, and none is given."""
    if choices.zone is not None or choices.zone_is_unknown:
        return
    runs = [record for record in records if isinstance(record, RunRecord)]
    outings = [outing for run in runs if (outing := start_of_run(run, choices).outing) is not None]
    has_local = any(outing.started_at is None for outing in outings)
    if not has_local and not (outings and has_runs_by_wall_clock(db, account_id, runner_id)):
        return
    clocks = sorted(outing.clocks[0] for outing in outings)
    stored = runs_between(db, account_id, runner_id, _spans(clocks))
    known = [outing for run in stored if run.deleted_at is None and (outing := outing_of(run)) is not None]
    instants = sorted(
        (outing for outing in (*outings, *known) if outing.is_settled and outing.local_start is None), key=_first_clock
    )
    for local in (outing for outing in (*outings, *known) if outing.started_at is None):
        first = bisect_left(instants, local.clocks[0] - LATEST_ZONE, key=_first_clock)
        last = bisect_right(instants, local.clocks[0] - EARLIEST_ZONE, key=_first_clock)
        if any(went_as_far(local.distance_um, other.distance_um) for other in instants[first:last]):
            raise QuestionError("time_zone", why("time_zone_decides", day=local.clocks[0].date().isoformat()))


def _first_clock(outing: Outing) -> datetime:
    return outing.clocks[0]


def _spans(clocks: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """Return the times around these, which do not overlap."""
    spans: list[tuple[datetime, datetime]] = []
    for at in clocks:
        if spans and at - _AROUND <= spans[-1][1]:
            spans[-1] = (spans[-1][0], at + _AROUND)
        else:
            spans.append((at - _AROUND, at + _AROUND))
    return spans
