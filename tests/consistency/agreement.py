"""What must hold between the topics: one level of care, one figure, no part against another, nothing unsafe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.consistency.whole import PARTS, Whole, at, read, sentences

LEVELS = (None, "see_professional", "same_day", "emergency")
TIMEFRAMES = (None, "routine", "soon", "within_days", "today", "now")
ACTIONS_MAX = 12
NO_RUN = "do_not_run"
POINTS_THAT_TIE = 3
LOADS_THE_FOREFOOT = {"downward_dog", "calf_raise", "achilles_drop", "single_leg_stand", "heel_to_toe_walk"}


def hurts(whole: Whole) -> bool | None:
    """Return whether the foot hurts, as far as the level of pain shows."""
    level = whole.symptoms.get("pain_level")
    return None if level is None else level > 0


def told_beside_the_symptoms(whole: Whole) -> bool:
    """Return whether a movement hurts or a run did, which only a consultation and today's run are told."""
    asked = whole.asked["consultation"]
    hurts_in_a_check = any(passed is False for passed in asked.get("checks", {}).values())
    return hurts_in_a_check or any(asked.get(name) for name in ("flare_up", "worse_in_run", "hot_spot_in_run"))


def no_complaint(whole: Whole) -> bool:
    """Return whether nothing is wrong with the foot: no pain, no sign of one, nobody called for."""
    symptoms = whole.symptoms
    named = any(value for name, value in symptoms.items() if value not in ("none", 0, False, []) and name != "diabetes")
    named = named or told_beside_the_symptoms(whole)
    return whole.care is None and not hurts(whole) and not named and symptoms.get("improving") is None


def care_is_the_same_everywhere(whole: Whole) -> Iterator[str]:
    """Every topic that knows the same calls for the same care, the pad's for no less; so does every part."""
    knows_more = {"run_today"} if told_beside_the_symptoms(whole) else set()
    # Only care at home and the consultation hear how strong the pain was before.
    stricter = (
        {"met_pad", "self_care", "consultation"} if "pain_level_before" in whole.asked["self_care"] else {"met_pad"}
    )
    alone = {
        name: answer
        for name, answer in whole.answers.items()
        if "feet" not in whole.asked[name] and name not in knows_more
    }
    together = {name: whole.consultation[name] for name in PARTS}
    for wanted, answers in ((whole.care, alone), (whole.consultation["care"], together)):
        for topic, answer in answers.items():
            own, least = urgency(answer["care"]), urgency(wanted)
            if own < least or (topic not in stricter and own != least):
                yield f"{topic}: {answer['care']} where it is {wanted}"


def urgency(care: Any) -> tuple[int, int]:
    """Return how urgent a care is: its level, then how soon."""
    return LEVELS.index(at(care, "level")), TIMEFRAMES.index(at(care, "timeframe"))


def the_verdict_of_triage_is_its_care(whole: Whole) -> Iterator[str]:
    """Triage and consultation have the verdict of their care, and without one self-care or not enough known."""
    for topic in ("triage", "consultation"):
        answer = whole.answers[topic]
        level = at(answer["care"], "level")
        if answer["verdict"] != level if level else answer["verdict"] not in ("self_care", "not_enough_known"):
            yield f"{topic}: {answer['verdict']} with {answer['care']}"


def urgent_is_critical_everywhere(whole: Whole) -> Iterator[str]:
    """Care today or now is critical in every answer; no care is critical in none."""
    for topic, answer in whole.answers.items():
        level = at(answer["care"], "level")
        critical = answer["indicator"] == "critical"
        if critical != (level in ("same_day", "emergency")) and topic != "shoes":
            yield f"{topic}: {answer['indicator']} with {level}"


def urgent_withholds_everything_else(whole: Whole) -> Iterator[str]:
    """With care today or now there is no pad, no exercise, no measure at home, no run and no plan."""
    if not whole.urgent:
        return
    answers = whole.answers
    given = {
        "exercises": any(answers["exercises"]["sessions"].values()),
        "met_pad": answers["met_pad"]["placement"] is not None,
        "run_today": answers["run_today"]["verdict"] != NO_RUN,
        "self_care": bool(answers["self_care"]["plan"]),
        "training": bool(at(answers.get("training"), "checks")),
        "return_to_run": bool(at(answers.get("return_to_run"), "plan")),
    }
    yield from (f"{topic} is not withheld" for topic, there in given.items() if there)


def no_run_before_somebody_has_looked(whole: Whole) -> Iterator[str]:
    """While a visit is due, other than an unhurried one, no topic allows or plans a run."""
    if not whole.running_waits:
        return
    if whole.answers["run_today"]["verdict"] != NO_RUN:
        yield f"run_today: {whole.answers['run_today']['verdict']}"
    training = whole.answers.get("training")
    if training and (training["verdict"] != "too_much" or training["suggested_week"]):
        yield f"training: {training['verdict']}, {training['suggested_week']}"
    back = whole.answers.get("return_to_run")
    if back and back["verdict"] not in ("not_ready", "stop"):
        yield f"return_to_run: {back['verdict']}"


