"""Written people, read from YAML: who they are, what they ask, and what professionals expect of each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
READERS = ("podiatrist", "coach", "fitter")
OF_A_QUESTION = frozenset({"advice", "request", "place", "slip", *READERS})


@dataclass(frozen=True)
class Question:
    """One request: ``place`` first asks where a pad goes, which an adjustment starts from."""

    advice: str
    request: Mapping[str, Any]
    place: Mapping[str, Any] | None
    expect: Mapping[str, Mapping[str, Any]]
    slip: Mapping[str, Any] | None


@dataclass(frozen=True)
class Persona:
    """One person, with everything they ask."""

    name: str
    who: str
    asks: tuple[Question, ...]
    before: tuple[Mapping[str, Any], ...] = ()
    """What is made first: an address, a body, and the name under which its id is kept."""


@cache
def personas() -> tuple[Persona, ...]:
    """Return every persona; raise AssertionError for one that is not whole, or named as another is."""
    found = [_persona(entry) for path in sorted(HERE.glob("*.yaml")) for entry in _page(path)["personas"]]
    names = [persona.name for persona in found]
    assert len(set(names)) == len(names), "a name stands twice"
    return tuple(found)


def _page(path: Path) -> Mapping[str, Any]:
    page: Mapping[str, Any] = yaml.safe_load(path.read_text())
    return page


def _persona(entry: Mapping[str, Any]) -> Persona:
    assert entry.keys() - {"before"} == {"name", "who", "asks"}, entry
    asks = tuple(_question(entry["name"], one) for one in entry["asks"])
    assert asks and len(entry["who"].split()) >= 12, f"{entry['name']}: say who they are and what they want"
    return Persona(entry["name"], " ".join(entry["who"].split()), asks, tuple(entry.get("before", ())))


def _question(name: str, entry: Mapping[str, Any]) -> Question:
    assert entry.keys() <= OF_A_QUESTION, f"{name}: {sorted(entry.keys() - OF_A_QUESTION)}"
    expect = {reader: entry[reader] for reader in READERS if reader in entry}
    assert expect, f"{name}: {entry['advice']}: nobody expects anything"
    return Question(entry["advice"], entry["request"], entry.get("place"), expect, entry.get("slip"))
