"""Bring an exported runner back: the same pairs, runs, totals and taken external ids, under fresh ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection

from api.services.change_pair import UnknownShoeError, keep_pair
from api.services.export_runner import FORMAT, FORMAT_VERSION
from api.storage.metadata import new_id, version_after
from api.storage.pair_days import add_to_day
from api.storage.pairs import PairRow, count_in_pair
from api.storage.runs import RunRow, add_run

_DAYS = ("started_on", "retired_on", "day")
_INSTANTS = ("started_at", "created_at", "updated_at", "deleted_at")
_JSON_TEXTS = ("size", "inspection")

Row = TypeVar("Row", PairRow, RunRow)


class NotAnExportError(ValueError):
    """The document is no export of a runner, or one of a later version; the message says which."""


def restore_runner(
    tx: Connection, account_id: str, runner_id: str, document: Mapping[str, Any], now: datetime
) -> dict[str, str]:
    """Store the pairs and runs of an export for a runner, under the runner's lock; answer old pair ids to new ones.

    A run whose external id the runner has already is left as it is. A shoe that this account cannot see is kept as a
    description. Raises NotAnExportError, ConflictError.
    """
    if document.get("format") != FORMAT or document.get("version") != FORMAT_VERSION:
        raise NotAnExportError(f"This is no {FORMAT} export of version {FORMAT_VERSION}.")
    place = {"account_id": account_id, "runner_id": runner_id, "version": version_after(None, now)}
    pair_ids = {told["id"]: _restore_pair(tx, told, place) for told in document["pairs"]}
    _restore_runs(tx, document["runs"], place, pair_ids, now)
    return pair_ids


def _restore_pair(tx: Connection, told: Mapping[str, Any], place: Mapping[str, Any]) -> str:
    row = replace(_row(PairRow, told, place), id=new_id("pair"), recorded_um=0, run_count=0, shoe_account_id=None)
    try:
        return keep_pair(tx, row).id
    except UnknownShoeError:
        return keep_pair(tx, replace(row, shoe_id=None, description=row.description or row.shoe_name)).id


def _restore_runs(
    tx: Connection,
    runs: Iterable[Mapping[str, Any]],
    place: Mapping[str, Any],
    pair_ids: Mapping[str, str],
    now: datetime,
) -> None:
    ids: dict[str, str] = {}
    for told in sorted(runs, key=lambda each: each["same_as"] is not None):
        row = _row(RunRow, told, place)
        ids[row.id] = new_id("run")
        pair_id = None if row.pair_id is None else pair_ids[row.pair_id]
        same_as = None if row.same_as is None else ids.get(row.same_as, row.same_as)
        row = replace(row, id=ids[row.id], pair_id=pair_id, same_as=same_as, import_id=None)
        if add_run(tx, row) and row.pair_id is not None and row.day is not None:
            count_in_pair(tx, row.account_id, row.pair_id, row.distance_um, 1, now, day=None)
            add_to_day(tx, row.account_id, row.pair_id, row.day, row.distance_um, 1)


def _row(kind: type[Row], told: Mapping[str, Any], place: Mapping[str, Any]) -> Row:
    values = {**told, **place}
    for name, value in values.items():
        if value is None:
            continue
        if name in _DAYS:
            values[name] = date.fromisoformat(value)
        elif name in _INSTANTS:
            values[name] = datetime.fromisoformat(value)
        elif name in _JSON_TEXTS:
            values[name] = orjson.dumps(value).decode()
    return kind(**{field.name: values[field.name] for field in fields(kind)})
