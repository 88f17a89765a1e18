"""A part of an import: planned record by record in memory, then written in the caller's transaction, with its report.

Every number of it, the runs, the totals and the rows that report them, comes in that one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.core.wording import DistanceText, Wording
from api.integrations.readers.forefoot_export import ItemCopy, PairCopy, RunCopy
from api.integrations.readers.run_record import Record, RecordFaultError, RunRecord, ShoeRecord, Unread
from api.integrations.readers.sports import source_name
from api.integrations.reasons import Reason, why
from api.services.documents import distance_values
from api.services.imports.choices import ImportChoices, Start, start_of_run
from api.services.imports.edited import contents, digest_of_record, is_corrected, is_edited
from api.services.imports.likely import settle
from api.services.imports.log import RunnersLog
from api.services.imports.pairs import LastDays, Outcome, RunnersPairs, UnclearShoeError
from api.services.imports.restore_runner import Copies, can_be, start_of, too_late
from api.services.runs.gear import pair_name_key
from api.services.runs.likely_pair import waits
from api.services.runs.log_run import new_run
from api.services.runs.same_run import are_alike, are_hours_apart, duplicate_mark, outing_of, settled, went_as_far
from api.storage.runners.imported_runs import runs_on_days
from api.storage.runners.imports import ImportedRow
from api.storage.runners.runs import RunRow

_LONGEST_PLACE, _LONGEST_REASON, _MOST_CODES = 200, 400, 5
_SAME_NAME = tuple(field.name for field in fields(RunRecord) if field.name in RunRow.__dataclass_fields__)


def last_days(records: Sequence[Record], choices: ImportChoices, now: datetime) -> LastDays:
    """Return the last day on which a file runs in each shoe that it calls retired, by (source, plain name)."""
    retired = {
        (shoe.source, pair_name_key(key))
        for shoe in records
        if isinstance(shoe, ShoeRecord) and shoe.retired
        for key in shoe.keys
    }
    found: LastDays = {}
    for run in records if retired else ():
        if isinstance(run, RunRecord) and run.shoe is not None:
            named, day = (run.source, pair_name_key(run.shoe)), start_of_run(run, choices).day
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
        self._outcomes: list[Outcome] = []
        self._starts: dict[int, Start] = {}
        self._on_day: dict[date | None, list[RunRow]] = {}
        self._db, self._choices, self._now = db, choices, now
        self._account_id, self._runner_id, self._import_id = whose
        self._pairs = RunnersPairs(db, self._account_id, self._runner_id, last_days, now, choices)
        self._log = RunnersLog(self._account_id, self._runner_id, self._pairs)
        self._look_up(records)
        self._copies = Copies(db, whose, self._pairs, self._log, now)
        self._copies.look_up([record for record in records if isinstance(record, RunCopy)])
        for record in records:
            self._take(record)
        self._outcomes = settle(db, (self._account_id, self._runner_id), self._outcomes, self._log, self._pairs)

    def rows(self, wording: Wording) -> list[ImportedRow]:
        """Return the rows of its report, worded in a language; they are not numbered yet."""
        return [_row(outcome, wording) for outcome in self._outcomes]

    def outcomes(self) -> list[Outcome]:
        """Return what becomes of each record, in the order of the rows."""
        return self._outcomes

    def _look_up(self, records: Sequence[Record]) -> None:
        runs = [record for record in records if isinstance(record, RunRecord)]
        copies = [record for record in records if isinstance(record, RunCopy)]
        self._starts = {id(run): start_of_run(run, self._choices) for run in runs}
        outings = [start.outing for start in self._starts.values() if start.outing is not None]
        starts = [clock for outing in outings for clock in outing.clocks]
        starts += [at for at in map(start_of, copies) if at is not None]
        ids = [(run.source, run.external_id) for run in runs]
        named = [identity for copy in copies for identity in (copy.identity, copy.same_as) if identity is not None]
        ids += [(identity.source, identity.external_id) for identity in named if identity.external_id is not None]
        self._log.look_up(self._db, ids, starts)
        days = sorted({start.day for start in self._starts.values() if start.outing is None})
        for known in runs_on_days(self._db, self._account_id, self._runner_id, days):
            self._on_day.setdefault(known.day, []).append(known)

    def _take(self, record: Record) -> None:
        """Plan what becomes of a record, and note it."""
        try:
            if isinstance(record, Unread):
                self._outcomes.append(Outcome(record.place, record.status, reason=record.reason))
            elif isinstance(record, ShoeRecord):
                self._outcomes.append(self._pairs.take(record))
            elif isinstance(record, ItemCopy):
                self._outcomes.append(self._copies.item(record))
            elif isinstance(record, PairCopy):
                self._outcomes.append(self._copies.pair(record))
            elif isinstance(record, RunCopy):
                self._outcomes.append(self._copies.run(record))
            else:
                outcome = self._run(record)
                name, is_new = self._pairs.name_of(outcome.pair_id)
                start = self._starts[id(record)]
                self._outcomes.append(replace(outcome, run=record, start=start, pair_name=name, pair_is_new=is_new))
        except (UnclearShoeError, RecordFaultError) as fault:
            self._outcomes.append(Outcome(record.place, "failed", reason=fault.reason))

    def store(self) -> None:
        """Write all that was planned, under the runner's lock."""
        self._log.store(self._db, self._now)
        self._copies.store()

    def _run(self, run: RunRecord) -> Outcome:
        start = self._starts[id(run)]
        if not can_be(start.day, self._now):
            return Outcome(run.place, "failed", reason=why("impossible_day", day=start.day.isoformat()))
        if run.kind != "run" and run.shoe is None and self._pair_without_shoe(run, start) is None:
            return Outcome(run.place, "skipped", reason=why(f"{run.kind}_without_shoes"))
        pair_id = self._pair_of(run, start)
        known = self._log.by_external_id(run.source, run.external_id)
        if known is None:
            known = self._log.same_run(start.outing)
            if known is not None:
                self._log.add(duplicate_mark(self._row_of(run, None, start), known.id, self._now))
        if known is not None:
            return self._again(run, start, known, pair_id)
        retired_on = self._log.retired_before(pair_id, start.day)
        if retired_on is not None:
            return Outcome(run.place, "failed", None, pair_id, too_late(retired_on))
        row = self._row_of(run, pair_id, start)
        self._log.add(row)
        self._log.count(pair_id, start.day, row.distance_um)
        return Outcome(run.place, "created", row.id, pair_id, notes=(*run.notes, *self._alike(run, start)))

    def _alike(self, run: RunRecord, start: Start) -> list[Reason]:
        """Return that another source has a run as long on a day of which nothing else is known: a question."""
        alike = (
            known
            for known in (self._on_day.get(start.day, ()) if start.outing is None else ())
            if known.source != run.source and are_alike(known.distance_um, run.distance.micrometres)
        )
        return [why("as_long_on_that_day", source=source_name(known.source)) for known in islice(alike, 1)]

    def _again(self, run: RunRecord, start: Start, known: RunRow, pair_id: str | None) -> Outcome:
        """Return what a run that is there already adds: the pair, if nobody knew it before, or what was edited."""
        if known.deleted_at is not None or known.day is None:
            return Outcome(run.place, "skipped", reason=why("deleted"))
        reason = _why_there(run, start, known)
        if start.outing is not None:
            known = self._log.change(known, settled(known, start.outing))
        edited = is_edited(run, known, start.day)
        if edited and is_corrected(known):
            reason = why("corrected_here")
        elif edited:
            retired_on = self._log.retired_before(known.pair_id, start.day)
            if retired_on is not None:
                return Outcome(run.place, "failed", known.id, known.pair_id, too_late(retired_on))
            known = self._log.change(known, replace(known, **contents(self._row_of(run, known.pair_id, start))))
        if pair_id is not None and self._waits_for(known, pair_id):
            self._log.put_into(known, pair_id)
            return Outcome(run.place, "updated", known.id, pair_id, why("now_in_its_pair"))
        if edited and reason.key != "corrected_here":
            # Without its pair: undoing the import takes no run out of it.
            return Outcome(run.place, "updated", known.id, None, why("edited_there"))
        if known.import_id == self._import_id and known.source == run.source and known.external_id == run.external_id:
            reason = why("twice_in_file")
        return Outcome(run.place, "skipped", known.id, known.pair_id, reason)

    def _waits_for(self, known: RunRow, pair_id: str) -> bool:
        """Return whether a run is in no pair, and this one can take it."""
        is_free = waits(known)
        return is_free and known.day is not None and self._log.retired_before(pair_id, known.day) is None

    def _pair_without_shoe(self, run: RunRecord, start: Start) -> str | None:
        return self._choices.pair_on(start.day) or (self._pairs.walking() if run.kind != "run" else None)

    def _pair_of(self, run: RunRecord, start: Start) -> str | None:
        if run.shoe is None:
            return self._pair_without_shoe(run, start)
        pair_id, outcome = self._pairs.pair_of(run.source, run.shoe, run.place)
        if outcome is not None:
            self._outcomes.append(outcome)
        return pair_id

    def _row_of(self, run: RunRecord, pair_id: str | None, start: Start) -> RunRow:
        whose = {"account_id": self._account_id, "runner_id": self._runner_id, "pair_id": pair_id}
        values = {
            **{name: getattr(run, name) for name in _SAME_NAME},
            **distance_values(RunRow, "distance", run.distance),
            "day": start.day,
            "started_at": start.started_at,
            "local_start": None if start.local_start is None else start.local_start.isoformat(),
            "start_assumed": start.is_assumed,
            "import_id": self._import_id,
            "read_as": digest_of_record(run, start.day),
        }
        return new_run(whose, values, self._now, health_consent=None)


