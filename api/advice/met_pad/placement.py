"""Where one pad goes on one foot, in millimetres: front edge, thickest point, heads, and what each figure rests on.

The reference point is the pad's front edge unless a name says otherwise (PADPLACE-10); distances from the heel are read
along the second ray, where the ball line stands (PADPLACE-11).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.ball_line import HEADS, BallLine, Breadth
from api.advice.met_pad.figures import PadFigures, figures_of
from api.advice.met_pad.kind import CUT_OUT, Pad, Pattern

REFERENCE_POINT = "front_edge"
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
TOE_NAMES = dict(zip(HEADS, ("big", "second", "third", "fourth", "little"), strict=True))


class Window(NamedTuple):
    """How far the pad's front edge goes behind the ball line, in millimetres, and between which it may be moved."""

    target_mm: float
    nearest_mm: float
    farthest_mm: float


class Placement(NamedTuple):
    """One pad on one foot. ``across_mm`` holds the middle of each head from the inner edge of the foot at the ball.

    ``sore`` says whether this foot hurts; ``material_ahead_mm`` how far a pad with a cut-out runs on beside it, in
    front of the line; ``drawn_from`` holds the facts that draw its picture again.
    """

    side: str | None
    sore: bool | None
    pattern: Pattern
    line: BallLine
    breadth: Breadth
    across_mm: tuple[float, ...]
    window: Window
    pad: Pad
    half_way_mm: float
    agree_within_mm: float
    material_ahead_mm: float
    drawn_from: Mapping[str, Any]

    @property
    def front_edge_mm(self) -> float:
        """The front edge from the heel, read where the ball line stands."""
        return self.line.estimate_mm - self.window.target_mm

    @property
    def thickest_mm(self) -> float | None:
        """The thickest point from the heel; ``None`` for a pad of even thickness."""
        behind = self.pad.thickest_behind_mm
        return None if behind is None else self.front_edge_mm - behind

    @property
    def marks_agree(self) -> bool | None:
        """Whether the guide's mark and the thickest point lie within a few millimetres (PADPLACE-03, PADPLACE-13)."""
        thickest = self.thickest_mm
        return None if thickest is None else abs(thickest - self.half_way_mm) <= self.agree_within_mm

    @property
    def guide_head(self) -> str:
        """The head towards whose toe a person measures: the one that hangs free, else the innermost supported."""
        return self.pattern.free_head or self.pattern.covers[0]

    def front_edge_at(self, head: str) -> float:
        """Answer the pad's front edge from the heel, measured towards the toe of ``head``."""
        return self.line.heads[HEADS.index(head)] - self.window.target_mm

    @property
    def pad_across_mm(self) -> tuple[float, float]:
        """Where the pad begins and ends across the foot, from its inner edge at the ball."""
        covered = [self.across_mm[HEADS.index(head)] for head in self.pattern.covers]
        middle = self.breadth.breadth_mm / 2 if self.pattern.kind == CUT_OUT else (covered[0] + covered[-1]) / 2
        half = (self.pad.width_mm or 0) / 2
        return (middle - half, middle + half)


def place_pad(
    side: str | None,
    sore: bool | None,
    pattern: Pattern,
    line: BallLine,
    breadth: Breadth,
    pad: Pad,
    drawn_from: Mapping[str, Any],
    book: Rulebook,
    *,
    behind_mm: float | None = None,
) -> Placement:
    """Answer where a pad goes; ``behind_mm`` overrides how far behind the line, after an adjustment."""
    figures = figures_of(book)
    window = _window(pattern, line, figures)
    if behind_mm is not None:
        window = window._replace(target_mm=behind_mm)
    across = breadth.breadth_mm
    return Placement(
        side=side,
        sore=sore,
        pattern=pattern,
        line=line,
        breadth=breadth,
        across_mm=tuple(share * across for share in figures.heads_across_share),
        window=window,
        pad=pad,
        half_way_mm=(figures.arch_middle_share * line.foot_length_mm + line.estimate_mm) / 2,
        agree_within_mm=figures.agree_within_mm,
        material_ahead_mm=figures.runs_in_front_mm if pattern.kind == CUT_OUT else 0,
        drawn_from=drawn_from,
    )


def _window(pattern: Pattern, line: BallLine, figures: PadFigures) -> Window:
    if pattern.kind == CUT_OUT:
        return Window(figures.cut_out_behind_mm, figures.cut_out_nearest_mm, figures.farthest_mm)
    measured = line.basis == "measured"
    target = figures.behind_measured_mm if measured else figures.behind_predicted_mm
    return Window(target, figures.nearest_mm, figures.farthest_mm)


