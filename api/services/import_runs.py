"""Import runs and pairs from a runner's file: every record is told of, and a second time changes nothing.

All that an import writes is one transaction: after a crash nothing of it is there, and the file is sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy import Connection

from api.integrations.run_record import Record, RunRecord, ShoeRecord, Unread
from api.services.import_log import KnownLog
from api.services.import_pairs import RunnersPairs, UnclearShoeError
from api.storage.imported_runs import KnownRun, add_runs, known_runs, put_runs_into_pairs
from api.storage.imports import ImportedRow, ImportRecord, add_import
from api.storage.metadata import new_id, version_after
from api.storage.pair_days import add_to_days
from api.storage.pairs import count_in_pair
from api.storage.runs import RunRow

EARLIEST = date(1970, 1, 1)
_ONE_DAY = timedelta(days=1)
_LONGEST_PLACE, _LONGEST_REASON = 200, 400


class ForeignPairError(LookupError):
    """The runner has no pair of this id."""


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the sender chose: the pair of runs that name none, the zone of times that name none; ``dry_run``: only tell.

    Without a zone a time of day without one is kept as a day alone, and an instant counts for the day it names itself.
    """

    pair_id: str | None = None
    zone: tzinfo | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    record: ImportRecord
    rows: list[ImportedRow]


def import_runs(
    tx: Connection, account_id: str, runner_id: str, records: Iterable[Record], choices: ImportChoices, now: datetime
) -> Imported:
    """Store what the records tell, under the runner's lock and in the caller's transaction; raises ForeignPairError."""
    going = _Import(tx, account_id, runner_id, choices, now)
    for record in records:
        going.take(record)
    rows = [
        replace(
            row, number=number, place=row.place[:_LONGEST_PLACE], reason=row.reason and row.reason[:_LONGEST_REASON]
        )
        for number, row in enumerate(going.rows, start=1)
    ]
    counted = Counter(row.status for row in rows)
    told = ImportRecord(
        account_id,
        going.id,
        runner_id,
        counted["created"],
        counted["updated"],
        counted["skipped"],
        counted["failed"],
        version_after(None, now),
        now,
    )
    if not choices.dry_run:
        going.store()
        add_import(tx, told, rows)
    return Imported(told, rows)


