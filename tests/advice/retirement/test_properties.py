"""What must hold for every pair, whatever is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS, Answer
from api.advice.core.distance import NOTHING, Distance
from api.advice.retirement.advise import advise, advise_pair
from api.advice.retirement.cushioning import cushioning_left
from api.advice.retirement.pace import pace_of_week
from api.advice.retirement.request import FOAMS, Inspection, WornPair
from api.advice.retirement.verdict import VERDICTS
from api.advice.triage.request import Symptoms
from tests.advice.retirement.inputs import BOOK, DISTANCES, LIMITS, MASSES, PAIRS, TODAY, maybe
from tests.support.served import shown

WEEKS = st.builds(Distance.of, st.floats(min_value=1, max_value=300), st.just("km"))
WORN_OUT = Distance.of(700, "mi")


def ask(pair: WornPair, week: Distance | None = None) -> Answer:
    pace = pace_of_week(week, BOOK) if week is not None else None
    return advise(pair, BOOK, as_of=TODAY, pace=pace)


def rank(answer: Answer) -> int:
    return VERDICTS.index(answer.verdict)


def not_more_permissive(stricter: Answer, milder: Answer) -> None:
    """Raise AssertionError if the first answer lets a runner do what the second does not."""
    assert rank(stricter) >= rank(milder), (stricter.verdict, milder.verdict)
    for run, cleared in stricter.details["ok_for"].items():
        assert milder.details["ok_for"][run] or not cleared, run


@given(PAIRS, DISTANCES, DISTANCES, WEEKS)
def test_more_distance_never_makes_a_pair_younger(
    pair: WornPair, one: Distance, more: Distance, week: Distance
) -> None:
    young, old = (ask(replace(pair, distance=distance), week) for distance in (one, one + more))
    not_more_permissive(old, young)
    assert old.details["life_used"] >= young.details["life_used"]
    assert old.details["remaining"]["km"] <= young.details["remaining"]["km"]
    for edge, share in old.details["cushioning_left"].items():
        assert share <= young.details["cushioning_left"][edge]
    if young.details["forecast"] and old.details["forecast"]:
        for day in ("plan_on", "retire_on", "earliest", "latest"):
            assert old.details["forecast"][day] <= young.details["forecast"][day]


@given(PAIRS, st.integers(min_value=0, max_value=2_000_000), WEEKS)
def test_kilometres_miles_and_metres_agree_exactly(pair: WornPair, metres: int, week: Distance) -> None:
    in_metres, in_km = Distance.of(metres, "m"), Distance(metres * 1_000_000)
    assert ask(replace(pair, distance=in_metres), week) == ask(replace(pair, distance=in_km), week)


@given(PAIRS, st.integers(min_value=0, max_value=1_200))
def test_a_whole_mile_is_judged_like_its_kilometres(pair: WornPair, miles: int) -> None:
    in_miles, in_km = Distance.of(miles, "mi"), Distance.of(round(miles * 1.609344, 6), "km")
    assert ask(replace(pair, distance=in_miles)) == ask(replace(pair, distance=in_km))


@given(PAIRS)
def test_what_is_felt_grows_stricter_from_springy_to_flat(pair: WornPair) -> None:
    springy, unknown, unsure, flat = (ask(replace(pair, feel=feel)) for feel in ("springy", None, "unsure", "flat"))
    not_more_permissive(unknown, springy)
    not_more_permissive(unsure, springy)
    not_more_permissive(flat, unsure)
    assert flat.verdict == "retire" and not any(flat.details["ok_for"].values())


@given(PAIRS)
def test_pain_is_never_more_permissive_than_none(pair: WornPair) -> None:
    without, unknown, hurting = (ask(replace(pair, forefoot_pain=pain)) for pain in (False, None, True))
    not_more_permissive(unknown, without)
    not_more_permissive(hurting, unknown)
    assert not hurting.details["ok_for"]["speed"] and not hurting.details["ok_for"]["race"]
    assert hurting.details["limits"]["retire_by"]["km"] < without.details["limits"]["retire_by"]["km"]


@pytest.mark.parametrize("finding", ["creased_midsole", "tilts", "outsole_through"])
@given(pair=PAIRS)
def test_a_finding_is_never_more_permissive_than_a_clean_look(finding: str, pair: WornPair) -> None:
    clean, unknown, found = (
        ask(replace(pair, inspection=replace(pair.inspection, **{finding: seen}))) for seen in (False, None, True)
    )
    not_more_permissive(unknown, clean)
    not_more_permissive(found, unknown)
    assert found.verdict != "keep" and not found.details["ok_for"]["speed"]


@given(PAIRS)
def test_a_distance_nobody_knows_is_stricter_than_none_run(pair: WornPair) -> None:
    not_more_permissive(ask(replace(pair, distance=None)), ask(replace(pair, distance=NOTHING)))
    assert ask(replace(pair, distance=None)).verdict != "keep"


@given(PAIRS)
def test_foam_and_kind_not_known_are_no_more_permissive_than_a_trainer_of_eva(pair: WornPair) -> None:
    not_more_permissive(ask(replace(pair, foam=None)), ask(replace(pair, foam="eva")))
    not_more_permissive(ask(replace(pair, kind=None)), ask(replace(pair, kind="trainer")))
    not_more_permissive(ask(replace(pair, kind="race")), ask(replace(pair, kind="trainer")))
    not_more_permissive(ask(replace(pair, foam="peba")), ask(replace(pair, foam="eva")))


@given(PAIRS, MASSES, MASSES, WEEKS)
def test_heavier_is_never_later(pair: WornPair, one: float, other: float, week: Distance) -> None:
    light, heavy = (ask(replace(pair, body_mass_kg=mass), week) for mass in sorted((one, other)))
    not_more_permissive(heavy, light)
    for limit in ("plan_from", "retire_by", "race_until", "easy_until"):
        assert heavy.details["limits"][limit]["km"] <= light.details["limits"][limit]["km"]
    if light.details["forecast"] and heavy.details["forecast"]:
        assert heavy.details["forecast"]["retire_on"] <= light.details["forecast"]["retire_on"]
    not_more_permissive(light, ask(replace(pair, body_mass_kg=None), week))


@given(PAIRS, LIMITS, LIMITS)
def test_a_shorter_own_limit_is_never_more_permissive(pair: WornPair, one: Distance, other: Distance) -> None:
    shorter, longer = (ask(replace(pair, limit=limit)) for limit in sorted((one, other)))
    not_more_permissive(shorter, longer)


@given(PAIRS, LIMITS)
def test_an_own_limit_clears_no_fast_run_and_stretches_nothing_past_the_end(pair: WornPair, limit: Distance) -> None:
    own, ours = advise_pair(replace(pair, limit=limit), BOOK, as_of=TODAY), ask(replace(pair, limit=None))
    for run in ("speed", "race"):
        assert ours.details["ok_for"][run] or not own.answer.details["ok_for"][run]
    assert own.judged.limits.retire_by <= WORN_OUT
    if limit <= own.judged.limits.advised:
        not_more_permissive(own.answer, ours)


@given(PAIRS, DISTANCES)
def test_nothing_outlives_the_absolute_end(pair: WornPair, more: Distance) -> None:
    answer = ask(replace(pair, distance=WORN_OUT + more))
    assert answer.verdict == "retire"
    assert not any(answer.details["ok_for"].values())
    assert answer.details["remaining"]["m"] == 0


@given(PAIRS)
def test_limits_stand_in_their_order(pair: WornPair) -> None:
    limits = advise_pair(pair, BOOK, as_of=TODAY).judged.limits
    assert limits.ageing_from <= limits.plan_from or limits.pain_brought_forward
    assert limits.plan_from <= limits.retire_by <= limits.worn_out
    assert limits.race_until <= limits.speed_until <= limits.advised


@given(PAIRS, maybe(WEEKS))
def test_the_answer_holds_together(pair: WornPair, week: Distance | None) -> None:
    answer = ask(pair, week)
    served: dict[str, Any] = shown(answer, BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    codes = [action.code for action in answer.actions]
    assert len(set(codes)) == len(codes) and "rotate_pairs" in codes
    fields = [missing.field for missing in answer.missing]
    assert len(set(fields)) == len(fields)
    ok = served["ok_for"]
    assert ok["easy"] >= ok["speed"] >= ok["race"]
    assert ("stop_running_in_it" in codes) == (answer.verdict == "retire" and not ok["easy"])
    assert all(shown(answer, BOOK)["rules"][rule] for rule in answer.cited())
    if answer.verdict == "retire":
        assert served["forecast"]["retire_on"] == TODAY.isoformat()
        assert served["remaining"]["m"] == 0
    elif served["life_used"] is not None:
        assert served["life_used"] < 1 and served["remaining"]["m"] > 0
    if served["forecast"]:
        days = [TODAY.isoformat(), *(served["forecast"][day] for day in ("earliest", "retire_on", "latest"))]
        assert days == sorted(days)
        assert served["forecast"]["plan_on"] <= served["forecast"]["retire_on"]


@given(PAIRS, maybe(WEEKS))
def test_each_thing_asked_for_is_not_known_and_changes_with_its_answer(pair: WornPair, week: Distance | None) -> None:
    for missing in ask(pair, week).missing:
        if missing.field.startswith("inspection."):
            assert getattr(pair.inspection, missing.field.partition(".")[2]) is None
        elif missing.field == "symptoms":
            assert pair.forefoot_pain
        elif missing.field == "weekly_distance":
            assert week is None
        else:
            assert getattr(pair, missing.field) is None


@given(DISTANCES, st.sampled_from([*FOAMS, None]))
def test_the_cushioning_band_holds_its_estimate_and_is_wider_for_other_foams(distance: Distance, foam: str) -> None:
    eva, other = cushioning_left(distance, "eva", BOOK), cushioning_left(distance, foam, BOOK)
    assert 0 < other.low <= eva.low <= eva.estimate == other.estimate <= eva.high <= other.high <= 1
    if foam != "eva" and distance.mi > 1:
        assert other.low < eva.low and other.high > eva.high


SIGNS = st.sampled_from(
    [Symptoms(hot_stuck_joint=True), Symptoms(hurts_at_night=True), Symptoms(open_wound=True, diabetes=True)]
)


@given(PAIRS, SIGNS)
def test_a_danger_sign_clears_no_run_and_comes_first(pair: WornPair, symptoms: Symptoms) -> None:
    answer = advise(pair, BOOK, as_of=TODAY, symptoms=symptoms)
    assert answer.care is not None and answer.indicator != "info"
    assert not any(answer.details["ok_for"].values())
    assert answer.actions[0].code in ("be_seen_today", "book_visit", "get_emergency_help")
    assert set(answer.reasons[0:1]) and answer.reasons[0].rule in answer.care.rules
    if answer.care.level != "see_professional":
        assert answer.details["forecast"] is None
        assert "advice_withheld" in [action.code for action in answer.actions]


@given(PAIRS)
def test_symptoms_without_a_sign_change_nothing_but_what_they_tell_of_pain(pair: WornPair) -> None:
    painless = advise(pair, BOOK, as_of=TODAY, symptoms=Symptoms(pain_level=0))
    known = replace(pair, forefoot_pain=bool(pair.forefoot_pain))
    not_more_permissive(painless, ask(known))
    not_more_permissive(ask(known), painless)


def test_every_field_of_an_inspection_was_tried() -> None:
    assert set(Inspection.__dataclass_fields__) == {"creased_midsole", "tilts", "outsole_through"}
