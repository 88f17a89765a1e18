"""Everything of a runner as one ZIP: ``runner.json`` to import from, a table each of pairs, items and runs to read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import orjson
from sqlalchemy import Connection

from api.integrations.readers.forefoot_export import FORMAT, FORMAT_VERSION, MEMBER
from api.services.documents import columns_listed, exported, listed
from api.storage.runners.items import ItemRow, all_items
from api.storage.runners.pair_names import names_of_pairs
from api.storage.runners.pairs import PairRow, pairs_of_runner
from api.storage.runners.run_lists import runs_of_runner
from api.storage.runners.runners import RunnerRow
from api.storage.runners.runs import RunRow

_AT_ONCE = 1000
_AS_SENT = ("distance_sent", "unit_sent")


def export_runner(db: Connection, runner: RunnerRow, to: IO[bytes]) -> None:
    """Write a runner, pairs and runs to a ZIP, from a connection on which all queries see one instant.

    Of a deleted run its external id is exported: it stays taken.
    """
    pairs = pairs_of_runner(db, runner.account_id, runner.id)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(MEMBER, "w") as file:
            for part in _json(db, runner, pairs):
                file.write(part)
        _write_csv(archive, "pairs.csv", columns_listed(PairRow), (listed(row) for row in pairs))
        items = (item.row for item in all_items(db, runner.account_id, runner.id))
        _write_csv(archive, "items.csv", columns_listed(ItemRow), (listed(row) for row in items))
        runs = (row for row in _runs(db, runner) if row.deleted_at is None)
        columns = (*columns_listed(RunRow), *_AS_SENT)
        _write_csv(archive, "runs.csv", columns, ({**listed(row), **_as_sent(row)} for row in runs))


def _json(db: Connection, runner: RunnerRow, pairs: list[PairRow]) -> Iterator[bytes]:
    names: dict[str, list[dict[str, str]]] = {row.id: [] for row in pairs}
    for (source, name), pair_id in names_of_pairs(db, runner.account_id, runner.id).items():
        names[pair_id].append({"source": source, "name": name})
    named = [{**exported(row), "names": names[row.id]} for row in pairs]
    head = {"format": FORMAT, "version": FORMAT_VERSION, "runner": exported(runner), "pairs": named}
    head["items"] = [
        {**exported(item.row), "spans": [exported(span) for span in item.spans]}
        for item in all_items(db, runner.account_id, runner.id)
    ]
    yield orjson.dumps(head)[:-1] + b',"runs":['
    for number, row in enumerate(_runs(db, runner)):
        yield (b",\n" if number else b"\n") + orjson.dumps(exported(row))
    yield b"\n]}\n"


def _runs(db: Connection, runner: RunnerRow) -> Iterator[RunRow]:
    after = ""
    while rows := runs_of_runner(db, runner.account_id, runner.id, after, _AT_ONCE):
        yield from rows
        after = rows[-1].id


def _write_csv(archive: zipfile.ZipFile, name: str, columns: tuple[str, ...], lines: Iterator[dict[str, Any]]) -> None:
    with archive.open(name, "w") as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns, lineterminator="\r\n")
        writer.writeheader()
        for line in lines:
            writer.writerow({column: _cell(value) for column, value in line.items()})


def _cell(value: Any) -> Any:
    # A spreadsheet would run a text that begins like a formula.
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _as_sent(row: RunRow) -> dict[str, Any]:
    return dict(zip(_AS_SENT, (row.distance_value, row.distance_unit), strict=True))
