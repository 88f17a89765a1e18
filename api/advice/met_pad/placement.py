"""Where one pad goes on one foot, in millimetres: front edge, thickest point, heads, and what each figure rests on.

The reference point is the pad's front edge unless a name says otherwise (PADPLACE-10). Distances from the heel are read
straight along the foot behind one head, ``at_head``: the one that hangs free, else the most forward of those supported
(PADPLACE-11). Field, sentence, slip, picture and template take them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.measures import HEADS, BallLine, Breadth
from api.advice.met_pad import answer
from api.advice.met_pad.figures import PadFigures, figures_of
from api.advice.met_pad.kind import CUT_OUT, FittedPad, Pattern
from api.advice.met_pad.request import PadRequest, RequestedFoot

RULES_OF_EVERY_PLACEMENT = (
    "PAD-03",
    "FOOT-05",
    "FOOT-06",
    "FOOT-07",
    "PADPLACE-02",
    "PADPLACE-03",
    "PADPLACE-10",
    "PADPLACE-11",
    "PADPLACE-12",
    "PADPLACE-13",
    "PADPLACE-22",
)


class Window(NamedTuple):
    """How far the pad's front edge goes behind the ball line, in millimetres, and between which it may be moved."""

    target_mm: float
    nearest_mm: float
    farthest_mm: float


class PadPosition(NamedTuple):
    """One pad on one foot. ``across_mm`` holds the middle of each head from the inner edge of the foot at the ball.

    ``sore`` says whether this foot hurts; ``material_ahead_mm`` how far a pad with a cut-out runs on beside it, in
    front of the line; ``drawn_from`` holds the facts that draw its picture again. Distances from the heel are read
    behind ``at_head``.
    """

    side: str | None
    sore: bool | None
    pattern: Pattern
    line: BallLine
    at_head: str
    breadth: Breadth
    across_mm: tuple[float, ...]
    window: Window
    pad: FittedPad
    guide_mark_mm: float
    agree_within_mm: float
    material_ahead_mm: float
    drawn_from: answer.PadFacts

    @property
    def is_cut_out(self) -> bool:
        """Whether the pad is cut out round one head, which hangs free."""
        return self.pattern.kind == CUT_OUT

    def head_mm(self, head: str) -> float:
        """Return how far from the heel a head lies."""
        return self.line.heads[HEADS.index(head)]

    def front_edge_at(self, head: str) -> float:
        """Return the pad's front edge from the heel, measured behind ``head``."""
        return self.head_mm(head) - self.window.target_mm

    @property
    def front_edge_mm(self) -> float:
        """The front edge from the heel, behind ``at_head``."""
        return self.front_edge_at(self.at_head)

    @property
    def thickest_mm(self) -> float | None:
        """The thickest point from the heel, behind ``at_head``; ``None`` for a pad of even thickness."""
        behind = self.pad.thickest_behind_mm
        return None if behind is None else self.front_edge_mm - behind

    @property
    def half_way_mm(self) -> float:
        """The guide's mark from the heel, half-way from arch to ball, carried over to ``at_head``."""
        return self.guide_mark_mm - (self.line.estimate_mm - self.head_mm(self.at_head))

    @property
    def marks_agree(self) -> bool | None:
        """Whether the guide's mark and the thickest point lie within a few millimetres (PADPLACE-03, PADPLACE-13)."""
        thickest = self.thickest_mm
        return None if thickest is None else abs(thickest - self.half_way_mm) <= self.agree_within_mm

    @property
    def pad_across_mm(self) -> tuple[float, float]:
        """Where the pad begins and ends across the foot, from its inner edge at the ball."""
        covered = [self.across_mm[HEADS.index(head)] for head in self.pattern.covers]
        middle = self.breadth.breadth_mm / 2 if self.is_cut_out else (covered[0] + covered[-1]) / 2
        half = self.pad.width_mm / 2
        return (middle - half, middle + half)


def position_of(
    foot: RequestedFoot,
    request: PadRequest,
    pattern: Pattern,
    line: BallLine,
    breadth: Breadth,
    pad: FittedPad,
    book: Rulebook,
    *,
    behind_mm: float | None = None,
) -> PadPosition:
    """Return where a pad goes; ``behind_mm`` overrides how far behind the line, after an adjustment."""
    figures = figures_of(book)
    window = window_of(pattern, line.basis, figures)
    if behind_mm is not None:
        window = window._replace(target_mm=behind_mm)
    return PadPosition(
        side=foot.side,
        sore=foot.sore,
        pattern=pattern,
        line=line,
        at_head=pattern.free_head or max(pattern.covers, key=lambda head: line.heads[HEADS.index(head)]),
        breadth=breadth,
        across_mm=tuple(share * breadth.breadth_mm for share in figures.heads_across_share),
        window=window,
        pad=pad,
        guide_mark_mm=(figures.arch_middle_share * line.foot_length_mm + line.estimate_mm) / 2,
        agree_within_mm=figures.agree_within_mm,
        material_ahead_mm=figures.runs_in_front_mm if pattern.kind == CUT_OUT else 0,
        drawn_from=_drawn_from(foot, request),
    )


