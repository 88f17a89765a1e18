"""sources.yaml: every document, study, guideline and data set that a rule may refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.advice.core.rules import DESIGNS
from api.rulebook.errors import RulebookError
from api.rulebook.yaml_strict import list_of, mapping_of, one_of, read_yaml, text_of

KINDS = ("document", "study", "guideline", "dataset", "house")
SOURCE_KEYS = frozenset({"title", "kind", "publisher", "year", "url", "people", "design", "sections", "note"})
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(r"https://[^\s/]+(/\S*)?")


@dataclass(frozen=True, slots=True)
class Source:
    """One source: what it is, where it can be found, and for a document the names of its sections."""

    id: str
    title: str
    kind: str
    publisher: str | None = None
    year: int | None = None
    url: str | None = None
    people: str | None = None
    design: str | None = None
    sections: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """All sources by id, and the version that the rulebook's editors gave it."""

    rulebook_version: str
    by_id: Mapping[str, Source]


def read_sources(path: Path) -> Shelf:
    """Return the sources in a file; raises RulebookError naming the source and the fault."""
    page = mapping_of(
        read_yaml(path), path.name, allowed={"rulebook_version", "sources"}, required={"rulebook_version", "sources"}
    )
    version = text_of(page["rulebook_version"], f"{path.name}: rulebook_version")
    if not _VERSION.fullmatch(version):
        raise RulebookError(f"{path.name}: rulebook_version {version!r} is not three numbers with dots between")
    entries = mapping_of(page["sources"], f"{path.name}: sources")
    return Shelf(version, {name: _source(name, entry, f"{path.name}: {name}") for name, entry in entries.items()})


def _source(name: str, entry: object, where: str) -> Source:
    if not _SOURCE_ID.fullmatch(name):
        raise RulebookError(f"{where}: a source's id is small letters, digits and single hyphens")
    given = mapping_of(entry, where, allowed=SOURCE_KEYS, required={"title", "kind"})
    kind = one_of(given["kind"], KINDS, f"{where}: kind")
    sections = tuple(
        text_of(section, f"{where}: sections") for section in list_of(given.get("sections", []), f"{where}: sections")
    )
    if kind == "document" and not sections:
        raise RulebookError(f"{where}: a document needs its sections")
    texts = {
        key: text_of(given[key], f"{where}: {key}") for key in ("publisher", "url", "people", "note") if key in given
    }
    if "url" in texts and not _URL.fullmatch(texts["url"]):
        raise RulebookError(f"{where}: url {texts['url']!r} is no https address")
    year = _year(given["year"], where) if "year" in given else None
    design = one_of(given["design"], DESIGNS, f"{where}: design") if "design" in given else None
    if design is not None and kind != "study":
        raise RulebookError(f"{where}: design is of a study, not of a {kind}")
    title = text_of(given["title"], f"{where}: title")
    return Source(id=name, title=title, kind=kind, year=year, design=design, sections=sections, **texts)


def _year(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not EARLIEST_YEAR <= value <= LATEST_YEAR:
        raise RulebookError(f"{where}: year {value!r} is no year between {EARLIEST_YEAR} and {LATEST_YEAR}")
    return value
