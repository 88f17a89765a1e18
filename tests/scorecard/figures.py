"""Moves the figures of the rulebook, one at a time by one step, and sees whether a golden case of advice notices.

A threshold holds at one below, at it and one above where cases stand on both sides of it: then a figure that is one
step higher or lower changes the answer to one of them.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.advice.core.rules import Parameter, Rulebook, Value
from api.rulebook.load import shipped_rulebook
from api.rulebook.units import WORDS
from tests.mutation.plant import caches_of_process, module_of

ADVICE = Path("tests") / "advice"
Ask = Callable[[], object]
CHARTS = "SIZE-08"
"""The rule whose figures are all read, by names that are put together in two steps."""


@dataclass(frozen=True)
class Move:
    """A figure with the value it is moved to."""

    rule: str
    name: str
    value: Value

    def __str__(self) -> str:
        return f"{self.rule} {self.name} = {self.value}"


def moves(book: Rulebook) -> list[Move]:
    """Return each number of each rule, moved by one step up and down."""
    return [
        Move(rule.id, parameter.name, value)
        for rule in book.rules.values()
        for parameter in rule.parameters.values()
        if parameter.unit not in WORDS
        for value in _neighbours(parameter.value)
    ]


def _neighbours(value: Value) -> Iterator[Value]:
    if isinstance(value, tuple):
        for place, each in enumerate(value):
            for other in _neighbours(each):
                yield (*value[:place], other, *value[place + 1 :])
    elif isinstance(value, float):
        step = 10.0 ** -len(f"{value:.10g}".partition(".")[2])
        yield from (round(value - step, 10), round(value + step, 10))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (value - 1, value + 1)


def cases() -> dict[str, list[Ask]]:
    """Return every golden case as it is asked by its test, by the folder of the test."""
    found: dict[str, list[Ask]] = {}
    for file in sorted(ADVICE.glob("*/test_*.py")):
        for thing in vars(importlib.import_module(module_of(file))).values():
            for mark in getattr(thing, "pytestmark", ()):
                if mark.name == "parametrize" and mark.args[0] == "case":
                    found.setdefault(file.parent.name, []).extend(_asked(thing, case) for case in mark.args[1])
    return found


def _asked(test: Callable[..., object], case: Any) -> Ask:
    return lambda: test(case=case)


def unnoticed(chosen: Sequence[Move], asked: dict[str, list[Ask]]) -> list[Move]:
    """Return the moves that no case notices."""
    # Other tests may have loaded a book anew.
    books = [thing for thing in gc.get_objects() if isinstance(thing, Rulebook) and thing.rules]
    caches = caches_of_process()
    gc.freeze()
    try:
        return [move for move in chosen if not _is_noticed(move, asked, books, caches)]
    finally:
        # Of what is frozen the collector knows no more: the next look would find no book to plant into.
        gc.unfreeze()


def is_read(move: Move) -> bool:
    """Return whether any code names the figure; what none does is published with its rule, and decides nothing."""
    composed = (pattern for rule, pattern in _composed() if rule in ("", move.rule))
    return move.rule == CHARTS or move.name in _named() or any(pattern.fullmatch(move.name) for pattern in composed)


@cache
def _named() -> set[str]:
    return set(re.findall(r'"(\w+)"', _code()))


@cache
def _composed() -> list[tuple[str, re.Pattern[str]]]:
    """Return what names look like that are put together, ``f"{slot}_ladder"``, each with its rule, "" for any."""
    texts = re.findall(r'(?:"([A-Z]+-\d+)"|\b[a-z_]*rule), f"([^"]+)"', _code())
    return [(rule, re.compile(re.sub(r"\{.*?\}", r"\\w+", text))) for rule, text in texts]


@cache
def _readers(rule: str) -> set[str]:
    """Return the topics whose code names a rule: some read a figure of another topic's rule without citing it."""
    files = (Path("api") / "advice").glob("*/*.py")
    return {file.parent.name for file in files if f'"{rule}"' in file.read_text()}


@cache
def _code() -> str:
    return "".join(file.read_text() for file in Path("api").rglob("*.py"))


def _is_noticed(move: Move, asked: dict[str, list[Ask]], books: list[Rulebook], caches: list[Any]) -> bool:
    child = os.fork()
    if child == 0:
        status = 2
        try:
            for book in books:
                plant(book, move)
            for cache in caches:
                cache.cache_clear()
            status = int(_fails(move, asked))
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 1), f"{move}: {status}"
    return status == 1


def _fails(move: Move, asked: dict[str, list[Ask]]) -> bool:
    # The other topics give the figure to no one. A folder has the cases of what goes on from its topic, too.
    users = {*shipped_rulebook().rules[move.rule].used_by, *_readers(move.rule)}
    for topic in [folder for folder in asked if any(user == folder or user.startswith(f"{folder}_") for user in users)]:
        for ask in asked[topic]:
            try:
                ask()
            except Exception:
                return True
    return False


def plant(book: Rulebook, move: Move) -> None:
    """Put a moved figure into a rulebook of this process that has the rule."""
    rule = book.rules.get(move.rule)
    if rule is None:
        return
    old = rule.parameters.get(move.name, Parameter(move.name, move.value, "count"))
    parameters = {**rule.parameters, move.name: replace(old, value=move.value)}
    changed = replace(rule, parameters=parameters)
    rules = [changed if each.id == rule.id else each for each in book.rules.values()]
    Rulebook.__init__(book, book.version, rules, book.wording)
    assert isinstance(book.rules, MappingProxyType)
