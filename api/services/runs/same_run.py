"""When two records are one run: it began within a minute and went as far within a few per cent.

SQL and memory ask the same window, so that a run that is logged and one that is imported meet the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.storage.database.records import emptied
from api.storage.runners.runs import RunRow

SAME_START = timedelta(seconds=60)
"""Two devices on one run start within a minute; two runs of one person do not begin within the same minute."""

SAME_DISTANCE_PERCENT = 5
"""Two satellite watches on one run differ by a few per cent."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when, and from how far to how far, a run is the same; ``*_um`` are micrometres, ends included."""

    earliest: datetime
    latest: datetime
    shortest_um: int
    longest_um: int

    def holds(self, started_at: datetime, distance_um: int) -> bool:
        """Return whether a run lies within."""
        return self.earliest <= started_at <= self.latest and self.shortest_um <= distance_um <= self.longest_um


def window_of(started_at: datetime, distance_um: int) -> Window:
    """Return within what another record is the same run as this one."""
    margin = distance_um * SAME_DISTANCE_PERCENT // 100
    return Window(started_at - SAME_START, started_at + SAME_START, distance_um - margin, distance_um + margin)


def may_be_same(source: str, external_id: str | None, other_source: str, other_external_id: str | None) -> bool:
    """Return whether two records can be one run at all: two external ids of one source are two runs."""
    return source != other_source or external_id is None or other_external_id is None


def duplicate_mark(row: RunRow, same_as: str, now: datetime) -> RunRow:
    """Return the empty row that keeps the external id under which a known run came again.

    By it the run stays known when it is corrected.
    """
    return replace(row, **emptied(RunRow), deleted_at=now, same_as=same_as)
