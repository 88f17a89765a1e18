"""A shoe model as the advice sees it, its class among measured shoes, and the points of its position there.

Figures are inside measurements of one sample (men's US 9 unless the source says otherwise); a figure that nobody
measured is ``None``, which is *unknown*, never a pass. Classes and points are relative (FIT-04): a shoe is compared
with the population measured by the *same* method, never across methods or scales (FIT-08). Points run from 0 to 1: none
in the bottom quarter, then straight lines through the bottom quarter, the median, the top quarter and the top tenth,
which earns all (FIT-09).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, NamedTuple, Protocol, TypeVar

from api.advice.core.describe import OneOf
from api.advice.core.rules import Rulebook
from api.advice.foot.feet import SEXES, WIDTH_CLASSES

CATEGORIES = ("road", "trail", "race", "walking", "recovery", "minimalist")
STABILITY = ("neutral", "stability")
SOFTNESS_SCALES = ("asker_c", "shore_a")
PLATES = ("none", "carbon", "rock", "other")


TOE_BOX_CLASSES = ("narrow", "average", "wide", "very_wide")
ROOMY_TOE_BOXES = frozenset({"wide", "very_wide"})
CUSHIONING_CLASSES = ("poor", "fair", "good", "high")

SCALE_OF_METHOD = {"gel_mold": "gel", "caliper": "caliper"}
"""Width method of a shoe -> the part of a figure's name that says which population it belongs to."""

MEASURED_METHODS = frozenset({"lab", "own_measurement", "reviewer_measurement"})
"""How a height is measured; what a brand, a table or a reviewer states is counted in another way (FIT-08)."""

_MEASURES = (
    *("weight_g", "heel_stack_mm", "forefoot_stack_mm", "forefoot_stack_method", "drop_mm"),
    *("toe_box_width_mm", "toe_box_width_method", "toe_box_height_mm", "ball_width_mm", "ball_width_method"),
    *("midsole_softness", "midsole_softness_scale", "forefoot_shock_absorption_sa", "bending_stiffness_n"),
    *("stability", "midsole_foam", "plate", "rocker", "arch_support", "orthotic_friendly", "sample"),
)
_PAIRED = {
    "forefoot_stack_method": "forefoot_stack_mm",
    "toe_box_width_method": "toe_box_width_mm",
    "ball_width_method": "ball_width_mm",
    "midsole_softness_scale": "midsole_softness",
}
"""What belongs to a figure and comes from where it comes."""

_TOE_BOX = ("toe_box_narrow", "toe_box_median", "toe_box_wide", "toe_box_very_wide")
_SHOCK_ABSORPTION = (
    "shock_absorption_poor_sa",
    "shock_absorption_median_sa",
    "shock_absorption_high_sa",
    "shock_absorption_top_tenth_sa",
)
_STACK = ("stack_poor_mm", "stack_median_mm", "stack_top_quarter_mm", "stack_top_tenth_mm")
_SHARES = ("bottom_quarter", "median", "top_quarter", "top_tenth")


_NUMBERED = re.compile(r"(?P<name>.*\D)(?P<number>\d{1,4})\D*")
"""A model with the number of its version."""


