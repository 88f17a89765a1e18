"""Symptoms for tests: from a case, wholly harmless, and by hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_type_hints

from hypothesis import strategies as st

from api.advice.foot.feet import Feet, Foot
from api.advice.triage.request import (
    BONE_TENDERNESS,
    NUMBNESS,
    PAIN_KINDS,
    PAIN_SIDES,
    PAIN_SITES,
    SEEN,
    Symptoms,
    TriageRequest,
)

YES_NO = tuple(
    name
    for name, hint in get_type_hints(Symptoms).items()
    if hint == bool | None and name not in ("eases_off_feet", "improving") and not name.endswith("_elsewhere")
)
"""Questions whose yes is never better than their no."""

CALMING = ("eases_off_feet", "improving")
"""Questions whose yes is never worse than their no."""

HARMLESS = replace(
    Symptoms(**dict.fromkeys(YES_NO, False)),
    pain_level=3,
    pain_sites=("mth_2",),
    pain_side="left",
    pain_kinds=("ache",),
    eases_off_feet=True,
    improving=True,
    days_since_onset=2,
    days_of_self_care=1,
    numbness_or_tingling="none",
    seen_by_professional="no",
    age_years=40,
    bone_tenderness="none",
    morning_stiffness_minutes=0,
    consistent_exercises_weeks=0,
)
"""Everything answered, nothing dangerous."""


def symptoms_of(given: Mapping[str, Any]) -> Symptoms:
    """Return the symptoms of a case as they come through HTTP: lists become tuples, and nulls are noted."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return Symptoms(**values, sent_as_null=frozenset(name for name, value in given.items() if value is None))


def triage_request(given: Mapping[str, Any]) -> TriageRequest:
    """Return the request of a case."""
    feet = given.get("feet")
    sides = {side: Foot(**foot) for side, foot in (feet or {}).items()}
    return TriageRequest(symptoms_of(given["symptoms"]), Feet(**sides) if feet else None)


def _some_of(words: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), max_size=3, unique=True).map(tuple)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    # Mostly not known, so that few signs meet and halves of pairs come up often.
    return st.one_of(st.none(), st.none(), strategy)


def any_symptoms() -> st.SearchStrategy[Symptoms]:
    """Return a strategy for symptoms, most of them not known."""
    choices: dict[str, st.SearchStrategy[Any]] = dict.fromkeys((*YES_NO, *CALMING), _maybe(st.booleans()))
    choices |= {
        "pain_level": _maybe(st.integers(0, 10)),
        "pain_sites": _maybe(_some_of(PAIN_SITES)),
        "pain_side": _maybe(st.sampled_from(PAIN_SIDES)),
        "pain_kinds": _maybe(_some_of(PAIN_KINDS)),
        "days_since_onset": _maybe(st.integers(0, 40)),
        "days_of_self_care": _maybe(st.integers(0, 20)),
        "numbness_or_tingling": _maybe(st.sampled_from(NUMBNESS)),
        "bone_tenderness": _maybe(st.sampled_from(BONE_TENDERNESS)),
        "morning_stiffness_minutes": _maybe(st.integers(0, 60)),
        "consistent_exercises_weeks": _maybe(st.integers(0, 8)),
        "seen_by_professional": _maybe(st.sampled_from(SEEN)),
        "age_years": _maybe(st.integers(8, 90)),
    }
    return st.builds(Symptoms, **choices)
