"""Trainings that a program sums up itself: PWX of TrainingPeaks, SML and XML of Suunto, HRM of Polar.

Their start is a local time without a zone, except where the samples of a Suunto give UTC beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import IO

from api.integrations.readers.archive import LARGEST_JSON_BYTES, read_on
from api.integrations.readers.cells import distance_of, iso_time, number, recorded_on_foot, seconds
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
)
from api.integrations.readers.safe_xml import Elements, parsed
from api.integrations.readers.sports import NAMES, Sport
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

PWX_ROOT, SML_ROOT, AMBIT_ROOT = "pwx", "sml", "header"
HRM_MARK = b"[Params]"
_QUARTER = timedelta(minutes=15)
_SECONDS_OFF = 120
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)
_HRM_START = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TENTHS = 10


@dataclass(slots=True)
class Training:
    """What a program says of a training: texts as they stand, empty where nothing does."""

    sport: str = ""
    start: str = ""
    seconds: str = ""
    metres: str = ""
    last_metres: str = ""
    utc: str = ""
    utc_after: str = ""


def suunto_sport(code: object, called: object) -> str:
    """Return the name of a sport by Suunto's number of it, else what the watch calls it in its own language."""
    name = NAMES["suunto"].get(str(code).strip())
    return str(name or called or "").strip()


def run_of(training: Training, source: str, place: str, options: ReadOptions) -> Record:
    """Return the run that a training was, or why it is none; raises QuestionError for one without a sport."""
    if not training.sport and options.kind is None:
        raise QuestionError("kind", why("kind_not_in_track"))
    return recorded_on_foot(training.sport, place, options, lambda sport: _run(training, source, place, sport))


def _run(training: Training, source: str, place: str, sport: Sport) -> RunRecord:
    started_at = _start(training)
    metres = number(training.metres) or number(training.last_metres)
    return RunRecord(
        place,
        source,
        f"{training.start} {sport.kind}",
        started_at,
        distance_of(metres, "m"),
        sport.kind,
        seconds(training.seconds),
        sport.surface,
        is_recording=True,
    )


def _start(training: Training) -> datetime:
    """Return the start; a local one becomes an instant where UTC stands beside it, believably."""
    at = iso_time(training.start)
    if at.tzinfo is not None or not training.utc.endswith("Z"):
        return at
    try:
        utc = iso_time(training.utc) - timedelta(seconds=float(number(training.utc_after) or 0))
    except (RecordFaultError, OverflowError):
        return at
    apart = at.replace(tzinfo=UTC) - utc
    offset = round(apart / _QUARTER) * _QUARTER
    if abs((apart - offset).total_seconds()) > _SECONDS_OFF or not _EARLIEST <= offset <= _LATEST:
        return at
    return at.replace(tzinfo=timezone(offset))


def read_pwx(stream: IO[bytes], options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield a record for each workout; raises FileFaultError, QuestionError without a sport."""
    return _read(stream, _Workouts(options, name or "file"))


def read_sml(stream: IO[bytes], options: ReadOptions, name: str = "", *, rootless: bool = False) -> Iterator[Record]:
    """Yield the record of a Suunto's log; one of an Ambit has no root element."""
    return _read(stream, _SuuntoLog(options, name or "file"), rootless=rootless)


def _read(stream: IO[bytes], trainings: _Trainings, *, rootless: bool = False) -> Iterator[Record]:
    yield from parsed(stream, trainings, rootless=rootless)
    trainings.finish()
    yield from trainings.done
    if not trainings.count:
        raise FileFaultError(why("no_training_in_it"))


class _Trainings(Elements):
    source = ""

    def __init__(self, options: ReadOptions, name: str) -> None:
        super().__init__()
        self.count = 0
        self._options, self._name = options, name
        self._training = Training()

    def take(self) -> None:
        """Take the training at hand for complete."""
        self.count += 1
        self.done.append(run_of(self._training, self.source, f"{self._name}, training {self.count}", self._options))
        self._training = Training()

    def finish(self) -> None:
        """Say that the document has ended."""


class _Workouts(_Trainings):
    """The whole stands in the workout's own summary; those of its segments are never added."""

    source = "pwx"
    texts = frozenset({"sportType", "time", "duration", "dist"})

    def end(self, name: str, text: str) -> None:
        if name == "workout":
            self.take()
        elif self.inside("workout", "summarydata"):
            if name == "duration":
                self._training.seconds = text
            elif name == "dist":
                self._training.metres = text
        elif self.inside("workout"):
            if name == "time":
                self._training.start = text
            elif name == "sportType":
                self._training.sport = text
        elif name == "dist" and self.inside("sample") and text:
            self._training.last_metres = text


class _SuuntoLog(_Trainings):
    """The header holds the totals; the first sample with UTC gives the zone."""

    source = "suunto"
    texts = frozenset({"DateTime", "Duration", "Distance", "ActivityType", "Activity", "UTC", "Time"})

    def __init__(self, options: ReadOptions, name: str) -> None:
        super().__init__(options, name)
        self._header: dict[str, str] = {}
        self._sample_time = ""

    def end(self, name: str, text: str) -> None:
        if self.path[-2:-1] in (["Header"], ["header"]):
            self._header.setdefault(name, text)
        elif name == "Time" and self.inside("Sample"):
            self._sample_time = text
        elif name == "UTC" and not self._training.utc and text.endswith("Z"):
            self._training.utc = text
        elif name.lower() == "sample":
            if self._training.utc and not self._training.utc_after:
                self._training.utc_after = self._sample_time or "0"
            self._sample_time = ""

    def finish(self) -> None:
        header = self._header
        if not header.get("DateTime"):
            return
        self._training.sport = suunto_sport(header.get("ActivityType"), header.get("Activity"))
        self._training.start, self._training.seconds = header["DateTime"], header.get("Duration", "")
        self._training.metres = header.get("Distance", "")
        self.take()


def read_hrm(stream: IO[bytes], options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield the record of a Polar HRM file, which knows no sport; raises QuestionError, FileFaultError."""
    sections = _sections(read_on(stream, LARGEST_JSON_BYTES).decode("latin-1"))
    settings = dict(line.partition("=")[::2] for line in sections.get("Params", ()))
    trip = next(iter(sections.get("Trip", ())), "").strip()
    place = f"{name or 'file'}, training 1"
    if not trip.strip("0"):
        yield Unread(place, "skipped", why("hrm_without_distance"))
        return
    day = _HRM_START.fullmatch(settings.get("Date", "").strip())
    start = f"{'-'.join(day.groups())}T{settings.get('StartTime', '').strip().zfill(10)}" if day else ""
    metres = str(Decimal(trip) * _unit_of_trip(settings)) if trip.isdigit() and len(trip) < 10 else trip
    yield run_of(Training("", start, settings.get("Length", "").strip(), metres), "hrm", place, options)


def _unit_of_trip(settings: Mapping[str, str]) -> Decimal:
    """Return the metres in the unit of the trip: a tenth of a kilometre, or of a mile where the mode says so."""
    mode = settings.get("SMode", "").strip()
    return Decimal("1609.344") / _TENTHS if mode[7:8] == "1" else Decimal(1000) / _TENTHS


def _sections(text: str) -> dict[str, list[str]]:
    """Return the lines of each section; numbers by the second are not kept."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[] \t"), [])
        elif line.strip() and len(lines) < 100:
            lines.append(line)
    return found
