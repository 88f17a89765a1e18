"""Where a shoe stands among measured shoes: how wide its toe box is, and how well its forefoot is cushioned.

Both answers are relative (FIT-04): a shoe is compared with the population measured by the *same* method, never
across methods or scales (FIT-08). What nobody measured has no class: ``None``, which is never a pass.
"""

from __future__ import annotations

from api.advice.core.rules import Rulebook
from api.advice.shoes.shoe import Shoe

TOE_BOX_CLASSES = ("narrow", "average", "wide", "very_wide")
CUSHIONING_CLASSES = ("poor", "fair", "good", "high")

SCALE_OF_METHOD = {"gel_mold": "gel", "caliper": "caliper"}
"""Width method of a shoe -> the part of a figure's name that says which population it belongs to."""


def toe_box_class(shoe: Shoe, book: Rulebook) -> str | None:
    """Answer narrow, average, wide or very_wide for the measured sample, or ``None`` if it cannot be known (FIT-01).

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
    """Answer whether the shoe's ball width lies above the bottom quarter of its method's population (FIT-01)."""
    scale = SCALE_OF_METHOD.get(shoe.ball_width_method or "")
    if scale is None or shoe.ball_width_mm is None:
        return None
    return shoe.ball_width_mm >= book.number("FIT-01", f"ball_narrow_{scale}_mm")


def forefoot_cushioning_class(shoe: Shoe, book: Rulebook) -> str | None:
    """Answer poor, fair, good or high for the cushioning under the forefoot, or ``None`` if it was not measured.

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
