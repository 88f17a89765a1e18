"""Where a metatarsal pad goes on this foot, which pad, how it is fitted and worn; danger signs come before any pad.

Rules PAD-01 .. PAD-14, PADSTUDY-01 .. PADSTUDY-08, PADPLACE-01 .. PADPLACE-24, and those of feet and sizes. Every
distance names its reference point: the front edge of the pad, behind the line of the heads (PADPLACE-10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from api.advice.core.answer import AGAINST, NEUTRAL, Action, Care, Missing, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.foot.feet import Feet, Foot
from api.advice.foot.measures import ball_line, breadth_of
from api.advice.met_pad.answer import NOT_NEEDED, OTHER_SUPPORT, PLACE_PAD, PROFESSIONAL, VERDICTS, MetPadAnswer, Step
from api.advice.met_pad.figures import figures_of
from api.advice.met_pad.fitting import (
    Fitting,
    has_complaint,
    not_grown,
    procedure,
    reasons_against,
    self_fitting,
    too_young,
)
from api.advice.met_pad.kind import CUT_OUT, MIXED, WEB, Pattern, insole_place, pad_of, pattern_of, soft_insole
from api.advice.met_pad.placement import (
    RULES_OF_EVERY_PLACEMENT,
    PadPosition,
    position_of,
    rules_of_figures,
    served,
    window_of,
)
from api.advice.met_pad.request import SIDES, ContradictionError, PadRequest, RequestedFoot
from api.advice.met_pad.say import (
    Standing,
    actions_of,
    missing_for,
    reasons_of,
    situation_of,
    standing_words,
    summary_of,
)
from api.advice.triage.judge import Triage, care_only, judge

__all__ = [
    "VERDICTS",
    "ContradictionError",
    "PadPosition",
    "PadRequest",
    "advise",
    "is_advised",
    "not_grown",
    "positions_of",
    "rules_of_figures",
    "self_fitting",
]


def advise(request: PadRequest, book: Rulebook, *, triage: Triage | None = None) -> MetPadAnswer:
    """Return where the pad goes on each foot asked about, or why there is none, or what comes before one.

    Raise ImpossibleMeasurementError for a heel-to-ball length that no such foot has (FOOT-03) and ContradictionError
    for facts that name two different sides (PADPLACE-23).
    """
    feet = _requested_feet(request, book)
    pattern = pattern_of(request.symptoms.pain_sites, book)
    positions = _positions(request, feet, pattern, book)
    triage = triage or judge(request.symptoms, book)
    against = reasons_against(triage, book)
    if triage.withheld:
        return care_only(MetPadAnswer, triage, PROFESSIONAL, book, reasons=against)
    if request.symptoms.pain_level == 0 and not triage.has_complaint:
        return _not_needed(request, book, by_oneself=not against)
    if against:
        return _not_by_oneself(triage, against, "PADPLACE-09", book)
    if not has_complaint(request.symptoms) and triage.care is None:
        return _not_needed(request, book)
    child = not_grown((foot.foot.length_mm for foot in feet), book)
    if child is not None:
        text = book.sentence("PADPLACE-19", "child", length=Tenths(child))
        return _growing(triage, (Reason("PADPLACE-19", text, AGAINST),), book)
    young = too_young(triage, book)
    if young:
        return _growing(triage, young, book)
    if not pattern.covers:
        return _no_place(request, pattern, triage, book)
    return _with_pad(_Case(request, feet, pattern, positions, triage), book)


def is_advised(answer: MetPadAnswer) -> bool:
    """Return whether an answer advises a pad; its place may wait for a measure of the foot (CONSULT-04)."""
    return answer.wear is not None


def positions_of(request: PadRequest, book: Rulebook, *, behind_mm: float | None = None) -> tuple[PadPosition, ...]:
    """Return one position for each foot whose ball line is known; none where the pain leaves no place for a pad.

    ``behind_mm`` puts the front edge elsewhere than by default. Raise as ``advise`` does.
    """
    feet = _requested_feet(request, book)
    pattern = pattern_of(request.symptoms.pain_sites, book)
    return _positions(request, feet, pattern, book, behind_mm=behind_mm)


def _requested_feet(request: PadRequest, book: Rulebook) -> tuple[RequestedFoot, ...]:
    """Return the feet a pad is asked for, the sore one first; raise ContradictionError for sides that contradict.

    One description of a foot holds for both where both hurt; each is then asked for by itself (PADPLACE-15).
    """
    sore_side = request.symptoms.pain_side
    # An empty ``feet`` describes no foot: it is as if it had been left out.
    feet = None if request.feet == Feet() else request.feet
    if request.foot is not None and feet is not None:
        raise ContradictionError("feet", book.sentence("PADPLACE-23", "both_forms"))
    if request.side is not None and sore_side in SIDES and sore_side != request.side:
        raise ContradictionError("side", book.sentence("PADPLACE-23", f"not_{request.side}_pain"))
    if feet is not None:
        return _of_both(feet, request.side, sore_side, book)
    foot = request.foot or Foot()
    if request.side is None and sore_side == "both":
        measured = foot.heel_to_ball_mm is not None
        return tuple(RequestedFoot(side, foot, "foot", True, maybe_other=measured) for side in SIDES)
    side = request.side or (sore_side if sore_side in SIDES else None)
    return (RequestedFoot(side, foot, "foot", True if sore_side is not None else None),)


def _of_both(feet: Feet, side: str | None, sore_side: str | None, book: Rulebook) -> tuple[RequestedFoot, ...]:
    described = {name: foot for name, foot in (("left", feet.left), ("right", feet.right)) if foot is not None}
    if side is not None and described and side not in described:
        raise ContradictionError("side", book.sentence("PADPLACE-23", f"{side}_not_measured"))
    first = side or (sore_side if sore_side in SIDES else None)
    if first is not None and first not in described:
        described = {first: Foot(), **described}
    if sore_side == "both" and side is None:
        described = {name: described.get(name, Foot()) for name in SIDES}
    result = [
        RequestedFoot(name, foot, f"feet.{name}", None if sore_side is None else sore_side in (name, "both"))
        for name, foot in described.items()
    ]
    result.sort(key=lambda foot: foot.side != first)
    return tuple(result)


def _positions(
    request: PadRequest,
    feet: tuple[RequestedFoot, ...],
    pattern: Pattern,
    book: Rulebook,
    *,
    behind_mm: float | None = None,
) -> tuple[PadPosition, ...]:
    place = insole_place(request.insole, request.use, pattern)
    positions = []
    for foot in feet:
        # Before the pattern is looked at: a measure that cannot be is refused whatever else is known.
        line = ball_line(foot.foot, request.sex, request.size, foot.field, book)
        if line is not None and pattern.covers:
            breadth = breadth_of(foot.foot, line, request.sex, book)
            pad = pad_of(pattern, line, breadth, place, side=foot.side, chronic=request.chronic, book=book)
            positions.append(position_of(foot, request, pattern, line, breadth, pad, book, behind_mm=behind_mm))
    return tuple(positions)


class _Case(NamedTuple):
    """One question about a pad, with what was found out: ``positions`` of the feet whose ball line is known."""

    request: PadRequest
    feet: tuple[RequestedFoot, ...]
    pattern: Pattern
    positions: tuple[PadPosition, ...]
    triage: Triage

    @property
    def first(self) -> PadPosition | None:
        """The foot that is asked about before others; ``None`` where its ball line is not known."""
        return next((position for position in self.positions if position.side == self.feet[0].side), None)


def _with_pad(case: _Case, book: Rulebook) -> MetPadAnswer:
    request, pattern, triage, first = case.request, case.pattern, case.triage, case.first
    standing = standing_words(situation_of(request, case.feet, pattern), book)
    care = _care(request, pattern, triage)
    verdict = OTHER_SUPPORT if pattern.kind == CUT_OUT else PLACE_PAD
    placements = tuple(served(position) for position in case.positions)
    placement = None if first is None else placements[case.positions.index(first)]
    steps = _steps(first, standing.insole.place, request.insole, pattern, book)
    return MetPadAnswer(
        verdict=PROFESSIONAL if triage.running_waits else verdict,
        indicator="info" if care is None else "warning",
        summary=triage.summary(book) or summary_of(first, case.positions, pattern, book),
        actions=tuple(_actions(case, standing, book)),
        reasons=tuple(_reasons(case, standing, book)),
        missing=tuple(missing_for(request, case.feet, pattern, case.positions, book)),
        conflicts=standing.conflicts,
        care=care,
        placement=placement,
        placements=placements,
        pad=placement.pad if placement else None,
        procedure=steps,
        insole=standing.insole,
        wear=standing.wear,
        alternatives=standing.alternatives,
        also_cites=(*_rules_of(case.positions), *(rule for step in steps for rule in step.rules), *standing.rules),
    )


def _actions(case: _Case, standing: Standing, book: Rulebook) -> Iterator[Action]:
    yield from case.triage.actions(book)
    yield from standing.first_actions
    yield from actions_of(case.first, case.positions, case.pattern, standing.insole.place, book)
    yield from standing.last_actions


def _reasons(case: _Case, standing: Standing, book: Rulebook) -> Iterator[Reason]:
    yield from case.triage.reasons
    yield from standing.first_reasons
    if case.first is not None:
        yield from reasons_of(case.first, book, of_one_foot=case.feet[0].maybe_other)
    yield from standing.last_reasons


def _steps(
    first: PadPosition | None, place: str, insole: str | None, pattern: Pattern, book: Rulebook
) -> tuple[Step, ...]:
    measured = first is not None and first.line.basis == "measured"
    fitting = Fitting(place, insole, first is not None, pattern.kind == CUT_OUT, measured)
    window = window_of(pattern, None, figures_of(book)) if first is None else first.window
    return procedure(first, fitting, window, book)


def _care(request: PadRequest, pattern: Pattern, triage: Triage) -> Care | None:
    """Return the care called for; pain between the toes with numb toes calls for a visit as well (PADPLACE-05)."""
    if pattern.kind == WEB and request.symptoms.numbness_or_tingling == "comes_and_goes":
        return triage.care_with(("PADPLACE-05",))
    return triage.care


def _rules_of(positions: tuple[PadPosition, ...]) -> Iterator[str]:
    for position in positions:
        yield from position.line.rules
        yield from position.pad.rules
    if positions:
        yield from RULES_OF_EVERY_PLACEMENT


def _not_needed(request: PadRequest, book: Rulebook, *, by_oneself: bool = True) -> MetPadAnswer:
    """Return that no pad is needed where nothing hurts, or nothing is known of a pain (PADPLACE-24).

    ``by_oneself``: were one needed, nothing known would keep the person from fitting it (PADPLACE-09).
    """
    pain_free = request.symptoms.pain_level == 0
    asks = () if pain_free else ("pain_level", "pain_sites")
    rules = ("PADPLACE-24", "PADPLACE-09")
    reasons = (
        Reason("PADPLACE-24", book.sentence("PADPLACE-24", "pain_free" if pain_free else "not_known"), NEUTRAL),
        Reason("PADSTUDY-07", book.sentence("PADSTUDY-07", "some_rise"), AGAINST),
    )
    return MetPadAnswer(
        verdict=NOT_NEEDED,
        indicator="info",
        summary=book.sentence("PADPLACE-24", "pain_free_summary" if pain_free else "not_known_summary"),
        actions=() if by_oneself else (Action("no_self_fitted_pad", book.sentence("PADPLACE-24", "not_alone"), rules),),
        reasons=reasons,
        missing=tuple(Missing(f"symptoms.{name}", book.sentence("PADPLACE-24", f"ask_{name}")) for name in asks),
        also_cites=("PAD-13",),
    )


def _no_place(request: PadRequest, pattern: Pattern, triage: Triage, book: Rulebook) -> MetPadAnswer:
    """Return another support, where any pad would press on a sore place or the pain is not under the ball."""
    insole = soft_insole(book) if pattern.kind == MIXED else None
    standing = standing_words(situation_of(request, (), pattern), book)
    return MetPadAnswer(
        verdict=PROFESSIONAL if triage.running_waits else OTHER_SUPPORT,
        indicator="info" if triage.care is None else "warning",
        summary=triage.summary(book) or book.sentence("PADPLACE-17", f"{pattern.kind}_summary"),
        actions=(*triage.actions(book), *standing.last_actions),
        reasons=(*triage.reasons, *standing.first_reasons),
        missing=tuple(missing_for(request, (), pattern, (), book)),
        conflicts=standing.conflicts,
        care=triage.care,
        pad=insole,
        alternatives=standing.alternatives,
        also_cites=(
            *(insole.rules if insole else ()),
            *(rule for other in standing.alternatives for rule in other.rules),
        ),
    )


def _growing(triage: Triage, against: Iterable[Reason], book: Rulebook) -> MetPadAnswer:
    """Return that a growing foot has no pad unless a professional advised one; triage says who looks (PADPLACE-19)."""
    return MetPadAnswer(
        verdict=PROFESSIONAL if triage.running_waits else OTHER_SUPPORT,
        indicator="info" if triage.care is None else "warning",
        summary=triage.summary(book) or book.sentence("PADPLACE-19", "summary"),
        actions=(
            *triage.actions(book),
            Action("professional_before_pad", book.sentence("PADPLACE-19", "first"), ("PADPLACE-19",)),
        ),
        reasons=(*triage.reasons, *against),
        missing=triage.questions.missing,
        conflicts=conflicts_of(("PADPLACE-19",), book),
        care=triage.care,
    )


def _not_by_oneself(triage: Triage, against: Iterable[Reason], rule: str, book: Rulebook) -> MetPadAnswer:
    """Return that no pad is fitted by oneself, and why (PADPLACE-09)."""
    first = Action("professional_before_pad", book.sentence(rule, "first"), (rule,))
    return MetPadAnswer(
        verdict=PROFESSIONAL,
        indicator="warning",
        summary=triage.summary(book) or book.sentence(rule, "summary"),
        actions=(*triage.actions(book), first),
        reasons=(*triage.reasons, *against),
        missing=triage.questions.missing,
        conflicts=conflicts_of((rule,), book),
        care=triage.care_with((rule,)),
    )
