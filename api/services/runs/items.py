"""Add and change insoles and pads, and say what they have run and whether they are finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.retirement.items import ItemWear, judge_item
from api.services.documents import distance_part
from api.storage.database.engines import version_after
from api.storage.database.errors import ConflictError
from api.storage.runners.items import MOST_ITEMS, Item, ItemRow, ItemSpan, add_item, count_items, item_of, replace_item
from api.storage.runners.pairs import pairs_of_runner
from api.storage.runners.runners import RunnerRow, lock_runner

_LIMIT = distance_part(ItemRow, "limit")


class SpanError(Exception):
    """Days in a pair that cannot be: which of them, which field, and why."""

    def __init__(self, number: int, field: str, message: str) -> None:
        super().__init__(message)
        self.number, self.field, self.message = number, field, message


@dataclass(frozen=True, slots=True)
class WornItem:
    """An item with all that it has run, None while its start is not known, and whether it is finished."""

    item: Item
    total: Distance | None
    wear: ItemWear

    @property
    def reached(self) -> Distance:
        """What it has run at least."""
        return Distance(self.item.recorded_um) if self.total is None else self.total

    @property
    def limit(self) -> Distance | None:
        """The runner's own limit of distance."""
        return _LIMIT.of(self.item.row)


def worn(item: Item, as_of: date) -> WornItem:
    """Return an item with what it has run; from an unknown start what is on record counts as the least."""
    row = item.row
    total = None if row.starting_um is None else Distance(row.starting_um + item.recorded_um)
    started = row.started_on or min((span.since for span in item.spans), default=None)
    reached = Distance(item.recorded_um) if total is None else total
    return WornItem(item, total, judge_item(reached, _LIMIT.of(row), started, row.limit_age_months, as_of))


def item_to_change(tx: Connection, account_id: str, item_id: str) -> tuple[Item, RunnerRow] | None:
    """Return an item and its runner, locked until the transaction ends; None without such an item."""
    seen = item_of(tx, account_id, item_id)
    runner = None if seen is None else lock_runner(tx, account_id, seen.row.runner_id)
    item = None if runner is None else item_of(tx, account_id, item_id)
    return None if runner is None or item is None else (item, runner)


def keep_item(tx: Connection, row: ItemRow, spans: Sequence[ItemSpan]) -> Item:
    """Store a new item, under the runner's lock; raises SpanError, ConflictError when there are too many."""
    if count_items(tx, row.account_id, row.runner_id) >= MOST_ITEMS:
        raise ConflictError("", f"The runner has {MOST_ITEMS} insoles and pads, which is the most there may be.")
    check_spans(tx, row, spans)
    add_item(tx, row, spans)
    return _stored(tx, row)


def change_item(tx: Connection, before: Item, wanted: ItemRow, spans: Sequence[ItemSpan], now: datetime) -> Item:
    """Store an item as it should be, under the runner's lock; one that says the same changes nothing.

    Raises SpanError, StaleVersionError.
    """
    if wanted == before.row and tuple(spans) == before.spans:
        return before
    check_spans(tx, wanted, spans)
    row = replace(wanted, version=version_after(before.row.version, now), updated_at=now)
    replace_item(tx, row, spans, before.row.version)
    return _stored(tx, row)


def check_spans(tx: Connection, row: ItemRow, spans: Sequence[ItemSpan]) -> None:
    """Raise SpanError for a pair that is not the runner's, and for days that end too early or count twice."""
    known = {pair.id for pair in pairs_of_runner(tx, row.account_id, row.runner_id)} if spans else set()
    for number, span in enumerate(spans):
        if span.pair_id not in known:
            raise SpanError(number, "pair_id", "The runner has no pair of this id.")
        if span.until is not None and span.until < span.since:
            raise SpanError(number, "to", "Lies before from.")
        for other in spans[:number]:
            if other.pair_id == span.pair_id and spans_meet(span, other):
                raise SpanError(number, "from", "It was in this pair on these days already.")


def spans_meet(one: ItemSpan, other: ItemSpan) -> bool:
    """Return whether two spans share a day."""
    ends_before = one.until is not None and one.until < other.since
    begins_after = other.until is not None and other.until < one.since
    return not ends_before and not begins_after


def _stored(tx: Connection, row: ItemRow) -> Item:
    item = item_of(tx, row.account_id, row.id)
    if item is None:
        raise LookupError(row.id)
    return item
