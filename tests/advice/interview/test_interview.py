"""The interview asks little, and ends where the whole form would have ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from statistics import median
from typing import Any

import pytest

from api.advice.foot.feet import StatedSize
from api.advice.interview.advise import advise, settled
from api.advice.interview.answer import InterviewQuestion
from api.advice.interview.request import PURPOSES, Interview
from api.advice.interview.say import question_of
from api.advice.interview.screens import IN_RECOVERY, OF_SYMPTOMS, SCREENS, STATE, Screen
from api.advice.met_pad.advise import advise as place_pad
from api.advice.shoes.advise import advise as advise_shoes
from api.advice.triage.facts import contradictions_in, facts_of
from api.advice.triage.judge import judge
from api.rulebook.load import shipped_languages, shipped_rulebook
from api.web.advice.interview import answers_of
from tests.advice.answers import ASK
from tests.advice.interview.inputs import BOOK, Asked, Form, at, merge, whole_form
from tests.advice.shoes.inputs import candidates_of

QUICK, MANY = 160, 10_000
SHELF = ("roomy", "roomy_wide", "plain", "racer", "slipper", "trail_shoe")
MOST_FOR_A_SORE_CUSTOMER, MOST_FOR_SHOES_ALONE = 9, 4


def disposition(symptoms: Any, feet: Any) -> tuple[str, str | None]:
    """Return who should look at the foot, and how soon."""
    triage = judge(symptoms, BOOK, feet)
    return triage.verdict if triage.findings else "self_care", triage.timeframe


@cache
def quick(purpose: str, number: int) -> Asked:
    """Return one person's finished interview; it is looked at by several tests."""
    return finished(purpose, number)


def finished(purpose: str, number: int) -> Asked:
    """Return one person's finished interview."""
    client = Asked(purpose, whole_form(number))
    client.walk()
    return client


def faults_of(client: Asked, number: int, purpose: str) -> Iterator[str]:
    """Yield what is wrong with the interview of one person."""
    form = client.form
    whole = answers_of({"symptoms": form["symptoms"], **({"feet": form["feet"]} if "feet" in form else {})})
    known = settled(client.interview)
    expected, found = disposition(whole.run_today.symptoms, whole.shoes.feet), disposition(known.symptoms, known.feet)
    if expected != found:
        yield f"person {number}, {purpose}: {found} in place of {expected} after {client.asked}"
    for place, (_, answer) in enumerate(client.put):
        if answer.progress.at_most_left < len(client.put) - place:
            yield f"person {number}, {purpose}: at most {answer.progress.at_most_left} left, but more came"
    if len(set(client.asked)) != len(client.asked):
        yield f"person {number}, {purpose}: asked twice: {client.asked}"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_level_of_care_is_that_of_the_whole_form(purpose: str) -> None:
    assert [fault for number in range(QUICK) for fault in faults_of(quick(purpose, number), number, purpose)] == []


@pytest.mark.long(minutes=3)
@pytest.mark.parametrize("purpose", ["triage", "consultation"])
def test_the_level_of_care_is_that_of_the_whole_form_for_ten_thousand_people(purpose: str) -> None:
    assert [fault for number in range(MANY) for fault in faults_of(finished(purpose, number), number, purpose)] == []


def lengths(purpose: str, people: int, *, sore: bool) -> list[int]:
    """Return how many questions each person is asked."""
    clients = [quick(purpose, number) for number in range(people)]
    return [len(client.asked) for client in clients if bool(client.form["symptoms"]["pain_level"]) == sore]


@pytest.mark.parametrize(
    ("purpose", "sore", "most"),
    [
        ("triage", True, MOST_FOR_A_SORE_CUSTOMER),
        ("consultation", True, MOST_FOR_A_SORE_CUSTOMER),
        ("shoes", True, MOST_FOR_A_SORE_CUSTOMER),
        ("shoes", False, MOST_FOR_SHOES_ALONE),
        ("consultation", False, MOST_FOR_SHOES_ALONE),
    ],
)
def test_few_questions_are_asked(purpose: str, sore: bool, most: int) -> None:
    assert median(lengths(purpose, QUICK, sore=sore)) <= most


# Nothing is asked that cannot change anything


