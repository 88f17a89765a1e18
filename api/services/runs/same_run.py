"""When two records are one run: they began together and went as far, or were on the way at the same time.

Logging asks it of rows from SQL and an import of rows in memory: the rule stands here, once. The figures were measured
on 17 real logs with 3,837 runs; see docs/imports.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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


@dataclass(frozen=True, slots=True)
class Outing:
    """When a run was and how far; without a duration only its start is known."""

    started_at: datetime
    duration_s: float | None
    distance_um: int

    @property
    def ended_at(self) -> datetime:
        """Its end, as far as it is known."""
        return self.started_at + min(timedelta(seconds=self.duration_s or 0), LONGEST_SPAN)

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when to when another one begins that may be the same."""
        return self.started_at - LONGEST_SPAN - SAME_START, self.ended_at + SAME_START


def outing_of(run: RunRow) -> Outing | None:
    """Return when and how far a run was, None where its start is not known."""
    return None if run.started_at is None else Outing(run.started_at, run.duration_s, run.distance_um)


def went_as_far(one_um: int, other_um: int) -> bool:
    """Return whether two distances are those of one run, measured twice."""
    margin = max(SAME_DISTANCE_UM, max(one_um, other_um) * SAME_DISTANCE_PERCENT // 100)
    return abs(one_um - other_um) <= margin


def are_same(one: Outing, other: Outing) -> bool:
    """Return whether two records are one run, whichever sources they came from; two that do not overlap never are.

    Durations do not decide, for elapsed, timer and moving time differ: they only say when a run was.
    """
    together = min(one.ended_at, other.ended_at) - max(one.started_at, other.started_at)
    if one.duration_s and other.duration_s:
        shorter = min(one.ended_at - one.started_at, other.ended_at - other.started_at)
        if together <= timedelta(0):
            return False
        if 2 * together >= shorter:
            return True
    begun_together = abs(one.started_at - other.started_at) <= SAME_START
    return begun_together and went_as_far(one.distance_um, other.distance_um)


def first_same(run: Outing, others: Iterable[RunRow]) -> RunRow | None:
    """Return the first stored of these that is the same as ``run``, or None."""
    same = (other for other in others if (outing := outing_of(other)) is not None and are_same(run, outing))
    return min(same, key=lambda row: (row.created_at, row.id), default=None)


def duplicate_mark(row: RunRow, same_as: str, now: datetime) -> RunRow:
    """Return the empty row that keeps the external id under which a known run came again.

    By it the run stays known when it is corrected.
    """
    return replace(row, **emptied(RunRow), deleted_at=now, same_as=same_as)
