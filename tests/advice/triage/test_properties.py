"""What must hold of triage whatever was said: more danger never lowers, unknown is neither yes nor no."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS, Missing, as_questions
from api.advice.foot.feet import Feet, Foot
from api.advice.triage import advise as triage
from api.advice.triage.facts import PLAIN_TERMS, TERMS, contradictions_in
from api.advice.triage.judge import findings_of, worded
from api.advice.triage.questions import ABOUT_PAIN, excluded_by
from api.advice.triage.red_flags import SIGNS
from api.advice.triage.request import Symptoms, TriageRequest
from api.rulebook.load import shipped_rulebook
from tests.advice.cases import texts
from tests.advice.triage.inputs import CALMING, HARMLESS, YES_NO, any_symptoms
from tests.support.served import shown

BOOK = shipped_rulebook()
FIELDS = tuple(
    field.name for field in fields(Symptoms) if field.name != "sent_as_null" and not field.name.endswith("_elsewhere")
)

WORSE_ANSWERS: dict[str, tuple[Any, ...]] = {
    "numbness_or_tingling": ("none", "comes_and_goes", "stays"),
    "pain_level": (0, 3, 6, 7, 10),
    "days_of_self_care": (0, 6, 7, 9, 10, 13, 14, 30),
    "morning_stiffness_minutes": (0, 30, 31, 60),
    "consistent_exercises_weeks": (0, 3, 4, 20),
    "bone_tenderness": ("none", "metatarsal_shaft", "navicular"),
    "seen_by_professional": ("same_or_better", "no", "new_or_worse"),
    "age_years": (40, 17),
    "days_since_onset": (0, 6, 7, 13, 14, 90),
    **dict.fromkeys(CALMING, (True, False)),
    **dict.fromkeys(YES_NO, (False, True)),
}
"""Each question's answers from harmless to bad."""

NO_DANGER = {
    "pebble_feeling",
    "hurts_at_push_off",
    "recurring",
    "seen_by_professional",
    "age_years",
    "days_since_onset",
}
"""Questions that never raise the level of a foot of which all else is harmless and new."""

said_before = any_symptoms()


def rank(said: Symptoms) -> int:
    return triage.judge(said, BOOK).rank


def asked(said: Symptoms) -> list[str]:
    return [missing.field for missing in triage.advise(TriageRequest(said), BOOK).missing]


@given(said_before, st.sampled_from(sorted(WORSE_ANSWERS)), st.data())
def test_a_worse_answer_never_lowers_the_level(said: Symptoms, name: str, data: st.DataObject) -> None:
    answers = WORSE_ANSWERS[name]
    milder = data.draw(st.integers(0, len(answers) - 1))
    worse = data.draw(st.integers(milder, len(answers) - 1))
    assert rank(replace(said, **{name: answers[worse]})) >= rank(replace(said, **{name: answers[milder]}))


@given(said_before, st.sampled_from(sorted(WORSE_ANSWERS)))
def test_unknown_lies_between_the_best_answer_and_the_worst(said: Symptoms, name: str) -> None:
    answers = WORSE_ANSWERS[name]
    unknown = rank(replace(said, **{name: None}))
    assert rank(replace(said, **{name: answers[0]})) <= unknown <= rank(replace(said, **{name: answers[-1]}))


@given(said_before, st.sampled_from(["pain_sites", "pain_kinds"]), st.data())
def test_one_more_place_or_kind_of_pain_never_lowers_the_level(said: Symptoms, name: str, data: st.DataObject) -> None:
    words = ("web_3_4", "mth_2", "heel") if name == "pain_sites" else ("ache", "sharp", "electric", "burning")
    there = getattr(said, name) or ()
    more = (*there, data.draw(st.sampled_from(words)))
    assert rank(replace(said, **{name: more})) >= rank(said)


@given(said_before, st.randoms(use_true_random=False))
def test_the_order_of_lists_is_irrelevant(said: Symptoms, order: random.Random) -> None:
    shuffled = replace(said, pain_sites=_shuffled(said.pain_sites, order), pain_kinds=_shuffled(said.pain_kinds, order))
    assert shown(triage.advise(TriageRequest(shuffled), BOOK), BOOK) == shown(
        triage.advise(TriageRequest(said), BOOK), BOOK
    )


def _shuffled(words: tuple[str, ...] | None, order: random.Random) -> tuple[str, ...] | None:
    return None if words is None else tuple(order.sample(words, len(words)))


