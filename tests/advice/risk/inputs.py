"""How a question on risk factors becomes what the advice is asked, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from api.advice.core.answer import Answer
from api.advice.foot.feet import ARCHES, Feet, Foot
from api.advice.risk.advise import advise
from api.advice.risk.request import DailyLife, Footwear, Habits, Movement, RiskRequest
from api.rulebook.load import shipped_rulebook
from tests.advice.training.inputs import WEEK, YES_NO_UNKNOWN, distance_of, maybe
from tests.advice.triage.inputs import any_symptoms, symptoms_of
from tests.support.served import shown

BOOK = shipped_rulebook()

NOTHING_THERE: Mapping[str, Any] = {
    "training": {
        "weekly_increase_fraction": 0,
        "speed_sessions_per_week": 1,
        "plyometrics": False,
        "concrete_most_runs": False,
        "hills": False,
    },
    "shoes": {
        "narrow_toe_box": False,
        "thin_forefoot": False,
        "worn_out": False,
        "fit_checked": True,
        "heels_at_work": False,
    },
    "biomechanics": dict.fromkeys(Movement.__dataclass_fields__, False),
    "daily_life": {"stands_all_day": False, "barefoot_on_hard_floors": False, "bmi": 22},
    "feet": {"left": {"arch": "normal", "bunion": False, "hammertoe": False, "callus": False}},
    "symptoms": {"pain_level": 0},
}
"""Everything answered, nothing there; a case says ``nothing_there: true`` and changes one thing."""


def request_of(given: Mapping[str, Any]) -> RiskRequest:
    """Return the question of a request."""
    if given.get("nothing_there"):
        merged = {
            name: {**whole, **given.get(name, {})} if name != "symptoms" else given.get(name, whole)
            for name, whole in NOTHING_THERE.items()
        }
        given = merged
    training = dict(given.get("training", {}))
    if "recent_weeks" in training:
        training["recent_weeks"] = tuple(map(distance_of, training["recent_weeks"]))
    if "planned_week" in training:
        training["planned_week"] = distance_of(training["planned_week"])
    feet = given.get("feet")
    return RiskRequest(
        training=Habits(**training),
        shoes=Footwear(**given.get("shoes", {})),
        biomechanics=Movement(**given.get("biomechanics", {})),
        daily_life=DailyLife(**given.get("daily_life", {})),
        feet=None if feet is None else Feet(**{side: Foot(**foot) for side, foot in feet.items()}),
        symptoms=symptoms_of(given["symptoms"]) if "symptoms" in given else None,
    )


def asked(given: Mapping[str, Any]) -> Answer:
    """Return the advice for a request."""
    return advise(request_of(given), BOOK)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the advice for a request, as it is served."""
    return shown(asked(given), BOOK)


def _flags(kind: Any, **others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    flags = {name: YES_NO_UNKNOWN for name in kind.__dataclass_fields__ if name not in others}
    return st.builds(kind, **flags, **others)


FOOT = st.builds(
    Foot,
    arch=maybe(st.sampled_from(ARCHES)),
    bunion=YES_NO_UNKNOWN,
    hammertoe=YES_NO_UNKNOWN,
    callus=YES_NO_UNKNOWN,
)
REQUESTS = st.builds(
    RiskRequest,
    training=_flags(
        Habits,
        weekly_increase_fraction=maybe(st.floats(-1, 3, allow_nan=False)),
        recent_weeks=maybe(st.lists(WEEK, max_size=5).map(tuple)),
        planned_week=maybe(WEEK),
        speed_sessions_per_week=maybe(st.integers(0, 7)),
    ),
    shoes=_flags(Footwear),
    biomechanics=_flags(Movement),
    daily_life=_flags(
        DailyLife, standing_hours_per_day=maybe(st.floats(0, 24)), bmi=maybe(st.floats(15, 50, allow_nan=False))
    ),
    feet=maybe(st.builds(Feet, left=maybe(FOOT), right=maybe(FOOT))),
    symptoms=maybe(any_symptoms()),
)
