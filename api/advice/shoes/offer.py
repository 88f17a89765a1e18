"""What a shoe costs, and what stands on the boxes that a store has of it.

Apart from the other answers because stock is asked for with the same boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import LEFT_OUT_WHEN_NONE, OneOf, Range
from api.advice.foot.feet import SIZE_SYSTEMS, WIDTH_CLASSES

SHELF_PRICE, LIST_PRICE = "shelf", "list"


@dataclass(frozen=True, slots=True)
class Box:
    """The size and width that stand on a box."""

    system: Annotated[str, OneOf(SIZE_SYSTEMS), "As labelled."]
    value: Annotated[float, "As labelled, European thirds as the nearest half."]
    width_class: Annotated[str | None, OneOf(WIDTH_CLASSES), "Null where no width is stated."] = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a shoe costs."""

    price: float
    currency: str | None
    basis: Annotated[str, OneOf((SHELF_PRICE, LIST_PRICE)), "`shelf`: what the store asks; `list`: the list price."]
    quantity: Annotated[int | None, Range(0), "How many pairs the store has in this size and width; null without one."]
    on_box: Annotated[
        tuple[Box, ...] | None,
        LEFT_OUT_WHEN_NONE,
        "What stands on boxes of the store that bear another number than the customer's, or one on another scale.",
    ] = None
