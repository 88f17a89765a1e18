"""Reads the shared catalogue: seed_data/shoes.csv (a row a shoe), figures.csv (a row a figure), sources.csv.

Strictly: a figure without a unit, a width without a method, a source that does not exist, a cell nobody reads, all
stop the load with the file and line. An empty cell is *not known*.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.integrations.feeds.shoe_figures import EXTERNAL_REF, FIGURES, PLAIN_FIELDS, PlainField

FILES = ("shoes.csv", "figures.csv", "sources.csv")
SOURCE_KINDS = ("lab", "brand", "reviewer", "press")

_SEEDED = [field for field in PLAIN_FIELDS.values() if field.name != EXTERNAL_REF]
_SHOE_COLUMNS = ("id", *(field.name for field in _SEEDED), "basis", "sources")
_FIGURE_COLUMNS = ("shoe", "figure", "value", "unit", "method", "sample", "note", "sources")
_SOURCE_COLUMNS = ("id", "title", "publisher", "kind", "url", "accessed")
_YES_NO = {"yes": True, "no": False, "": None}


class SeedFaultError(Exception):
    """The shared catalogue is not sound; the message names file, line and fault."""


@dataclass(frozen=True, slots=True)
class Seed:
    """The shared catalogue: records by shoe id, and a digest of the files they came from."""

    digest: str
    records: Mapping[str, dict[str, Any]]


def read_seed(folder: Path) -> Seed:
    """Return the catalogue in ``folder``; raises SeedFaultError."""
    sources = {row["id"]: row for _, row in _rows(folder / "sources.csv", _SOURCE_COLUMNS)}
    figures = _figures(folder / "figures.csv", sources)
    records: dict[str, dict[str, Any]] = {}
    for where, row in _rows(folder / "shoes.csv", _SHOE_COLUMNS):
        if row["id"] in records:
            raise SeedFaultError(f"{where}: {row['id']} stands twice")
        records[row["id"]] = _record(where, row, figures.pop(row["id"], {}), sources)
    if figures:
        raise SeedFaultError(f"figures.csv: no shoe {', '.join(sorted(figures))}")
    return Seed(_digest(folder), records)


def _figures(path: Path, sources: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for where, row in _rows(path, _FIGURE_COLUMNS):
        spec = FIGURES.get(row["figure"])
        if spec is None:
            raise SeedFaultError(f"{where}: no figure is called {row['figure']!r}")
        of_shoe = found.setdefault(row["shoe"], {})
        if spec.name in of_shoe:
            raise SeedFaultError(f"{where}: {spec.name} of {row['shoe']} stands twice")
        value = _number(where, row["value"])
        if not spec.low <= value <= spec.high:
            raise SeedFaultError(f"{where}: {row['value']} is no believable {spec.name}")
        methods = spec.methods if spec.method_needed else (*spec.methods, "")
        of_shoe[spec.name] = {
            "value": value,
            "unit": _one_of(where, row["unit"], spec.units),
            "method": _one_of(where, row["method"], methods) or None,
            "sample": row["sample"] or None,
            "note": row["note"] or None,
            "sources": _source_ids(where, row["sources"], sources),
        }
    return found


def _record(
    where: str, row: Mapping[str, str], figures: Mapping[str, Any], sources: Mapping[str, Any]
) -> dict[str, Any]:
    ids = _source_ids(where, row["sources"], sources)
    used = dict.fromkeys([*ids, *(source for figure in figures.values() for source in figure["sources"])])
    if not row["brand"] or not row["model"]:
        raise SeedFaultError(f"{where}: a shoe needs brand and model")
    return {
        EXTERNAL_REF: None,
        **{field.name: _plain(where, row[field.name], field) for field in _SEEDED},
        "basis": row["basis"] or None,
        "gtins": [],
        "figures": {name: figures.get(name) for name in FIGURES},
        "sources": [_source(where, sources[source]) for source in used],
    }


def _source(where: str, row: Mapping[str, str]) -> dict[str, str | None]:
    if not row["title"] or not row["url"] or not row["publisher"]:
        raise SeedFaultError(f"{where}: source {row['id']} needs title, publisher and url")
    _one_of(where, row["kind"], SOURCE_KINDS)
    return {name: row[name] or None for name in _SOURCE_COLUMNS}


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        if tuple(next(reader, ())) != columns:
            raise SeedFaultError(f"{path.name}: the columns must be {','.join(columns)}")
        for cells in reader:
            where = f"{path.name} line {reader.line_num}"
            if len(cells) != len(columns):
                raise SeedFaultError(f"{where}: {len(cells)} cells where {len(columns)} belong")
            yield where, dict(zip(columns, cells, strict=True))


def _source_ids(where: str, cell: str, sources: Mapping[str, Any]) -> list[str]:
    ids = cell.split("|")
    for source in ids:
        if source not in sources:
            raise SeedFaultError(f"{where}: no source is called {source!r}")
    return ids


def _plain(where: str, cell: str, field: PlainField) -> Any:
    if field.kind is bool:
        return _yes_no(where, cell)
    if not cell:
        # A field that every shoe has: only those with a closed list get here.
        return _one_of(where, cell, field.choices) if field.needed else None
    if field.kind is tuple:
        return [_one_of(where, word, field.choices) for word in cell.split("|")]
    if field.kind in (int, float):
        return _number(where, cell)
    return _one_of(where, cell, field.choices) if field.choices else cell


def _one_of(where: str, word: str, words: tuple[str, ...]) -> str:
    if word not in words:
        raise SeedFaultError(f"{where}: {word!r} is none of {', '.join(filter(None, words))}")
    return word


def _yes_no(where: str, cell: str) -> bool | None:
    _one_of(where, cell, tuple(_YES_NO))
    return _YES_NO[cell]


def _number(where: str, cell: str) -> float:
    try:
        return int(cell) if cell.lstrip("-").isdigit() else float(cell)
    except ValueError:
        raise SeedFaultError(f"{where}: {cell!r} is not a number") from None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
