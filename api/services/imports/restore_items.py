"""Bring the insoles and pads of an exported runner back, in the pairs and on the days they were in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from api.integrations.readers.forefoot_export import ItemCopy
from api.integrations.readers.run_record import RecordFaultError
from api.integrations.reasons import why
from api.services.imports.copied_fields import read_row
from api.services.imports.pairs import Outcome, RunnersPairs
from api.services.runs.items import spans_meet
from api.storage.database.engines import id_from
from api.storage.database.records import fresh
from api.storage.runners.items import MOST_ITEMS, MOST_SPANS, ItemRow, ItemSpan, add_item, all_items, item_of


class ItemCopies:
    """The items of an export on their way to a runner; nothing is written before ``store``."""

    def __init__(self, db: Connection, whose: tuple[str, str, str], pairs: RunnersPairs, now: datetime) -> None:
        self._db, self._pairs, self._now = db, pairs, now
        self._account_id, self._runner_id, self._import_id = whose
        self._known: set[str] | None = None
        self._fresh: list[tuple[ItemRow, tuple[ItemSpan, ...]]] = []

    def take(self, copy: ItemCopy) -> Outcome:
        """Return what becomes of an item; raises RecordFaultError."""
        if self._known is None:
            self._known = {item.row.id for item in all_items(self._db, self._account_id, self._runner_id)}
        other_id = id_from("item", self._account_id, self._runner_id, copy.id)
        if self._known & {copy.id, other_id}:
            return Outcome(copy.place, "skipped", reason=why("item_is_there"))
        if len(self._known) >= MOST_ITEMS:
            raise RecordFaultError(why("too_many_pairs", most=MOST_ITEMS))
        row, spans = self._row(copy), self._spans(copy)
        if item_of(self._db, self._account_id, copy.id) is not None:
            row = replace(row, id=other_id)
        self._known.add(row.id)
        self._fresh.append((row, spans))
        return Outcome(copy.place, "created")

    def store(self, tx: Connection) -> None:
        """Store the new items, under the runner's lock."""
        for row, spans in self._fresh:
            add_item(tx, row, spans)

    def _row(self, copy: ItemCopy) -> ItemRow:
        values: dict[str, Any] = read_row(ItemRow, copy.values)
        for name in ("kind", "name"):
            if values[name] is None:
                raise RecordFaultError(why("lacks_field", field=name))
        for one, other in (("price", "currency"), ("currency", "price")):
            if values[one] is not None and values[other] is None:
                raise RecordFaultError(why("one_without_other", one=one, other=other))
        whose = {"account_id": self._account_id, "id": copy.id, "runner_id": self._runner_id}
        times = {name: min(values[name] or self._now, self._now) for name in ("created_at", "updated_at")}
        return fresh(ItemRow, "item", self._now, {**values, **whose, **times, "import_id": self._import_id})

    def _spans(self, copy: ItemCopy) -> tuple[ItemSpan, ...]:
        spans: list[ItemSpan] = []
        for number, entry in enumerate(copy.spans[:MOST_SPANS], start=1):
            pair_id = self._pairs.of_copied_id(entry["pair_id"])
            if pair_id is None:
                raise RecordFaultError(why("pair_not_in_export"))
            try:
                until = entry.get("until")
                since = date.fromisoformat(entry["since"])
                span = ItemSpan(number, pair_id, since, None if until is None else date.fromisoformat(until))
            except (KeyError, TypeError, ValueError):
                raise RecordFaultError(why("item_spans")) from None
            ends_early = span.until is not None and span.until < span.since
            if ends_early or any(other.pair_id == pair_id and spans_meet(span, other) for other in spans):
                raise RecordFaultError(why("item_spans"))
            spans.append(span)
        return tuple(spans)
