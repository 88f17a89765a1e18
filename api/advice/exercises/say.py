"""What an exercise plan says: what to do, why, what to ask, when to stop, and how each exercise is shown.

Rules EX-13 .. EX-15, SESSION-01 .. SESSION-10, TRAIN-08 .. TRAIN-10, RISK-01, SHOE-14.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.advice.core.answer import Action, Missing, Reason
from api.advice.core.rules import Rulebook, plain
from api.advice.exercises.dose import first_dose, seconds, times_of
from api.advice.exercises.library import Exercise
from api.advice.exercises.plan import DAY_RULE, MAINTENANCE, PAINFUL, RECOVERING, Entry, Setting, days_of_week
from api.advice.exercises.stage import feels_less
from api.advice.triage.advise import Triage
from api.advice.triage.questions import Questions
from api.advice.triage.request import Symptoms

DRAWING_PATH = "/v1/exercises/{code}/drawing.svg"


def shown(entry: Entry, book: Rulebook) -> dict[str, Any]:
    """Answer one exercise of a session as it is served."""
    exercise, dose = entry.exercise, entry.dose
    steps = exercise.all_words("step_", book)
    if dose.variant is not None:
        steps.append(exercise.words(dose.variant, book))
    return {
        "exercise": exercise.code,
        "title": exercise.words("name", book),
        "kind": exercise.kind,
        "amount": amount(entry, book),
        "hold_s": dose.hold_s,
        "repeats": dose.repeats,
        "sets": dose.sets,
        "each_side": exercise.each_side,
        "minutes": entry.minutes,
        "variant": dose.variant,
        "steps": steps,
        "stop_if": exercise.words("stop_if", book),
        "drawing_url": DRAWING_PATH.format(code=exercise.code),
        "rules": list(exercise.rules),
    }


def amount(entry: Entry, book: Rulebook) -> str:
    """Answer how much of an exercise in a few words: ``2 x 30 s on each side``."""
    dose = entry.dose
    occasion = ("repeated" if dose.hold_s is None else "held") + ("_each" if entry.exercise.each_side else "")
    once = book.sentence("SESSION-06", occasion, repeats=dose.repeats, hold=plain(dose.hold_s or 0))
    return once if dose.sets == 1 else book.sentence("SESSION-06", "sets", sets=dose.sets, once=once)


def actions_of(setting: Setting, said: Symptoms, book: Rulebook, *, care: bool, asks: bool) -> Iterator[Action]:
    """Answer what to do with a plan; ``care``: a professional is needed too; ``asks``: an answer could change it."""
    if asks and not care:
        yield Action("answer_questions", book.sentence("TRIAGE-09", "answer_questions"), ("TRIAGE-11",))
    days = len(days_of_week(setting.stage, book))
    how_often = "some_days" if setting.stage == MAINTENANCE else "daily"
    rules = ("EX-13", DAY_RULE[setting.stage])
    yield Action("do_sessions", book.sentence("EX-13", how_often, days=days), rules)
    yield Action("start_slowly", book.sentence("EX-14"), ("EX-14",))
    yield Action("leave_out_what_hurts", book.sentence("EX-14", "stop"), ("EX-14", "SESSION-09"))
    if setting.stage != PAINFUL:
        yield Action("add_nothing_more", book.sentence("SESSION-07", "slowly"), ("SESSION-07",))
    if feels_less(said):
        yield Action("check_soles", book.sentence("SESSION-08", "check_feet"), ("SESSION-08",))
    yield Action("exercise_in_supportive_shoes", book.sentence("SHOE-14", "exercise"), ("SHOE-14",))
    if setting.stage == PAINFUL and not care:
        yield Action("ask_again_when_calmer", book.sentence("SESSION-02", "next_stage"), ("SESSION-02",))
    yield Action("keep_the_routine", book.sentence("EX-15"), ("EX-15",))


def actions_at_rest(when_calm: str, book: Rulebook) -> Iterator[Action]:
    """Answer what to do while the exercises wait; ``when_calm``: the occasion for what comes after."""
    yield Action("rest_from_exercises", book.sentence("SESSION-01", "rest"), ("SESSION-01", "EX-14"))
    yield Action("exercise_when_calm", book.sentence("SESSION-01", when_calm), ("SESSION-01",))


def reasons_of(asked_stage: str | None, setting: Setting, triage: Triage, book: Rulebook) -> Iterator[Reason]:
    """Answer why the plan is as it is."""
    yield Reason("SESSION-02", book.sentence("SESSION-02", _why_stage(asked_stage, setting.stage, triage)), "for")
    if setting.stage == PAINFUL:
        yield Reason("SESSION-03", book.sentence("SESSION-03"), "neutral")
    yield Reason("EX-13", book.sentence("EX-13"), "for")
    yield Reason("RISK-01", book.sentence("EX-01", "why"), "for")
    if not setting.full_feeling:
        occasion = "told" if feels_less(triage.said) else "not_told"
        yield Reason("SESSION-08", book.sentence("SESSION-08", occasion), "neutral")
    yield Reason("TRAIN-08", book.sentence("TRAIN-08"), "for")
    yield Reason("TRAIN-09", book.sentence("TRAIN-09"), "against")
    yield Reason("TRAIN-10", book.sentence("TRAIN-10"), "neutral")


def _why_stage(asked: str | None, stage: str, triage: Triage) -> str:
    if triage.findings:
        return "care"
    if stage == PAINFUL:
        return "not_known" if triage.facts["pain"] is None and asked is None else "hurts"
    if stage == RECOVERING and asked == MAINTENANCE:
        return "not_yet_maintenance"
    return stage


def missing_of(
    triage: Triage,
    questions: Questions,
    *,
    stage: str | None,
    level: str | None,
    equipment_told: bool,
    book: Rulebook,
) -> tuple[Missing, ...]:
    """Answer what to ask: danger signs first, then what would change the plan; each question once."""
    own = _missing(triage.said, triage, stage, level, equipment_told, book)
    found: dict[str, Missing] = {}
    for each in (*questions.missing, *own):
        found.setdefault(each.field, each)
    return tuple(found.values())


def _missing(
    said: Symptoms, triage: Triage, stage: str | None, level: str | None, equipment_told: bool, book: Rulebook
) -> Iterator[Missing]:
    if said.pain_level is None:
        yield Missing("symptoms.pain_level", book.sentence("SESSION-02", "missing_pain"))
    if triage.facts["pain"] is not False and triage.facts["sharp"] is None:
        yield Missing("symptoms.pain_kinds", book.sentence("SESSION-02", "missing_kinds"))
    for name in ("open_wound", "fever"):
        if getattr(said, name) is None:
            yield Missing(f"symptoms.{name}", book.sentence("TRIAGE-11", name))
    if stage is None:
        yield Missing("stage", book.sentence("SESSION-02", "missing_stage"))
    for name in ("neuropathy", "diabetes", "numbness_or_tingling"):
        if getattr(said, name) is None:
            yield Missing(f"symptoms.{name}", book.sentence("SESSION-08", "missing_feeling"))
    if level is None:
        yield Missing("level", book.sentence("SESSION-07", "missing_level"))
    if not equipment_told:
        yield Missing("equipment", book.sentence("SESSION-10", "missing"))


def stop_signs(book: Rulebook) -> list[dict[str, Any]]:
    """Answer when any exercise ends (SESSION-09)."""
    return [
        {"text": book.sentence("SESSION-09", occasion), "rules": ["SESSION-09", "EX-14"]}
        for occasion in ("sharp", "rising", "numb", "next_day")
    ]


def card(exercise: Exercise, book: Rulebook) -> dict[str, Any]:
    """Answer one exercise of the library as it is served, with the dose that a plan begins with."""
    dose, times = first_dose(exercise), times_of(book)
    half_minutes = -int(-seconds(exercise, dose, times) // (times.minute_s / 2))
    return {
        "id": exercise.code,
        "title": exercise.words("name", book),
        "purpose": exercise.words("purpose", book),
        "kind": exercise.kind,
        "level": exercise.level,
        "load_on_foot": exercise.load,
        "equipment": list(exercise.equipment),
        "steps": exercise.all_words("step_", book),
        "hold_s": dose.hold_s,
        "repeats": dose.repeats,
        "sets": dose.sets,
        "each_side": exercise.each_side,
        "minutes": half_minutes / 2,
        "progression": [exercise.words(each, book) for each in exercise.variants]
        or exercise.all_words("progress_", book),
        "stop_if": [exercise.words("stop_if", book), *(sign["text"] for sign in stop_signs(book))],
        "drawing_url": DRAWING_PATH.format(code=exercise.code),
        "rules": [*exercise.rules, "SESSION-09"],
    }
