"""In which width a model suits a foot, if it is sold in one that does (FIT-04, FIT-11).

Positions are compared, never millimetres: the class of the foot among feet of its length with the class of the shoe
among shoes, in a width it is sold in.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import WIDER_THAN_MADE, WIDTH_CLASSES, WIDTHS_OF_FEET
from api.advice.shoes.shoe import TOE_BOX_CLASSES, points_at

_RANK_OF_SHOE = {name: rank for rank, name in enumerate(TOE_BOX_CLASSES)}
_RANK_OF_FOOT = {name: rank for rank, name in enumerate(WIDTHS_OF_FEET)}
_WIDE = _RANK_OF_SHOE["wide"]
_AVERAGE = _RANK_OF_SHOE["average"]

_STANDARD = _RANK_OF_FOOT["standard"]

_STEPS_WIDER = {name: max(rank - _STANDARD, 0) for rank, name in enumerate(WIDTH_CLASSES)}
"""How many widths above the standard, in which samples are measured."""

_TRIED_IN_ORDER: dict[str | None, tuple[str, ...]] = {
    **{foot: WIDTH_CLASSES[rank:] for rank, foot in enumerate(WIDTHS_OF_FEET)},
    None: (*WIDTH_CLASSES[_STANDARD:], *WIDTH_CLASSES[:_STANDARD]),
}
"""Width that a foot asks for -> the widths of a model that serve it, in the order in which they are considered."""


MUST_ASK = frozenset({"ask", "unlabelled"})
"""Matches with which the width of the pair to try must be asked."""

NARROW_NOT_LISTED = frozenset({"looser_unlisted", "loose_unlisted"})
"""Matches of a narrow foot with a model of which nobody knows whether it is sold narrow."""

LOOSE = frozenset({"loose", "loose_here", "loose_unlisted"})
LOOSER = frozenset({"looser", "looser_here", "looser_unlisted"})
"""Matches of a narrow foot in the standard width: of a roomy model, and of any other."""

UNPROVEN = MUST_ASK | {"not_known", "narrower", "narrow_foot_unknown"}
"""Matches that leave open whether a model is wide enough for the foot (FIT-20)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known of a model's room: class and points of the measured toe box, and the widths it is sold in."""

    toe_box: str | None
    toe_box_points: float | None
    widths: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Wearing:
    """A model in the width in which it is recommended; ``fits`` is false if there is none.

    ``match`` is own_width, roomy_enough, looser or loose (not sold narrow; ``_here``: no pair of the store is;
    ``_unlisted``: nobody knows), wider (the foot's own width lacks room), spare (it lacks none), foot_unknown (in a
    wider width: wider_foot_unknown; in a narrow one alone: narrow_foot_unknown), ask (whether it is sold so wide is not
    known), unlabelled (which width a store has), not_known (how wide it is), narrower (by its label, and roomy by its
    measure), excluded or too_wide; points run from 0 to 1.
    """

    fits: bool
    width: str
    match: str
    width_points: float
    toe_box_verdict: str
    toe_box_points: float


@dataclass(frozen=True, slots=True)
class WidthFigures:
    """The figures of FIT-11 and FIT-04 that wearing a shoe needs, read once."""

    own_width: float
    roomy_enough: float
    looser: float
    loose: float
    wider: float
    made_up: float
    wider_at_most: float
    just_enough_points: float


def width_figures(book: Rulebook) -> WidthFigures:
    """Return the figures by which widths are judged."""
    return WidthFigures(
        own_width=book.number("FIT-11", "own_width_fraction"),
        roomy_enough=book.number("FIT-11", "roomy_enough_fraction"),
        looser=book.number("FIT-11", "looser_fraction"),
        loose=book.number("FIT-11", "loose_fraction"),
        wider=book.number("FIT-11", "wider_fraction"),
        made_up=book.number("FIT-11", "made_up_fraction"),
        wider_at_most=book.number("FIT-11", "wider_at_most_widths"),
        just_enough_points=points_at("bottom_quarter", book),
    )


def wear(sample: Sample, foot: str | None, sore: bool, figures: WidthFigures) -> Wearing:
    """Return the width in which a foot of this class (``None``: not known) wears a model.

    ``sore``: the forefoot hurts or recovers. Then a toe box that is not known to be narrow is wanted even by a foot
    whose width is not known, and asking for another width is no way round one that is (FIT-17). A width labelled
    narrower than the foot never suits; one less may be tried on where the model was measured to be roomy (FIT-11).
    """
    need = _RANK_OF_FOOT[foot] if foot is not None else _AVERAGE if sore else 0
    order = _TRIED_IN_ORDER[foot]
    sold = sample.widths if sample.widths is not None else ("standard",)
    widest = _RANK_OF_FOOT[foot or "standard"] + figures.wider_at_most
    offered = [width for width in order if width in sold and _RANK_OF_FOOT[width] <= widest]
    for width in offered:
        rank = _rank_in(width, sample.toe_box)
        if need == 0 or (rank is not None and rank >= need):
            return _wearing(sample, width, foot, rank, figures)
        if rank is None and width == (foot or "standard"):
            # Nobody measured it, but it is the foot's own width: trying it on beats a guess at a wider one.
            return _unproven(sample, width, foot)
    if sample.widths is None and not (sore and sample.toe_box == "narrow"):
        return _unproven(sample, _as_made(foot), foot)
    if sample.toe_box is None and offered and foot is None:
        return _unproven(sample, offered[0], foot)
    narrower = None if foot is None else _one_narrower(foot, sold, sample.toe_box)
    if narrower is not None:
        verdict = _verdict(_rank_in(narrower, sample.toe_box) or 0)
        return Wearing(True, narrower, "narrower", 0, verdict, _room_in(narrower, sample.toe_box_points or 0, figures))
    against = "excluded" if any(_RANK_OF_FOOT[width] <= widest for width in sold) else "too_wide"
    return Wearing(False, _as_made(foot), against, 0, "poor", 0)


