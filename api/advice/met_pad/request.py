"""What is known when a pad is asked for, and which foot it is about: sides are never guessed (PADPLACE-23)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from api.advice.core.describe import Items, Length, OneOf, Range, Unit
from api.advice.foot.feet import ARCHES, SEXES, SIZE_SYSTEMS, Feet, Foot, StatedSize
from api.advice.foot.measures import HEADS, ImpossibleMeasurementError
from api.advice.triage.request import PAIN_SITES, Symptoms

SIDES = VERSIONS = ("left", "right")
INSOLES = ("flat", "contoured", "orthotic", "fixed")
USES = ("road", "trail", "race", "everyday", "home")
RUNNING = frozenset({"road", "trail", "race"})
FEELS = ("better", "same", "worse", "pressure_under_pad", "pain_in_front", "pebble_still_there", "new_pain")

BEHIND_MM = Range(-30, 60)
"""How far behind the ball line a pad may be found: also where it should not be."""

ON_FOOT_MM = Range(60, 340)
"""Where on a foot a pad may be found, so that it still lies on it when it is moved."""


class ContradictionError(ImpossibleMeasurementError):
    """Two facts of a request contradict each other: ``field`` by dotted name, and a sentence that asks for one."""


InsoleKind = Annotated[str | None, OneOf(INSOLES), "Which insole the pad goes with."]
Chronic = Annotated[bool | None, "Long-standing: joints stay inflamed."]
Use = Annotated[str | None, OneOf(USES), "What the shoe is worn for."]


@dataclass(frozen=True, slots=True)
class PadRequest:
    """One foot with its side, or both feet. Leave out, or send ``null`` for, what is not known: it never means no."""

    foot: Annotated[Foot | None, "One foot; say which with `side`."] = None
    side: Annotated[str | None, OneOf(SIDES), "Which foot; taken from `pain_side` if left out."] = None
    feet: Annotated[Feet | None, "Both feet, in place of `foot`: each gets a placement of its own."] = None
    sex: Annotated[str | None, OneOf(SEXES), "Widths are counted differently for men and women."] = None
    size: Annotated[StatedSize | None, "The size a person wears, where millimetres are not known."] = None
    insole: InsoleKind = None
    chronic: Chronic = None
    use: Use = None
    symptoms: Annotated[Symptoms, "What is known of the pain; red flags are judged first."] = field(
        default_factory=Symptoms
    )


Along = Annotated[float | None, Unit("mm"), Range(0, 400)]
Behind = Annotated[float, Unit("mm"), BEHIND_MM]
OnFoot = Annotated[float, Unit("mm"), ON_FOOT_MM]


@dataclass(frozen=True, slots=True)
class GivenBallLine:
    """The ball line as it was served; what else it holds is not read."""

    estimate: Along = None
    low: Along = None
    high: Along = None
    basis: Annotated[str | None, OneOf(("measured", "predicted"))] = None
    standard_error: Along = None


@dataclass(frozen=True, slots=True)
class GivenFrontEdge:
    """The front edge from the heel as it was served."""

    target: OnFoot
    low: Along = None
    high: Along = None


@dataclass(frozen=True, slots=True)
class GivenBehind:
    """How far behind the ball line the front edge is now; in front of it is less than 0."""

    target: Behind
    low: Annotated[float | None, Unit("mm"), BEHIND_MM] = None
    high: Annotated[float | None, Unit("mm"), BEHIND_MM] = None


@dataclass(frozen=True, slots=True)
class GivenAtHead:
    """The front edge behind one head as it was served."""

    head: Annotated[str, OneOf(HEADS)]
    head_from_heel_mm: Annotated[float, Unit("mm"), Range(0, 400)]
    front_edge_from_heel_mm: OnFoot


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """The facts that the pictures are drawn from, as they were served."""

    length_mm: Along = None
    heel_to_ball_mm: Along = None
    breadth_mm: Along = None
    arch: Annotated[str | None, OneOf(ARCHES)] = None
    sex: Annotated[str | None, OneOf(SEXES)] = None
    size_system: Annotated[str | None, OneOf(SIZE_SYSTEMS)] = None
    size_value: Annotated[float | None, Range(0, 400)] = None
    pain_sites: tuple[Annotated[str, OneOf(PAIN_SITES)], ...] | None = None
    insole: Annotated[str | None, OneOf(INSOLES)] = None
    chronic: bool | None = None
    use: Annotated[str | None, OneOf(USES)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPlacement:
    """A placement as it was served, whole: `behind_ball_mm.target` is needed, other fields than these are not read."""

    side: Annotated[str | None, OneOf(SIDES)] = None
    at_head: Annotated[str | None, OneOf(HEADS)] = None
    ball_line_from_heel_mm: GivenBallLine | None = None
    front_edge_from_heel_mm: GivenFrontEdge | None = None
    behind_ball_mm: GivenBehind
    thickest_point_from_heel_mm: Annotated[float | None, Unit("mm"), ON_FOOT_MM] = None
    half_way_mark_from_heel_mm: Along = None
    at_heads: Annotated[tuple[GivenAtHead, ...] | None, Items(high=len(HEADS))] = None
    free_head: Annotated[str | None, OneOf(HEADS)] = None
    drawn_from: GivenFacts | None = None
    diagram_url: Annotated[str | None, Length(0, 2000)] = None


@dataclass(frozen=True, slots=True)
class GivenTried:
    """One place that was worn, as an earlier answer served it in `tried`."""

    behind_ball_mm: Behind
    feel: Annotated[str, OneOf(FEELS)]
    days_tried: Annotated[int | None, Unit("days"), Range(0, 36500)] = None
    pain_level: Annotated[int | None, Unit("0 to 10"), Range(0, 10)] = None
    advised: Annotated[
        str | None,
        OneOf(("keep", "move_forward", "move_back", "take_out", "combine", "phase_out", "see_professional_first")),
        "What was advised then.",
    ] = None


@dataclass(frozen=True, slots=True)
class AdjustmentRequest:
    """Where the pad is, how it feels, and what was tried before, oldest first and without the present place."""

    placement: GivenPlacement
    feel: Annotated[str, OneOf(FEELS), "How the foot feels with the pad there."]
    days_tried: Annotated[int | None, Unit("days"), Range(0, 36500), "Days it was worn at this place."] = None
    pain_free_days: Annotated[
        int | None, Unit("days"), Range(0, 36500), "Days in a row without any pain, with the pad."
    ] = None
    tried: Annotated[
        tuple[GivenTried, ...], Items(high=50), "`tried` of the last answer; the service remembers nothing."
    ] = ()
    chronic: Chronic = None
    use: Use = None
    symptoms: Annotated[Symptoms, "What is known of the pain; red flags are judged first."] = field(
        default_factory=Symptoms
    )

    @property
    def running(self) -> bool:
        """Whether the pad is worn in running."""
        return self.use in RUNNING


@dataclass(frozen=True, slots=True)
class RequestedFoot:
    """One foot that a pad is asked for: the ``field`` it came from, and whether it is known to hurt.

    ``maybe_other``: one foot was measured where both hurt, and nobody knows whether it was this one.
    """

    side: str | None
    foot: Foot
    field: str
    sore: bool | None
    maybe_other: bool = False
