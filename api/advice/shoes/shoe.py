"""A shoe model as the advice sees it: measured figures with their method, and the widths it is sold in.

Figures are inside measurements of one sample (men's US 9 unless the source says otherwise); a figure that nobody
measured is ``None``, which is *unknown*, never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import OneOf
from api.advice.foot.feet import SEXES, WIDTH_CLASSES

CATEGORIES = ("road", "trail", "race", "walking", "recovery", "minimalist")
STABILITY = ("neutral", "stability")
WIDTH_METHODS = ("gel_mold", "caliper")
SOFTNESS_SCALES = ("asker_c", "shore_a")
PLATES = ("none", "carbon", "rock", "other")


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
