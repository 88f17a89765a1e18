"""This service's own export of a runner, read back: pairs and runs as they were, with what else is kept of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from api.integrations.readers.archive import LARGEST_JSON_BYTES, bounded_json, temporary_file
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

FORMAT, FORMAT_VERSION = "forefoot-runner", 1
MEMBER = "runner.json"
SOURCE = "forefoot"
"""Under which the ids of an export are known as names of pairs."""

MOST_RUNS = 300_000
"""Three times what one file of another kind may hold: an export is never sent in parts."""

_LONGEST, _LONGEST_SOURCE = 120, 40
_LONGEST_HEAD, _LONGEST_LINE = 16 * 1024 * 1024, 64 * 1024
_BEFORE_RUNS = b'"runs":[\n'
_OF_A_MARK = ("id", "pair_id", "deleted_at", "same_as")
_ID = re.compile(r"(pair|run|item)_[0-9a-hjkmnp-tv-z]{20}")


@dataclass(frozen=True, slots=True)
class PairCopy:
    """A pair as the export holds it; ``names`` are (source, name) by which files know it."""

    place: str
    id: str
    names: tuple[tuple[str, str], ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ItemCopy:
    """An insole or a pad as the export holds it; ``spans`` are its days in pairs."""

    place: str
    id: str
    spans: tuple[Mapping[str, Any], ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunIdentity:
    """By what a run of an export is known again."""

    id: str
    source: str
    external_id: str | None


@dataclass(frozen=True, slots=True, repr=False)
class StoredLine:
    """A part of a file, read again when it is wanted: an export of many runs is never in memory as a whole."""

    file: BinaryIO
    start: int
    length: int

    def read(self) -> bytes:
        """Return it."""
        self.file.seek(self.start)
        return self.file.read(self.length)

    def __repr__(self) -> str:
        return repr(self.read())


@dataclass(frozen=True, slots=True)
class RunCopy:
    """A run as the export holds it.

    ``gone``: only the mark of a run that was deleted, or, with ``same_as``, of the id under which that run came again.
    """

    place: str
    identity: RunIdentity
    pair_id: str | None
    gone: bool
    same_as: RunIdentity | None
    line: StoredLine

    @property
    def values(self) -> Mapping[str, Any]:
        """Every field of it."""
        return dict(orjson.loads(self.line.read()))


def read(file: BinaryIO) -> Iterator[PairCopy | ItemCopy | RunCopy]:
    """Yield every pair, item and then run; raises FileFaultError naming a layout that is not ours or newer.

    ``file`` stays open while its records are in use.
    """
    file = _a_run_a_line(file)
    try:
        head = _document(file.readline() + b"]}")
        copies: list[PairCopy | ItemCopy | RunCopy] = [
            *(_pair(number, values) for number, values in enumerate(head["pairs"], start=1)),
            *(_item(number, values) for number, values in enumerate(head.get("items", ()), start=1)),
        ]
        identities: dict[str, RunIdentity] = {}
        marks: list[tuple[int, Mapping[str, Any], StoredLine]] = []
        for number, (values, line) in enumerate(_runs(file), start=1):
            if number > MOST_RUNS:
                raise FileFaultError(why("export_has_too_many_runs", most=MOST_RUNS))
            identities[values["id"]] = _identity(values)
            if values["deleted_at"] is None and values["same_as"] is None:
                copies.append(_run(number, values, line, identities))
            else:
                marks.append((number, {name: values[name] for name in _OF_A_MARK}, line))
        # A mark points at a run, which has to be there by then.
        copies += [_run(number, values, line, identities) for number, values, line in marks]
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise FileFaultError(why("export_is_damaged")) from fault
    yield from sorted(copies, key=lambda copy: isinstance(copy, RunCopy) and copy.gone)


def _a_run_a_line(file: BinaryIO) -> BinaryIO:
    """Return the export with a run a line, as it is written here; one that was written anew is written so again."""
    file.seek(0)
    first = file.readline(_LONGEST_HEAD)
    file.seek(0)
    if first.endswith(_BEFORE_RUNS):
        return file
    document = _document(bounded_json(file.read(LARGEST_JSON_BYTES + 1)))
    runs = document.get("runs")
    if not isinstance(runs, list) or not isinstance(document.get("pairs"), list):
        raise FileFaultError(why("export_is_damaged"))
    again = temporary_file()
    head = {name: value for name, value in document.items() if name != "runs"}
    again.write(orjson.dumps(head)[:-1] + b"," + _BEFORE_RUNS)
    for number, values in enumerate(runs):
        again.write((b",\n" if number else b"") + orjson.dumps(values))
    again.write(b"\n]}\n")
    again.seek(0)
    return again


def _runs(file: BinaryIO) -> Iterator[tuple[Mapping[str, Any], StoredLine]]:
    """Yield each run with the line that it stands on; raises ValueError for a line that is no run, KeyError."""
    place = file.tell()
    while line := file.readline(_LONGEST_LINE):
        if line.strip() == b"]}":
            return
        body = line.strip().rstrip(b",")
        after = file.tell()
        if body:
            yield orjson.loads(body), StoredLine(file, place, len(line.rstrip().rstrip(b",")))
        file.seek(after)
        place = after
    raise ValueError("cut off")


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise FileFaultError(why("export_is_not_json", name=MEMBER)) from fault
    form = document.get("format") if isinstance(document, dict) else None
    if form != FORMAT:
        raise FileFaultError(why("no_export_of_ours", name=MEMBER, format=FORMAT))
    version = document.get("version")
    if version != FORMAT_VERSION:
        raise FileFaultError(
            why("export_of_another_layout", layout=str(version)[:20], format=FORMAT, readable=FORMAT_VERSION)
        )
    return dict(document)


def _pair(number: int, values: Mapping[str, Any]) -> PairCopy:
    names = tuple((_text(entry["source"], _LONGEST_SOURCE), _text(entry["name"])) for entry in values.get("names", ()))
    return PairCopy(f"pair {number}", _id(values), names, values)


def _item(number: int, values: Mapping[str, Any]) -> ItemCopy:
    spans = tuple({"pair_id": _text(span["pair_id"]), **span} for span in values["spans"])
    return ItemCopy(f"item {number}", _id(values), spans, values)


def _run(number: int, values: Mapping[str, Any], line: StoredLine, identities: Mapping[str, RunIdentity]) -> RunCopy:
    same_as = values["same_as"]
    return RunCopy(
        f"run {number}",
        identities[values["id"]],
        None if values["pair_id"] is None else _text(values["pair_id"]),
        values["deleted_at"] is not None,
        None if same_as is None else identities.get(same_as),
        line,
    )


def _identity(values: Mapping[str, Any]) -> RunIdentity:
    external_id = values["external_id"]
    source = _text(values["source"], _LONGEST_SOURCE)
    return RunIdentity(_id(values), source, None if external_id is None else _text(external_id))


def _id(values: Mapping[str, Any]) -> str:
    if not isinstance(values["id"], str) or not _ID.fullmatch(values["id"]):
        raise ValueError(values["id"])
    return str(values["id"])


def _text(value: Any, longest: int = _LONGEST) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= longest or "\0" in value:
        raise ValueError(value)
    return value