def window_of(pattern: Pattern, basis: str | None, figures: PadFigures) -> Window:
    """Return where the front edge goes for a kind of pad, and between what it is moved (PADPLACE-01, -02, -14).

    ``basis`` says whether the ball line is measured; a line that is only predicted is not approached closely.
    """
    if pattern.kind == CUT_OUT:
        return Window(figures.cut_out_behind_mm, figures.cut_out_nearest_mm, figures.farthest_mm)
    if basis == "predicted":
        return Window(figures.behind_predicted_mm, figures.nearest_predicted_mm, figures.farthest_mm)
    return Window(figures.behind_measured_mm, figures.nearest_mm, figures.farthest_mm)


def _drawn_from(foot: RequestedFoot, request: PadRequest) -> answer.PadFacts:
    measures = foot.foot
    size = request.size if measures.length_mm is None and measures.heel_to_ball_mm is None else None
    return answer.PadFacts(
        length_mm=measures.length_mm,
        heel_to_ball_mm=measures.heel_to_ball_mm,
        breadth_mm=measures.breadth_mm,
        arch=measures.arch,
        sex=request.sex,
        size_system=size.system if size else None,
        size_value=size.value if size else None,
        pain_sites=request.symptoms.pain_sites or None,
        insole=request.insole,
        chronic=request.chronic,
        use=request.use,
    )


def served(position: PadPosition) -> answer.Placement:
    """Return a position as it is served, millimetres rounded to a tenth."""
    line, window = position.line, position.window
    head = position.head_mm(position.at_head)
    thickest, (inner, outer) = position.thickest_mm, position.pad_across_mm
    return answer.Placement(
        side=position.side,
        sore=position.sore,
        reference_point=answer.REFERENCE_POINT,
        at_head=position.at_head,
        ball_line_from_heel_mm=answer.BallLine(
            estimate=round(line.estimate_mm, 1),
            low=round(line.low_mm, 1),
            high=round(line.high_mm, 1),
            basis=line.basis,
            standard_error=line.error_mm,
        ),
        front_edge_from_heel_mm=answer.Window(
            target=round(position.front_edge_mm, 1),
            low=round(head - window.farthest_mm, 1),
            high=round(head - window.nearest_mm, 1),
        ),
        behind_ball_mm=answer.Window(window.target_mm, window.nearest_mm, window.farthest_mm),
        thickest_point_from_heel_mm=None if thickest is None else round(thickest, 1),
        half_way_mark_from_heel_mm=None if thickest is None else round(position.half_way_mm, 1),
        marks_agree=position.marks_agree,
        across_from_inner_edge_mm=answer.Across(round(inner, 1), round(outer, 1)),
        covers=position.pattern.covers,
        spares=position.pattern.spares,
        free_head=position.pattern.free_head,
        material_in_front_mm=position.material_ahead_mm,
        at_heads=tuple(_at_head(position, head) for head in _heads_of(position.pattern)),
        foot_length_mm=round(line.foot_length_mm, 1),
        foot_length_basis=line.length_basis,
        foot_breadth_mm=round(position.breadth.breadth_mm, 1),
        foot_breadth_basis=position.breadth.basis,
        rules_by_figure=rules_of_figures(position),
        drawn_from=position.drawn_from,
        pad=position.pad.served(),
    )


def _heads_of(pattern: Pattern) -> tuple[str, ...]:
    """Return the heads at which the front edge is given: those supported, or the one the cut-out goes round."""
    return pattern.covers if pattern.free_head is None else (pattern.free_head,)


def _at_head(position: PadPosition, head: str) -> answer.AtHead:
    return answer.AtHead(
        head=head,
        head_from_heel_mm=round(position.head_mm(head), 1),
        front_edge_from_heel_mm=round(position.front_edge_at(head), 1),
    )


def rules_of_figures(position: PadPosition) -> Mapping[str, tuple[str, ...]]:
    """Return, for each figure of a served placement, the rules it rests on."""
    measured = position.breadth.basis == "measured"
    return _rules_by_figure(position.line.rules, position.pad.rules, position.pattern.kind, measured)


@lru_cache(maxsize=256)
def _rules_by_figure(
    line: tuple[str, ...], pad: tuple[str, ...], kind: str, breadth_measured: bool
) -> Mapping[str, tuple[str, ...]]:
    behind = ("PADPLACE-14",) if kind == CUT_OUT else ("PADPLACE-01",)
    breadth = ("FOOT-05",) if breadth_measured else ("FOOT-07",)
    return MappingProxyType(
        {
            "ball_line_from_heel_mm": line,
            "front_edge_from_heel_mm": (*line, *behind, "PADPLACE-02", "PADPLACE-10"),
            "behind_ball_mm": (*behind, "PADPLACE-02", "PADPLACE-10"),
            "thickest_point_from_heel_mm": (*line, *behind, "PADPLACE-13"),
            "half_way_mark_from_heel_mm": (*line, "PAD-03", "PADPLACE-03"),
            "across_from_inner_edge_mm": (*breadth, *pad, "PADPLACE-12"),
            "at_heads": (*line, "FOOT-06", "PADPLACE-11", *behind),
            "material_in_front_mm": behind,
            "foot_length_mm": tuple(rule for rule in line if rule.startswith("SIZE-")) or ("FOOT-05",),
            "foot_breadth_mm": breadth,
        }
    )
