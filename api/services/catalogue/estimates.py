"""Gives a road shoe that nobody measured what can be estimated of it (FIT-25)."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from api.advice.shoes.shoe import Shoe, measured_cushioning, stack_is_measured
from api.config import seed_folder
from api.integrations.feeds.estimates import SHOCK_ABSORPTION, TOE_BOX, Estimates, read_estimates

_CATEGORY, _CURRENCY = "road", "USD"
"""What the measured shoes are that the figures were fitted on, and what their prices are in."""


@cache
def _shipped() -> Estimates:
    return read_estimates(seed_folder())


def with_estimates(shoe: Shoe) -> Shoe:
    """Return a shoe with estimates of what nobody measured of it; other kinds than road shoes have none."""
    if (shoe.known_as or shoe.category) != _CATEGORY:
        return shoe
    absorbed, toe_box = shoe.shock_absorption_estimate, shoe.toe_box_estimate
    if measured_cushioning(shoe) is None:
        price = shoe.price if shoe.currency == _CURRENCY else None
        height, stated = shoe.forefoot_stack_mm, not stack_is_measured(shoe)
        absorbed = _shipped().of(SHOCK_ABSORPTION, shoe.brand, stack_mm=height, stated=stated, price=price)
    if shoe.toe_box_width_mm is None:
        toe_box = _shipped().of(TOE_BOX, shoe.brand)
    return replace(shoe, shock_absorption_estimate=absorbed, toe_box_estimate=toe_box)
