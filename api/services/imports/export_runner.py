"""Everything of a runner as one ZIP: ``runner.json`` to import from, ``pairs.csv`` and ``runs.csv`` to read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import IO, Any

import orjson
from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.integrations.readers.forefoot_export import FORMAT, FORMAT_VERSION, MEMBER
from api.storage.runners.pair_names import names_of_pairs
from api.storage.runners.pairs import PairRow, pairs_of_runner
from api.storage.runners.run_lists import runs_of_runner
from api.storage.runners.runners import RunnerRow
from api.storage.runners.runs import RunRow

_AT_ONCE = 1000
_NOT_TOLD = ("account_id", "runner_id", "version")
_JSON_TEXTS = ("foot_profile", "size", "inspection")
_PAIR_CSV = (
    *("id", "nickname", "description", "shoe_id", "shoe_name", "foam", "kind", "started_on", "starting_km"),
    *("recorded_km", "run_count", "limit_km", "roles", "price", "currency", "feel", "retired_on", "retired_reason"),
)
_RUN_CSV = (
    *("id", "pair_id", "date", "started_at", "distance_km", "distance_sent", "unit_sent", "duration_s", "surface"),
    *("effort", "cadence_spm", "pain_level", "source", "external_id"),
)


def export_runner(db: Connection, runner: RunnerRow, to: IO[bytes]) -> None:
    """Write a runner, pairs and runs to a ZIP, from a connection on which all queries see one instant.

    Of a deleted run its external id is told: it stays taken.
    """
    pairs = pairs_of_runner(db, runner.account_id, runner.id)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(MEMBER, "w") as file:
            for part in _json(db, runner, pairs):
                file.write(part)
        _write_csv(archive, "pairs.csv", _PAIR_CSV, (_pair_line(row) for row in pairs))
        runs = (row for row in _runs(db, runner) if row.deleted_at is None)
        _write_csv(archive, "runs.csv", _RUN_CSV, (_run_line(row) for row in runs))


def _json(db: Connection, runner: RunnerRow, pairs: list[PairRow]) -> Iterator[bytes]:
    names: dict[str, list[dict[str, str]]] = {row.id: [] for row in pairs}
    for (source, name), pair_id in names_of_pairs(db, runner.account_id, runner.id).items():
        names[pair_id].append({"source": source, "name": name})
    listed = [{**told(row), "names": names[row.id]} for row in pairs]
    head = {"format": FORMAT, "version": FORMAT_VERSION, "runner": told(runner), "pairs": listed}
    yield orjson.dumps(head)[:-1] + b',"runs":['
    for number, row in enumerate(_runs(db, runner)):
        yield (b",\n" if number else b"\n") + orjson.dumps(told(row))
    yield b"\n]}\n"


def told(row: RunnerRow | PairRow | RunRow) -> dict[str, Any]:
    """Return every field of a row as plain JSON data, but for what only this database means."""
    values = {name: value for name, value in asdict(row).items() if name not in _NOT_TOLD}
    return {
        name: orjson.loads(value) if name in _JSON_TEXTS and value is not None else value
        for name, value in values.items()
    }


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


def _pair_line(row: PairRow) -> dict[str, Any]:
    values = {**asdict(row), "starting_km": _km(row.starting_um), "recorded_km": _km(row.recorded_um)}
    values["limit_km"] = _km(row.limit_um)
    return {column: values[column] for column in _PAIR_CSV}


def _run_line(row: RunRow) -> dict[str, Any]:
    values = {
        **asdict(row),
        "date": row.day,
        "started_at": None if row.started_at is None else row.started_at.isoformat(),
        "distance_km": _km(row.distance_um),
        "distance_sent": row.distance_value,
        "unit_sent": row.distance_unit,
    }
    return {column: values[column] for column in _RUN_CSV}


def _km(micrometres: int | None) -> float | None:
    return None if micrometres is None else Distance(micrometres).km
