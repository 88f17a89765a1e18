"""From where the pad is and how it feels to the next step; danger signs come before any step.

Rules PAD-04, PAD-05, PAD-09, PAD-11, PADSTUDY-01 .. PADSTUDY-08, PADPLACE-02, PADPLACE-07 .. PADPLACE-10, PADPLACE-18,
PADPLACE-20, TRAIN-11. What was tried comes with the question and goes back with the answer; nothing is stored.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from api.advice.core.answer import Action, Care, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.met_pad.answer import (
    ADJUSTMENTS,
    PROFESSIONAL,
    AtHead,
    MetPadAdjustmentAnswer,
    MovedBallLine,
    MovedPlacement,
    MovedWindow,
    PadFacts,
    Tried,
)
from api.advice.met_pad.figures import figures_of
from api.advice.met_pad.fitting import reasons_against, too_young
from api.advice.met_pad.request import FEELS, AdjustmentRequest, GivenBallLine, GivenFacts, GivenPlacement, GivenTried
from api.advice.met_pad.say_adjustment import actions_for, disputed, reasons_for, summary_for
from api.advice.met_pad.search import ENDS, TOO_EARLY, Next, Place, Reach, next_step, read_feel
from api.advice.triage.judge import Triage, care_only, judge

__all__ = ["ADJUSTMENTS", "ENDS", "FEELS", "AdjustmentRequest", "advise"]


def advise(request: AdjustmentRequest, book: Rulebook) -> MetPadAdjustmentAnswer:
    """Return the next step for a pad: which way and how far, or keep, add to it, take it out, see someone."""
    triage = judge(request.symptoms, book)
    behind = request.placement.behind_ball_mm.target
    now = Place(behind, request.feel, request.days_tried, request.symptoms.pain_level)
    if triage.withheld:
        return care_only(
            MetPadAdjustmentAnswer,
            triage,
            PROFESSIONAL,
            book,
            reasons=reasons_against(triage, book),
            tried=_tried(request, now, PROFESSIONAL),
        )
    against = (*reasons_against(triage, book), *too_young(triage, book))
    if against or triage.care is not None:
        return _professional(request, triage, now, against, book)
    return _answer(request, now, book)


def _answer(request: AdjustmentRequest, now: Place, book: Rulebook) -> MetPadAdjustmentAnswer:
    before, position = tuple(map(_place, request.tried)), now.behind_mm
    feel, because = read_feel(now, before, book)
    step = next_step(
        now._replace(feel=feel),
        before,
        _reach(request.placement, book),
        book,
        chronic=request.chronic,
        pain_free_days=request.pain_free_days,
    )
    calm = step.verdict not in (PROFESSIONAL, "take_out")
    return MetPadAdjustmentAnswer(
        verdict=step.verdict,
        indicator="info" if calm else "warning",
        summary=summary_for(step, position, book),
        actions=actions_for(step, position, now.days, running=request.running, book=book),
        reasons=reasons_for(step, because, position, running=request.running, book=book),
        missing=tuple(_missing(request, step, book)),
        conflicts=disputed(step, running=request.running, book=book),
        care=Care("see_professional", "soon", ("PADPLACE-20",)) if step.verdict == PROFESSIONAL else None,
        move_mm=round(abs(step.behind_mm - position), 1),
        ends=step.verdict in ENDS and step.why != TOO_EARLY,
        placement=_moved(request.placement, step.behind_mm, book) if calm else None,
        tried=_tried(request, now, step.verdict),
        review_after_days=_review_after_days(step, now, book) if calm else None,
        also_cites=("PADPLACE-10", "PADPLACE-02", "PADPLACE-20"),
    )


def _place(tried: GivenTried) -> Place:
    return Place(tried.behind_ball_mm, tried.feel, tried.days_tried, tried.pain_level, tried.advised)


def _reach(placement: GivenPlacement, book: Rulebook) -> Reach:
    """Return the range of PADPLACE-02, narrowed by what the placement says of itself."""
    behind, line, figures = placement.behind_ball_mm, placement.ball_line_from_heel_mm, figures_of(book)
    predicted = line is not None and line.basis == "predicted" and placement.free_head is None
    nearest, farthest = figures.nearest_predicted_mm if predicted else figures.nearest_mm, figures.farthest_mm
    low = nearest if behind.low is None else min(max(behind.low, nearest), farthest)
    high = farthest if behind.high is None else max(min(behind.high, farthest), nearest)
    usual = figures.behind_predicted_mm if predicted else figures.behind_measured_mm
    if placement.free_head is not None:
        usual = figures.cut_out_behind_mm
    return Reach(low, high, min(max(usual, low), high), predicted)


def _review_after_days(step: Next, now: Place, book: Rulebook) -> int:
    """Return in how many days the place is judged; one worn too shortly in what is left of its days (PADPLACE-18)."""
    if step.why == TOO_EARLY:
        return max(1, round(book.number("PADPLACE-18", "judge_after_days")) - (now.days or 0))
    return round(book.number("PADPLACE-18", "review_after_days" if step.verdict == "keep" else "judge_after_days"))


def _tried(request: AdjustmentRequest, now: Place, verdict: str) -> tuple[Tried, ...]:
    """Return every place that was worn, the present one last: what the next question sends back."""
    before = [
        Tried(place.behind_ball_mm, place.feel, place.days_tried, place.pain_level, place.advised)
        for place in request.tried
    ]
    return (*before, Tried(now.behind_mm, now.feel, now.days, now.pain_level, verdict))


def _missing(request: AdjustmentRequest, step: Next, book: Rulebook) -> list[Missing]:
    missing = []
    if request.days_tried is None:
        missing.append(Missing("days_tried", book.sentence("PADPLACE-18", "ask_days")))
    if request.pain_free_days is None and step.verdict == "keep" and step.why == "keep_on" and not request.chronic:
        missing.append(Missing("pain_free_days", book.sentence("PADPLACE-18", "ask_pain_free_days")))
    if request.chronic is None and step.verdict in ("keep", "phase_out"):
        missing.append(Missing("chronic", book.sentence("PADPLACE-18", "ask_chronic")))
    return missing


def _professional(
    request: AdjustmentRequest, triage: Triage, now: Place, against: tuple[Reason, ...], book: Rulebook
) -> MetPadAdjustmentAnswer:
    """Return that someone has to look before the pad is moved again; where a pad is ruled out it comes out."""
    rule = "PADPLACE-09" if against else "PADPLACE-08"
    text = book.sentence("PADPLACE-09", "out") if against else book.sentence("PADPLACE-08", "until_seen")
    return MetPadAdjustmentAnswer(
        verdict=PROFESSIONAL,
        indicator="warning",
        summary=triage.summary(book) or book.sentence("PADPLACE-09", "summary"),
        actions=(*triage.actions(book), Action("take_out" if against else "until_seen", text, (rule,))),
        reasons=(*triage.reasons, *against),
        missing=triage.questions.missing,
        care=triage.care_with((rule,)),
        tried=_tried(request, now, PROFESSIONAL),
    )


def _moved(placement: GivenPlacement, behind_mm: float, book: Rulebook) -> MovedPlacement:
    """Return the placement with the pad moved to ``behind_mm`` behind the line; what was not sent is left out."""
    back = behind_mm - placement.behind_ball_mm.target
    behind, front = placement.behind_ball_mm, placement.front_edge_from_heel_mm
    thickest, half_way = placement.thickest_point_from_heel_mm, placement.half_way_mark_from_heel_mm
    thickest = None if thickest is None else round(thickest - back, 1)
    agree_within = book.number("PADPLACE-13", "agree_within_mm")
    return MovedPlacement(
        side=placement.side,
        at_head=placement.at_head,
        ball_line_from_heel_mm=_copied(placement.ball_line_from_heel_mm, MovedBallLine),
        front_edge_from_heel_mm=None
        if front is None
        else MovedWindow(target=round(front.target - back, 1), low=front.low, high=front.high),
        behind_ball_mm=MovedWindow(target=behind_mm, low=behind.low, high=behind.high),
        thickest_point_from_heel_mm=thickest,
        half_way_mark_from_heel_mm=half_way,
        marks_agree=None if thickest is None or half_way is None else abs(thickest - half_way) <= agree_within,
        at_heads=None
        if placement.at_heads is None
        else tuple(
            AtHead(at.head, at.head_from_heel_mm, round(at.front_edge_from_heel_mm - back, 1))
            for at in placement.at_heads
        ),
        free_head=placement.free_head,
        drawn_from=_copied(placement.drawn_from, PadFacts),
    )


Copy = TypeVar("Copy", MovedBallLine, PadFacts)


def _copied(given: GivenBallLine | GivenFacts | None, kind: type[Copy]) -> Copy | None:
    """Return what was sent as it is served: the same fields under the same names."""
    if given is None:
        return None
    values: dict[str, Any] = {field.name: getattr(given, field.name) for field in fields(given)}
    return kind(**values)