class Named(Protocol):
    """A shoe by its id, maker and model."""

    @property
    def id(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def model(self) -> str: ...


AnyNamed = TypeVar("AnyNamed", bound=Named)


class Estimate(NamedTuple):
    """A figure that nobody measured, with the interval that holds eight in ten (FIT-25)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shoe:
    """One model. ``widths_sold`` holds width classes (narrow to xx_wide), ``None`` if not known.

    ``gender`` is male or female for a model that is made for one sex only. A shop's own entry that names a model of the
    measured catalogue is ``measured_as`` that model, and ``known_as`` its category (FIT-23).
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
    forefoot_stack_method: str | None = None
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
    smallest_us_men_size: float | None = None
    largest_us_men_size: float | None = None
    smallest_us_women_size: float | None = None
    largest_us_women_size: float | None = None
    measured_as: str | None = None
    known_as: str | None = None
    shock_absorption_estimate: Estimate | None = None
    toe_box_estimate: Estimate | None = None


def measured_like(own: Shoe, known: Shoe) -> Shoe:
    """Return a shop's own entry with the measured figures of the model that it names; price and words stay (FIT-23).

    What nobody measured of the model stays as the entry states it.
    """
    taken = {name: value for name in _MEASURES if (value := getattr(known, _PAIRED.get(name, name))) is not None}
    taken |= {name: getattr(known, name) for name, figure in _PAIRED.items() if figure in taken}
    widths = known.widths_sold if own.widths_sold is None else own.widths_sold
    made = known.discontinued if own.discontinued is None else own.discontinued
    return replace(own, **taken, widths_sold=widths, discontinued=made, measured_as=known.id, known_as=known.category)


def stack_is_measured(shoe: Shoe) -> bool:
    """Return whether the height under the forefoot was measured, and not stated by the brand or a table (FIT-08)."""
    return shoe.forefoot_stack_mm is not None and shoe.forefoot_stack_method in MEASURED_METHODS


def measured_cushioning(shoe: Shoe) -> tuple[float, str] | None:
    """Return the figure that cushioning under the forefoot is judged by, with its unit, if anybody measured one."""
    if shoe.forefoot_shock_absorption_sa is not None:
        return shoe.forefoot_shock_absorption_sa, "sa"
    if shoe.forefoot_stack_mm is not None and stack_is_measured(shoe):
        return shoe.forefoot_stack_mm, "mm"
    return None


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

    Shock absorption (SA) decides; the measured forefoot stack replaces it only where there is no SA. Softness and heel
    figures never do, and neither does a height that a brand states (FIT-02, FIT-08).
    """
    figure = measured_cushioning(shoe)
    if figure is None:
        return None
    value, unit = figure
    name = "shock_absorption" if unit == "sa" else "stack"
    if value < book.number("FIT-02", f"{name}_poor_{unit}"):
        return "poor"
    if value < book.number("FIT-02", f"{name}_good_{unit}"):
        return "fair"
    return "good" if value < book.number("FIT-02", f"{name}_high_{unit}") else "high"


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
    """Return the points of the cushioning under the forefoot: by shock absorption, else by measured stack (FIT-02)."""
    figure = measured_cushioning(shoe)
    if figure is None:
        return None
    value, unit = figure
    names = _SHOCK_ABSORPTION if unit == "sa" else _STACK
    return _points(value, [book.number("FIT-02", name) for name in names], book)


def toe_box_points_at(width_mm: float, book: Rulebook) -> float:
    """Return the points of a toe box of this width by gel mould, of which the ball is not known (FIT-01, FIT-25)."""
    limits = [book.number("FIT-01", f"{name}_gel_mm") for name in _TOE_BOX]
    return min(_points(width_mm, limits, book), points_at("median", book))


def shock_absorption_points_at(value_sa: float, book: Rulebook) -> float:
    """Return the points of a forefoot of this shock absorption (FIT-02)."""
    return _points(value_sa, [book.number("FIT-02", name) for name in _SHOCK_ABSORPTION], book)


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


def later_versions(old: Named, others: Sequence[AnyNamed]) -> list[AnyNamed]:
    """Return the same maker's models of the same name with higher numbers, the next one first (REPLACE-06)."""
    name = _name_and_number(old)
    if name is None:
        return []
    later = [
        (known[1], other)
        for other in others
        if (known := _name_and_number(other)) is not None and known[0] == name[0] and known[1] > name[1]
    ]
    return [other for _, other in sorted(later, key=lambda entry: (entry[0], entry[1].id))]


def _name_and_number(shoe: Named) -> tuple[tuple[str, str], int] | None:
    match = _NUMBERED.fullmatch(shoe.model.casefold())
    return None if match is None else ((shoe.brand.casefold(), match["name"].strip()), int(match["number"]))