def a_visit_comes_with_no_span_of_days(whole: Whole) -> Iterator[str]:
    """While a visit is due, other than an unhurried one, today's run names no number of days off."""
    if not whole.running_waits:
        return
    run = whole.answers["run_today"]
    if run["back_off_days"] is not None:
        yield f"back_off_days: {run['back_off_days']}"
    for action in run["actions"]:
        if action["code"] in ("back_off", "before_running_again"):
            yield f"{action['code']}: {action['text']}"


def parts_have_the_verdict_of_their_topic(whole: Whole) -> Iterator[str]:
    """A part of a consultation has the verdict that its topic gives alone, a race that waits apart."""
    for part in PARTS:
        alone, together = whole.answers[part]["verdict"], whole.consultation[part]["verdict"]
        if whole.consultation["care"] != whole.care or told_beside_the_symptoms(whole):
            continue
        if alone != together and not (part == "shoes" and whole.person.get("wishes", {}).get("use") == "race"):
            if part == "run_today" and together == NO_RUN:
                continue
            yield f"{part}: alone {alone}, in the consultation {together}"


def recovery_is_no_race(whole: Whole) -> Iterator[str]:
    """Who is in recovery is in a consultation cleared for an easy run at best."""
    if whole.person.get("wishes", {}).get("in_recovery"):
        run = whole.consultation["run_today"]
        fast = {name for name in ("race", "speed_work", "long_run", "hills") if at(run, "limits", name)}
        if run["verdict"] == "run" or fast:
            yield f"{run['verdict']}, allowed: {sorted(fast)}"


def a_pad_is_placed_or_it_is_not(whole: Whole) -> Iterator[str]:
    """What a consultation writes of the pad follows from its placement: none is denied beside one."""
    placed = whole.consultation["met_pad"]["placement"] is not None
    denied = [change["text"] for change in whole.consultation["agreed"] if "no pad is placed" in change["text"].lower()]
    if placed and denied:
        yield denied[0]


def no_complaint_no_pad(whole: Whole) -> Iterator[str]:
    """Whom nothing hurts gets no pad, and reads of none among the things to do."""
    if not no_complaint(whole):
        return
    if whole.answers["met_pad"]["placement"] is not None:
        yield f"placement: {whole.answers['met_pad']['summary']}"
    for action in whole.consultation["actions"]:
        if re.search(r"\bpads?\b", action["text"]):
            yield f"{action['code']}: {action['text']}"


def no_complaint_no_rest(whole: Whole) -> Iterator[str]:
    """Whom nothing hurts is not sent to rest, to cool, to a visit, or to look again on a day."""
    if not no_complaint(whole):
        return
    for topic in ("triage", "consultation"):
        for action in whole.answers[topic]["actions"]:
            if action["code"] in ("ease_off", "first_steps", "look_again", "book_visit"):
                yield f"{topic}: {action['code']}: {action['text']}"


def one_figure_for_the_edge_of_the_pad(whole: Whole) -> Iterator[str]:
    """The edge of the pad is the same figure in the field and wherever a sentence names it."""
    for topic, answer in (("met_pad", whole.answers["met_pad"]), ("consultation", whole.consultation["met_pad"])):
        placements = answer.get("placements") or []
        edges = {f"{at(place, 'front_edge_from_heel_mm', 'target'):g}" for place in placements}
        if not edges:
            continue
        for path, text in sentences(answer, topic):
            for number in re.findall(r"(\d+(?:\.\d+)?) mm from the (?:back of the )?heel", text):
                if number not in edges and ".reasons." not in path and ".conflicts." not in path:
                    yield f"{path}: {number} where the fields have {sorted(edges)}: {text}"


def the_pad_lies_where_rules_allow(whole: Whole) -> Iterator[str]:
    """The edge lies behind the ball line and within its own window, on the side that hurts."""
    for place in whole.answers["met_pad"].get("placements") or []:
        edge, behind = place["front_edge_from_heel_mm"], place["behind_ball_mm"]
        if not edge["low"] <= edge["target"] <= edge["high"] or behind["target"] < 0:
            yield f"edge {edge}, behind {behind}"
    first, side = at(whole.answers["met_pad"], "placement", "side"), whole.symptoms.get("pain_side")
    if side in ("left", "right") and first not in (None, side):
        yield f"placed {first}, hurts {side}"


