"""A shoe model as the advice sees it, its class among measured shoes, and the points of its position there.

Figures are inside measurements of one sample (men's US 9 unless the source says otherwise); a figure that nobody
measured is ``None``, which is *unknown*, never a pass. Classes and points are relative (FIT-04): a shoe is compared
with the population measured by the *same* method, never across methods or scales (FIT-08). Points run from 0 to 1: none
in the bottom quarter, then straight lines through the bottom quarter, the median, the top quarter and the top tenth,
which earns all (FIT-09).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import OneOf
from api.advice.core.rules import Rulebook
from api.advice.foot.feet import SEXES, WIDTH_CLASSES

CATEGORIES = ("road", "trail", "race", "walking", "recovery", "minimalist")
STABILITY = ("neutral", "stability")
WIDTH_METHODS = ("gel_mold", "caliper")
SOFTNESS_SCALES = ("asker_c", "shore_a")
PLATES = ("none", "carbon", "rock", "other")


TOE_BOX_CLASSES = ("narrow", "average", "wide", "very_wide")
CUSHIONING_CLASSES = ("poor", "fair", "good", "high")

SCALE_OF_METHOD = {"gel_mold": "gel", "caliper": "caliper"}
"""Width method of a shoe -> the part of a figure's name that says which population it belongs to."""

_TOE_BOX = ("toe_box_narrow", "toe_box_median", "toe_box_wide", "toe_box_very_wide")
_SHOCK_ABSORPTION = (
    "shock_absorption_poor_sa",
    "shock_absorption_median_sa",
    "shock_absorption_high_sa",
    "shock_absorption_top_tenth_sa",
)
_STACK = ("stack_poor_mm", "stack_median_mm", "stack_top_quarter_mm", "stack_top_tenth_mm")
_SHARES = ("bottom_quarter", "median", "top_quarter", "top_tenth")


@dataclass(frozen=True, slots=True)
class Shoe:
    """One model. ``widths_sold`` holds width classes (narrow, standard, wide, extra_wide), ``None`` if not known.

    ``gender`` is male or female for a model that is made for one sex only.
    """

    id: str
    brand: str
    model: str
    category: Annotated[str, OneOf(CATEGORIES)]
    subcategory: str | None = None
    gender: Annotated[str | None, OneOf(SEXES)] = None
    stability: Annotated[str | None, OneOf(STABILITY)] = None
    release_year: int | None = None
    price: float | None = None
    currency: str | None = None
    widths_sold: Annotated[tuple[str, ...] | None, OneOf(WIDTH_CLASSES)] = None
    weight_g: float | None = None
    heel_stack_mm: float | None = None
    forefoot_stack_mm: float | None = None
    drop_mm: float | None = None
    toe_box_width_mm: float | None = None
    toe_box_width_method: str | None = None
    toe_box_height_mm: float | None = None
    ball_width_mm: float | None = None
    ball_width_method: str | None = None
    midsole_softness: float | None = None
    midsole_softness_scale: str | None = None
    midsole_foam: str | None = None
    forefoot_shock_absorption_sa: float | None = None
    bending_stiffness_n: float | None = None
    plate: Annotated[str | None, OneOf(PLATES)] = None
    rocker: bool | None = None
    arch_support: str | None = None
    orthotic_friendly: bool | None = None
    discontinued: bool | None = None
    sample: str | None = None


def toe_box_class(shoe: Shoe, book: Rulebook) -> str | None:
    """Return narrow, average, wide or very_wide for the measured sample, or ``None`` if it cannot be known (FIT-01).

    A toe box counts as wide or very wide only if the ball of the shoe is known not to be narrow; with a narrow or an
    unmeasured ball it is ``average``: wide enough at the toes to be that, and no proof of more. A width whose
    measuring method is not known has no population to stand in and gets no class.
    """
    scale = SCALE_OF_METHOD.get(shoe.toe_box_width_method or "")
    width = shoe.toe_box_width_mm
    if scale is None or width is None:
        return None
    if width < book.number("FIT-01", f"toe_box_narrow_{scale}_mm"):
        return "narrow"
    if width < book.number("FIT-01", f"toe_box_wide_{scale}_mm") or not ball_is_roomy(shoe, book):
        return "average"
    if width < book.number("FIT-01", f"toe_box_very_wide_{scale}_mm"):
        return "wide"
    return "very_wide"


def ball_is_roomy(shoe: Shoe, book: Rulebook) -> bool | None:
    """Return whether the shoe's ball width lies above the bottom quarter of its method's population (FIT-01)."""
    scale = SCALE_OF_METHOD.get(shoe.ball_width_method or "")
    if scale is None or shoe.ball_width_mm is None:
        return None
    return shoe.ball_width_mm >= book.number("FIT-01", f"ball_narrow_{scale}_mm")


def forefoot_cushioning_class(shoe: Shoe, book: Rulebook) -> str | None:
    """Return poor, fair, good or high for the cushioning under the forefoot, or ``None`` if it was not measured.

    Shock absorption (SA) decides; the forefoot stack stands in only where there is no SA. Softness and heel figures
    never stand in (FIT-02).
    """
    for figure, unit in ((shoe.forefoot_shock_absorption_sa, "sa"), (shoe.forefoot_stack_mm, "mm")):
        if figure is None:
            continue
        name = "shock_absorption" if unit == "sa" else "stack"
        if figure < book.number("FIT-02", f"{name}_poor_{unit}"):
            return "poor"
        if figure < book.number("FIT-02", f"{name}_good_{unit}"):
            return "fair"
        return "good" if figure < book.number("FIT-02", f"{name}_high_{unit}") else "high"
    return None


def toe_box_points(shoe: Shoe, book: Rulebook) -> float | None:
    """Return the points of the measured toe box, ``None`` if it was not measured by a known method (FIT-01).

    With a ball that is narrow, or not known to be roomy, no more than a median toe box earns.
    """
    scale = SCALE_OF_METHOD.get(shoe.toe_box_width_method or "")
    if scale is None or shoe.toe_box_width_mm is None:
        return None
    limits = [book.number("FIT-01", f"{name}_{scale}_mm") for name in _TOE_BOX]
    points = _points(shoe.toe_box_width_mm, limits, book)
    return points if ball_is_roomy(shoe, book) else min(points, points_at("median", book))


def cushioning_points(shoe: Shoe, book: Rulebook) -> float | None:
    """Return the points of the cushioning under the forefoot: by shock absorption, else by stack (FIT-02)."""
    for figure, names in ((shoe.forefoot_shock_absorption_sa, _SHOCK_ABSORPTION), (shoe.forefoot_stack_mm, _STACK)):
        if figure is not None:
            return _points(figure, [book.number("FIT-02", name) for name in names], book)
    return None


def points_at(position: str, book: Rulebook) -> float:
    """Return the points of a shoe at ``bottom_quarter``, ``median``, ``top_quarter`` or ``top_tenth``."""
    return book.number("FIT-04", f"{position}_fraction") / book.number("FIT-04", "top_tenth_fraction")


def _points(figure: float, limits: Sequence[float], book: Rulebook) -> float:
    if figure < limits[0]:
        return 0
    shares = [points_at(position, book) for position in _SHARES]
    for low, high, from_points, to_points in zip(limits, limits[1:], shares, shares[1:], strict=False):
        if figure < high:
            return from_points + (to_points - from_points) * (figure - low) / (high - low)
    return shares[-1]
