"""What a person can do at home for a sore forefoot, and what had better be left out. Danger signs come first.

Rules CARE-01 .. CARE-14, TRAIN-11, SHOE-12, SHOE-13, PAD-14, RUN-08, RUN-14, and those of triage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.advice.core.answer import Action, Missing, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.conflicts import conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.self_care.medicines import MEASURE, medicines
from api.advice.self_care.plan import LeftOut, Measure, Planned, measures_of, painless
from api.advice.self_care.progress import progress_of
from api.advice.self_care.request import MEDICINE_CAUTIONS, SelfCareRequest
from api.advice.triage.advise import Triage, judge
from api.advice.triage.care_first import care_alone
from api.advice.triage.facts import any_answer as something_told
from api.advice.triage.first_steps import one_line, review_after_days
from api.advice.triage.likeness import outside_forefoot

__all__ = ["MEDICINE_CAUTIONS", "VERDICTS", "SelfCareRequest", "advise"]

SELF_CARE, PROFESSIONAL = "self_care", "see_professional_first"
VERDICTS = (SELF_CARE, PROFESSIONAL)
"""From the most permissive to the strictest."""

_NOTHING: Mapping[str, Any] = {"plan": [], "left_out": [], "progress": None, "review_after_days": None}

_WHY = {
    "cold_sensitivity": ("CARE-09", "ask_poor_blood"),
    "work": ("CARE-11", "ask_work"),
    "symptoms.swelling": ("CARE-09", "ask_swelling"),
}
"""Fields that triage does not ask for in these words -> the sentence that says why they are asked."""


def advise(asked: SelfCareRequest, book: Rulebook) -> Answer:
    """Answer what to do at home, what to leave out and why, and when to judge it.

    Besides: ``plan``, ``left_out``, ``progress`` (since ``pain_level_before``) and ``review_after_days``. With a
    professional needed soon the measures that do no harm stay, under the stricter verdict; needed today or now, none.
    """
    triage = judge(asked.symptoms, book)
    if triage.withheld:
        return care_alone(triage, PROFESSIONAL, book, _NOTHING)
    measures = (*measures_of(asked, triage, book), medicines(asked, triage, book))
    review = _review(triage, book)
    progress = progress_of(asked, book)
    reasons = tuple(_reasons(triage, progress, book))
    rules = tuple(rule for measure in measures for rule in measure.rules)
    calm = triage.care is None and not triage.warned and (progress is None or progress["reading"] != "worse")
    return Answer(
        verdict=SELF_CARE if triage.care is None else PROFESSIONAL,
        indicator="info" if calm else "warning",
        summary=_summary(triage, measures, review, book),
        actions=tuple(_actions(triage, measures, review, progress, book)),
        reasons=reasons,
        missing=_missing(asked, triage, measures, progress, book),
        conflicts=conflicts_of((*(reason.rule for reason in reasons), *rules), book),
        care=triage.care,
        details={
            "plan": [measure.as_dict() for measure in measures if isinstance(measure, Planned)],
            "left_out": [measure.as_dict() for measure in measures if isinstance(measure, LeftOut)],
            "progress": progress,
            "review_after_days": review,
        },
        also_cites=rules,
    )


def _review(triage: Triage, book: Rulebook) -> int | None:
    """Answer in how many days to look again, as triage does; nothing where a visit takes its place."""
    if triage.care is not None or not something_told(triage.said):
        return None
    return review_after_days(triage.said, triage.warned, book)


def _summary(triage: Triage, measures: tuple[Measure, ...], review: int | None, book: Rulebook) -> str:
    told = triage.summary(book)
    if told is not None:
        return told
    if review is None or triage.warned:
        return one_line(review, book, warned=triage.warned, asks=True)
    if painless(triage):
        return book.sentence("CARE-08", "painless_summary", review_days=review)
    iced = any(measure.measure == "ice" and isinstance(measure, Planned) for measure in measures)
    return book.sentence("CARE-08", "summary" if iced else "no_ice_summary", review_days=review)


def _actions(
    triage: Triage,
    measures: tuple[Measure, ...],
    review: int | None,
    progress: dict[str, Any] | None,
    book: Rulebook,
) -> Iterator[Action]:
    yield from triage.actions(book)
    if triage.warned and triage.care is None:
        yield Action("plan_visit", book.sentence("FLAG-01", "book_if_not_better"), ("FLAG-01",))
    if progress is not None and progress["reading"] == "worse" and triage.care is None:
        yield Action("tell_us_more", book.sentence("CARE-08", "got_worse"), ("CARE-08", "TRAIN-11"))
    yield Action("follow_plan", book.sentence("CARE-08", "follow"), ("CARE-05", "CARE-08"))
    if any(measure.measure == MEASURE and isinstance(measure, LeftOut) for measure in measures):
        yield Action("ask_pharmacist", book.sentence("CARE-13", "ask_pharmacist"), ("CARE-13",))
    if review is not None:
        text = book.sentence("FLAG-01", "review", review_days=review)
        yield Action("look_again", text, ("FLAG-01", "CARE-08"))


def _reasons(triage: Triage, progress: dict[str, Any] | None, book: Rulebook) -> Iterator[Reason]:
    yield from triage.reasons
    fits = "for" if triage.care is None else "against"
    if triage.warned and triage.care is None:
        yield Reason("FLAG-01", book.sentence("FLAG-01", "consider"), "against")
    if progress is not None:
        effects = {"better": fits, "same": "neutral", "worse": "against" if triage.care is None else "for"}
        yield Reason("TRAIN-11", progress["text"], effects[progress["reading"]])
    if triage.said.eases_off_feet:
        yield Reason("SIGN-05", book.sentence("SIGN-05"), fits)
    yield Reason("CARE-05", book.sentence("CARE-05"), "neutral")
    if outside_forefoot(triage.said):
        yield Reason("TRIAGE-12", book.sentence("TRIAGE-12"), "neutral")


def _missing(
    asked: SelfCareRequest,
    triage: Triage,
    measures: tuple[Measure, ...],
    progress: dict[str, Any] | None,
    book: Rulebook,
) -> tuple[Missing, ...]:
    """Answer what was not known and could change this answer: danger signs, then what a measure waits for."""
    found = {each.field: each for each in triage.questions(book).missing}
    for field in _asked_by(asked, measures, progress):
        if field not in found:
            found[field] = Missing(field, _why(field, book))
    if asked.medicine_cautions is None:
        found["medicine_cautions"] = Missing("medicine_cautions", book.sentence("CARE-13", "ask_cautions"))
    if asked.pain_level_before is None and asked.symptoms.days_of_self_care:
        found["pain_level_before"] = Missing("pain_level_before", book.sentence("TRAIN-11", "ask_before"))
    return tuple(found.values())


def _asked_by(asked: SelfCareRequest, measures: tuple[Measure, ...], progress: dict[str, Any] | None) -> Iterator[str]:
    said = asked.symptoms
    if progress is not None and progress["reading"] == "worse" and said.worse_despite_rest is None:
        yield "symptoms.worse_despite_rest"
    if asked.pain_level_before is not None and said.pain_level is None:
        yield "symptoms.pain_level"
    for measure in measures:
        # What has to be known before a pad goes in is asked when one is asked for.
        if isinstance(measure, Planned) and measure.measure != "pad_at_hand":
            yield from measure.checks
    if said.swelling is None:
        yield "symptoms.swelling"


def _why(field: str, book: Rulebook) -> str:
    if field in _WHY:
        return book.sentence(*_WHY[field])
    return book.sentence("TRIAGE-11", field.removeprefix("symptoms."))
