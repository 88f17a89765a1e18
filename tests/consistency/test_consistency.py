"""Whole people are asked about everywhere, and everything that they are answered must hold together.

Each invariant is a function of ``language``, ``agreement`` or ``parts`` that yields what is wrong, in a line. A failure
shows the smallest person for whom it still fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from inspect import getmembers, isfunction
from typing import Any

import pytest

from tests.consistency import agreement, language, parts
from tests.consistency.people import Person, bodies, person
from tests.consistency.whole import Whole, ask

Invariant = Callable[[Whole], Iterator[str]]

QUICK, MANY = 200, 5000
HALF = MANY // 2

OPEN: Mapping[str, int] = {}
"""What does not hold for everybody yet, with the most of the ``QUICK`` people for whom it may fail; only ever fewer."""


def invariants() -> list[Invariant]:
    """Return every public function of the three modules that looks at a whole answer."""
    helpers = {"hurts", "told_beside_the_symptoms", "no_complaint", "urgency"}
    return [
        function
        for module in (language, agreement, parts)
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and name not in helpers
    ]


@cache
def quick_people() -> tuple[Whole, ...]:
    """Return the people of the quick run with their answers."""
    return tuple(ask(person(number)) for number in range(QUICK))


def smallest(whole: Whole, invariant: Invariant) -> tuple[Person, str]:
    """Return the person with everything left out that the fault does not need, and the fault."""
    least, fault = whole.person, next(invariant(whole))
    shrunk = True
    while shrunk:
        shrunk = False
        for fewer in _fewer(least):
            faults = _faults(fewer, invariant)
            if faults:
                least, fault, shrunk = fewer, faults[0], True
                break
    return {part: fields for part, fields in least.items() if fields}, fault


def _fewer(whole: Person) -> Iterator[Person]:
    for part in ("return", "training", "pair", "planned"):
        if part in whole:
            yield {name: fields for name, fields in whole.items() if name != part}
    for part, fields in whole.items():
        for name in fields:
            yield {**whole, part: {key: value for key, value in fields.items() if key != name}}


def _faults(candidate: Person, invariant: Invariant) -> list[str]:
    try:
        return list(invariant(ask(candidate)))
    except (KeyError, TypeError, ValueError):
        return []


@pytest.mark.parametrize("invariant", invariants(), ids=lambda function: function.__name__)
def test_it_holds_for_every_person(invariant: Invariant) -> None:
    failing = [whole for whole in quick_people() if next(invariant(whole), None) is not None]
    if len(failing) > OPEN.get(invariant.__name__, 0):
        least, fault = smallest(failing[0], invariant)
        pytest.fail(f"{invariant.__doc__}\n{len(failing)} of {QUICK} people: {fault}\nsmallest: {least}", pytrace=False)


@pytest.mark.long(minutes=8)
@pytest.mark.parametrize("first", [0, HALF], ids=["first half", "second half"])
def test_it_holds_for_many_people(first: int) -> None:
    faults: dict[str, str] = {}
    for number in range(first, first + HALF):
        whole = ask(person(number))
        for invariant in invariants():
            if invariant.__name__ not in faults and invariant.__name__ not in OPEN:
                fault = next(invariant(whole), None)
                if fault is not None:
                    faults[invariant.__name__] = f"person {number}: {fault}"
    assert faults == {}


def test_people_are_all_different_and_ask_everything() -> None:
    people = [person(number) for number in range(QUICK)]
    assert len({repr(one) for one in people}) == QUICK
    topics = {topic for one in people for topic in bodies(one)}
    assert len(topics) == 11
    levels = {whole.answers["triage"]["verdict"] for whole in quick_people()}
    assert levels >= {"self_care", "see_professional", "same_day", "emergency"}


def test_what_holds_for_everybody_is_open_no_more() -> None:
    failing = {
        invariant.__name__
        for invariant in invariants()
        if invariant.__name__ in OPEN and any(next(invariant(whole), None) is not None for whole in quick_people())
    }
    assert failing == set(OPEN)


def test_there_are_some_forty_invariants_and_each_states_itself() -> None:
    assert len(invariants()) >= 40
    assert all((invariant.__doc__ or "").strip().endswith(".") for invariant in invariants())


@pytest.mark.parametrize(
    ("invariant", "change"),
    [
        (language.one_is_singular, {"summary": "Look again in 1 days."}),
        (language.nobody_is_told_anything, {"summary": "Nothing you told speaks against it."}),
        (language.summaries_fit_the_line, {"summary": "x" * 141}),
        (language.articles_fit_the_word_that_follows, {"summary": "Wide enough for a extra wide foot."}),
        (language.sentences_are_whole, {"summary": "Keep to {limit} a week."}),
        (language.nothing_is_diagnosed, {"summary": "You have a stress fracture."}),
        (language.codes_are_named_once, {"actions": [{"code": "rest", "text": "Rest.", "rules": []}] * 2}),
        (agreement.care_is_the_same_everywhere, {"care": {"level": "emergency", "timeframe": "now", "rules": []}}),
        (
            agreement.no_run_before_somebody_has_looked,
            {"care": {"level": "same_day", "timeframe": "today", "rules": []}},
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_fault_is_noticed(invariant: Invariant, change: Mapping[str, Any]) -> None:
    well = next(
        whole for whole in quick_people() if whole.care is None and whole.answers["run_today"]["verdict"] == "run"
    )
    spoilt = {**well.answers, "triage": {**well.answers["triage"], **change}}
    assert list(invariant(Whole(well.person, well.asked, spoilt)))
