"""This service's own export of a runner, read back: pairs and runs as they were, with what else is kept of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

FORMAT, FORMAT_VERSION = "forefoot-runner", 1
MEMBER = "runner.json"
SOURCE = "forefoot"
"""Under which the ids of an export are known as names of pairs."""

MOST_RUNS = 300_000
"""Three times what one file of another kind may hold: an export is never sent in parts."""

_LONGEST, _LONGEST_SOURCE = 120, 40
_ID = re.compile(r"(pair|run)_[0-9a-hjkmnp-tv-z]{20}")


@dataclass(frozen=True, slots=True)
class PairCopy:
    """A pair as the export tells it; ``names`` are (source, name) by which files know it."""

    place: str
    id: str
    names: tuple[tuple[str, str], ...]
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunIdentity:
    """By what a run of an export is known again."""

    id: str
    source: str
    external_id: str | None


@dataclass(frozen=True, slots=True)
class RunCopy:
    """A run as the export tells it.

    ``gone``: only the mark of a run that was deleted, or, with ``same_as``, of the id under which that run came again.
    """

    place: str
    identity: RunIdentity
    pair_id: str | None
    gone: bool
    same_as: RunIdentity | None
    told: Mapping[str, Any]


def read(body: bytes) -> Iterator[PairCopy | RunCopy]:
    """Yield every pair and then every run; raises FileFaultError naming a layout that is not ours or newer."""
    document = _document(body)
    try:
        pairs, runs = document["pairs"], document["runs"]
        if len(runs) > MOST_RUNS:
            raise FileFaultError(why("export_has_too_many_runs", most=MOST_RUNS))
        identities = {told["id"]: _identity(told) for told in runs}
        copies: list[PairCopy | RunCopy] = [
            *(_pair(number, told) for number, told in enumerate(pairs, start=1)),
            *(_run(number, told, identities) for number, told in enumerate(runs, start=1)),
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise FileFaultError(why("export_is_damaged")) from fault
    # A mark points at a run, which has to be there by then.
    yield from sorted(copies, key=lambda copy: isinstance(copy, RunCopy) and copy.gone)


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


def _pair(number: int, told: Mapping[str, Any]) -> PairCopy:
    names = tuple((_text(each["source"], _LONGEST_SOURCE), _text(each["name"])) for each in told.get("names", ()))
    return PairCopy(f"pair {number}", _id(told), names, told)


def _run(number: int, told: Mapping[str, Any], identities: Mapping[str, RunIdentity]) -> RunCopy:
    same_as = told["same_as"]
    return RunCopy(
        f"run {number}",
        identities[told["id"]],
        None if told["pair_id"] is None else _text(told["pair_id"]),
        told["deleted_at"] is not None,
        None if same_as is None else identities.get(same_as),
        told,
    )


def _identity(told: Mapping[str, Any]) -> RunIdentity:
    external_id = told["external_id"]
    source = _text(told["source"], _LONGEST_SOURCE)
    return RunIdentity(_id(told), source, None if external_id is None else _text(external_id))


def _id(told: Mapping[str, Any]) -> str:
    if not isinstance(told["id"], str) or not _ID.fullmatch(told["id"]):
        raise ValueError(told["id"])
    return str(told["id"])


def _text(value: Any, longest: int = _LONGEST) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= longest or "\0" in value:
        raise ValueError(value)
    return value