def witnesses(answers: Form, question: InterviewQuestion) -> bool:
    """Return whether two answers to a question lead to another level of care, whatever else has to be so for it."""
    start = settled(Interview("triage", answers_of(answers)))
    several = [*alarming().items(), ("symptoms.pain_kinds", ["sharp"])]
    others = [(path, value) for path, value in several if path not in question.fields and at(answers, path) is None]
    for size in (0, 1, 2):
        for chosen in combinations(others, size):
            form = _with(answers, dict(chosen))
            ends = {_end(_with(form, dict(each)), start) for each in replies(question)}
            if len(ends) > 1:
                return True
    return False


def alarming() -> Mapping[str, Any]:
    """Return an alarming answer to each question about the symptoms, by its field."""
    made: dict[str, Any] = {}
    for screen in OF_SYMPTOMS:
        for item in screen.items:
            made[f"symptoms.{item.field}"] = item.value if item.field != "morning_stiffness_minutes" else 60
    return made | {
        "symptoms.pain_level": 8,
        "symptoms.pain_kinds": ["electric"],
        "symptoms.pain_sites": ["web_3_4"],
        "symptoms.days_since_onset": 400,
        "symptoms.days_of_self_care": 60,
        "symptoms.improving": False,
        "symptoms.consistent_exercises_weeks": 20,
        "symptoms.age_years": 12,
        "symptoms.numbness_or_tingling": "stays",
        "symptoms.bone_tenderness": "navicular",
        "symptoms.seen_by_professional": "new_or_worse",
        "symptoms.weight_loss_or_cancer_history": True,
    }


def replies(question: InterviewQuestion) -> list[list[tuple[str, Any]]]:
    """Return several ways to answer a question, each as (field, value) pairs."""
    if question.id == STATE:
        return [[(path, alarming()[path])] for path in question.fields] + [[(path, None) for path in question.fields]]
    if question.kind == "checklist":
        none = [pair for choice in question.choices for pair in _leaves(choice.otherwise)]
        return [none, *(none + list(_leaves(choice.answers)) for choice in question.choices)]
    path = question.fields[0]
    if question.kind == "scale":
        return [[(path, level)] for level in (0, 1, 5, 9)]
    if question.kind == "foot_map":
        return [[(path, [site])] for site in ("mth_2", "web_3_4")]
    if question.kind == "choices":
        return [[(path, [choice.value])] for choice in question.choices]
    return [[(path, choice.value)] for choice in question.choices]


