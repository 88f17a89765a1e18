"""Bring an exported runner back: the same pairs, runs, totals and taken external ids; a second time changes nothing.

An id of the export is kept where nothing else of the account has it; else the copy gets an id made from it, so that it
is known again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from api.integrations.readers.forefoot_export import ItemCopy, PairCopy, RunCopy, RunIdentity
from api.integrations.readers.run_record import RecordFaultError
from api.integrations.reasons import Reason, why
from api.services.imports.copied_fields import read_row
from api.services.imports.log import RunnersLog
from api.services.imports.pairs import Outcome, RunnersPairs
from api.services.imports.restore_items import ItemCopies
from api.services.runs.log_run import new_run
from api.services.runs.same_run import outing_of
from api.storage.database.engines import id_from
from api.storage.database.records import blank, fresh
from api.storage.runners.imported_runs import taken_ids
from api.storage.runners.pairs import PairRow
from api.storage.runners.runners import runner_row
from api.storage.runners.runs import RunRow

_ONE_DAY = timedelta(days=1)
EARLIEST = date(1970, 1, 1)


def can_be(day: date, now: datetime) -> bool:
    """Return whether a run can have been on this day: somewhere it may be tomorrow already."""
    return EARLIEST <= day <= now.date() + _ONE_DAY


def too_late(retired_on: date) -> Reason:
    """Return why a run is not counted in a pair that was retired before it."""
    return why("pair_retired_before", day=retired_on.isoformat())


def start_of(copy: RunCopy) -> datetime | None:
    """Return when a run of an export began; None also where that cannot be read."""
    try:
        started_at: datetime | None = read_row(RunRow, copy.values, only=("started_at",))["started_at"]
    except RecordFaultError:
        return None
    return started_at


def _agreeing(values: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a pair if its fields agree with each other; raises RecordFaultError."""
    for one, other in (("price", "currency"), ("currency", "price"), ("retired_reason", "retired_on")):
        if values[one] is not None and values[other] is None:
            raise RecordFaultError(why("one_without_other", one=one, other=other))
    if values["started_on"] and values["retired_on"] and values["retired_on"] < values["started_on"]:
        raise RecordFaultError(why("retired_before_started"))
    return values


class Copies:
    """The pairs and runs of an export on their way into a runner's log."""

    def __init__(
        self,
        db: Connection,
        whose: tuple[str, str, str],
        pairs: RunnersPairs,
        log: RunnersLog,
        now: datetime,
    ) -> None:
        self._db, self._pairs, self._log, self._now = db, pairs, log, now
        self._account_id, self._runner_id, self._import_id = whose
        self._items = ItemCopies(db, whose, pairs, now)
        self._taken: set[str] = set()
        self._keeps_pain = False

    def look_up(self, copies: Sequence[RunCopy]) -> None:
        """Find out what is known of these runs already."""
        if not copies:
            return
        identities = (identity for copy in copies for identity in (copy.identity, copy.same_as))
        named = [identity.id for identity in identities if identity is not None]
        ids = sorted({*named, *map(self._other_id, named)})
        self._taken = taken_ids(self._db, self._account_id, ids)
        self._log.look_up_ids(self._db, ids)
        runner = runner_row(self._db, self._account_id, self._runner_id)
        self._keeps_pain = runner is not None and bool(runner.health_consent)

    def pair(self, copy: PairCopy) -> Outcome:
        """Take a pair of the export; raises UnclearShoeError, RecordFaultError."""
        known = self._pairs.of_copy(copy)
        if known is not None:
            return Outcome(copy.place, "skipped", None, known, why("pair_is_there"))
        values = _agreeing(read_row(PairRow, copy.values))
        pair_id = self._pairs.add_copy(copy, self._pair_row(copy, values))
        return Outcome(copy.place, "created", None, pair_id)

    def item(self, copy: ItemCopy) -> Outcome:
        """Take an insole or a pad of the export; raises RecordFaultError."""
        return self._items.take(copy)

    def store(self) -> None:
        """Store the items, whose pairs are there by then."""
        self._items.store(self._db)

    def run(self, copy: RunCopy) -> Outcome:
        """Take a run of the export, or a mark of one that is gone; raises RecordFaultError."""
        known = self._of(copy.identity)
        if known is not None:
            return self._again(copy, known)
        values = read_row(RunRow, copy.values)
        if copy.gone:
            return self._mark(copy, values)
        if values["day"] is None or not values["distance_um"] or values["source"] is None:
            raise RecordFaultError(why("lacks_day_distance_or_source"))
        if values["started_at"] is not None and abs(values["day"] - values["started_at"].date()) > _ONE_DAY:
            raise RecordFaultError(why("day_is_not_of_start"))
        if not can_be(values["day"], self._now):
            raise RecordFaultError(why("impossible_day", day=values["day"].isoformat()))
        pair_id = self._pair_of(copy)
        retired_on = self._log.retired_before(pair_id, values["day"])
        if retired_on is not None:
            raise RecordFaultError(too_late(retired_on))
        same = self._log.same_run(outing_of(blank(RunRow, values)))
        if same is not None and same.import_id != self._import_id:
            return self._again(copy, same)
        row = self._row(copy, {**values, "pair_id": pair_id})
        self._log.add(row)
        self._log.count(pair_id, values["day"], row.distance_um)
        return Outcome(copy.place, "created", row.id, pair_id)

    def _again(self, copy: RunCopy, known: RunRow) -> Outcome:
        if known.deleted_at is not None:
            return Outcome(copy.place, "skipped", reason=why("deleted"))
        return Outcome(copy.place, "skipped", known.id, known.pair_id, why("logged"))

    def _mark(self, copy: RunCopy, values: dict[str, Any]) -> Outcome:
        """Keep the external id of a run that was deleted, or that came again under it, taken."""
        same = None if copy.same_as is None else self._of(copy.same_as)
        if values["external_id"] is not None:
            identity = {name: values[name] for name in ("source", "external_id", "created_at", "updated_at")}
            gone = {"distance_um": 0, "deleted_at": self._now, "same_as": None if same is None else same.id}
            self._log.add(self._row(copy, {**identity, **gone}))
        return Outcome(copy.place, "skipped", reason=why("only_its_id"))

    def _of(self, identity: RunIdentity) -> RunRow | None:
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
        if copy.pair_id is None or any(copy.values.get(name) is True for name in ("ignored", "no_pair")):
            return None
        pair_id = self._pairs.of_copied_id(copy.pair_id)
        if pair_id is None:
            raise RecordFaultError(why("pair_not_in_export"))
        return pair_id

    def _pair_row(self, copy: PairCopy, values: dict[str, Any]) -> PairRow:
        whose = {"account_id": self._account_id, "id": copy.id, "runner_id": self._runner_id}
        return fresh(PairRow, "pair", self._now, {**values, **whose, **self._times(values)})

    def _row(self, copy: RunCopy, values: dict[str, Any]) -> RunRow:
        run_id = copy.identity.id
        new_id = self._other_id(run_id) if run_id in self._taken else run_id
        whose = {"account_id": self._account_id, "id": new_id, "runner_id": self._runner_id}
        values = {**values, "import_id": self._import_id, **self._times(values)}
        return new_run(whose, values, self._now, health_consent=self._keeps_pain)

    def _times(self, values: dict[str, Any]) -> dict[str, datetime]:
        names = ("created_at", "updated_at")
        return {name: min(values[name] or self._now, self._now) for name in names}
