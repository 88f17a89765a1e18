"""What a person asks of a shoe. ``None`` means *not known* or *no wish*, never *no*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple

from api.advice.core.describe import INTERNAL, Items, Length, OneOf, Range
from api.advice.foot.feet import SEXES, Feet, StatedSize
from api.advice.shoes.feedback import OUTCOMES as OUTCOMES
from api.advice.shoes.feedback import FitCounts as FitCounts
from api.advice.shoes.feedback import ShopFeedback
from api.advice.shoes.offer import Box as Box
from api.advice.triage.request import Symptoms

USES = ("road", "trail", "race", "everyday", "home")
NOT_TO_RUN_IN = frozenset({"everyday", "home"})
"""What shoes may be asked for by somebody who does not run."""
EXPERIENCES = ("none", "transitioning", "established")


class InStock(NamedTuple):
    """What a store has of a shoe in one width, in the person's size, with the lowest price on the shelf.

    ``width`` is a class, ``None`` where the store did not state it; ``quantity`` is ``None`` where no size is known, or
    where the store states only that it is there, and 0 where the store has the shoe in this width in other sizes only;
    ``box`` is what stands on the boxes.
    """

    width: str | None = None
    quantity: int | None = None
    price: float | None = None
    currency: str | None = None
    box: Box | None = None


Stock = Mapping[str, tuple[InStock, ...]]
"""Shoe id -> what is in stock of it in the person's size."""


@dataclass(frozen=True, slots=True)
class NamedShoe:
    """One shoe, named in one way: by its id, by the number of its bar code, or by brand and model."""

    id: Annotated[str | None, Length(1, 100), "Of the catalogue, or of a shoe of your own."] = None
    gtin: Annotated[str | None, Length(8, 14), "8, 12, 13 or 14 digits with their check digit."] = None
    brand: Annotated[str | None, Length(1, 80), "Together with `model`."] = None
    model: Annotated[str | None, Length(1, 120), "Together with `brand`."] = None


@dataclass(frozen=True, slots=True)
class ShoesAdviceRequest:
    """Who asks for shoes. Leave out, or send ``null`` for, what is not known: it never means no."""

    feet: Annotated[Feet | None, "Both feet: the larger one decides the size, the wider one the width."] = None
    sex: Annotated[str | None, OneOf(SEXES), "Widths are counted differently for men and women."] = None
    size: Annotated[StatedSize | None, "The size a person wears, where millimetres are not known."] = None
    use: Annotated[
        str | None, OneOf(USES), "Only shoes made for this. Racing shoes wait while the forefoot is sore or recovering."
    ] = None
    in_recovery: Annotated[bool | None, "Coming back from a forefoot injury."] = None
    minimalist_experience: Annotated[
        str | None,
        OneOf(EXPERIENCES),
        "Whether the feet are used to minimalist shoes; not known counts as not used to them.",
    ] = None
    max_price: Annotated[
        float | None,
        Range(0, 1_000_000, low_open=True),
        "In the currency of each shoe, the price on the shelf where a store is named; an unknown price is left out.",
    ] = None
    brands: Annotated[
        tuple[Annotated[str, Length(1, 80)], ...] | None,
        Items(high=50),
        "Only these brands, in any case; an empty list is no wish.",
    ] = None
    store_id: Annotated[str | None, Length(1, 100), "Only what this store of yours has in this size."] = None
    limit: Annotated[int | None, Range(1, 50), "At most so many shoes; 10 if left out."] = None
    symptoms: Annotated[Symptoms, "What is known of the pain; red flags are judged first."] = Symptoms()  # noqa: RUF009 - immutable
    stock: Annotated[Stock | None, INTERNAL, "What the store has, see ``Stock``; limits the answer to it."] = None
    stock_as_of: Annotated[str | None, INTERNAL] = None
    """When the store's stock was last sent or fetched, in ISO 8601."""
    fit_feedback: Annotated[ShopFeedback | None, INTERNAL] = None
    """What customers of the account's stores made of its shoes (FIT-26)."""
    pad_on_insole: Annotated[bool, INTERNAL] = False
    """Whether a consultation places a pad that is stuck on the insole (CONSULT-03)."""


@dataclass(frozen=True, slots=True)
class ShoeCheckRequest(ShoesAdviceRequest):
    """Who asks whether one shoe suits them. Leave out, or send ``null`` for, what is not known: it never means no."""

    shoe: Annotated[NamedShoe, "The shoe to look at."] = field(kw_only=True)
    compare_with: Annotated[
        tuple[NamedShoe, ...] | None, Items(high=3), "Up to three more, to stand beside it in `compared`."
    ] = None
    limit: Annotated[int | None, INTERNAL] = None
    box: Annotated[Box | None, INTERNAL] = None
    """What stands on the box in the hand, where a bar code was named and a stock knows it."""
    box_is_of_size: Annotated[bool, INTERNAL] = True
    """Whether that box may hold the person's size, as far as the size is known."""
