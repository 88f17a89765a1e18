"""What a reader of an export yields, record by record: a run, a pair of shoes, or why something is not read.

A reader knows nothing of storage. It keeps what the file says: the distance in the unit it was written in, the time as
an instant (aware) or as a wall clock without zone (naive).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fnmatch import fnmatchcase

from api.advice.core.distance import Distance
from api.advice.core.wording import DistanceText
from api.integrations.readers.forefoot_export import ItemCopy, PairCopy, RunCopy
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import Reason, ReasonedError, why

FURTHEST_KM = 1_000
"""No single activity is longer: six-day races, the longest that are common, are won with about this."""

FASTEST_M_PER_S = 12.5
"""No activity is faster on average: the fastest sprinters touch 12.4 m/s for an instant. Faster is a wrong unit."""

LONGEST_S = 2_000_000
"""No activity lasts longer: 23 days, more than three six-day races on end."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Outside them a clock was wrong, and near the ends of the calendar no time can be reckoned with."""

FIRST_CLOCK_YEAR = 1990
"""Watches that know their place are younger: a time before it is of a clock that was not set."""

MOST_STEPS_A_MINUTE = 400
"""Twice what quick runners do; beyond it the sensor was wrong, and the cadence is not known."""

LONGEST_TEXT = 120
"""Characters kept of a name or id from a file."""


class QuestionError(FileFaultError):
    """The file does not say something that must not be guessed; ``parameter`` is how to answer when sending again."""

    def __init__(self, parameter: str, reason: Reason) -> None:
        super().__init__(reason)
        self.parameter = parameter


class RecordFaultError(ReasonedError, ValueError):
    """One record cannot be read."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the sender states beside the file: answers to what files leave open. None: not stated."""

    unit: str | None = None
    kind: str | Mapping[str, str] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    sports: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    encoding: str | None = None
    shoes: frozenset[str] = frozenset()
    """Keys of shoes that files beside this one describe: what the reader of a ZIP file found, not the sender."""

    def for_member(self, path: str) -> ReadOptions:
        """Return the options for one file: ``kind`` may be given for each by its name, with ``*`` for any text."""
        if self.kind is None or isinstance(self.kind, str):
            return self
        name = path.rpartition("/")[2]
        best = max(
            (pattern for pattern in self.kind if fnmatchcase(name, pattern) or fnmatchcase(path, pattern)),
            key=lambda pattern: (pattern.count("*") == 0, len(pattern)),
            default=None,
        )
        return replace(self, kind=None if best is None else self.kind[best])


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run, walk or hike as a file holds it. ``shoe`` is the key of a ShoeRecord or a name as text."""

    place: str
    source: str
    external_id: str
    started_at: datetime
    distance: Distance
    kind: str = "run"
    duration_s: float | None = None
    surface: str | None = None
    cadence_spm: float | None = None
    shoe: str | None = None
    time_is_known: bool = True
    notes: tuple[Reason, ...] = ()
    elapsed_s: float | None = None
    """How long it took with its pauses, where the file tells them apart."""
    is_recording: bool = False
    """A track of a device, known by its start: a copy of it may be cut. Else a service's own activity."""


@dataclass(frozen=True, slots=True)
class ShoeRecord:
    """A pair of shoes as a file holds it. ``keys`` are the names by which runs refer to it; None is not known."""

    place: str
    source: str
    keys: tuple[str, ...]
    name: str
    brand: str | None = None
    model: str | None = None
    nickname: str | None = None
    retired: bool | None = None
    started_on: date | None = None
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that gives no run: ``skipped`` because there is nothing to count, ``failed`` because it is broken."""

    place: str
    status: str
    reason: Reason


Record = RunRecord | ShoeRecord | Unread | PairCopy | ItemCopy | RunCopy


def checked(run: RunRecord) -> RunRecord | Unread:
    """Return the run, or why it cannot be one: no distance, too far, too fast, in no year."""
    if not FIRST_YEAR <= run.started_at.year <= LAST_YEAR:
        return Unread(run.place, "failed", why("impossible_year", year=str(run.started_at.year)))
    if run.distance.micrometres == 0:
        return Unread(run.place, "skipped", why("no_distance"))
    far = DistanceText(run.distance)
    if run.distance.km > FURTHEST_KM:
        return Unread(run.place, "failed", why("too_far", distance=far, most=FURTHEST_KM))
    if run.duration_s and run.distance.m / run.duration_s > FASTEST_M_PER_S:
        key = "track_too_fast" if run.is_recording else "too_fast"
        return Unread(run.place, "failed", why(key, distance=far, minutes=round(run.duration_s / 60, 1)))
    if run.duration_s is not None and not 0 <= run.duration_s <= LONGEST_S:
        return Unread(run.place, "failed", why("impossible_duration", seconds=run.duration_s))
    if run.cadence_spm is not None and not 0 <= run.cadence_spm <= MOST_STEPS_A_MINUTE:
        return replace(run, cadence_spm=None)
    return run


def short(text: str) -> str:
    """Return a text from a file as it may be kept: without NUL and outer blanks, not too long."""
    return text.replace("\0", "").strip()[:LONGEST_TEXT]
