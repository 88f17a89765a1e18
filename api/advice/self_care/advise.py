"""What a person can do at home for a sore forefoot, and what had better be left out. Danger signs come first.

Rules CARE-01 .. CARE-14, TRAIN-11, SHOE-12, SHOE-13, PAD-14, RUN-08, RUN-14, and those of triage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Missing, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.self_care.answer import (
    BETTER,
    NOT_ENOUGH_KNOWN,
    PROFESSIONAL,
    SAME,
    SELF_CARE,
    WORSE,
    SelfCareAnswer,
    SelfCareLeftOut,
    SelfCareMeasure,
    SelfCareProgress,
)
from api.advice.self_care.plan import PAIN_RELIEF, Measure, alternatives, measures_of
from api.advice.self_care.request import SelfCareRequest
from api.advice.triage.judge import Triage, care_only, judge, self_care_summary
from api.advice.triage.request import Symptoms

__all__ = ["advise", "alternatives", "as_measured"]

_WHY = {
    "cold_sensitivity": ("CARE-09", "ask_poor_blood"),
    "work": ("CARE-11", "ask_work"),
    "symptoms.swelling": ("CARE-09", "ask_swelling"),
}
"""Fields that triage does not ask for in these words -> the sentence that says why they are asked."""


def advise(request: SelfCareRequest, book: Rulebook, *, triage: Triage | None = None) -> SelfCareAnswer:
    """Return what to do at home, what to leave out and why, and when to judge it.

    With a professional needed soon the measures that do no harm stay, under the stricter verdict; needed today or
    now, none. ``triage``: the symptoms as they were judged already.
    """
    triage = triage or judge(as_measured(request.symptoms, request.pain_level_before, book), book)
    if triage.withheld:
        return care_only(SelfCareAnswer, triage, PROFESSIONAL, book)
    measures = tuple(measures_of(request, triage, book))
    progress = progress_of(request, book)
    reasons = tuple(_reasons(triage, progress, book))
    rules = tuple(rule for measure in measures for rule in measure.rules)
    urged = triage.warned or triage.visit_due_unless_better
    calm = triage.care is None and not urged and not _worse(progress)
    return SelfCareAnswer(
        verdict=_verdict(triage),
        indicator="info" if calm else "warning",
        summary=_summary(triage, measures, book),
        actions=tuple(_actions(triage, measures, progress, book, improves=bool(request.symptoms.improving))),
        reasons=reasons,
        missing=_missing(request, triage, measures, progress, book),
        conflicts=conflicts_of((*(reason.rule for reason in reasons), *rules), book),
        care=triage.care,
        plan=tuple(measure for measure in measures if isinstance(measure, SelfCareMeasure)),
        left_out=tuple(measure for measure in measures if isinstance(measure, SelfCareLeftOut)),
        progress=progress,
        review_after_days=triage.review_after_days(book),
        also_cites=rules,
    )


def _verdict(triage: Triage) -> str:
    """Return the verdict; a visit without hurry ends no self-care, and without any complaint there is none."""
    if triage.running_waits:
        return PROFESSIONAL
    known = triage.has_complaint or triage.facts["pain"] is False
    return SELF_CARE if known else NOT_ENOUGH_KNOWN


def progress_of(request: SelfCareRequest, book: Rulebook) -> SelfCareProgress | None:
    """Return how the pain has changed since self-care began (TRAIN-11); ``None`` while a level is not known."""
    before, now = request.pain_level_before, request.symptoms.pain_level
    if before is None or now is None:
        return None
    noticed = _noticed_points(book)
    reading = SAME
    if before - now >= noticed:
        reading = BETTER
    elif now - before >= noticed:
        reading = WORSE
    text = book.sentence("TRAIN-11", reading, before=before, now=now)
    return SelfCareProgress(before, now, reading, text, ("TRAIN-11", "CARE-08"))


def as_measured(symptoms: Symptoms, before: int | None, book: Rulebook) -> Symptoms:
    """Return the symptoms as the figures of the pain have it: what rose is not getting better (TRAIN-11, TRIAGE-18)."""
    now = symptoms.pain_level
    if before is None or now is None or now - before < _noticed_points(book) or symptoms.improving is False:
        return symptoms
    return replace(symptoms, improving=False)


@lru_cache(maxsize=8)
def _noticed_points(book: Rulebook) -> float:
    """Return the smallest change that people notice, in points of the scale from 0 to 10."""
    share = book.number("TRAIN-11", "smallest_change_max_mm") / book.number("TRAIN-11", "scale_length_mm")
    return share * book.number("CARE-08", "worst_pain")


def _worse(progress: SelfCareProgress | None) -> bool:
    return progress is not None and progress.reading == WORSE


def _summary(triage: Triage, measures: tuple[Measure, ...], book: Rulebook) -> str:
    care = triage.summary(book)
    if care is not None:
        return care
    iced = any(measure.measure == "ice" and isinstance(measure, SelfCareMeasure) for measure in measures)
    if triage.findings:
        return book.sentence("CARE-08", "until_visit" if iced else "no_ice_until_visit")
    review = triage.review_after_days(book)
    as_triage = triage.warned or triage.visit_due_unless_better or triage.caught_at_once(book)
    if review is None or as_triage:
        return self_care_summary(triage, book, asks=triage.questions.could_change)
    return book.sentence("CARE-08", "summary" if iced else "no_ice_summary", review_days=review)


def _actions(
    triage: Triage,
    measures: tuple[Measure, ...],
    progress: SelfCareProgress | None,
    book: Rulebook,
    *,
    improves: bool,
) -> Iterator[Action]:
    """Yield what to do; ``improves``: so it was answered, whatever the figures of the pain say (TRIAGE-18)."""
    yield from triage.actions(book)
    yield from triage.visit_to_plan(book)
    if _worse(progress) and triage.care is None:
        occasion = "got_worse" if triage.symptoms.worse_despite_rest is None else "got_worse_known"
        stricter = ("TRIAGE-18",) if improves else ()
        yield Action("tell_us_more", book.sentence("CARE-08", occasion), ("CARE-08", "TRAIN-11", *stricter))
    if not triage.has_complaint:
        return
    yield Action("follow_plan", book.sentence("CARE-08", "follow"), ("CARE-05", "CARE-08"))
    for measure in measures:
        if measure.measure == PAIN_RELIEF and isinstance(measure, SelfCareLeftOut):
            general = book.sentence("CARE-13", "ask_pharmacist")
            yield Action("ask_pharmacist", measure.why if measure.minds_a_condition else general, ("CARE-13",))
    yield from triage.look_again(book)


def _reasons(triage: Triage, progress: SelfCareProgress | None, book: Rulebook) -> Iterator[Reason]:
    yield from triage.reasons
    fits, speaks_against = (FOR, AGAINST) if triage.care is None else (AGAINST, FOR)
    if triage.warned and triage.care is None:
        yield Reason("FLAG-01", book.sentence("FLAG-01", "consider"), AGAINST)
    if progress is not None:
        effects = {BETTER: fits, SAME: NEUTRAL, WORSE: speaks_against}
        yield Reason("TRAIN-11", progress.text, effects[progress.reading])
    if triage.symptoms.eases_off_feet:
        yield Reason("SIGN-05", book.sentence("SIGN-05"), fits)
    yield from triage.contradictions(book)
    if triage.has_complaint and triage.care is None:
        yield Reason("CARE-05", book.sentence("CARE-05"), NEUTRAL)
    if triage.outside_forefoot:
        yield Reason("TRIAGE-12", book.sentence("TRIAGE-12"), NEUTRAL)


def _missing(
    request: SelfCareRequest,
    triage: Triage,
    measures: tuple[Measure, ...],
    progress: SelfCareProgress | None,
    book: Rulebook,
) -> tuple[Missing, ...]:
    """Return what was not known and could change this answer: danger signs, then what a measure waits for."""
    questions = {question.field: question for question in triage.questions.missing}
    for field in _fields_to_ask(request, measures, progress):
        if field not in questions:
            questions[field] = Missing(field, _why(field, book))
    if request.medicine_cautions is None and triage.has_complaint:
        questions["medicine_cautions"] = Missing("medicine_cautions", book.sentence("CARE-13", "ask_cautions"))
    if request.pain_level_before is None and request.symptoms.days_of_self_care:
        questions["pain_level_before"] = Missing("pain_level_before", book.sentence("TRAIN-11", "ask_before"))
    return tuple(questions.values())


def _fields_to_ask(
    request: SelfCareRequest, measures: tuple[Measure, ...], progress: SelfCareProgress | None
) -> Iterator[str]:
    symptoms = request.symptoms
    if _worse(progress) and symptoms.worse_despite_rest is None:
        yield "symptoms.worse_despite_rest"
    if request.pain_level_before is not None and symptoms.pain_level is None:
        yield "symptoms.pain_level"
    for measure in measures:
        # What has to be known before a pad goes in is asked when one is asked for.
        if isinstance(measure, SelfCareMeasure) and measure.measure != "pad_at_hand":
            yield from measure.checks
    if symptoms.swelling is None:
        yield "symptoms.swelling"


def _why(field: str, book: Rulebook) -> str:
    if field in _WHY:
        return book.sentence(*_WHY[field])
    return book.sentence("TRIAGE-11", field.removeprefix("symptoms."))
