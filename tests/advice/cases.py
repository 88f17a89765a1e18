"""Golden cases as data: tests/cases/<topic>.yaml, each a sentence for a name, what is given, what is expected.

``expect`` maps a path into the answer to the exact value there, or one of the words of ``WORDS`` to what it takes.
Paths: ``care.level``, ``criteria.0.value``, ``resembles[].condition`` (that field of every item of a list).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from api.rulebook.yaml_strict import list_of, mapping_of, read_yaml, text_of

FOLDER = Path(__file__).parent.parent / "cases"


@dataclass(frozen=True)
class Case:
    """One golden case: ``given`` as a request would carry it, ``expect`` as said above."""

    name: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]


def read_cases(topic: str) -> list[Case]:
    """Return the cases of a topic; raises RulebookError when the file is not sound or a name stands twice."""
    path = FOLDER / f"{topic}.yaml"
    page = mapping_of(read_yaml(path), path.name, allowed={"topic", "cases"}, required={"topic", "cases"})
    assert page["topic"] == topic, f"{path.name}: topic {page['topic']!r} is not the file's name"
    cases = [_case(entry, f"{path.name}: case {n}") for n, entry in enumerate(list_of(page["cases"], path.name), 1)]
    names = [case.name for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"{path.name}: names stand twice: {sorted(twice)}"
    figures = _figures().get(topic, {})
    assert figures.keys() <= set(names), f"{path.name}: no case {sorted(figures.keys() - set(names))}"
    return [replace(case, expect={**figures.get(case.name, {}), **case.expect}) for case in cases]


@cache
def _figures() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Return what cases hold at the figures of the rulebook, by topic and the name of the case."""
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = read_yaml(FOLDER / "figures.yaml")  # type: ignore[assignment]
    return found


def _case(entry: object, where: str) -> Case:
    keys = {"name", "given", "expect"}
    given = mapping_of(entry, where, allowed=keys, required=keys)
    name = text_of(given["name"], f"{where}: name")
    assert len(name.split()) >= 4, f"{where}: {name!r} is not a sentence"
    expect = mapping_of(given["expect"], f"{where}: expect")
    assert expect, f"{where}: expects nothing"
    return Case(name, mapping_of(given["given"], f"{where}: given"), expect)


def each_case(topic: str) -> pytest.MarkDecorator:
    """Return the mark that runs a test once for each case of a topic, as its argument ``case``."""
    cases = read_cases(topic)
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def check(case: Case, answer: Mapping[str, Any]) -> None:
    """Raise AssertionError naming the case, the expectation and what the answer held instead."""
    for key, wanted in case.expect.items():
        if key in WORDS:
            WORDS[key](answer, wanted, f"{case.name}: {key}")
        else:
            held = at(answer, key)
            assert held == wanted, f"{case.name}: {key} is {held!r}, not {wanted!r}"


def at(answer: Any, path: str) -> Any:
    """Return what stands at a path of the answer; raises AssertionError when the path leads nowhere."""
    here: Any = answer
    first, _, rest = path.partition(".")
    name, every = (first[:-2], True) if first.endswith("[]") else (first, False)
    if isinstance(here, list):
        assert name.isdigit() and int(name) < len(here), f"no item {name} in a list of {len(here)}"
        here = here[int(name)]
    else:
        assert isinstance(here, Mapping) and name in here, f"no {name!r} in {list(here) if here else here!r}"
        here = here[name]
    if every:
        return [at(item, rest) if rest else item for item in here]
    return at(here, rest) if rest else here


def texts(answer: Any) -> Iterator[str]:
    """Yield every text anywhere in an answer, the titles and references of rules apart."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, Mapping):
        for key, value in answer.items():
            if key != "rules":
                yield from texts(value)
    elif isinstance(answer, (list, tuple)):
        for item in answer:
            yield from texts(item)


def _holds(path: str) -> Callable[[Mapping[str, Any], Any, str], None]:
    def check_holds(answer: Mapping[str, Any], wanted: Any, where: str) -> None:
        held = list(at(answer, path))
        lacking = [item for item in wanted if item not in held]
        assert wanted and not lacking, f"{where}: {lacking} is not in {held}"

    return check_holds


def _lacks(path: str) -> Callable[[Mapping[str, Any], Any, str], None]:
    def check_lacks(answer: Mapping[str, Any], unwanted: Any, where: str) -> None:
        held = list(at(answer, path))
        present = [item for item in unwanted if item in held]
        assert unwanted and not present, f"{where}: {present} is in {held}"

    return check_lacks


def _in_order(path: str) -> Callable[[Mapping[str, Any], Any, str], None]:
    def check_order(answer: Mapping[str, Any], wanted: Any, where: str) -> None:
        held = [item for item in at(answer, path) if item in wanted]
        assert wanted and held == wanted, f"{where}: {wanted} does not stand in this order in {at(answer, path)}"

    return check_order


def _first(path: str) -> Callable[[Mapping[str, Any], Any, str], None]:
    def check_first(answer: Mapping[str, Any], wanted: Any, where: str) -> None:
        held = at(answer, path)
        assert held[:1] == [wanted], f"{where}: {held} does not begin with {wanted!r}"

    return check_first


def _says(answer: Mapping[str, Any], wanted: Any, where: str) -> None:
    spoken = " | ".join(texts(answer)).lower()
    lacking = [phrase for phrase in wanted if phrase.lower() not in spoken]
    assert wanted and not lacking, f"{where}: {lacking} is not said in {spoken}"


def _does_not_say(answer: Mapping[str, Any], unwanted: Any, where: str) -> None:
    spoken = " | ".join(texts(answer)).lower()
    present = [phrase for phrase in unwanted if phrase.lower() in spoken]
    assert unwanted and not present, f"{where}: {present} is said in {spoken}"


def _includes(answer: Mapping[str, Any], wanted: Any, where: str) -> None:
    for path, items in wanted.items():
        _holds(path)(answer, items, f"{where} {path}")


def _excludes(answer: Mapping[str, Any], unwanted: Any, where: str) -> None:
    for path, items in unwanted.items():
        _lacks(path)(answer, items, f"{where} {path}")


WORDS: Mapping[str, Callable[[Mapping[str, Any], Any, str], None]] = {
    "cites": _holds("rules"),
    "does_not_cite": _lacks("rules"),
    "does": _in_order("actions[].code"),
    "does_first": _first("actions[].code"),
    "does_not": _lacks("actions[].code"),
    "asks": _holds("missing[].field"),
    "asks_first": _first("missing[].field"),
    "does_not_ask": _lacks("missing[].field"),
    "because_of": _holds("reasons[].rule"),
    "not_because_of": _lacks("reasons[].rule"),
    "says": _says,
    "does_not_say": _does_not_say,
    "includes": _includes,
    "excludes": _excludes,
}
"""What ``expect`` may hold beside paths: rules cited, actions (``does``: in this order), questions, reasons, words."""