def _why_there(run: RunRecord, start: Start, known: RunRow) -> Reason:
    """Return that a run is there already; where two records were not as long, with both figures."""
    if known.source == run.source and known.external_id == run.external_id:
        same = known.distance_um == run.distance.micrometres
        return why("logged") if same else why("logged_with_another_distance")
    stored = outing_of(known)
    if stored is not None and start.outing is not None and are_hours_apart(stored, start.outing):
        return why("same_run_hours_apart", source=source_name(known.source))
    if went_as_far(run.distance.micrometres, known.distance_um):
        return why("same_run_from", source=source_name(known.source))
    kept = DistanceText(Distance(known.distance_um), tenths=True)
    return why(
        "same_outing_from", source=source_name(known.source), kept=kept, other=DistanceText(run.distance, tenths=True)
    )


def _row(outcome: Outcome, wording: Wording) -> ImportedRow:
    reasons = [*outcome.notes] if outcome.reason is None else [outcome.reason, *outcome.notes]
    reason = " ".join(why_skipped.say(wording) for why_skipped in reasons)[:_LONGEST_REASON] or None
    codes = " ".join(why_skipped.key for why_skipped in reasons[:_MOST_CODES]) or None
    place = outcome.place[:_LONGEST_PLACE]
    return ImportedRow(0, place, outcome.status, outcome.run_id, outcome.pair_id, reason, codes)
