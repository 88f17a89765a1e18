"""What holds of every consultation: the parts never contradict each other, and the slip fits its paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given

from api.advice.consultation.advise import fitted
from api.advice.consultation.answer import PARTS
from api.advice.consultation.answer import whole as everything
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.return_to_run.request import Checks
from api.advice.run_today.verdict import symptoms_of
from api.advice.triage import advise as triage
from api.pictures.paper.slip import COLUMNS, MAX_LINES, slip
from tests.advice.consultation.inputs import BOOK, RACES, REQUESTS, consultation_of
from tests.support.served import shown


def whole(asked: ConsultationRequest) -> Mapping[str, Any]:
    return shown(consultation_of(asked), BOOK)


def planned(answer: Mapping[str, Any]) -> set[str]:
    return {measure["measure"] for measure in answer["self_care"]["plan"]}


@given(REQUESTS)
def test_the_verdict_is_that_of_triage_and_no_part_is_calmer_than_a_visit(asked: ConsultationRequest) -> None:
    answer, judged = whole(asked), triage.judge(symptoms_of(asked.run_today), BOOK, fitted(asked, BOOK).shoes.feet)
    assert (answer["verdict"], answer["triage"]["verdict"]) == (judged.verdict, judged.verdict)
    assert (answer["care"] is None) == (judged.care is None)
    if judged.routine:
        assert answer["run_today"]["verdict"] != "run" and answer["care"]["timeframe"] == "routine"
    if judged.running_waits:
        assert answer["run_today"]["verdict"] == "do_not_run"
        assert answer["exercises"]["verdict"] != "maintain"
        assert {answer[name]["verdict"] for name in ("shoes", "met_pad", "self_care")} == {"see_professional_first"}
        assert all(answer[name]["care"] is not None for name in PARTS)


@given(REQUESTS)
def test_where_care_is_urgent_no_part_advises_anything_else(asked: ConsultationRequest) -> None:
    answer = whole(asked)
    if not triage.judge(symptoms_of(asked.run_today), BOOK).withheld:
        return
    assert answer["shoes"]["recommendations"] == [] and answer["met_pad"]["placements"] == []
    assert answer["self_care"]["plan"] == [] and answer["run_today"]["alternatives"] == []
    assert not any(answer["exercises"]["sessions"].values())
    assert answer["agreed"] == [] and answer["exercises"]["calendar_url"] is None


@given(REQUESTS)
def test_rest_and_a_run_are_never_advised_together(asked: ConsultationRequest) -> None:
    answer = whole(asked)
    codes = {action["code"] for action in answer["actions"]}
    if answer["run_today"]["verdict"] != "do_not_run":
        assert "rest" not in planned(answer)
        assert not codes & {"ease_off", "first_steps", "do_not_run"}
    elif answer["run_today"]["verdict"] == "do_not_run":
        assert answer["run_today"]["limits"]["max_minutes"] == 0
        assert answer["run_today"]["stop_if"] == [] and answer["run_today"]["wear"] == []


@given(REQUESTS)
def test_what_one_part_rules_out_no_other_advises(asked: ConsultationRequest) -> None:
    answer = whole(asked)
    if answer["met_pad"]["verdict"] != "place_pad":
        assert "pad_at_hand" not in planned(answer)
        assert all(worn["item"] != "metatarsal_pad" for worn in answer["run_today"]["wear"])
    resting = answer["exercises"]["verdict"] == "rest_first"
    if resting:
        assert "stretching" not in planned(answer)
        assert answer["run_today"]["verdict"] != "run"
    elif any(
        left["measure"] == "stretching" and "CARE-10" in left["rules"] for left in answer["self_care"]["left_out"]
    ):
        assert not any(answer["exercises"]["sessions"].values())


@given(RACES)
def test_race_shoes_are_for_feet_known_to_be_well(asked: ConsultationRequest) -> None:
    answer = whole(asked)
    shown = {found["shoe"]["id"] for found in answer["shoes"]["recommendations"]}
    well = triage.judge(symptoms_of(asked.run_today), BOOK).facts["pain"] is False and asked.shoes.in_recovery is False
    assert well or "racer" not in shown


@given(REQUESTS)
def test_nothing_is_said_twice(asked: ConsultationRequest) -> None:
    answer = whole(asked)
    seen = {(action["code"], action["text"]) for action in answer["actions"]}
    for name in PARTS:
        assert not seen & {(action["code"], action["text"]) for action in answer[name]["actions"]}
    fields = [each["field"] for each in answer["missing"]]
    assert len(fields) == len(set(fields))
    assert all(len(answer[name]["summary"]) <= SUMMARY_MAX_CHARACTERS for name in PARTS)


@given(REQUESTS)
def test_the_slip_fits_a_receipt_printer(asked: ConsultationRequest) -> None:
    answer = consultation_of(asked)
    disclaimer = BOOK.sentence("FLAG-12", "disclaimer")
    lines = slip(everything(answer), BOOK.wording, disclaimer=disclaimer, version=BOOK.version).splitlines()
    assert all(len(line) <= COLUMNS and line.isascii() for line in lines)
    assert answer.summary.split()[0] in lines[2]
    assert len(lines) <= MAX_LINES or answer.care is not None


@given(REQUESTS)
def test_a_calm_consultation_asks_for_few_things(asked: ConsultationRequest) -> None:
    answer = whole(asked)
    if answer["care"] is None:
        assert len(answer["actions"]) + sum(len(answer[name]["actions"]) for name in PARTS) <= 12


@given(REQUESTS)
def test_what_is_reported_to_hurt_beside_the_symptoms_is_a_complaint_in_every_part(asked: ConsultationRequest) -> None:
    reported = replace(
        asked,
        run_today=replace(asked.run_today, symptoms=replace(asked.run_today.symptoms, pain_level=0), worse_in_run=True),
    )
    stairs = replace(reported, run_today=replace(reported.run_today, checks=Checks(stairs=False)))
    for request in (reported, stairs):
        answer = whole(request)
        assert answer["run_today"]["verdict"] == "do_not_run"
        assert "Nothing hurts" not in repr(answer)