def _rank_in(width: str, toe_box: str | None) -> int | None:
    """Return the class of a model in a width: wide passes as wide, each width more lifts it by one (FIT-11)."""
    rank = _RANK_OF_SHOE.get(toe_box or "")
    if not _STEPS_WIDER[width]:
        return rank
    return max(_RANK_OF_FOOT[width], (rank or 0) + _STEPS_WIDER[width])


def _one_narrower(foot: str, sold: tuple[str, ...], toe_box: str | None) -> str | None:
    """Return the width just below that of a wide foot, if the model is sold in it and was measured roomy (FIT-11)."""
    if toe_box is None or _RANK_OF_FOOT[foot] <= _STANDARD:
        return None
    width = WIDTHS_OF_FEET[_RANK_OF_FOOT[foot] - 1]
    rank = _rank_in(width, toe_box)
    return width if width in sold and rank is not None and rank >= _RANK_OF_FOOT[foot] else None


def _as_made(foot: str | None) -> str:
    """Return the width to name for a foot: the widest that is made for one that asks for more."""
    return WIDTH_CLASSES[-1] if foot == WIDER_THAN_MADE else foot or "standard"


def _wearing(sample: Sample, width: str, foot: str | None, rank: int | None, figures: WidthFigures) -> Wearing:
    match = _match(sample, width, foot, rank)
    if match == "wider" and foot is not None and _is_enough_in(foot, sample.toe_box):
        match = "spare"
    points = sample.toe_box_points
    if points is None or rank is None:
        return Wearing(True, width, match, _width_points(match, figures), "unknown", 0)
    verdict = _verdict(rank)
    if match in ("wider", "spare", "wider_foot_unknown"):
        return Wearing(True, width, match, figures.wider, "fair", figures.just_enough_points)
    return Wearing(True, width, match, _width_points(match, figures), verdict, _room_in(width, points, figures))


def _room_in(width: str, points: float, figures: WidthFigures) -> float:
    """Return the points of a toe box in a width: each more makes up a share of what the standard width lacks."""
    for _ in range(_STEPS_WIDER[width]):
        points += (1 - points) * figures.made_up
    return points


def _verdict(rank: int) -> str:
    return "good" if rank >= _WIDE else "fair" if rank == _AVERAGE else "poor"


def _is_enough_in(foot: str, toe_box: str | None) -> bool:
    """Return whether a model would be wide enough for a foot in the foot's own width."""
    rank = _rank_in(foot, toe_box)
    return rank is not None and rank >= _RANK_OF_FOOT[foot]


def _match(sample: Sample, width: str, foot: str | None, rank: int | None) -> str:
    if foot is None:
        if width == "narrow":
            return "narrow_foot_unknown"
        return "wider_foot_unknown" if _STEPS_WIDER[width] else "foot_unknown"
    if _RANK_OF_FOOT[width] > _RANK_OF_FOOT[foot]:
        return _match_of_narrow_foot(sample, rank) if foot == "narrow" and width == "standard" else "wider"
    if width == foot and sample.widths is not None:
        return "own_width"
    return "not_known" if rank is None else "roomy_enough"


def _match_of_narrow_foot(sample: Sample, rank: int | None) -> str:
    """Return how a narrow foot sits in the standard width of a model of this class."""
    if rank == 0:
        return "roomy_enough"
    match = "loose" if rank is not None and rank >= _WIDE else "looser"
    return f"{match}_unlisted" if sample.widths is None else match


def _width_points(match: str, figures: WidthFigures) -> float:
    if match == "own_width":
        return figures.own_width
    if match == "roomy_enough":
        return figures.roomy_enough
    if match in LOOSER:
        return figures.looser
    if match in LOOSE:
        return figures.loose
    return figures.wider if match in ("wider", "spare") else 0


def _unproven(sample: Sample, width: str, foot: str | None) -> Wearing:
    """A model that may suit the foot in this width, but nobody has shown it: unknown, and no pass."""
    points = sample.toe_box_points or 0
    verdict = {None: "unknown", "narrow": "poor", "average": "fair"}.get(sample.toe_box, "good")
    may_come_wider = sample.widths is None and width != "standard"
    match = "foot_unknown" if foot is None else "ask" if may_come_wider else "not_known"
    return Wearing(True, width, match, 0, verdict, points)
