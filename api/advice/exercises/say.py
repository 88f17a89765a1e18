"""What an exercise plan says: what to do, why, what to ask, when to stop, and how each exercise is shown.

Rules EX-13 .. EX-15, SESSION-01 .. SESSION-10, TRAIN-08 .. TRAIN-10, RISK-01, SHOE-14.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.exercises import answer
from api.advice.exercises.answer import GrownExercise, Progression, SessionExercise, Sessions, Stop
from api.advice.exercises.library import Exercise
from api.advice.exercises.plan import (
    DAY_RULE,
    Change,
    Entry,
    Setting,
    changes_of,
    day_of,
    days_of_week,
    feels_less,
    first_dose,
    seconds,
    times_of,
    why_not_followed,
    why_supported,
)
from api.advice.exercises.request import MAINTENANCE, PAINFUL, ExercisesRequest
from api.advice.triage.answer import Questions
from api.advice.triage.judge import Triage
from api.advice.triage.request import Symptoms

DRAWING_PATH = "/v1/exercises/{code}/drawing.svg"


def sessions_of(setting: Setting, week: int, book: Rulebook) -> Sessions:
    """Return the three sessions of a day in this week, as they are served; raise SessionLengthError."""
    day = day_of(setting, week, book)
    return Sessions(**{slot: tuple(show(entry, book) for entry in session) for slot, session in day.items()})


def show(entry: Entry, book: Rulebook) -> SessionExercise:
    """Return one exercise of a session as it is served."""
    exercise, dose = entry.exercise, entry.dose
    variant = () if dose.variant is None else (exercise.words(dose.variant, book),)
    return SessionExercise(
        exercise=exercise.code,
        title=exercise.words("name", book),
        kind=exercise.kind,
        amount=amount(entry, book),
        hold_s=dose.hold_s,
        repeats=dose.repeats,
        sets=dose.sets,
        each_side=exercise.each_side,
        minutes=entry.minutes,
        variant=dose.variant,
        steps=(*exercise.all_words("step_", book), *variant),
        stop_if=exercise.words("stop_if", book),
        drawing_url=DRAWING_PATH.format(code=exercise.code),
        rules=exercise.rules,
    )


def amount(entry: Entry, book: Rulebook) -> str:
    """Return how much of an exercise in a few words: ``2 x 30 s on each side``."""
    dose = entry.dose
    occasion = ("repeated" if dose.hold_s is None else "held") + ("_each" if entry.exercise.each_side else "")
    facts: dict[str, object] = {"repeats": dose.repeats, "hold": dose.hold_s or 0}
    if dose.sets == 1:
        return book.sentence("SESSION-06", occasion, **facts)
    return book.sentence("SESSION-06", f"sets_{occasion}", sets=dose.sets, **facts)


def progression(setting: Setting, week: int, book: Rulebook) -> tuple[Progression, ...]:
    """Return what changes after ``week``: one session at a time, one kind of change (EX-14, SESSION-07)."""
    return tuple(_progression(change, setting, book) for change in changes_of(setting, week, book))


def _progression(change: Change, setting: Setting, book: Rulebook) -> Progression:
    before = day_of(setting, change.week - 1, book)[change.slot]
    after = day_of(setting, change.week, book)[change.slot]
    return Progression(
        week=change.week,
        session=change.slot,
        kind=change.kind,
        change=book.sentence("SESSION-07", f"{change.slot}_{change.kind}"),
        exercises=tuple(_grown(new, book) for old, new in zip(before, after, strict=True) if new != old),
        rules=("EX-14", "SESSION-07"),
    )


def _grown(entry: Entry, book: Rulebook) -> GrownExercise:
    return GrownExercise(
        entry.exercise.code, entry.exercise.words("name", book), amount(entry, book), entry.dose.variant
    )


def actions_of(setting: Setting, triage: Triage, book: Rulebook, *, asks: bool) -> Iterator[Action]:
    """Return what to do with a plan; ``asks``: an answer could raise the level of care."""
    care = bool(triage.findings)
    if asks and not care:
        yield Action("answer_questions", book.sentence("TRIAGE-09", "answer_questions"), ("TRIAGE-11",))
    days = len(days_of_week(setting.stage, book))
    how_often = "some_days" if setting.stage == MAINTENANCE else "daily"
    rules = ("EX-13", DAY_RULE[setting.stage])
    yield Action("do_sessions", book.sentence("EX-13", how_often, days=days), rules)
    painless = "painless" if setting.stage == MAINTENANCE else "default"
    yield Action("start_slowly", book.sentence("EX-14", painless), ("EX-14",))
    yield Action("leave_out_what_hurts", book.sentence("EX-14", "stop"), ("EX-14", "SESSION-09"))
    if setting.stage != PAINFUL:
        yield Action("add_nothing_more", book.sentence("SESSION-07", "slowly"), ("SESSION-07",))
    if feels_less(triage.symptoms):
        yield Action("check_soles", book.sentence("SESSION-08", "check_feet"), ("SESSION-08",))
    if setting.upright:
        yield Action("ask_midwife", book.sentence("SESSION-12"), ("SESSION-12",))
    yield Action("exercise_in_supportive_shoes", book.sentence("SHOE-14", "exercise"), ("SHOE-14",))
    if setting.stage == PAINFUL and not care:
        yield Action("ask_again_when_calmer", book.sentence("SESSION-02", "next_stage"), ("SESSION-02",))
    yield Action("keep_the_routine", book.sentence("EX-15", painless), ("EX-15",))


def actions_at_rest(when_calm: str, book: Rulebook) -> Iterator[Action]:
    """Return what to do while the exercises wait; ``when_calm``: the occasion for what comes after."""
    yield Action("rest_from_exercises", book.sentence("SESSION-01", "rest"), ("SESSION-01", "EX-14"))
    yield Action("exercise_when_calm", book.sentence("SESSION-01", when_calm), ("SESSION-01",))


def reasons_of(wished_stage: str | None, setting: Setting, triage: Triage, book: Rulebook) -> Iterator[Reason]:
    """Return why the plan is as it is."""
    yield Reason("SESSION-02", book.sentence("SESSION-02", _why_stage(setting, triage, wished_stage)), FOR)
    not_followed = why_not_followed(wished_stage, setting.stage, triage, book)
    if not_followed is not None:
        yield Reason("SESSION-02", book.sentence("SESSION-02", not_followed), AGAINST)
    if setting.stage == PAINFUL:
        yield Reason("SESSION-03", book.sentence("SESSION-03", "mild" if setting.mild else "default"), NEUTRAL)
    yield Reason("EX-13", book.sentence("EX-13"), FOR)
    yield Reason("RISK-01", book.sentence("EX-01", "why"), FOR)
    supported = why_supported(triage.symptoms, book)
    if not setting.full_feeling:
        occasion = "less" if feels_less(triage.symptoms) else "open"
        yield Reason("SESSION-08", book.sentence("SESSION-08", occasion), NEUTRAL)
    elif supported is not None and setting.stage != PAINFUL:
        yield Reason("SESSION-13", book.sentence("SESSION-13", supported), NEUTRAL)
    yield Reason("TRAIN-08", book.sentence("TRAIN-08"), FOR)
    yield Reason("TRAIN-09", book.sentence("TRAIN-09"), AGAINST)
    yield Reason("TRAIN-10", book.sentence("TRAIN-10"), NEUTRAL)


def _why_stage(setting: Setting, triage: Triage, wished: str | None) -> str:
    if triage.findings:
        return "care"
    if setting.stage != PAINFUL:
        return setting.stage
    if setting.mild:
        return "mild"
    return "not_known" if triage.facts["pain"] is None and wished is None else "hurts"


def missing_of(request: ExercisesRequest, triage: Triage, questions: Questions, book: Rulebook) -> tuple[Missing, ...]:
    """Return what to ask: danger signs first, then what would change the plan; each question once."""
    out: dict[str, Missing] = {}
    for missing in (*questions.missing, *_missing(request, triage, book)):
        out.setdefault(missing.field, missing)
    return tuple(out.values())


def _missing(request: ExercisesRequest, triage: Triage, book: Rulebook) -> Iterator[Missing]:
    symptoms = triage.symptoms
    if symptoms.pain_level is None:
        yield Missing("symptoms.pain_level", book.sentence("SESSION-02", "missing_pain"))
    if triage.facts["pain"] is not False and triage.facts["sharp"] is None:
        yield Missing("symptoms.pain_kinds", book.sentence("SESSION-02", "missing_kinds"))
    for name in ("open_wound", "fever"):
        if getattr(symptoms, name) is None:
            yield Missing(f"symptoms.{name}", book.sentence("TRIAGE-11", name))
    if request.stage is None:
        yield Missing("stage", book.sentence("SESSION-02", "missing_stage"))
    yield from _about_support(symptoms, book)
    if request.level is None:
        yield Missing("level", book.sentence("SESSION-07", "missing_level"))
    if request.equipment is None:
        yield Missing("equipment", book.sentence("SESSION-10", "missing"))


def _about_support(symptoms: Symptoms, book: Rulebook) -> Iterator[Missing]:
    """Yield what decides whether the sole is pressed and the support is let go (SESSION-08, SESSION-13)."""
    for name in ("neuropathy", "diabetes", "numbness_or_tingling"):
        if getattr(symptoms, name) is None:
            yield Missing(f"symptoms.{name}", book.sentence("SESSION-08", "missing_feeling"))
    if symptoms.age_years is None and not symptoms.pregnant:
        yield Missing("symptoms.age_years", book.sentence("SESSION-13", "missing_age"))


def stop_signs(book: Rulebook) -> tuple[Stop, ...]:
    """Return when any exercise ends (SESSION-09)."""
    return tuple(
        Stop(book.sentence("SESSION-09", occasion), ("SESSION-09", "EX-14"))
        for occasion in ("sharp", "rising", "numb", "next_day")
    )


def card(exercise: Exercise, book: Rulebook) -> answer.Exercise:
    """Return one exercise of the library as it is served, with the dose that a plan begins with."""
    dose, times = first_dose(exercise), times_of(book)
    half_minutes = -int(-seconds(exercise, dose, times) // (times.minute_s / 2))
    variants = tuple(exercise.words(variant, book) for variant in exercise.variants)
    return answer.Exercise(
        id=exercise.code,
        title=exercise.words("name", book),
        purpose=exercise.words("purpose", book),
        kind=exercise.kind,
        level=exercise.level,
        load_on_foot=exercise.load,
        equipment=exercise.equipment,
        steps=exercise.all_words("step_", book),
        hold_s=dose.hold_s,
        repeats=dose.repeats,
        sets=dose.sets,
        each_side=exercise.each_side,
        minutes=half_minutes / 2,
        progression=variants or exercise.all_words("progress_", book),
        stop_if=(exercise.words("stop_if", book), *(sign.text for sign in stop_signs(book))),
        drawing_url=DRAWING_PATH.format(code=exercise.code),
        rules=(*exercise.rules, "SESSION-09"),
    )