@given(said_before)
def test_every_answer_is_whole(said: Symptoms) -> None:
    answer = triage.advise(TriageRequest(said), BOOK)
    served = shown(answer, BOOK)
    assert served == shown(triage.advise(TriageRequest(said), BOOK), BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    assert (answer.care is None) == (answer.verdict in ("self_care", "not_enough_known"))
    assert (answer.care is None) == (not served["red_flags"])
    assert "FLAG-12" in served["rules"] and served["disclaimer"]
    assert set(answer.cited()) <= set(BOOK.rules)
    named = {rule for part in (*served["resembles"], *served["expect_at_visit"]) for rule in part["rules"]}
    assert named | set(served["red_flags"]) <= set(served["rules"])
    assert served["actions"] and all(text.strip() and "{" not in text for text in texts(served))
    codes = [action.code for action in answer.actions]
    assert len(codes) == len(set(codes))
    if answer.care is not None:
        assert answer.verdict == answer.care.level
        assert set(answer.care.rules) <= set(served["rules"])


@given(said_before)
def test_urgent_answers_withhold_and_say_so(said: Symptoms) -> None:
    answer = triage.advise(TriageRequest(said), BOOK)
    urgent = answer.verdict in ("emergency", "same_day")
    codes = {action.code for action in answer.actions}
    assert ("advice_withheld" in codes) == urgent == (answer.indicator == "critical")
    assert triage.judge(said, BOOK).withheld == urgent
    if urgent:
        assert codes.isdisjoint({"first_steps", "next_advice", "ease_off", "look_again", "have_gait_analysed"})
        assert answer.resembles == () and answer.review_after_days is None


@given(said_before)
def test_only_what_was_not_said_is_asked_and_the_most_dangerous_first(said: Symptoms) -> None:
    names = [name.removeprefix("symptoms.") for name in asked(said)]
    assert len(names) == len(set(names)) and set(names) <= set(FIELDS)
    contradicting = {pair.asks for pair in contradictions_in(said, triage.judge(said, BOOK).facts)}
    assert all(getattr(said, name) in (None, ()) for name in names if name not in contradicting)


@given(said_before)
def test_a_question_marked_level_has_an_answer_that_brings_care_or_brings_it_forward(said: Symptoms) -> None:
    now = rank(said)
    for missing in asked_in_full(said):
        if missing.could_change == "level":
            raised = [choice.value for choice in missing.choices if rank(answered(said, missing, choice.value)) > now]
            assert raised, missing.field
            assert missing.alarming in raised or missing.kind in ("choice", "choices", "foot_map"), missing.field


@given(said_before)
def test_what_could_raise_the_level_by_itself_is_never_marked_as_less(said: Symptoms) -> None:
    now = rank(said)
    for missing in asked_in_full(said):
        if missing.could_change != "level" and getattr(said, missing.field.removeprefix("symptoms.")) in (None, ()):
            raised = [choice.value for choice in missing.choices if rank(answered(said, missing, choice.value)) > now]
            assert not raised or missing.field == "symptoms.seen_by_professional", missing.field


@given(said_before)
def test_what_another_answer_excludes_is_not_asked(said: Symptoms) -> None:
    names = {missing.removeprefix("symptoms.") for missing in asked(said)}
    if said.swelling is False:
        assert not names & {"both_feet_swollen", "hot_stuck_joint"}
    if said.numbness_or_tingling == "none":
        assert "sudden_numb_foot" not in names
    if triage.judge(said, BOOK).facts["pain"] is False:
        assert not names & ABOUT_PAIN


def asked_in_full(said: Symptoms) -> tuple[Missing, ...]:
    return as_questions(triage.advise(TriageRequest(said), BOOK).missing, BOOK)


def answered(said: Symptoms, missing: Missing, value: Any) -> Symptoms:
    several = missing.kind in ("choices", "foot_map")
    return replace(said, **{missing.field.removeprefix("symptoms."): (value,) if several else value})


@given(said_before)
def test_without_a_complaint_nothing_is_rested_cooled_or_put_off(said: Symptoms) -> None:
    judged = triage.judge(said, BOOK)
    if not judged.has_complaint:
        answer = triage.advise(TriageRequest(said), BOOK)
        codes = {action.code for action in answer.actions}
        assert codes <= {"answer_questions", "next_advice", "get_help_if_unwell", "have_gait_analysed"}
        assert answer.care is None and answer.review_after_days is None and judged.rest_days(BOOK) is None


@given(said_before)
def test_care_sets_no_span_of_days(said: Symptoms) -> None:
    judged = triage.judge(said, BOOK)
    if judged.care is not None:
        assert judged.rest_days(BOOK) is None and judged.review_after_days(BOOK) is None


@given(said_before)
def test_a_routine_visit_is_the_mildest_and_keeps_the_rest(said: Symptoms) -> None:
    answer = triage.advise(TriageRequest(said), BOOK)
    if answer.care is not None and answer.care.timeframe == "routine":
        codes = {action.code for action in answer.actions}
        assert codes.isdisjoint({"do_not_run", "do_not_put_off", "keep_weight_off"})
        assert triage.judge(said, BOOK).pauses or "ease_off" not in codes
        assert "next_advice" in codes


@given(said_before)
def test_feet_and_symptoms_mean_the_same_of_a_toe(said: Symptoms) -> None:
    if said.pain_level is not None:
        by_symptoms = triage.judge(replace(said, toe_deformity=True), BOOK)
        bent = Foot(hammertoe=True)
        by_feet = triage.judge(said, BOOK, Feet(right=bent) if said.pain_side == "right" else Feet(left=bent))
        assert by_symptoms.care == by_feet.care and by_symptoms.reasons == by_feet.reasons


@given(said_before)
def test_a_toe_of_the_foot_that_does_not_hurt_changes_nothing(said: Symptoms) -> None:
    bent = Foot(hammertoe=True)
    for side, feet in (("left", Feet(right=bent)), ("right", Feet(left=bent))):
        known = replace(said, pain_side=side)
        assert triage.judge(known, BOOK, feet).care == triage.judge(known, BOOK).care


@given(said_before, st.data())
def test_a_question_that_could_raise_the_level_is_asked_or_others_stand_before_it(
    said: Symptoms, data: st.DataObject
) -> None:
    now = rank(said)
    later = ("seen_by_professional", "age_years", "days_since_onset", "pregnant")
    raising = [name for name, (*_, worst) in WORSE_ANSWERS.items() if _raises(said, name, worst, now)]
    raising = [
        name
        for name in raising
        if name not in later and name not in excluded_by(said, None, triage.judge(said, BOOK).facts, BOOK)
    ]
    if raising:
        names = asked(said)
        assert names, raising
        limit = int(BOOK.number("TRIAGE-11", "questions_for_each_level"))
        name = data.draw(st.sampled_from(raising))
        assert f"symptoms.{name}" in names or len(names) >= limit


def _raises(said: Symptoms, name: str, worst: Any, now: int) -> bool:
    return getattr(said, name) is None and rank(replace(said, **{name: worst})) > now


@pytest.mark.parametrize("name", sorted(set(WORSE_ANSWERS) - NO_DANGER))
def test_with_all_else_harmless_an_unknown_danger_is_asked_and_never_taken_for_no(name: str) -> None:
    symptoms = replace(HARMLESS, **{name: None})
    bad = replace(HARMLESS, **{name: WORSE_ANSWERS[name][-1]})
    if rank(bad) > 0:
        # Those that follow from another harmless answer are not asked.
        excluded = {"both_feet_swollen", "hot_stuck_joint", "sudden_numb_foot"}
        assert asked(symptoms) == ([] if name in excluded else [f"symptoms.{name}"])
    else:
        # Bad only in company: recent load, pregnancy, days of self-care while it improves, improvement after one day.
        in_company = {"recent_load_increase", "pregnant", "consistent_exercises_weeks"}
        assert name in {*in_company, "days_of_self_care", "improving"}
        assert asked(symptoms) == ([] if name in in_company else [f"symptoms.{name}"])
        assert not triage.judge(symptoms, BOOK).questions.could_change


def test_nothing_dangerous_and_nothing_open_is_the_only_clean_answer() -> None:
    answer = triage.advise(TriageRequest(HARMLESS), BOOK)
    assert (answer.verdict, answer.missing) == ("self_care", ())


def test_what_only_sharpens_is_asked_without_a_call_to_answer_first() -> None:
    answer = triage.advise(
        TriageRequest(replace(HARMLESS, bone_tenderness="metatarsal_shaft", recent_load_increase=None)), BOOK
    )
    assert [missing.field for missing in answer.missing] == ["symptoms.recent_load_increase"]
    assert "answer_questions" not in {action.code for action in answer.actions}


def test_a_wound_raises_by_what_stands_beside_it() -> None:
    wound = replace(HARMLESS, open_wound=True)
    ladder = [
        wound,
        replace(wound, neuropathy=None, diabetes=None),
        replace(wound, neuropathy=True),
        replace(wound, diabetes=True),
    ]
    assert [triage.judge(answer, BOOK).verdict for answer in ladder] == [
        "see_professional",
        "see_professional",
        "same_day",
        "emergency",
    ]


def test_every_plain_question_about_danger_stands_in_a_sign() -> None:
    used = {term for sign in SIGNS for group in sign.when for term in group}
    assert set(PLAIN_TERMS) <= used


def test_every_sign_yields_only_to_signs_as_urgent_or_more() -> None:
    by_key = {finding.sign.key: finding for finding in findings_of(BOOK)}
    assert len(by_key) == len(SIGNS)
    for finding in by_key.values():
        for other in finding.sign.yields_to:
            assert by_key[other].rank >= finding.rank, (finding.sign.key, other)


def test_every_question_has_its_sentence_and_every_sentence_its_question() -> None:
    sentences = {name for name in BOOK.rule("TRIAGE-11").wordings if not name.startswith("choice_")}
    neither = ("pain_sites", "pain_kinds", "days_since_onset", "age_years", "seen_by_professional")
    harmful = {name for name in sentences if name not in neither}
    assert sentences <= set(FIELDS)
    assert harmful <= set(WORSE_ANSWERS)
    assert set(PLAIN_TERMS) <= sentences


def test_the_longest_summary_fits_the_screen() -> None:
    for finding in findings_of(BOOK):
        for timeframe in ("routine", "soon", "within_days", "today", "now"):
            every = worded(finding, dict.fromkeys(TERMS, True), BOOK)
            line = BOOK.sentence("TRIAGE-01", f"{timeframe}_summary", finding=every.short)
            assert len(line) <= SUMMARY_MAX_CHARACTERS, line
