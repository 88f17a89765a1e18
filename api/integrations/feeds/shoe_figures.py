"""The figures a catalogue may hold of a shoe: their units, how each may have been measured, and what is believable.

Widths measured by different methods and softness on different scales are never compared: a width without its method
and a softness without its scale are refused.
"""

from __future__ import annotations

from dataclasses import dataclass

GENERAL_METHODS = (
    "lab",
    "brand_published",
    "comparison_table",
    "reviewer_measurement",
    "reviewer_figure",
    "own_measurement",
)
"""How a figure came about: a test laboratory, the brand, a published table, a reviewer's ruler or word, one's own."""

GEL_MOLD = "gel_mold"
CALIPER = "caliper"
CALIPER_BIG_TOE = "caliper_big_toe"
SOFTNESS_SCALES = ("asker_c", "shore_a")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``units`` has more than one entry where scales differ; ``low`` to ``high`` is what is believed."""

    name: str
    units: tuple[str, ...]
    low: float
    high: float
    methods: tuple[str, ...] = GENERAL_METHODS
    method_needed: bool = False

    @property
    def unit_needed(self) -> bool:
        return len(self.units) > 1


_ALL = (
    Figure("weight_g", ("g",), 10, 2000),
    Figure("heel_stack_mm", ("mm",), 0, 100),
    Figure("forefoot_stack_mm", ("mm",), 0, 100),
    Figure("drop_mm", ("mm",), -30, 50),
    Figure("toe_box_width_mm", ("mm",), 40, 150, (GEL_MOLD, CALIPER, CALIPER_BIG_TOE), method_needed=True),
    Figure("ball_width_mm", ("mm",), 60, 150, (GEL_MOLD, CALIPER), method_needed=True),
    Figure("toe_box_height_mm", ("mm",), 5, 100),
    Figure("midsole_softness", SOFTNESS_SCALES, 0, 100),
    Figure("forefoot_shock_absorption_sa", ("sa",), 0, 300),
    Figure("bending_stiffness_n", ("n",), 0, 200),
)

FIGURES = {figure.name: figure for figure in _ALL}
"""By name, in the order in which they are shown."""


def width_method_family(method: str | None) -> str | None:
    """Return the population a width belongs to: both caliper methods are one, the gel mould is the other."""
    return CALIPER if method == CALIPER_BIG_TOE else method
