"""A part of an import: planned record by record in memory, then written in the caller's transaction, with its report.

Every number of it, the runs, the totals and the rows that tell of them, comes in that one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from api.integrations.readers.forefoot_export import PairCopy, RunCopy
from api.integrations.readers.run_record import Record, RecordFaultError, RunRecord, ShoeRecord, Unread
from api.services.imports.choices import ImportChoices
from api.services.imports.log import KnownLog, log_near
from api.services.imports.pairs import LastDays, RunnersPairs, UnclearShoeError, plain_name
from api.services.imports.plan import Planned, can_be
from api.services.imports.restore_runner import Copies, start_of
from api.storage.database.metadata import new_id, version_after
from api.storage.runners.imported_runs import KnownRun
from api.storage.runners.imports import ImportedRow
from api.storage.runners.runs import RunRow

_LONGEST_PLACE, _LONGEST_REASON = 200, 400
_EMPTY = dict.fromkeys(("day", "distance_value", "distance_unit", "duration_s", "surface", "cadence_spm"))


def when(run: RunRecord, choices: ImportChoices) -> tuple[date, datetime | None]:
    """Return the runner's own day and the instant, as far as the record and the choices tell."""
    zone, at = choices.zone, run.started_at
    if at.tzinfo is not None:
        local = at.astimezone(zone) if zone is not None else at
        return local.date(), at.astimezone(UTC)
    if zone is None or not run.time_is_known:
        return at.date(), None
    return at.date(), at.replace(tzinfo=zone).astimezone(UTC)


def last_days(records: Sequence[Record], choices: ImportChoices, now: datetime) -> LastDays:
    """Return the last day on which a file runs in each shoe that it calls retired, by (source, plain name)."""
    retired = {
        (shoe.source, plain_name(key))
        for shoe in records
        if isinstance(shoe, ShoeRecord) and shoe.retired
        for key in shoe.keys
    }
    found: LastDays = {}
    for run in records if retired else ():
        if isinstance(run, RunRecord) and run.shoe is not None:
            named, day = (run.source, plain_name(run.shoe)), when(run, choices)[0]
            if named in retired and can_be(day, now):
                found[named] = max(day, found.get(named, day))
    return found


class Chunk:
    """Some records of a file on their way into a runner's log; nothing is written before ``store``."""

    def __init__(
        self,
        db: Connection,
        whose: tuple[str, str, str],
        records: Sequence[Record],
        choices: ImportChoices,
        last_days: LastDays,
        now: datetime,
    ) -> None:
        """``whose``: ids of the account, the runner and the import."""
        self.rows: list[ImportedRow] = []
        self._db, self._choices, self._now = db, choices, now
        self._account_id, self._runner_id, self._import_id = whose
        self._pairs = RunnersPairs(db, self._account_id, self._runner_id, last_days, now)
        self._log = self._near(records)
        self._planned = Planned(self._account_id, self._pairs, self._log)
        self._copies = Copies(db, whose, self._pairs, self._log, self._planned, now)
        self._copies.look_up([record for record in records if isinstance(record, RunCopy)])
        for record in records:
            self._take(record)
        self.rows = [
            replace(row, place=row.place[:_LONGEST_PLACE], reason=row.reason and row.reason[:_LONGEST_REASON])
            for row in self.rows
        ]

    def _near(self, records: Sequence[Record]) -> KnownLog:
        runs = [record for record in records if isinstance(record, RunRecord)]
        copies = [record for record in records if isinstance(record, RunCopy)]
        instants = (when(run, self._choices)[1] for run in runs)
        starts = [at for at in (*instants, *map(start_of, copies)) if at is not None]
        ids = [(run.source, run.external_id) for run in runs]
        named = [each for copy in copies for each in (copy.identity, copy.same_as) if each is not None]
        ids += [(each.source, each.external_id) for each in named if each.external_id is not None]
        return log_near(self._db, self._account_id, self._runner_id, ids, starts)

    def _take(self, record: Record) -> None:
        """Plan what becomes of a record, and note it."""
        try:
            if isinstance(record, Unread):
                self.rows.append(ImportedRow(0, record.place, record.status, reason=record.reason))
            elif isinstance(record, ShoeRecord):
                self.rows.append(self._pairs.take(record))
            elif isinstance(record, PairCopy):
                self.rows.append(self._copies.pair(record))
            elif isinstance(record, RunCopy):
                self.rows.append(self._copies.run(record))
            else:
                self.rows.append(self._run(record))
        except (UnclearShoeError, RecordFaultError) as fault:
            self.rows.append(ImportedRow(0, record.place, "failed", reason=str(fault)))

    def store(self) -> None:
        """Write all that was planned, under the runner's lock."""
        self._planned.store(self._db, self._now)

    def _run(self, run: RunRecord) -> ImportedRow:
        day, started_at = when(run, self._choices)
        if not can_be(day, self._now):
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
        late = self._planned.too_late(pair_id, day)
        if late is not None:
            return ImportedRow(0, run.place, "failed", None, pair_id, late)
        row = self._row_of(run, pair_id, day, started_at)
        self._planned.add(row)
        self._planned.count(pair_id, day, row.distance_um)
        return ImportedRow(0, run.place, "created", row.id, pair_id)

    def _again(self, run: RunRecord, known: KnownRun, pair_id: str | None) -> ImportedRow:
        """Return what a run that is there already adds: the pair, if nobody knew it before."""
        if known.is_gone or known.day is None:
            return ImportedRow(0, run.place, "skipped", reason="It was deleted here, and stays deleted.")
        if known.pair_id is None and pair_id is not None and self._planned.too_late(pair_id, known.day) is None:
            self._log.put_into(known, pair_id)
            self._planned.moves.append((known.id, pair_id))
            self._planned.count(pair_id, known.day, known.distance_um)
            return ImportedRow(0, run.place, "updated", known.id, pair_id, "It is logged already, now in its pair.")
        if known.import_id == self._import_id and known.source == run.source and known.external_id == run.external_id:
            reason = "It stands in the file twice."
        elif known.source != run.source or known.external_id != run.external_id:
            reason = f"The same run came from {known.source} already."
        elif known.distance_um != run.distance.micrometres:
            reason = "It is logged already, with another distance, which stays."
        else:
            reason = "It is logged already."
        return ImportedRow(0, run.place, "skipped", known.id, known.pair_id, reason)

    def _pair_of(self, run: RunRecord) -> str | None:
        if run.shoe is None:
            return self._choices.pair_id
        pair_id, told = self._pairs.pair_of(run.source, run.shoe, run.place)
        if told is not None:
            self.rows.append(told)
        return pair_id

    def _keep_second_road(self, run: RunRecord, same: KnownRun) -> None:
        """Keep the id under which a known run came again, so that it stays known when the run is corrected."""
        blank = self._row_of(run, None, self._now.date(), None)
        self._planned.add(replace(blank, **_EMPTY, distance_um=0, deleted_at=self._now, same_as=same.id))  # type: ignore[arg-type]

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
            import_id=self._import_id,
            version=version_after(None, self._now),
            created_at=self._now,
            updated_at=self._now,
        )
