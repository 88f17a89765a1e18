"""From where the pad is and how it feels to the next step; danger signs come before any step.

Rules PAD-04, PAD-05, PAD-09, PAD-11, PADSTUDY-01 .. PADSTUDY-08, PADPLACE-02, PADPLACE-07 .. PADPLACE-10, PADPLACE-18,
PADPLACE-20, TRAIN-11. What was tried comes with the question and goes back with the answer; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.advice.core.answer import Action, Care, Missing
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.rules import Rulebook
from api.advice.met_pad.placement import moved
from api.advice.met_pad.safety import care_with, reasons_against
from api.advice.met_pad.say_adjustment import actions_for, disputed, reasons_for, summary_for
from api.advice.met_pad.search import ENDS, FEELS, VERDICTS, Next, Range, Tried, felt, next_step
from api.advice.triage.advise import Triage, judge
from api.advice.triage.care_first import care_alone
from api.advice.triage.request import Symptoms

__all__ = ["ENDS", "FEELS", "VERDICTS", "AdjustmentRequest", "Tried", "advise"]

PROFESSIONAL = "see_professional_first"


@dataclass(frozen=True, slots=True)
class AdjustmentRequest:
    """The placement as it was served (only ``behind_ball_mm.target`` must be there), how it feels, what was tried.

    ``tried``: oldest first, without the present place. ``pain_level`` now stands in ``symptoms``.
    """

    placement: Mapping[str, Any]
    feel: str
    days_tried: int | None = None
    tried: tuple[Tried, ...] = ()
    chronic: bool | None = None
    running: bool = False
    symptoms: Symptoms = field(default_factory=Symptoms)


def advise(asked: AdjustmentRequest, book: Rulebook) -> Answer:
    """Answer the next step for a pad: which way and how far, or keep, add to it, take it out, see someone."""
    triage = judge(asked.symptoms, book)
    here = asked.placement["behind_ball_mm"]["target"]
    now = Tried(here, asked.feel, asked.days_tried, asked.symptoms.pain_level)
    if triage.withheld:
        return _withheld(asked, triage, now, book)
    against = reasons_against(triage, book)
    if against or triage.care is not None:
        return _professional(asked, triage, now, against, book)
    read, because = felt(now, asked.tried, book)
    step = next_step(now._replace(feel=read), asked.tried, _range(asked.placement, book), book, chronic=asked.chronic)
    ends_with_someone = step.verdict == PROFESSIONAL
    calm = step.verdict not in (PROFESSIONAL, "take_out")
    return Answer(
        verdict=step.verdict,
        indicator="info" if calm else "warning",
        summary=summary_for(step, here, book),
        actions=actions_for(step, here, running=asked.running, book=book),
        reasons=reasons_for(step, because, here, running=asked.running, book=book),
        missing=_missing(asked, step, book),
        conflicts=disputed(step, running=asked.running, book=book),
        care=Care("see_professional", "soon", ("PADPLACE-20",)) if ends_with_someone else None,
        details=_details(asked, now, step, book),
        also_cites=("PADPLACE-10", "PADPLACE-02", "PADPLACE-20"),
    )


def _range(placement: Mapping[str, Any], book: Rulebook) -> Range:
    """Answer the range of PADPLACE-02, narrowed by what the placement says of itself."""
    behind = placement["behind_ball_mm"]
    nearest, farthest = (book.number("PADPLACE-02", name) for name in ("nearest_behind_mm", "farthest_behind_mm"))
    low, high = behind.get("low"), behind.get("high")
    nearest = nearest if low is None else min(max(low, nearest), farthest)
    farthest = farthest if high is None else max(min(high, farthest), nearest)
    return Range(nearest, farthest, min(max(_usual(placement, book), nearest), farthest))


def _usual(placement: Mapping[str, Any], book: Rulebook) -> float:
    if placement.get("free_head"):
        return book.number("PADPLACE-14", "cut_out_behind_mm")
    basis = (placement.get("ball_line_from_heel_mm") or {}).get("basis")
    return book.number("PADPLACE-01", "behind_predicted_mm" if basis == "predicted" else "behind_measured_mm")


def _details(asked: AdjustmentRequest, now: Tried, step: Next, book: Rulebook) -> dict[str, Any]:
    kept = step.verdict not in ("take_out", PROFESSIONAL)
    judged = "review_after_days" if step.verdict == "keep" else "judge_after_days"
    return {
        "move_mm": round(abs(step.behind_mm - now.behind_mm), 1),
        "ends": step.verdict in ENDS,
        "placement": moved(asked.placement, step.behind_mm, book) if kept else None,
        "tried": [*map(_as_dict, asked.tried), _as_dict(now._replace(advised=step.verdict))],
        "review_after_days": round(book.number("PADPLACE-18", judged)) if kept else None,
    }


def _as_dict(tried: Tried) -> dict[str, Any]:
    return {
        "behind_ball_mm": tried.behind_mm,
        "feel": tried.feel,
        "days_tried": tried.days,
        "pain_level": tried.pain_level,
        "advised": tried.advised,
    }


def _missing(asked: AdjustmentRequest, step: Next, book: Rulebook) -> tuple[Missing, ...]:
    found = []
    if asked.days_tried is None:
        found.append(Missing("days_tried", book.sentence("PADPLACE-18", "ask_days")))
    if asked.chronic is None and step.verdict in ("keep", "phase_out"):
        found.append(Missing("chronic", book.sentence("PADPLACE-18", "ask_chronic")))
    return tuple(found)


def _withheld(asked: AdjustmentRequest, triage: Triage, now: Tried, book: Rulebook) -> Answer:
    """Answer care and nothing else: no advice on a pad while a professional is needed now or today (TRIAGE-08)."""
    step = Next(PROFESSIONAL, now.behind_mm, "withheld")
    details = _details(asked, now, step, book)
    return care_alone(triage, PROFESSIONAL, book, details, reasons=reasons_against(triage, book))


def _professional(
    asked: AdjustmentRequest, triage: Triage, now: Tried, against: tuple[Any, ...], book: Rulebook
) -> Answer:
    """Answer that someone has to look before the pad is moved again; where a pad is ruled out it comes out."""
    step = Next(PROFESSIONAL, now.behind_mm, "care")
    rule = "PADPLACE-09" if against else "PADPLACE-08"
    text = book.sentence("PADPLACE-09", "out") if against else book.sentence("PADPLACE-08", "until_seen")
    return Answer(
        verdict=PROFESSIONAL,
        indicator="warning",
        summary=triage.summary(book) or book.sentence("PADPLACE-09", "summary"),
        actions=(*triage.actions(book), Action("take_out" if against else "until_seen", text, (rule,))),
        reasons=(*triage.reasons, *against),
        missing=triage.questions(book).missing,
        care=care_with(triage, (rule,)),
        details=_details(asked, now, step, book),
    )
