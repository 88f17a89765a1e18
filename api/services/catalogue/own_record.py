"""An account's own shoe: from what its owner sends (a document) to the record that is stored, and back for a patch.

A document's figures name their source as a text with an optional link; a record keeps sources once, under ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.integrations.feeds.shoe_figures import FIGURES, PLAIN_FIELDS

OWN_SOURCE = "own"
OWN_SOURCE_TITLE = "Stated by the owner of this entry"


def record_from(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of a valid document; the same document always gives the same record."""
    sources: dict[tuple[str | None, str | None], dict[str, Any]] = {}
    given = document.get("figures") or {}
    figures = {name: _figure(name, given.get(name), sources) for name in FIGURES}
    return {
        **{name: document.get(name) for name in PLAIN_FIELDS},
        "basis": None,
        "gtins": list(document.get("gtins") or ()),
        "figures": figures,
        "sources": list(sources.values()),
    }


def document_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document that a record came from, without what is not known: the target of a merge patch."""
    sources = {source["id"]: source for source in record["sources"]}
    figures = {name: _known_of(figure, sources) for name, figure in record["figures"].items() if figure is not None}
    document = {name: record[name] for name in PLAIN_FIELDS if record[name] is not None}
    if record["gtins"]:
        document["gtins"] = record["gtins"]
    if figures:
        document["figures"] = figures
    return document


def _figure(name: str, given: Mapping[str, Any] | None, sources: dict[Any, dict[str, Any]]) -> dict[str, Any] | None:
    if given is None:
        return None
    spec = FIGURES[name]
    place = given.get("source"), given.get("source_url")
    if place not in sources:
        sources[place] = _source(*place, len(sources) + 1)
    return {
        "value": given["value"],
        "unit": given.get("unit") or spec.units[0],
        "method": given.get("method"),
        "sample": given.get("sample"),
        "note": given.get("note"),
        "sources": [sources[place]["id"]],
    }


def _source(title: str | None, url: str | None, number: int) -> dict[str, Any]:
    own = title is None and url is None
    return {
        "id": OWN_SOURCE if own else f"{OWN_SOURCE}-{number}",
        "title": title or url or OWN_SOURCE_TITLE,
        "publisher": None,
        "kind": OWN_SOURCE,
        "url": url,
        "accessed": None,
    }


def _known_of(figure: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    known = {part: figure[part] for part in ("value", "unit", "method", "sample", "note") if figure[part] is not None}
    source = sources[figure["sources"][0]]
    if source["id"] != OWN_SOURCE:
        known["source"] = source["title"]
        if source["url"] is not None:
            known["source_url"] = source["url"]
    return known