def as_dict(placed: Placement) -> dict[str, Any]:
    """Answer a placement as it is served, millimetres rounded to a tenth."""
    line, window = placed.line, placed.window
    ball, front = line.estimate_mm, placed.front_edge_mm
    thickest, (inner, outer) = placed.thickest_mm, placed.pad_across_mm
    return {
        "side": placed.side,
        "sore": placed.sore,
        "reference_point": REFERENCE_POINT,
        "ball_line_from_heel_mm": {
            "estimate": round(ball, 1),
            "low": round(line.low_mm, 1),
            "high": round(line.high_mm, 1),
            "basis": line.basis,
            "standard_error": line.error_mm,
        },
        "front_edge_from_heel_mm": {
            "target": round(front, 1),
            "low": round(ball - window.farthest_mm, 1),
            "high": round(ball - window.nearest_mm, 1),
        },
        "behind_ball_mm": {"target": window.target_mm, "low": window.nearest_mm, "high": window.farthest_mm},
        "thickest_point_from_heel_mm": None if thickest is None else round(thickest, 1),
        "half_way_mark_from_heel_mm": None if thickest is None else round(placed.half_way_mm, 1),
        "marks_agree": placed.marks_agree,
        "across_from_inner_edge_mm": {"low": round(inner, 1), "high": round(outer, 1)},
        "covers": list(placed.pattern.covers),
        "spares": list(placed.pattern.spares),
        "free_head": placed.pattern.free_head,
        "material_in_front_mm": placed.material_ahead_mm,
        "at_heads": [_at_head(placed, head) for head in _heads_of(placed.pattern)],
        "foot_length_mm": round(line.foot_length_mm, 1),
        "foot_length_basis": line.length_basis,
        "foot_breadth_mm": round(placed.breadth.breadth_mm, 1),
        "foot_breadth_basis": placed.breadth.basis,
        "rules_by_figure": rules_of_figures(placed),
        "drawn_from": dict(placed.drawn_from),
    }


def _heads_of(pattern: Pattern) -> tuple[str, ...]:
    """Answer the heads at which the front edge is told: those supported, or the one the cut-out goes round."""
    return pattern.covers if pattern.free_head is None else (pattern.free_head,)


def _at_head(placed: Placement, head: str) -> dict[str, Any]:
    return {
        "head": head,
        "head_from_heel_mm": round(placed.line.heads[HEADS.index(head)], 1),
        "front_edge_from_heel_mm": round(placed.front_edge_at(head), 1),
    }


def rules_of_figures(placed: Placement) -> dict[str, list[str]]:
    """Answer, for each figure of a served placement, the rules it rests on."""
    measured = placed.breadth.basis == "measured"
    return _rules_by_figure(placed.line.rules, placed.pad.rules, placed.pattern.kind, measured)


@lru_cache(maxsize=256)
def _rules_by_figure(
    line: tuple[str, ...], pad: tuple[str, ...], kind: str, breadth_measured: bool
) -> dict[str, list[str]]:
    behind = ["PADPLACE-14"] if kind == CUT_OUT else ["PADPLACE-01"]
    breadth = ["FOOT-05"] if breadth_measured else ["FOOT-07"]
    return {
        "ball_line_from_heel_mm": [*line],
        "front_edge_from_heel_mm": [*line, *behind, "PADPLACE-02", "PADPLACE-10"],
        "behind_ball_mm": [*behind, "PADPLACE-02", "PADPLACE-10"],
        "thickest_point_from_heel_mm": [*line, *behind, "PADPLACE-13"],
        "half_way_mark_from_heel_mm": [*line, "PAD-03", "PADPLACE-03"],
        "across_from_inner_edge_mm": [*breadth, *pad, "PADPLACE-12"],
        "at_heads": [*line, "FOOT-06", "PADPLACE-11", *behind],
        "material_in_front_mm": behind,
        "foot_length_mm": [rule for rule in line if rule.startswith("SIZE-")] or ["FOOT-05"],
        "foot_breadth_mm": breadth,
    }


def moved(served: Mapping[str, Any], behind_mm: float, book: Rulebook) -> dict[str, Any]:
    """Answer a served placement with the pad moved to ``behind_mm`` behind the line; what was not told stays so."""
    back = behind_mm - served["behind_ball_mm"]["target"]
    out = {**served, "behind_ball_mm": {**served["behind_ball_mm"], "target": behind_mm}}
    front = served.get("front_edge_from_heel_mm")
    if front:
        out["front_edge_from_heel_mm"] = {**front, "target": round(front["target"] - back, 1)}
    thickest = served.get("thickest_point_from_heel_mm")
    if thickest is not None:
        out["thickest_point_from_heel_mm"] = round(thickest - back, 1)
        half_way = served.get("half_way_mark_from_heel_mm")
        if half_way is not None:
            apart = abs(out["thickest_point_from_heel_mm"] - half_way)
            out["marks_agree"] = apart <= book.number("PADPLACE-13", "agree_within_mm")
    if served.get("at_heads"):
        out["at_heads"] = [
            {**each, "front_edge_from_heel_mm": round(each["front_edge_from_heel_mm"] - back, 1)}
            for each in served["at_heads"]
        ]
    return out
