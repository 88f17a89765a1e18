"""sources.yaml: every document, study, guideline and data set that a rule may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.rulebook.errors import RulebookError
from api.rulebook.yaml_strict import mapping_of, read_yaml, text_of

KINDS = ("document", "study", "guideline", "dataset", "house")
SOURCE_KEYS = frozenset({"title", "kind", "publisher", "year", "url", "people", "sections", "note"})


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
    sections: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """All sources by id, and the version that the rulebook's editors gave it."""

    rulebook_version: str
    by_id: Mapping[str, Source]


def read_sources(path: Path) -> Shelf:
    """Answer the sources in a file; raises RulebookError naming the source and the fault."""
    page = mapping_of(
        read_yaml(path), path.name, allowed={"rulebook_version", "sources"}, required={"rulebook_version", "sources"}
    )
    version = text_of(page["rulebook_version"], f"{path.name}: rulebook_version")
    entries = mapping_of(page["sources"], f"{path.name}: sources")
    return Shelf(version, {name: _source(name, entry, f"{path.name}: {name}") for name, entry in entries.items()})


def _source(name: str, entry: object, where: str) -> Source:
    given = mapping_of(entry, where, allowed=SOURCE_KEYS, required={"title", "kind"})
    if given["kind"] not in KINDS:
        raise RulebookError(f"{where}: kind {given['kind']!r} is none of {', '.join(KINDS)}")
    sections = given.get("sections", [])
    if not isinstance(sections, list) or not all(isinstance(section, str) for section in sections):
        raise RulebookError(f"{where}: sections must be a list of names")
    if given["kind"] == "document" and not sections:
        raise RulebookError(f"{where}: a document needs its sections")
    year = given.get("year")
    if year is not None and not isinstance(year, int):
        raise RulebookError(f"{where}: year must be a whole number")
    texts = {
        key: text_of(given[key], f"{where}: {key}") for key in ("publisher", "url", "people", "note") if key in given
    }
    return Source(
        id=name,
        title=text_of(given["title"], f"{where}: title"),
        kind=given["kind"],
        year=year,
        sections=tuple(sections),
        **texts,
    )
