"""What an advice on a pad says, and what the next step of a pad that is being adjusted says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Code, Sentence, SomeRules
from api.advice.core.describe import (
    ALONE,
    CODE,
    DRAWN_FROM,
    LEFT_OUT_WHEN_NONE,
    RULES,
    OneOf,
    Pattern,
    Range,
    Unit,
    on_request,
)
from api.advice.foot.feet import ARCHES, SEXES, SIZE_SYSTEMS
from api.advice.foot.measures import HEADS, LENGTH_BASES
from api.advice.met_pad.request import FEELS, INSOLES, SIDES, USES, VERSIONS
from api.advice.triage.request import PAIN_SITES

PLACE_PAD, OTHER_SUPPORT, NOT_NEEDED = "place_pad", "other_support_first", "not_needed"
PROFESSIONAL = "see_professional_first"
VERDICTS = (PLACE_PAD, OTHER_SUPPORT, PROFESSIONAL, NOT_NEEDED)
ADJUSTMENTS = ("keep", "move_forward", "move_back", "take_out", "combine", "phase_out", PROFESSIONAL)
BASES = ("measured", "predicted")
REFERENCE_POINT = "front_edge"

Millimetres = Annotated[float, Unit("mm")]
Head = Annotated[str, OneOf(HEADS)]
Side = Annotated[str | None, OneOf(SIDES), "Which foot."]


@dataclass(frozen=True, slots=True)
class BallLine:
    """The ball line from the back of the heel, with the band it lies in."""

    estimate: Annotated[Millimetres, "Where it most likely lies."]
    low: Annotated[Millimetres, "The nearer end of the band."]
    high: Annotated[Millimetres, "The farther end of the band."]
    basis: Annotated[
        str, OneOf(BASES), "Measured, or predicted from length or size: then nine feet in ten lie in the band."
    ]
    standard_error: Annotated[Millimetres | None, "Of the prediction; null when measured."]


@dataclass(frozen=True, slots=True)
class Window:
    """Where the front edge goes and between what it may be moved."""

    target: Annotated[Millimetres, "Where it goes first."]
    low: Annotated[Millimetres, "The smaller end of the range."]
    high: Annotated[Millimetres, "The greater end of the range."]


@dataclass(frozen=True, slots=True)
class Across:
    """Where the pad lies across the foot, from its inner edge at the ball."""

    low: Annotated[Millimetres, "Where it begins."]
    high: Annotated[Millimetres, "Where it ends."]


@dataclass(frozen=True, slots=True)
class AtHead:
    """The front edge behind one head, straight along the foot from the back of the heel."""

    head: Annotated[str, OneOf(HEADS), "Which head."]
    head_from_heel_mm: Annotated[Millimetres, "The middle of the head."]
    front_edge_from_heel_mm: Annotated[Millimetres, "The front edge of the pad behind it."]


@dataclass(frozen=True, slots=True)
class SoldSize:
    """A size as pads are sold, in whole steps of 5 mm."""

    length_mm: Annotated[int, Unit("mm"), "Along the foot."]
    width_mm: Annotated[int, Unit("mm"), "Across the foot."]


@dataclass(frozen=True, slots=True)
class Pad:
    """The pad itself."""

    kind: Annotated[
        str, Pattern(CODE), "`adhesive_foam`, `adhesive_felt`, `gel_sleeve`, `built_in_bump`, `soft_insole`."
    ]
    kinds: Annotated[tuple[str, ...], "All kinds that would do."]
    shape: Annotated[str, Pattern(CODE), "`teardrop`, `dancers_pad` (with a cut-out), `whole_forefoot`."]
    version: Annotated[
        str | None,
        OneOf(VERSIONS),
        "Which version of a dancer's pad to buy: `left` or `right`; null for other pads and while no side is known.",
    ]
    material: Annotated[str, Pattern(CODE), "`foam`, `felt`, `gel`, `as_the_orthotic`."]
    width_mm: Annotated[Millimetres | None, "Across the foot."]
    length_mm: Annotated[Millimetres | None, "Along the foot."]
    thickness_mm: Annotated[Millimetres, "Where it is thickest."]
    nearest_sold: Annotated[
        SoldSize | None, "The size to ask for in a shop; null where a pad is trimmed to fit or made."
    ]
    rules: SomeRules


@dataclass(frozen=True, slots=True, kw_only=True)
class PadFacts:
    """The facts that the pictures of a placement are drawn from; what was not known is left out."""

    length_mm: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    heel_to_ball_mm: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    breadth_mm: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    arch: Annotated[str | None, OneOf(ARCHES), LEFT_OUT_WHEN_NONE] = None
    sex: Annotated[str | None, OneOf(SEXES), LEFT_OUT_WHEN_NONE] = None
    size_system: Annotated[str | None, OneOf(SIZE_SYSTEMS), LEFT_OUT_WHEN_NONE] = None
    size_value: Annotated[float | None, LEFT_OUT_WHEN_NONE] = None
    pain_sites: Annotated[tuple[Annotated[str, OneOf(PAIN_SITES)], ...] | None, LEFT_OUT_WHEN_NONE] = None
    insole: Annotated[str | None, OneOf(INSOLES), LEFT_OUT_WHEN_NONE] = None
    chronic: Annotated[bool | None, LEFT_OUT_WHEN_NONE] = None
    use: Annotated[str | None, OneOf(USES), LEFT_OUT_WHEN_NONE] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the pad goes on one foot. Every distance is to the front edge of the pad unless its name says otherwise.

    Distances from the heel are read straight along the foot, behind the head named in `at_head`.
    """

    side: Side
    sore: Annotated[bool | None, "Whether this foot hurts."]
    reference_point: Annotated[str, OneOf((REFERENCE_POINT,)), "The point of the pad that distances are measured to."]
    at_head: Annotated[
        str,
        OneOf(HEADS),
        "The head behind which the front edge, the thickest point and the guide's mark are measured: the one that a "
        "cut-out leaves free, else the most forward of those the pad supports.",
    ]
    ball_line_from_heel_mm: BallLine
    front_edge_from_heel_mm: Window
    behind_ball_mm: Window
    thickest_point_from_heel_mm: Annotated[Millimetres | None, "The thickest point; null for a pad of even thickness."]
    half_way_mark_from_heel_mm: Annotated[Millimetres | None, "The guide's mark, half-way from arch to ball."]
    marks_agree: Annotated[
        bool | None, "Whether the guide's mark and the thickest point agree within a few millimetres."
    ]
    across_from_inner_edge_mm: Across
    covers: tuple[Head, ...]
    spares: tuple[Head, ...]
    free_head: Annotated[str | None, OneOf(HEADS), "The head that a cut-out leaves free; null for other pads."]
    material_in_front_mm: Annotated[
        Millimetres, "How far a pad with a cut-out runs on in front of the line beside it; else 0."
    ]
    at_heads: Annotated[
        tuple[AtHead, ...],
        on_request(ALONE),
        "The front edge behind each head it supports, or the one that hangs free.",
    ]
    foot_length_mm: Annotated[Millimetres, "The length it was placed by."]
    foot_length_basis: Annotated[str, OneOf(LENGTH_BASES), "What the length rests on."]
    foot_breadth_mm: Annotated[Millimetres, "The breadth at the ball it was placed by."]
    foot_breadth_basis: Annotated[str, OneOf(BASES), "What the breadth rests on."]
    rules_by_figure: Annotated[
        Mapping[str, tuple[str, ...]],
        on_request(RULES),
        "For each figure above, the rules it rests on; with `include=rules`.",
    ]
    drawn_from: Annotated[PadFacts, on_request(DRAWN_FROM), "With `include=drawn_from`."]
    pad: Annotated[Pad, on_request(ALONE)]
    diagram_url: Annotated[
        str | None, "The picture (SVG); null where no side is known, or where that foot does not hurt."
    ] = None
    template_url: Annotated[
        str | None, "The paper template (PDF); null where no side is known, or where that foot does not hurt."
    ] = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the fitting."""

    step: Annotated[int, Range(1)]
    code: Code
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Insole:
    """What the insole means for the pad."""

    type: Annotated[str | None, OneOf(INSOLES), "As it was sent."]
    place: Annotated[str, Pattern(CODE), "`on_top`, `beneath`, `built_in`, `worn_on_foot`, `either`."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class RuledSentence:
    """A sentence with its rules."""

    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class PhaseOut(RuledSentence):
    """Whether and when the pad is left out again."""

    advised: Annotated[bool | None, "Null while it is not known whether it is chronic."]
    after_pain_free_days: int | None


@dataclass(frozen=True, slots=True)
class Wear:
    """How the pad is worn in, reviewed and left out."""

    start: RuledSentence
    judge_after_days: int
    review_after_days: int
    phase_out: PhaseOut
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Alternative(RuledSentence):
    """Something else that may help."""

    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MetPadAnswer(Answer):
    """Where the pad goes, or what comes before one."""

    verdict: Annotated[
        str, OneOf(VERDICTS), "A pad, another support first, a professional first, or none because nothing hurts."
    ]
    placement: Annotated[
        Placement | None, "The foot that was asked about, the sore one first; null where there is none."
    ] = None
    placements: Annotated[tuple[Placement, ...], "One for each foot that could be placed."] = ()
    pad: Annotated[Pad | None, "The pad for `placement`, or a soft insole where no pad has a place."] = None
    procedure: Annotated[tuple[Step, ...], on_request(ALONE), "How to fit it."] = ()
    insole: Annotated[Insole | None, "How it goes with the insole."] = None
    wear: Annotated[Wear | None, "How it is worn."] = None
    alternatives: Annotated[tuple[Alternative, ...], on_request(ALONE), "What else may help, the best first."] = ()
    diagram_url: Annotated[
        str | None,
        "The picture of `placement` (SVG); null without a side, and in a consultation without `include=reasons`.",
    ] = None
    template_url: Annotated[
        str | None,
        "The template of `placement` (PDF); null without a side, and in a consultation without `include=reasons`.",
    ] = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One place that was worn; send the list back with the next question."""

    behind_ball_mm: Annotated[Millimetres, "How far behind the ball line the front edge was."]
    feel: Annotated[str, OneOf(FEELS), "How it felt."]
    days_tried: Annotated[int | None, "Days it was worn there."]
    pain_level: int | None
    advised: Annotated[str | None, OneOf(ADJUSTMENTS), "What was advised then."]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedBallLine:
    """The ball line as it was sent."""

    estimate: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    low: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    high: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    basis: Annotated[str | None, OneOf(BASES), LEFT_OUT_WHEN_NONE] = None
    standard_error: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedWindow:
    """Where the front edge goes now; the range as it was sent."""

    target: Annotated[Millimetres, "Where it goes now."]
    low: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    high: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPlacement:
    """What a move changes of a placement, and what the next question needs; the rest stays as it was served."""

    side: Annotated[str | None, OneOf(SIDES), LEFT_OUT_WHEN_NONE, "Which foot."] = None
    at_head: Annotated[str | None, OneOf(HEADS), LEFT_OUT_WHEN_NONE, "The head it is measured behind."] = None
    ball_line_from_heel_mm: Annotated[MovedBallLine | None, LEFT_OUT_WHEN_NONE] = None
    front_edge_from_heel_mm: Annotated[MovedWindow | None, LEFT_OUT_WHEN_NONE] = None
    behind_ball_mm: MovedWindow
    thickest_point_from_heel_mm: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    half_way_mark_from_heel_mm: Annotated[Millimetres | None, LEFT_OUT_WHEN_NONE] = None
    marks_agree: Annotated[bool | None, LEFT_OUT_WHEN_NONE] = None
    at_heads: Annotated[tuple[AtHead, ...] | None, LEFT_OUT_WHEN_NONE] = None
    free_head: Annotated[str | None, OneOf(HEADS), LEFT_OUT_WHEN_NONE] = None
    drawn_from: Annotated[PadFacts | None, LEFT_OUT_WHEN_NONE, on_request(DRAWN_FROM), "With `include=drawn_from`."] = (
        None
    )
    diagram_url: Annotated[str | None, LEFT_OUT_WHEN_NONE, "The picture with the pad there (SVG)."] = None
    template_url: Annotated[str | None, LEFT_OUT_WHEN_NONE, "The paper template with the pad there (PDF)."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetPadAdjustmentAnswer(Answer):
    """The next step for a pad."""

    verdict: Annotated[str, OneOf(ADJUSTMENTS), "What to do next."]
    move_mm: Annotated[Millimetres, Range(0), "How far the front edge moves; the verdict says which way."] = 0.0
    ends: Annotated[bool, "Whether no further place is tried after this."] = True
    placement: Annotated[
        MovedPlacement | None, "Where the pad lies then, as it was sent and moved; null when it comes out."
    ] = None
    tried: Annotated[tuple[Tried, ...], "Send it with the next."] = ()
    review_after_days: Annotated[int | None, "When to judge again; null when the pad comes out."] = None
