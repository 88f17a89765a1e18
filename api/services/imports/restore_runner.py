"""Bring an exported runner back: the same pairs, runs, totals and taken external ids; a second time changes nothing.

An id of the export is kept where nothing else of the account has it; else the copy gets an id made from it, so that it
is known again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from api.integrations.readers.forefoot_export import PairCopy, RunCopy, RunIdentity
from api.integrations.readers.forefoot_fields import PAIR, RUN, read_fields
from api.integrations.readers.run_record import RecordFaultError
from api.services.imports.log import KnownLog
from api.services.imports.pairs import RunnersPairs
from api.services.imports.plan import Planned, can_be
from api.storage.database.metadata import id_from, version_after
from api.storage.runners.imported_runs import KnownRun, runs_with_ids, taken_ids
from api.storage.runners.imports import ImportedRow
from api.storage.runners.pairs import PairRow
from api.storage.runners.runners import runner_row
from api.storage.runners.runs import RunRow

_ONE_DAY = timedelta(days=1)
_NOTHING = dict.fromkeys(RunRow.__slots__)


def start_of(copy: RunCopy) -> datetime | None:
    """Return when a run of an export began; None also where that cannot be read."""
    try:
        return read_fields(copy.told, {"started_at": RUN["started_at"]})["started_at"]  # type: ignore[no-any-return]
    except RecordFaultError:
        return None


def _agreeing(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a pair if it agrees with itself; raises RecordFaultError."""
    for one, other in (("price", "currency"), ("currency", "price"), ("retired_reason", "retired_on")):
        if told[one] is not None and told[other] is None:
            raise RecordFaultError(f"It has a {one} but no {other}.")
    if told["started_on"] and told["retired_on"] and told["retired_on"] < told["started_on"]:
        raise RecordFaultError("It was retired before it was started.")
    return told


class Copies:
    """The pairs and runs of an export on their way into a runner's log."""

    def __init__(
        self,
        db: Connection,
        whose: tuple[str, str, str],
        pairs: RunnersPairs,
        log: KnownLog,
        planned: Planned,
        now: datetime,
    ) -> None:
        self._db, self._pairs, self._log, self._planned, self._now = db, pairs, log, planned, now
        self._account_id, self._runner_id, self._import_id = whose
        self._taken: set[str] = set()
        self._keeps_pain = False

    def look_up(self, copies: Sequence[RunCopy]) -> None:
        """Find out what is known of these runs already."""
        if not copies:
            return
        named = [each.id for copy in copies for each in (copy.identity, copy.same_as) if each is not None]
        ids = sorted({*named, *map(self._other_id, named)})
        self._taken = taken_ids(self._db, self._account_id, ids)
        for run in runs_with_ids(self._db, self._account_id, self._runner_id, ids):
            if self._log.by_id(run.id) is None:
                self._log.add(run)
        runner = runner_row(self._db, self._account_id, self._runner_id)
        self._keeps_pain = runner is not None and bool(runner.health_consent)

    def pair(self, copy: PairCopy) -> ImportedRow:
        """Take a pair of the export; raises UnclearShoeError, RecordFaultError."""
        known = self._pairs.of_copy(copy)
        if known is not None:
            return ImportedRow(0, copy.place, "skipped", None, known, "You have this pair already.")
        told = _agreeing(read_fields(copy.told, PAIR, "starting", "limit"))
        pair_id = self._pairs.add_copy(copy, self._pair_row(copy, told))
        return ImportedRow(0, copy.place, "created", None, pair_id)

    def run(self, copy: RunCopy) -> ImportedRow:
        """Take a run of the export, or a mark of one that is gone; raises RecordFaultError."""
        known = self._of(copy.identity)
        if known is not None:
            return self._again(copy, known)
        told = read_fields(copy.told, RUN, "distance")
        if copy.gone:
            return self._mark(copy, told)
        if told["day"] is None or not told["distance_um"] or told["source"] is None:
            raise RecordFaultError("It has no day, no distance or no source.")
        if told["started_at"] is not None and abs(told["day"] - told["started_at"].date()) > _ONE_DAY:
            raise RecordFaultError("Its day is not that of its start.")
        if not can_be(told["day"], self._now):
            raise RecordFaultError(f"{told['day'].isoformat()} is no day on which it can have been.")
        pair_id = self._pair_of(copy)
        late = self._planned.too_late(pair_id, told["day"])
        if late is not None:
            raise RecordFaultError(late)
        same = self._log.alike(told["source"], told["started_at"], told["distance_um"])
        if same is not None and same.import_id != self._import_id:
            return self._again(copy, same)
        row = self._row(copy, {**told, "pair_id": pair_id})
        self._planned.add(row)
        self._planned.count(pair_id, told["day"], row.distance_um)
        return ImportedRow(0, copy.place, "created", row.id, pair_id)

    def _again(self, copy: RunCopy, known: KnownRun) -> ImportedRow:
        if known.is_gone:
            return ImportedRow(0, copy.place, "skipped", reason="It was deleted here, and stays deleted.")
        return ImportedRow(0, copy.place, "skipped", known.id, known.pair_id, "It is logged already.")

    def _mark(self, copy: RunCopy, told: dict[str, Any]) -> ImportedRow:
        """Keep the external id of a run that was deleted, or that came again under it, taken."""
        same = None if copy.same_as is None else self._of(copy.same_as)
        if told["external_id"] is not None:
            identity = {name: told[name] for name in ("source", "external_id", "created_at", "updated_at")}
            gone = {"distance_um": 0, "deleted_at": self._now, "same_as": None if same is None else same.id}
            self._planned.add(self._row(copy, {**identity, **gone}))
        return ImportedRow(0, copy.place, "skipped", reason="Only its id is kept: the run was deleted, or came twice.")

    def _of(self, identity: RunIdentity) -> KnownRun | None:
        """Return the run of this runner that a run of an export is, if it is there."""
        if identity.external_id is not None:
            known = self._log.by_external_id(identity.source, identity.external_id)
            if known is not None:
                return known
        other = self._other_id(identity.id)
        return self._log.by_id(identity.id) or self._log.by_id(other)

    def _other_id(self, run_id: str) -> str:
        return id_from("run", self._account_id, self._runner_id, run_id)

    def _pair_of(self, copy: RunCopy) -> str | None:
        if copy.pair_id is None:
            return None
        pair_id = self._pairs.of_copied_id(copy.pair_id)
        if pair_id is None:
            raise RecordFaultError("Its pair is not in the export, or could not be taken.")
        return pair_id

    def _pair_row(self, copy: PairCopy, told: dict[str, Any]) -> PairRow:
        values = {
            **dict.fromkeys(PairRow.__slots__),
            **told,
            "account_id": self._account_id,
            "id": copy.id,
            "runner_id": self._runner_id,
            "roles": told["roles"] or "",
            "recorded_um": 0,
            "run_count": 0,
            "version": version_after(None, self._now),
            **self._times(told),
        }
        return PairRow(**values)

    def _row(self, copy: RunCopy, told: dict[str, Any]) -> RunRow:
        run_id = copy.identity.id
        row = RunRow(
            **{
                **_NOTHING,
                **told,
                "account_id": self._account_id,
                "id": self._other_id(run_id) if run_id in self._taken else run_id,
                "runner_id": self._runner_id,
                "import_id": self._import_id,
                "version": version_after(None, self._now),
                **self._times(told),
            }
        )
        return row if self._keeps_pain else replace(row, pain_level=None)

    def _times(self, told: dict[str, Any]) -> dict[str, datetime]:
        names = ("created_at", "updated_at")
        return {name: min(told[name] or self._now, self._now) for name in names}