def sore_feet_get_no_racing_or_thin_shoe(whole: Whole) -> Iterator[str]:
    """A sore or recovering foot is recommended no racer, no plate of carbon and no minimalist shoe."""
    elsewhere = set(whole.symptoms.get("pain_sites") or ()) <= {"heel", "midfoot"} and whole.symptoms.get("pain_sites")
    if not ((hurts(whole) and not elsewhere) or whole.person.get("wishes", {}).get("in_recovery")):
        return
    for part, answer in (("alone", whole.answers["shoes"]), ("consultation", whole.consultation["shoes"])):
        for shoe in answer["recommendations"]:
            if shoe["shoe"]["id"] in ("racer", "plated", "thin"):
                yield f"{part}: {shoe['shoe']['id']}"


def unmeasured_shoes_are_not_recommended(whole: Whole) -> Iterator[str]:
    """A shoe that nobody measured is not among the recommendations, and each of those has points."""
    for shoe in whole.answers["shoes"]["recommendations"]:
        if shoe["shoe"]["id"] == "unmeasured" or shoe["score"] is None:
            yield f"{shoe['shoe']['id']}: {shoe['score']}"


def better_shoes_come_first(whole: Whole) -> Iterator[str]:
    """Recommended shoes come in the order of their points."""
    scores = [shoe["score"] or 0 for shoe in whole.answers["shoes"]["recommendations"]]
    if any(before + POINTS_THAT_TIE < after for before, after in pairwise(scores)):
        yield f"{scores}"


def budgets_are_kept(whole: Whole) -> Iterator[str]:
    """No recommended shoe costs more than the customer wants to pay."""
    most = whole.person.get("wishes", {}).get("max_price")
    for shoe in whole.answers["shoes"]["recommendations"]:
        price = at(shoe, "price", "value") or at(shoe, "price")
        if most is not None and isinstance(price, int | float) and price > most:
            yield f"{shoe['shoe']['id']} at {price} of {most}"


def one_day_to_look_again(whole: Whole) -> Iterator[str]:
    """A consultation names one number of days after which to look again."""
    days = {
        number
        for _, text in sentences(whole.consultation)
        for number in re.findall(r"[Ll]ook again in (\d+) day", text)
    }
    if len(days) > 1:
        yield f"{sorted(days)}"


def no_short_run_is_offered_beside_a_no(whole: Whole) -> Iterator[str]:
    """Where the pain keeps the runner from running for days, no part offers a short run until the visit."""
    run = whole.consultation["run_today"]
    answers = [whole.consultation, *(whole.consultation[part] for part in PARTS), *whole.answers.values()]
    codes = {action["code"] for answer in answers for action in answer.get("actions", ())}
    if "run_easy_only" in codes and run.get("back_off_days"):
        yield f"run_easy_only beside {run['back_off_days']}"


def one_length_of_rest(whole: Whole) -> Iterator[str]:
    """Rest from running has one length: the run part's, wherever it is named."""
    span = whole.consultation["run_today"].get("back_off_days")
    for measure in whole.consultation["self_care"]["plan"]:
        days = measure.get("days")
        if span and days and measure["measure"] in ("rest", "rest_from_impact", "relative_rest") and days != span:
            yield f"run {span}, self-care {measure['measure']} {days}"


def a_pair_is_judged_alike(whole: Whole) -> Iterator[str]:
    """A pair has the same verdict alone, in today's run and in the consultation."""
    alone = whole.answers.get("retirement")
    # Of a foot that hurts in a check of the way back, the pair alone hears nothing.
    if alone is None or whole.urgent or told_beside_the_symptoms(whole):
        return
    for topic, pair in (
        ("run_today", whole.answers["run_today"]["pair"]),
        ("consultation", whole.consultation["run_today"]["pair"]),
    ):
        if pair is not None and pair["verdict"] != alone["verdict"]:
            yield f"{topic}: {pair['verdict']}, alone {alone['verdict']}"


def a_retired_pair_is_named_first(whole: Whole) -> Iterator[str]:
    """Who brings a pair that is over reads so among the first three things of a consultation that is not urgent."""
    alone = whole.answers.get("retirement")
    if alone is None or whole.care is not None or alone["verdict"] != "retire":
        return
    codes = [action["code"] for action in whole.consultation["actions"][:3]]
    if not any(re.search(r"pair|replace|retire|stop_running_in", code) for code in codes):
        yield f"{codes}"


def the_reason_for_coming_is_among_the_first_three(whole: Whole) -> Iterator[str]:
    """What the customer came for is among the first three things of a consultation that is not urgent."""
    if (
        whole.urgent
        or whole.care is not None
        or whole.person.get("wishes", {}).get("use") is None
        or not no_complaint(whole)
    ):
        return
    first = whole.consultation["actions"][:3]
    if not any(re.search(r"\bshoes?\b|\bpair\b", action["text"]) for action in first):
        yield f"{[action['code'] for action in first]}"