def _leaves(patch: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, values in patch.items():
        for field, value in values.items():
            yield f"{name}.{field}", value


def _with(answers: Form, more: Mapping[str, Any]) -> Form:
    made: Form = {}
    merge(made, answers)
    for path, value in more.items():
        if value is not None:
            name, _, field = path.partition(".")
            merge(made, {name: {field: value}})
    return made


def _end(answers: Form, start: Interview) -> tuple[str, str | None]:
    symptoms = answers_of({"symptoms": answers.get("symptoms", {})}).run_today.symptoms
    return disposition(replace(symptoms, sent_as_null=start.symptoms.sent_as_null), start.feet)


@pytest.mark.parametrize("number", [0, 2, 5, 8, 13, 34, 55, 89])
def test_every_question_about_the_level_can_change_it(number: int) -> None:
    for answers, answer in quick("triage", number).put:
        question = answer.question
        assert question is not None and question.could_change == "level"
        assert witnesses(answers, question), (question.id, answers)


ALTERNATIVES: Mapping[str, list[Form]] = {
    "size": [{"size": {"system": "us_men", "value": value}, "sex": "male"} for value in (8, 12)],
    "sex": [{"sex": sex} for sex in ("male", "female")],
    "use": [{"use": use} for use in ("road", "trail", "home")],
    "in_recovery": [{"in_recovery": back} for back in (False, True)],
    "insole": [{"insole": insole} for insole in ("flat", "orthotic", "fixed")],
    "where": [
        {"symptoms": {"pain_sites": [site], "pain_side": side}}
        for site, side in (("mth_2", "left"), ("heel", "right"), ("mth_5", "left"))
    ],
    "distance": [{"distance": {"km": km}} for km in (10, 460, 1500)],
    "feel": [{"feel": feel} for feel in ("springy", "flat")],
    "kind": [{"kind": kind} for kind in ("trainer", "race")],
    "weekly_distance": [{"weekly_distance": {"km": km}} for km in (5, 60)],
    "inspection": [{"inspection": {"outsole_through": worn}} for worn in (False, True)],
}


@pytest.mark.parametrize("purpose", ["shoes", "met_pad", "consultation", "retirement"])
@pytest.mark.parametrize("number", [3, 4, 40, 77])
def test_every_other_question_can_change_the_advice(purpose: str, number: int) -> None:
    for answers, answer in quick(purpose, number).put:
        question = answer.question
        if question is not None and question.could_change == "advice":
            advice = {_advice(purpose, answers, alternative) for alternative in ALTERNATIVES[question.id]}
            assert len(advice) > 1, (question.id, answers)


def _advice(purpose: str, answers: Form, alternative: Form) -> str:
    body: Form = {}
    merge(body, answers)
    merge(body, alternative)
    answer = dict(ASK[purpose](body | ({"shelf": SHELF} if purpose in ("shoes", "consultation") else {})))
    answer.pop("missing")
    return repr(answer)


# Single walks


def first_question(purpose: str = "consultation", **more: Any) -> InterviewQuestion:
    question = advise(Interview(purpose, answers_of(more)), BOOK).question
    assert question is not None
    return question


@pytest.mark.parametrize("screen", [screen for screen in OF_SYMPTOMS if screen.items], ids=lambda screen: screen.id)
def test_no_list_that_is_filled_in_as_it_reads_contradicts_itself(screen: Screen) -> None:
    question = question_of(screen, screen.fields, "level", Interview("triage", answers_of({})), BOOK)
    for size in range(len(question.choices) + 1):
        for ticked in combinations(question.choices, size):
            answers: Form = {}
            for choice in question.choices:
                if choice not in ticked:
                    merge(answers, choice.otherwise)
            for choice in ticked:
                merge(answers, choice.answers)
            symptoms = answers_of(answers).run_today.symptoms
            asked_again = contradictions_in(symptoms, facts_of(symptoms, BOOK))
            assert asked_again == (), ([choice.value for choice in ticked], asked_again)


def test_whoever_is_told_where_a_pad_goes_is_asked_for_the_size() -> None:
    for number in range(QUICK):
        client = quick("met_pad", number)
        answers = client.interview.answers
        if "size" not in client.asked and answers.pad.size is None and client.interview.feet is None:
            sized = replace(answers.pad, size=StatedSize("us_men", 9), sex="male")
            assert place_pad(sized, BOOK).placement is None, (number, client.asked)


def test_danger_is_asked_first_whatever_is_wanted() -> None:
    assert {first_question(purpose).id for purpose in PURPOSES} == {"danger"}


def test_a_yes_to_an_emergency_ends_it_at_once_with_the_care() -> None:
    answer = advise(Interview("shoes", answers_of({"symptoms": {"cold_or_pale_foot": True}}), ("danger",)), BOOK)
    assert answer.done and answer.question is None
    assert answer.stop is not None and answer.stop.care.level == "emergency"
    assert answer.stop.actions and answer.stop.summary


def test_whoever_is_well_is_asked_about_size_and_use_alone() -> None:
    form: Form = {"symptoms": {"pain_level": 0}, "size": {"system": "eu", "value": 42}, "sex": "male", "use": "road"}
    client = Asked("shoes", form)
    client.walk()
    assert client.asked == ["danger", "state", "size", "use"]


def test_whoever_is_on_the_way_back_ticks_it_with_the_state_of_the_feet() -> None:
    form: Form = {"symptoms": {"pain_level": 0}, "size": {"system": "eu", "value": 42}, "sex": "male", "use": "race"}
    client = Asked("shoes", form | {"in_recovery": True})
    client.walk()
    assert client.asked == ["danger", "state", "size", "use"]
    assert client.answers["in_recovery"] is True
    well = Asked("consultation", form)
    well.walk()
    assert well.answers["in_recovery"] is False


@pytest.mark.parametrize("purpose", ["shoes", "consultation"])
def test_whoever_is_well_comes_to_a_racing_shoe_by_answering(purpose: str) -> None:
    sizes = {"size": {"system": "eu", "value": 42}, "sex": "male", "use": "race"}
    client = Asked(purpose, {"symptoms": CLEAR | {"pain_level": 0}, **sizes})
    client.walk()
    answer = advise_shoes(answers_of(client.answers).shoes, candidates_of({"shelf": ["plain", "racer"]}, BOOK), BOOK)
    assert (answer.verdict, [entry.name.id for entry in answer.recommendations]) == ("recommended", ["racer"])


def test_of_a_map_that_was_answered_the_side_alone_is_asked() -> None:
    since = {"days_since_onset": 5, "improving": True, "days_of_self_care": 2, "pain_kinds": ["ache"]}
    known = {"symptoms": CLEAR | since | {"pain_level": 3, "pain_sites": ["mth_2"]}, "sex": "male"}
    question = first_question("met_pad", size={"system": "eu", "value": 42}, **known)
    assert (question.id, question.kind, question.field) == ("where", "choice", "symptoms.pain_side")
    assert question.fields == ("symptoms.pain_side",) and question.help is None


CLEAR: Form = {
    **{item.field: item.otherwise for screen in OF_SYMPTOMS for item in screen.items if item.field != "pregnant"},
    **{"morning_stiffness_minutes": 0, "weight_loss_or_cancer_history": False, "age_years": 40},
}


def test_where_no_state_of_the_feet_is_asked_the_way_back_is_a_question_of_its_own() -> None:
    known = {"symptoms": CLEAR | {"pain_level": 0}, "size": {"system": "eu", "value": 42}, "sex": "male", "use": "race"}
    assert first_question("shoes", **known).id == "in_recovery"
    assert advise(Interview("shoes", answers_of(known | {"use": "home"})), BOOK).done


def test_what_is_skipped_is_neither_asked_again_nor_taken_for_no() -> None:
    interview = Interview("triage", answers_of({}), ("danger",), frozenset({"danger"}))
    symptoms = settled(interview).symptoms
    assert symptoms.cold_or_pale_foot is None and "cold_or_pale_foot" in symptoms.sent_as_null
    question = advise(interview, BOOK).question
    assert question is not None and question.id == "state"


def test_a_field_that_is_skipped_by_its_name_is_left_out_of_its_checklist() -> None:
    question = advise(Interview("triage", answers_of({}), (), frozenset({"symptoms.fever"})), BOOK).question
    assert question is not None and "fever" not in [choice.value for choice in question.choices]


def test_a_pain_that_was_named_is_not_offered_as_none() -> None:
    client = Asked("triage", whole_form(0) | {"symptoms": {"pain_level": 3, "pain_sites": ["mth_2"]}})
    client.walk()
    (level,) = [answer.question for _, answer in client.put if answer.question and answer.question.id == "pain_level"]
    assert (level.low, level.high) == (1, 10)


def test_the_trace_names_the_chosen_question_first_and_the_rules_behind_it() -> None:
    answer = advise(Interview("triage", answers_of({})), BOOK)
    assert answer.question is not None and answer.trace[0].question == answer.question.id
    assert answer.trace[0].up_to == "now" and "SAFE-01" in answer.trace[0].rules


@pytest.mark.parametrize("language", shipped_languages())
def test_every_screen_is_worded(language: str) -> None:
    # The way back is ticked with the state of the feet, and a question of its own only where none is asked.
    book, put = shipped_rulebook(language), {IN_RECOVERY: (IN_RECOVERY,)}
    for purpose in ("consultation", "retirement"):
        for number in range(QUICK):
            for _, answer in quick(purpose, number).put:
                if answer.question is not None:
                    put[answer.question.id] = answer.trace[0].fields
    assert set(put) >= set(SCREENS) - {"weight_loss_or_cancer_history", "consistent_exercises_weeks", "sex"}
    for name, fields in put.items():
        question = question_of(SCREENS[name], fields, "level", Interview("triage", answers_of({})), book)
        assert question.text.endswith("?") and question.why
        assert question.kind in ("scale", "size", "distance") or question.choices
