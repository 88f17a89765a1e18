"""What must hold between a consultation and its parts: care, the way back, and what a well person came for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.consistency.agreement import hurts, no_complaint
from tests.consistency.whole import PARTS, Whole, at, sentences

MILDER = re.compile(r"\benough\b|\b\d+ (?:to \d+ )?days\b|\bhas calmed\b|\bthere is no other\b|\beasy minutes\b", re.I)


def no_part_is_milder_than_the_care(whole: Whole) -> Iterator[str]:
    """While somebody has to look before any run, no line but that of triage speaks of days or minutes."""
    if whole.consultation["care"] is None or whole.consultation["care"]["timeframe"] == "routine":
        return
    for part in PARTS[1:]:
        summary = whole.consultation[part]["summary"]
        if MILDER.search(summary):
            yield f"{part}: {summary}"


def a_visit_is_due_in_every_part(whole: Whole) -> Iterator[str]:
    """Where a visit is due no part says that care at home is enough."""
    if whole.consultation["care"] is None:
        return
    for part in PARTS:
        summary = whole.consultation[part]["summary"]
        if re.search(r"self-care is enough|needs no treatment", summary):
            yield f"{part}: {summary}"


def the_gate_decides_the_run(whole: Whole) -> Iterator[str]:
    """On the way back the consultation shows the four checks, and no run is allowed while one of them fails.

    With dulled feeling the clinician's word is one more.
    """
    way_back, run = whole.consultation.get("return_to_run"), whole.consultation["run_today"]
    if whole.urgent:
        return
    if not whole.person.get("wishes", {}).get("in_recovery"):
        if way_back is not None:
            yield f"nobody is on the way back: {way_back}"
        return
    passed = [check["passed"] for check in way_back["gate"]]
    checks = 5 if whole.symptoms.get("neuropathy") else 4
    if len(passed) != checks or (way_back["verdict"] == "start") != (all(passed) and not whole.running_waits):
        yield f"{way_back['verdict']} with {passed}"
    if False in passed and run["verdict"] != "do_not_run":
        yield f"{run['verdict']} with {passed}"
    seen = {missing["field"] for missing in whole.answers["run_today"]["missing"]}
    summaries = whole.consultation["summary"], run["summary"]
    if run["verdict"] == "easy_only" and way_back["verdict"] != "start" and whole.consultation["care"] is None:
        yield from (
            f"without the checks: {text}"
            for text in summaries
            if re.search(r"\beasy minutes", text) and "checks" not in text
        )
    for check in way_back["gate"]:
        if check["passed"] is None and run["verdict"] != "do_not_run" and f"checks.{check['check']}" not in seen:
            yield f"{check['check']} is not asked for"


def who_is_well_came_for_shoes(whole: Whole) -> Iterator[str]:
    """Who has no complaint reads of shoes or of the pair first, and of no care at home."""
    if whole.consultation["care"] is not None or whole.symptoms.get("pain_level") != 0:
        return
    if at(whole.consultation, "self_care", "review_after_days") is not None:
        return
    first, texts = whole.consultation["actions"][0], [action["text"] for action in whole.consultation["actions"]]
    if whole.consultation["shoes"]["recommendations"] and not re.search(r"\bshoes?\b|\bpair\b", first["text"]):
        yield f"first: {first['text']}"
    yield from (text for text in texts if "care at home" in text)


def one_word_on_running_before_a_visit(whole: Whole) -> Iterator[str]:
    """No answer both leaves a short run open until the visit and leaves running out."""
    for topic, answer in whole.answers.items():
        codes = {action["code"] for action in answer["actions"]}
        if "run_easy_only" in codes and codes & {"ease_off", "do_not_run"}:
            yield f"{topic}: {codes}"


def a_pad_is_spoken_of_in_one_voice(whole: Whole) -> Iterator[str]:
    """Where the pad's part advises one, measured or not, no other part calls it out of place; else none names one."""
    if whole.urgent:
        return
    answer = whole.consultation
    advised = answer["met_pad"]["wear"] is not None
    none = {agreed["code"] for agreed in answer["agreed"]} & {"no_pad"}
    if advised and none:
        yield f"{answer['met_pad']['summary']} {none}"
    if advised and answer["care"] is None and "Pad" not in answer["summary"] and "Shoes" in answer["summary"]:
        yield f"no pad in: {answer['summary']}"


def who_may_fall_keeps_the_support(whole: Whole) -> Iterator[str]:
    """From 65 on, in pregnancy and with the age not known nobody stands on one leg without support, in any week."""
    age, answer = whole.symptoms.get("age_years"), whole.answers["exercises"]
    if age is not None and age < 65 and not whole.symptoms.get("pregnant"):
        return
    moves = [move for slot in answer["sessions"].values() for move in slot]
    moves += [move for change in answer["progression"] for move in change["exercises"]]
    yield from (move["variant"] for move in moves if move["variant"] not in (None, "supported"))


def unknown_pain_is_no_all_clear(whole: Whole) -> Iterator[str]:
    """Where nothing is known of pain, no line for the screen says that no visit is needed."""
    unknown = hurts(whole) is None and no_complaint(whole) and not whole.person.get("symptoms")
    if unknown and re.search(r"no visit needed", whole.consultation["summary"], re.I):
        yield whole.consultation["summary"]


def a_run_that_is_left_open_asks_for_the_way_back(whole: Whole) -> Iterator[str]:
    """Nobody is left a run without a word on the way back, unless that was answered."""
    if "in_recovery" in whole.person.get("wishes", {}) or whole.urgent:
        return
    for topic in ("run_today", "consultation"):
        answer = whole.answers[topic]
        run = answer if topic == "run_today" else answer["run_today"]
        if run["verdict"] == "do_not_run":
            continue
        whole_text = " ".join(text for _, text in sentences(answer))
        if "way back" not in whole_text and "an injury is healing" not in whole_text:
            yield f"{topic}: {run['summary']}"


def care_at_home_knows_what_brings_a_visit_forward(whole: Whole) -> Iterator[str]:
    """Who is left to care at home with a sore foot reads what makes a visit come sooner."""
    for topic in ("self_care", "triage", "consultation"):
        answer = whole.answers[topic]
        text = " ".join(action["text"] for action in answer["actions"])
        if answer["care"] is None and hurts(whole) and "Go sooner" not in text:
            yield topic


def weight_stays_off_in_every_part(whole: Whole) -> Iterator[str]:
    """A foot that carries no weight is not asked to by care at home."""
    if "keep_weight_off" not in {action["code"] for action in whole.answers["triage"]["actions"]} or whole.urgent:
        return
    for measure in whole.answers["self_care"]["plan"]:
        if re.search(r"walked or stood|stand on something", measure["how"]):
            yield measure["how"]


def pain_that_rose_is_not_getting_better(whole: Whole) -> Iterator[str]:
    """Where the figure of the pain rose, nobody reads that it is getting better."""
    for topic in ("self_care", "consultation"):
        answer = whole.answers[topic]
        progress = at(answer, "progress") if topic == "self_care" else at(answer, "self_care", "progress")
        if progress is not None and progress["reading"] == "worse":
            found = (text for _, text in sentences(answer) if re.search(r"\bgetting better\b|\bgets better\b", text))
            fitting = ("decides", "two answers", "without clearly")
            yield from (text for text in found if not any(words in text.lower() for words in fitting))