class _Import:
    """An import as it goes through the records; nothing is written before ``store``."""

    def __init__(self, tx: Connection, account_id: str, runner_id: str, choices: ImportChoices, now: datetime) -> None:
        self.id = new_id("import")
        self.rows: list[ImportedRow] = []
        self._tx, self._account_id, self._runner_id = tx, account_id, runner_id
        self._choices, self._now = choices, now
        self._pairs = RunnersPairs(tx, account_id, runner_id, now)
        self._log = KnownLog(known_runs(tx, account_id, runner_id))
        self._fresh: list[RunRow] = []
        self._moves: list[tuple[str, str | None]] = []
        self._more: dict[tuple[str, date], tuple[int, int]] = {}
        if choices.pair_id is not None and not self._pairs.has(choices.pair_id):
            raise ForeignPairError(choices.pair_id)

    def take(self, record: Record) -> None:
        """Plan what becomes of a record, and note it."""
        try:
            if isinstance(record, Unread):
                self.rows.append(ImportedRow(0, record.place, record.status, reason=record.reason))
            elif isinstance(record, ShoeRecord):
                self.rows.append(self._pairs.take(record))
            else:
                self.rows.append(self._run(record))
        except UnclearShoeError as fault:
            self.rows.append(ImportedRow(0, record.place, "failed", reason=str(fault)))

    def store(self) -> None:
        """Write all that was planned."""
        last_days: dict[str, date] = {}
        by_pair: dict[str, tuple[int, int]] = {}
        for (pair_id, day), (um, runs) in self._more.items():
            last_days[pair_id] = max(day, last_days.get(pair_id, day))
            before = by_pair.get(pair_id, (0, 0))
            by_pair[pair_id] = (before[0] + um, before[1] + runs)
        self._pairs.store(last_days)
        add_runs(self._tx, self._fresh)
        put_runs_into_pairs(self._tx, self._account_id, self._moves, self._now)
        for pair_id, (um, runs) in by_pair.items():
            count_in_pair(self._tx, self._account_id, pair_id, um, runs, self._now, day=None)
        add_to_days(self._tx, self._account_id, self._more)

    def _run(self, run: RunRecord) -> ImportedRow:
        day, started_at = self._when(run)
        if not EARLIEST <= day <= self._now.date() + _ONE_DAY:
            return ImportedRow(0, run.place, "failed", reason=f"{day.isoformat()} is no day on which it can have been.")
        if run.kind != "run" and run.shoe is None:
            return ImportedRow(0, run.place, "skipped", reason=f"A {run.kind} counts only if it names its shoes.")
        pair_id = self._pair_of(run)
        known = self._log.by_external_id(run.source, run.external_id)
        if known is None:
            known = self._log.alike(run.source, started_at, run.distance.micrometres)
            if known is not None:
                self._keep_second_road(run, known)
        if known is not None:
            return self._again(run, known, pair_id)
        late = self._too_late(pair_id, day)
        if late is not None:
            return ImportedRow(0, run.place, "failed", None, pair_id, late)
        row = self._row_of(run, pair_id, day, started_at)
        self._add(row)
        self._count(pair_id, day, row.distance_um)
        return ImportedRow(0, run.place, "created", row.id, pair_id)

    def _again(self, run: RunRecord, known: KnownRun, pair_id: str | None) -> ImportedRow:
        """Answer what a run that is there already adds: the pair, if nobody knew it before."""
        if known.is_gone or known.day is None:
            return ImportedRow(0, run.place, "skipped", reason="It was deleted here, and stays deleted.")
        if known.pair_id is None and pair_id is not None and self._too_late(pair_id, known.day) is None:
            self._log.put_into(known, pair_id)
            self._moves.append((known.id, pair_id))
            self._count(pair_id, known.day, known.distance_um)
            return ImportedRow(0, run.place, "updated", known.id, pair_id, "It is logged already, now in its pair.")
        if known.import_id == self.id and known.source == run.source and known.external_id == run.external_id:
            reason = "It stands in the file twice."
        elif known.source != run.source or known.external_id != run.external_id:
            reason = f"The same run came from {known.source} already."
        elif known.distance_um != run.distance.micrometres:
            reason = "It is logged already, with another distance, which stays."
        else:
            reason = "It is logged already."
        return ImportedRow(0, run.place, "skipped", known.id, known.pair_id, reason)

    def _when(self, run: RunRecord) -> tuple[date, datetime | None]:
        """Answer the runner's own day and the instant, as far as the record and the choices tell."""
        zone, at = self._choices.zone, run.started_at
        if at.tzinfo is not None:
            local = at.astimezone(zone) if zone is not None else at
            return local.date(), at.astimezone(UTC)
        if zone is None or not run.time_is_known:
            return at.date(), None
        return at.date(), at.replace(tzinfo=zone).astimezone(UTC)

    def _pair_of(self, run: RunRecord) -> str | None:
        if run.shoe is None:
            return self._choices.pair_id
        pair_id, told = self._pairs.pair_of(run.source, run.shoe, run.place)
        if told is not None:
            self.rows.append(told)
        return pair_id

    def _too_late(self, pair_id: str | None, day: date) -> str | None:
        retired_on = None if pair_id is None else self._pairs.retired_on(pair_id)
        if retired_on is None or day <= retired_on:
            return None
        return f"Its pair was retired on {retired_on.isoformat()} and counts no later runs."

    def _count(self, pair_id: str | None, day: date, um: int) -> None:
        if pair_id is not None:
            before = self._more.get((pair_id, day), (0, 0))
            self._more[pair_id, day] = (before[0] + um, before[1] + 1)

    def _add(self, row: RunRow) -> None:
        self._fresh.append(row)
        self._log.add(
            KnownRun(
                row.id,
                row.pair_id,
                row.source,
                row.external_id,
                row.day,
                row.started_at,
                row.distance_um,
                row.import_id,
                row.deleted_at is not None,
                row.same_as,
            )
        )

    def _keep_second_road(self, run: RunRecord, same: KnownRun) -> None:
        """Keep the id under which a known run came again, so that it stays known when the run is corrected."""
        blank = self._row_of(run, None, self._now.date(), None)
        nothing = dict.fromkeys(("day", "distance_value", "distance_unit", "duration_s", "surface", "cadence_spm"))
        self._add(replace(blank, **nothing, distance_um=0, deleted_at=self._now, same_as=same.id))  # type: ignore[arg-type]

    def _row_of(self, run: RunRecord, pair_id: str | None, day: date, started_at: datetime | None) -> RunRow:
        value, unit = run.distance.sent or (run.distance.m, "m")
        return RunRow(
            account_id=self._account_id,
            id=new_id("run"),
            runner_id=self._runner_id,
            pair_id=pair_id,
            source=run.source,
            external_id=run.external_id,
            day=day,
            started_at=started_at,
            distance_um=run.distance.micrometres,
            distance_value=value,
            distance_unit=unit,
            duration_s=run.duration_s,
            surface=run.surface,
            effort=None,
            cadence_spm=run.cadence_spm,
            pain_level=None,
            import_id=self.id,
            version=version_after(None, self._now),
            created_at=self._now,
            updated_at=self._now,
        )
