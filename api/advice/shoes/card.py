"""Everything about a shoe that does not depend on who asks, worked out once: its card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.advice.core.rules import Rulebook, plain
from api.advice.shoes.classes import forefoot_cushioning_class, toe_box_class
from api.advice.shoes.figures import Shown, figures_shown, structure_of
from api.advice.shoes.points import cushioning_points, toe_box_points
from api.advice.shoes.request import USES
from api.advice.shoes.shoe import Shoe
from api.advice.shoes.width import Sample

FOR_HOME = "recovery"

PublicShoe = Mapping[str, Any]
"""A shoe as it is served, ready for JSON; the advice passes it on and never looks inside."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a shoe is, apart from its figures: shoes of one kind earn and lose the same points for it.

    ``minimal``: a minimalist shoe or racing flat (FIT-03); ``penalty`` in points of the score (FIT-16). Shoes of one
    kind share one object, so that it is found by identity.
    """

    structure: str | None
    rocker: bool | None
    takes_insole: bool | None
    plate: str | None
    minimal: bool
    penalty: float


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One model as it is ranked. ``order`` sorts by brand, model and id; points run from 0 to 1.

    ``uses`` are those it is made for (FIT-12); ``for_home``: a house or recovery shoe; ``shown`` what is shown by
    criterion; ``cautions`` those that hold for everybody; ``name`` what tells it apart.
    """

    id: str
    order: tuple[str, str, str]
    brand: str
    price: float | None
    gender: str | None
    uses: frozenset[str]
    for_home: bool
    cushioning: str | None
    cushioning_points: float
    sample: Sample
    kind: Kind
    shown: Mapping[str, Shown]
    cautions: tuple[Mapping[str, Any], ...]
    name: Mapping[str, str]
    public: PublicShoe


def card_of(shoe: Shoe, public: PublicShoe, book: Rulebook) -> Card:
    """Answer the card of a shoe, given as the advice sees it and as it is served."""
    toe_box, cushioning = toe_box_class(shoe, book), forefoot_cushioning_class(shoe, book)
    low = is_low(shoe, book)
    return Card(
        id=shoe.id,
        order=(shoe.brand.casefold(), shoe.model.casefold(), shoe.id),
        brand=brand_key(shoe.brand),
        price=shoe.price,
        gender=shoe.gender,
        uses=uses_of(shoe, book),
        for_home=shoe.category == FOR_HOME,
        cushioning=cushioning,
        cushioning_points=cushioning_points(shoe, book) or 0,
        sample=Sample(toe_box, toe_box_points(shoe, book), shoe.widths_sold),
        kind=_kind(
            structure_of(shoe),
            shoe.rocker,
            shoe.orthotic_friendly,
            shoe.plate,
            low or shoe.category == "minimalist",
            _penalty(shoe, book),
        ),
        shown=figures_shown(shoe, toe_box, cushioning, book),
        cautions=tuple(_cautions(shoe, low, book)),
        name={"id": shoe.id, "brand": shoe.brand, "model": shoe.model},
        public=public,
    )


_kind = cache(Kind)


def brand_key(brand: str) -> str:
    """Answer a brand as it is compared: without regard to case and outer blanks."""
    return brand.strip().casefold()


def is_low(shoe: Shoe, book: Rulebook) -> bool:
    """Answer whether the forefoot is known to be as low as a minimalist shoe's or a racing flat's (FIT-03)."""
    stack = shoe.forefoot_stack_mm
    return stack is not None and shoe.category != FOR_HOME and stack < book.number("FIT-03", "low_stack_mm")


def uses_of(shoe: Shoe, book: Rulebook) -> frozenset[str]:
    """Answer the uses that a model is made for (FIT-12)."""
    if shoe.category == "minimalist":
        name = "minimalist_trail_uses" if "trail" in (shoe.subcategory or "").casefold() else "minimalist_uses"
        return frozenset(book.words("FIT-12", name))
    return frozenset(use for use in USES if shoe.category in book.words("FIT-12", f"{use}_categories"))


def _is_flip_flop(shoe: Shoe) -> bool:
    return "flip-flop" in (shoe.subcategory or "").casefold()


def _penalty(shoe: Shoe, book: Rulebook) -> float:
    points: float = 0
    if shoe.discontinued:
        points += book.number("FIT-16", "discontinued_points")
    if _is_flip_flop(shoe):
        points += book.number("FIT-16", "flip_flop_points")
    return points


def _cautions(shoe: Shoe, low: bool, book: Rulebook) -> Iterable[Mapping[str, Any]]:
    if low:
        said = book.sentence("FIT-03", "low", figure=plain(shoe.forefoot_stack_mm or 0))
        yield {"code": "low_forefoot", "text": said, "rules": ["FIT-03", "SHOE-04"]}
    if _is_flip_flop(shoe):
        yield {"code": "flip_flop", "text": book.sentence("SHOE-13", "flip_flop"), "rules": ["SHOE-13", "FIT-16"]}
    if shoe.discontinued:
        said = book.sentence("FIT-16", "discontinued")
        yield {"code": "discontinued", "text": said, "rules": ["FIT-16"]}
