"""When two records are one run: they began together and went as far, or were on the way at the same time.

Logging asks it of rows from SQL and an import of rows in memory: the rule stands here, once. The figures were measured
on 17 real logs with 3,837 runs; see docs/imports.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from api.advice.core.distance import MICROMETRES
from api.storage.database.records import emptied
from api.storage.runners.runs import RunRow

SAME_START = timedelta(seconds=120)
"""Two devices on one run start within 95 s; two runs of one person and length begin 23 minutes apart at the least."""

SAME_DISTANCE_PERCENT = 5
"""Two satellite watches on one run differ by a few per cent."""

SAME_DISTANCE_UM = 100 * MICROMETRES["m"]
"""Below 2 km, where a few per cent are less than what a watch loses while it looks for satellites."""

LONGEST_SPAN = timedelta(hours=48)
"""What lasts longer overlaps everything: of a longer one the beginning counts."""


EARLIEST_ZONE, LATEST_ZONE = timedelta(hours=-12), timedelta(hours=14)
WHOLE_HOURS_WITHIN = timedelta(seconds=60)
SAME_DISTANCE_OTHER_CLOCK_PERCENT = 1
"""A table and a track of one run differ by 0.3 % at the most, and a zone by whole hours; no two runs were so alike."""

ALIKE_PER_MILLE = 5
"""Two records of one day and length, of which one knows the day alone, are a question, and no answer."""

_HOUR = timedelta(hours=1)
_OTHER_CLOCK = LATEST_ZONE + WHOLE_HOURS_WITHIN


@dataclass(frozen=True, slots=True)
class Outing:
    """When a run was and how far, its pauses included; without a duration only its start is known.

    ``local_start`` is the wall clock of a file that named no zone; ``start_assumed``: the instant was made of it.
    """

    started_at: datetime | None
    duration_s: float | None
    distance_um: int
    local_start: datetime | None = None
    start_assumed: bool = False

    @property
    def length(self) -> timedelta:
        """How long it took, as far as that is known."""
        return min(timedelta(seconds=self.duration_s or 0), LONGEST_SPAN)

    @property
    def clocks(self) -> list[datetime]:
        """Its start by each clock that recorded it; a wall clock of no known zone is taken for UTC."""
        local = None if self.local_start is None else self.local_start.replace(tzinfo=UTC)
        return [at for at in (self.started_at, local) if at is not None]

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when to when another one begins, by either of its clocks, that may be the same."""
        earliest, latest = min(self.clocks), max(self.clocks)
        return earliest - LONGEST_SPAN - _OTHER_CLOCK, latest + max(self.length, _OTHER_CLOCK) + SAME_START

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to assume when it was."""
        return self.started_at is not None and not self.start_assumed


def outing_of(run: RunRow) -> Outing | None:
    """Return when and how far a run was, None where its start is not known."""
    local = None if run.local_start is None else datetime.fromisoformat(run.local_start)
    if run.started_at is None and local is None:
        return None
    return Outing(run.started_at, run.elapsed_s or run.duration_s, run.distance_um, local, run.start_assumed)


def went_as_far(one_um: int, other_um: int) -> bool:
    """Return whether two distances are those of one run, measured twice."""
    margin = max(SAME_DISTANCE_UM, max(one_um, other_um) * SAME_DISTANCE_PERCENT // 100)
    return abs(one_um - other_um) <= margin


def are_alike(one_um: int, other_um: int) -> bool:
    """Return whether two runs of a day, of which one records no more than that, may be the same: nobody can know."""
    return abs(one_um - other_um) * 1000 <= max(one_um, other_um) * ALIKE_PER_MILLE


def are_same(one: Outing, other: Outing) -> bool:
    """Return whether two records are one run, whichever sources they came from; two that do not overlap never are.

    Durations do not decide, for elapsed, timer and moving time differ: they only say when a run was.
    """
    if one.started_at is not None and other.started_at is not None:
        together = _were_together(one, one.started_at, other, other.started_at)
        if one.is_settled and other.is_settled:
            return together
        # An assumed instant may be hours off, and then fall together with another run.
        if together and went_as_far(one.distance_um, other.distance_um):
            return True
    if one.local_start is not None and other.local_start is not None:
        return _were_together(one, one.local_start, other, other.local_start)
    return are_hours_apart(one, other)


def are_hours_apart(one: Outing, other: Outing) -> bool:
    """Return whether one is known by a wall clock, the other by an instant, and only the zone lies between them."""
    local, instant = (one, other) if one.local_start is not None else (other, one)
    if local.local_start is None or instant.started_at is None or local.is_settled or instant.local_start is not None:
        return False
    if local.started_at is not None and _were_together(local, local.started_at, instant, instant.started_at):
        # The zone that was assumed is right.
        return False
    apart = local.local_start.replace(tzinfo=UTC) - instant.started_at
    hours = round(apart / _HOUR) * _HOUR
    if abs(apart - hours) > WHOLE_HOURS_WITHIN or not EARLIEST_ZONE <= hours <= LATEST_ZONE:
        return False
    margin = max(one.distance_um, other.distance_um) * SAME_DISTANCE_OTHER_CLOCK_PERCENT // 100
    return abs(one.distance_um - other.distance_um) <= margin


def _were_together(one: Outing, one_start: datetime, other: Outing, other_start: datetime) -> bool:
    if one.duration_s and other.duration_s:
        together = min(one_start + one.length, other_start + other.length) - max(one_start, other_start)
        if together <= timedelta(0):
            return False
        if 2 * together >= min(one.length, other.length):
            return True
    begun_together = abs(one_start - other_start) <= SAME_START
    return begun_together and went_as_far(one.distance_um, other.distance_um)


def first_same(
    run: Outing, others: Iterable[RunRow], known: Callable[[RunRow], Outing | None] = outing_of
) -> RunRow | None:
    """Return the first stored of these that is the same as ``run``, or None; what the clocks say goes before hours.

    ``known`` returns when and how far a run was.
    """
    same = [(other, outing) for other in others if (outing := known(other)) is not None and are_same(run, outing)]
    found = min(
        same, key=lambda match: (are_hours_apart(run, match[1]), match[0].created_at, match[0].id), default=None
    )
    return None if found is None else found[0]


def settled(known: RunRow, run: Outing) -> RunRow:
    """Return a stored run with the instant, or the wall clock, that another record of it adds.

    By it no second run is taken for it that is only some hours away.
    """
    outing = outing_of(known)
    if outing is None:
        return known
    if not outing.is_settled and run.is_settled:
        return replace(known, started_at=run.started_at, start_assumed=False)
    if outing.local_start is None and run.local_start is not None and not run.is_settled:
        return replace(known, local_start=run.local_start.isoformat())
    return known


def duplicate_mark(row: RunRow, same_as: str, now: datetime) -> RunRow:
    """Return the empty row that keeps the external id under which a known run came again.

    By it the run stays known when it is corrected.
    """
    return replace(row, **emptied(RunRow), deleted_at=now, same_as=same_as)
