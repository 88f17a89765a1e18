"""What a catalogue may hold of a shoe: figures with their units and methods, and the plain fields beside them.

Widths measured by different methods and softness on different scales are never compared: a width without its method
and a softness without its scale are refused.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from api.advice.core.describe import OneOf
from api.advice.shoes.shoe import Shoe

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
    Figure("smallest_us_men_size", ("us_men",), 1, 20),
    Figure("largest_us_men_size", ("us_men",), 1, 20),
    Figure("smallest_us_women_size", ("us_women",), 1, 21),
    Figure("largest_us_women_size", ("us_women",), 1, 21),
)

FIGURES = {figure.name: figure for figure in _ALL}
"""By name, in the order in which they are shown."""


EXTERNAL_REF = "external_ref"
_BESIDE_FIGURES = {
    *("id", "sample", "toe_box_width_method", "ball_width_method", "midsole_softness_scale", "forefoot_stack_method"),
    *("measured_as", "known_as", "shock_absorption_estimate", "toe_box_estimate"),
}


@dataclass(frozen=True, slots=True)
class PlainField:
    """A field of a shoe that is no figure: its type without ``None``, and the words it may hold, if they are few."""

    name: str
    kind: type
    choices: tuple[str, ...] = ()
    needed: bool = False


def _plain_fields() -> Iterator[PlainField]:
    yield PlainField(EXTERNAL_REF, str)
    hints = get_type_hints(Shoe, include_extras=True)
    for field in fields(Shoe):
        if field.name not in FIGURES and field.name not in _BESIDE_FIGURES:
            yield _plain_field(field.name, hints[field.name])


def _plain_field(name: str, hint: Any) -> PlainField:
    choices: tuple[str, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
        choices = next((mark.choices for mark in marks if isinstance(mark, OneOf)), ())
    kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    kind = next(kind for kind in kinds if kind is not type(None))
    return PlainField(name, get_origin(kind) or kind, choices, needed=type(None) not in kinds)


PLAIN_FIELDS = {field.name: field for field in _plain_fields()}
"""By name, in the order in which they are stored and shown: those of ``Shoe``, and the owner's own id."""


def width_method_family(method: str | None) -> str | None:
    """Return the population a width belongs to: both caliper methods are one, the gel mould is the other."""
    return CALIPER if method == CALIPER_BIG_TOE else method
