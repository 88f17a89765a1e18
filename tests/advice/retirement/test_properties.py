"""What must hold for every pair, whatever is known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.distance import NOTHING, Distance
from api.advice.retirement.advise import advise_pair, cushioning_left, pace_of_week
from api.advice.retirement.answer import VERDICTS, OkFor, RetirementAnswer
from api.advice.retirement.limits import months_between, months_later
from api.advice.retirement.request import FOAMS, Inspection, WornPair
from api.advice.triage.request import Symptoms
from tests.advice.retirement.inputs import BOOK, DISTANCES, LIMITS, MASSES, PAIRS, TODAY, maybe
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

WEEKS = st.builds(Distance.of, st.floats(min_value=1, max_value=300), st.just("km"))
WORN_OUT = Distance.of(700, "mi")


RUNS = ("easy", "speed", "race")


def ask(pair: WornPair, week: Distance | None = None, symptoms: Symptoms | None = None) -> RetirementAnswer:
    pace = pace_of_week(week, BOOK) if week is not None else None
    return advise_pair(pair, BOOK, as_of=TODAY, pace=pace, symptoms=symptoms).answer


def cleared(ok_for: OkFor) -> set[str]:
    return {run for run in RUNS if getattr(ok_for, run)}


def rank(answer: RetirementAnswer) -> int:
    return VERDICTS.index(answer.verdict)


def not_more_permissive(stricter: RetirementAnswer, milder: RetirementAnswer) -> None:
    """Raise AssertionError if the first answer lets a runner do what the second does not."""
    assert rank(stricter) >= rank(milder), (stricter.verdict, milder.verdict)
    assert cleared(stricter.ok_for) <= cleared(milder.ok_for)


@given(PAIRS, DISTANCES, DISTANCES, WEEKS)
def test_more_distance_never_makes_a_pair_younger(
    pair: WornPair, one: Distance, more: Distance, week: Distance
) -> None:
    """Hold at the same hours for a distance: more distance in the same hours is a faster runner, not an older pair."""
    further = one + more
    hours = pair.hours
    if hours and one.micrometres:
        hours *= further.micrometres / one.micrometres
    young = ask(replace(pair, distance=one), week)
    old = ask(replace(pair, distance=further, hours=hours), week)
    assert rank(old) >= rank(young)
    if one.mi >= 30:  # Before, a pair is broken in, and clears fast runs afterwards (WEAR-18).
        not_more_permissive(old, young)
    assert old.life_used is not None and young.life_used is not None and old.life_used >= young.life_used
    assert old.remaining is not None and young.remaining is not None and old.remaining <= young.remaining
    for edge in ("low", "estimate", "high"):
        assert getattr(old.cushioning_left, edge) <= getattr(young.cushioning_left, edge)
    if young.forecast and old.forecast:
        for day in ("plan_on", "retire_on", "earliest", "latest"):
            assert getattr(old.forecast, day) <= getattr(young.forecast, day)


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
    assert flat.verdict == "retire" and not cleared(flat.ok_for)


@given(PAIRS)
def test_pain_is_never_more_permissive_than_none(pair: WornPair) -> None:
    without, unknown, hurting = (ask(replace(pair, forefoot_pain=pain)) for pain in (False, None, True))
    not_more_permissive(unknown, without)
    not_more_permissive(hurting, unknown)
    assert not hurting.ok_for.speed and not hurting.ok_for.race
    assert hurting.limits.retire_by < without.limits.retire_by


@pytest.mark.parametrize("finding", ["creased_midsole", "tilts", "outsole_through"])
@given(pair=PAIRS)
def test_a_finding_is_never_more_permissive_than_a_clean_look(finding: str, pair: WornPair) -> None:
    clean, unknown, found = (
        ask(replace(pair, inspection=replace(pair.inspection, **{finding: seen}))) for seen in (False, None, True)
    )
    not_more_permissive(unknown, clean)
    not_more_permissive(found, unknown)
    assert found.verdict != "keep" and not found.ok_for.speed


@given(PAIRS, DISTANCES, maybe(WEEKS), st.sampled_from([None, False, True]))
def test_a_start_nobody_knows_is_never_milder_than_a_new_pair(
    pair: WornPair, recorded: Distance, week: Distance | None, hurts: bool | None
) -> None:
    pair = replace(pair, forefoot_pain=hurts)
    new = ask(replace(pair, distance=recorded), week)
    unknown = ask(replace(pair, distance=None, distance_at_least=recorded), week)
    not_more_permissive(unknown, new)
    assert unknown.verdict != "keep" and not unknown.ok_for.speed and not unknown.ok_for.race
    assert unknown.life_used == new.life_used
    assert unknown.remaining is not None and new.remaining is not None and unknown.remaining <= new.remaining
    assert (unknown.forecast is None) <= (new.forecast is None)
    if unknown.forecast and new.forecast:
        for day in ("plan_on", "retire_on", "earliest", "latest"):
            assert getattr(unknown.forecast, day) <= getattr(new.forecast, day)
    assert unknown.cushioning_left is not None and new.cushioning_left is not None
    for edge in ("low", "estimate", "high"):
        assert getattr(unknown.cushioning_left, edge) <= getattr(new.cushioning_left, edge)
    assert unknown.judged_as.distance_is == "at_least" and new.judged_as.distance_is == "exact"


@given(PAIRS, DISTANCES, DISTANCES)
def test_more_on_record_is_never_more_permissive(pair: WornPair, one: Distance, more: Distance) -> None:
    less, far = (ask(replace(pair, distance=None, distance_at_least=known)) for known in (one, one + more))
    not_more_permissive(far, less)
    not_more_permissive(less, ask(replace(pair, distance=NOTHING)))


@given(PAIRS, st.integers(1, 60), st.integers(1, 60), st.floats(1, 200), st.floats(1, 200), maybe(WEEKS))
def test_a_shorter_own_limit_of_age_or_hours_is_never_more_permissive(
    pair: WornPair, months: int, other: int, hours: float, hours_too: float, week: Distance | None
) -> None:
    short, long = (ask(replace(pair, limit_age_months=limit), week) for limit in sorted((months, other)))
    not_more_permissive(short, long)
    not_more_permissive(long, ask(replace(pair, limit_age_months=None), week))
    few, many = (ask(replace(pair, limit_hours=limit), week) for limit in sorted((hours, hours_too)))
    not_more_permissive(few, many)
    if long.forecast and short.forecast:
        assert short.forecast.retire_on <= long.forecast.retire_on


@given(PAIRS, st.floats(0, 100_000), st.floats(1, 10_000), WEEKS)
def test_any_hours_with_any_limit_have_a_date_or_none(
    pair: WornPair, hours: float, limit: float, week: Distance
) -> None:
    answer = ask(replace(pair, hours=hours, limit_hours=limit), week)
    assert answer.forecast is None or answer.forecast.plan_on <= answer.forecast.retire_on


@pytest.mark.parametrize("hours", [5e-324, 1e-300, 1e-12])
def test_hours_too_short_to_be_true_give_no_date_by_hours(hours: float) -> None:
    pair = WornPair(distance=Distance.of(100, "km"), hours=hours, limit_hours=100)
    answer = ask(pair, Distance.of(30, "km"))
    assert answer.forecast is not None
    assert "hours" not in {due.limit for due in answer.forecast.by}


@given(PAIRS, st.dates(date(2020, 1, 1), date(2027, 1, 1)), st.dates(date(2020, 1, 1), date(2027, 1, 1)))
def test_an_older_pair_is_never_more_permissive(pair: WornPair, one: date, other: date) -> None:
    old, young = (ask(replace(pair, started_on=day)) for day in sorted((one, other)))
    not_more_permissive(old, young)


@given(PAIRS, st.booleans(), maybe(DISTANCES), maybe(WEEKS))
def test_actions_forbid_what_the_pair_is_not_cleared_for_and_nothing_else(
    pair: WornPair, in_part: bool, recorded: Distance | None, week: Distance | None
) -> None:
    if in_part:
        pair = replace(pair, distance=None, distance_at_least=recorded)
    answer = ask(pair, week)
    codes, ok = {action.code for action in answer.actions}, answer.ok_for
    assert ("stop_running_in_it" in codes) == (not ok.easy)
    assert ("no_speed_no_race" in codes) == (ok.easy and not ok.speed)
    assert ("no_race" in codes) == (ok.speed and not ok.race)
    assert ("easy_runs_only" in codes) == (answer.verdict == "retire" and ok.easy)
    assert ok.easy or answer.verdict == "retire"
    if answer.verdict == "retire":
        assert not ok.speed and not ok.race


@given(PAIRS, any_symptoms())
def test_with_pain_too_actions_and_cleared_runs_agree(pair: WornPair, symptoms: Symptoms) -> None:
    answer = ask(pair, symptoms=symptoms)
    codes, ok = {action.code for action in answer.actions}, answer.ok_for
    waits = answer.care is not None and answer.care.timeframe != "routine"
    if waits:
        assert not cleared(ok)
        assert not codes & {"no_speed_no_race", "no_race", "easy_runs_only"}
        assert codes & {"no_run_before_care", "advice_withheld"}
    else:
        assert ("stop_running_in_it" in codes) == (not ok.easy) and ok.easy >= ok.speed >= ok.race
        assert ("no_speed_no_race" in codes) == (ok.easy and not ok.speed)
    if answer.care is not None:
        assert not ok.speed and not ok.race


@given(PAIRS, st.booleans(), maybe(DISTANCES), maybe(WEEKS))
def test_no_sentence_is_in_an_answer_twice(
    pair: WornPair, in_part: bool, recorded: Distance | None, week: Distance | None
) -> None:
    if in_part:
        pair = replace(pair, distance=None, distance_at_least=recorded)
    answer = ask(pair, week)
    sentences = [answer.summary, *(part.text for part in (*answer.actions, *answer.reasons, *answer.conflicts))]
    assert len(set(sentences)) == len(sentences)
    assert len(answer.summary) <= SUMMARY_MAX_CHARACTERS


@given(st.dates(date(1, 1, 1), date(9990, 1, 1)), st.integers(1, 60), st.integers(0, 70))
def test_months_are_counted_by_the_calendar(first: date, months: int, days: int) -> None:
    due = months_later(first, months)
    assert (due.year * 12 + due.month) - (first.year * 12 + first.month) == months and due.day <= first.day
    assert months_between(first, due) == months and months_between(first, due - timedelta(days=1)) == months - 1
    assert months_between(first + timedelta(days=days), first) == 0


@given(st.dates(date(9999, 1, 1), date(9999, 12, 31)), st.integers(12, 1200))
def test_months_beyond_the_calendar_end_with_its_last_day(first: date, months: int) -> None:
    assert months_later(first, months) == date.max


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
        assert getattr(heavy.limits, limit) <= getattr(light.limits, limit)
    if light.forecast and heavy.forecast:
        assert heavy.forecast.retire_on <= light.forecast.retire_on
    not_more_permissive(light, ask(replace(pair, body_mass_kg=None), week))


@given(PAIRS, LIMITS, LIMITS)
def test_a_shorter_own_limit_is_never_more_permissive(pair: WornPair, one: Distance, other: Distance) -> None:
    shorter, longer = (ask(replace(pair, limit=limit)) for limit in sorted((one, other)))
    not_more_permissive(shorter, longer)


@given(PAIRS, LIMITS)
def test_an_own_limit_clears_no_fast_run_and_stretches_nothing_past_the_end(pair: WornPair, limit: Distance) -> None:
    own, ours = ask(replace(pair, limit=limit)), ask(replace(pair, limit=None))
    assert cleared(own.ok_for) - {"easy"} <= cleared(ours.ok_for)
    assert own.limits.retire_by <= WORN_OUT
    if limit <= own.limits.advised:
        not_more_permissive(own, ours)


@given(PAIRS, DISTANCES)
def test_nothing_outlives_the_absolute_end(pair: WornPair, more: Distance) -> None:
    answer = ask(replace(pair, distance=WORN_OUT + more))
    assert answer.verdict == "retire"
    assert not cleared(answer.ok_for)
    assert answer.remaining == NOTHING


@given(PAIRS, st.floats(0, 29.9))
def test_a_pair_that_is_new_runs_nothing_fast_and_is_asked_nothing_of_wear(pair: WornPair, miles: float) -> None:
    answer = ask(replace(pair, distance=Distance.of(miles, "mi"), started_on=None))
    assert not answer.ok_for.speed and not answer.ok_for.race
    assert answer.verdict != "keep" or {"break_in", "no_speed_no_race"} <= {action.code for action in answer.actions}
    seen = {missing.field for missing in answer.missing}
    assert not {name for name in seen if name == "feel" or name.startswith("inspection")}


@given(PAIRS)
def test_limits_stand_in_their_order(pair: WornPair) -> None:
    limits = ask(pair).limits
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
        elif missing.field.startswith("symptoms."):
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
    answer = ask(pair, symptoms=symptoms)
    assert answer.care is not None and answer.indicator != "info"
    assert not cleared(answer.ok_for)
    assert answer.actions[0].code in ("be_seen_today", "book_visit", "get_emergency_help")
    assert set(answer.reasons[0:1]) and answer.reasons[0].rule in answer.care.rules
    if answer.care.level != "see_professional":
        assert answer.forecast is None
        assert "advice_withheld" in [action.code for action in answer.actions]


@given(PAIRS)
def test_symptoms_without_a_sign_change_nothing_but_what_they_tell_of_pain(pair: WornPair) -> None:
    painless = ask(pair, symptoms=Symptoms(pain_level=0))
    known = replace(pair, forefoot_pain=bool(pair.forefoot_pain))
    not_more_permissive(painless, ask(known))
    not_more_permissive(ask(known), painless)


def test_every_field_of_an_inspection_was_tried() -> None:
    assert set(Inspection.__dataclass_fields__) == {"creased_midsole", "tilts", "outsole_through"}


@given(PAIRS)
def test_a_pair_is_replaced_before_the_next_run_only_where_no_run_in_it_is_left(pair: WornPair) -> None:
    answer = ask(pair)
    at_once = BOOK.sentence("RETIRE-07", "replace")
    asked_at_once = any(action.text == at_once for action in answer.actions)
    assert asked_at_once == (answer.verdict == "retire" and not answer.ok_for.easy)