def a_consultation_has_few_things_to_do(whole: Whole) -> Iterator[str]:
    """A consultation that is not urgent names twelve things to do at most, top and parts together."""
    if whole.urgent:
        return
    answer = whole.consultation
    count = sum(len(part["actions"]) for part in (answer, *(answer[name] for name in PARTS)))
    if count > ACTIONS_MAX:
        yield f"{count} actions"


def medicines_and_measures_respect_reasons_against(whole: Whole) -> Iterator[str]:
    """No medicine beside a reason against it, no ice on feet that may not feel, no swimming with an open wound."""
    plan = {measure["measure"]: measure for measure in whole.answers["self_care"]["plan"]}
    cautions = whole.person.get("person", {}).get("medicine_cautions")
    if cautions and any("medicine" in name or "painkiller" in name for name in plan):
        yield f"a medicine with {cautions}"
    if (whole.symptoms.get("diabetes") or whole.symptoms.get("numbness_or_tingling") == "stays") and "ice" in plan:
        yield "ice with dulled feeling"
    if whole.symptoms.get("open_wound"):
        for _, text in sentences(whole.answers["self_care"]["plan"]):
            if re.search(r"\bswim", text):
                yield f"swimming with an open wound: {text}"


def exercises_wait_while_it_hurts(whole: Whole) -> Iterator[str]:
    """While it hurts no part has the foot rise onto its ball or stand alone."""
    exercises = whole.answers["exercises"]
    if exercises["planned_for"]["stage"] != "painful":
        return
    planned = {entry["exercise"] for session in exercises["sessions"].values() for entry in session}
    if planned & LOADS_THE_FOREFOOT:
        yield f"exercises: {sorted(planned & LOADS_THE_FOREFOOT)}"
    for path, text in sentences(whole.answers["self_care"]["plan"], "self_care.plan"):
        if re.search(r"downward dog|calf raise|heel drop", text, re.IGNORECASE) and hurts(whole):
            yield f"{path}: {text}"


def training_limits_are_one_figure(whole: Whole) -> Iterator[str]:
    """A week of training is kept to the same figure in action and field; a sore foot adds nothing."""
    training = whole.answers.get("training")
    if training is None or training["suggested_week"] is None:
        return
    most = training["suggested_week"]["at_most"]["km"]
    for action in training["actions"]:
        for number in re.findall(r"Keep the week to (\d+(?:\.\d+)?) km", action["text"]):
            if not 0 <= most - float(number) < 0.1:
                yield f"{action['text']} where the field has {most}"
    usual = at(training, "judged_on", "usual_week", "km")
    if hurts(whole) and usual is not None and most > usual + 0.001:
        yield f"{most} suggested to a sore foot after {usual}"


def worse_pain_is_never_more_permissive(whole: Whole) -> Iterator[str]:
    """Strong pain, 7 or more, runs nowhere and exercises nothing."""
    if (whole.symptoms.get("pain_level") or 0) >= 7:
        if whole.answers["run_today"]["verdict"] != NO_RUN:
            yield f"run_today: {whole.answers['run_today']['verdict']}"
        if whole.answers["exercises"]["verdict"] != "rest_first":
            yield f"exercises: {whole.answers['exercises']['verdict']}"


def sharp_pain_rests(whole: Whole) -> Iterator[str]:
    """Sharp or stabbing pain neither runs nor exercises today."""
    if {"sharp", "stabbing"} & set(whole.symptoms.get("pain_kinds") or ()):
        if whole.answers["exercises"]["verdict"] != "rest_first":
            yield f"exercises: {whole.answers['exercises']['verdict']}"
        if whole.answers["run_today"]["verdict"] == "run":
            yield "run_today: run"


def the_same_person_is_answered_alike(whole: Whole) -> Iterator[str]:
    """The same version of the rulebook and the same disclaimer are on every answer."""
    for name in ("rulebook_version", "disclaimer"):
        if len({answer[name] for answer in whole.answers.values()}) > 1:
            yield name


def no_sentence_plans_past_a_visit(whole: Whole) -> Iterator[str]:
    """Nobody who has to be seen today or now reads of days to wait, of a plan, or of shoes to try first."""
    if not whole.urgent:
        return
    for path, text in read(whole):
        if ".actions." in path and re.search(r"\b(after|in|for) \d+ (days|weeks)\b", text):
            yield f"{path}: {text}"


def retirement_is_said_of_the_distance_that_was_sent(whole: Whole) -> Iterator[str]:
    """What is left of a pair is never negative, and a retired pair has nothing left for speed."""
    alone: Any = whole.answers.get("retirement")
    if alone is None:
        return
    left = at(alone, "remaining", "km")
    if isinstance(left, int | float) and left < 0:
        yield f"remaining {left}"
    cleared = at(alone, "ok_for") or {}
    if alone["verdict"] == "retire" and (cleared.get("speed") or (cleared.get("easy") and not cleared)):
        yield f"{cleared}"
