"""Which shoes are left out for a person, and why: what the customer did not ask for, and what would harm the foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import WIDTH_CLASSES
from api.advice.shoes.card import Card, brand_key
from api.advice.shoes.request import Person, Wearer
from api.advice.shoes.width import Sample, Wearing, WidthFigures, wear

REASONS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "other_use": ("FIT-12", "other_use", ("FIT-12",)),
    "other_sex": ("FIT-12", "other_sex", ("FIT-12",)),
    "other_brand": ("FIT-13", "other_brand", ("FIT-13",)),
    "over_price": ("FIT-13", "over_price", ("FIT-13",)),
    "price_unknown": ("FIT-13", "price_unknown", ("FIT-13",)),
    "minimalist_while_sore": ("SHOE-05", "sore", ("SHOE-05", "FIT-03", "FIT-05")),
    "minimalist_unprepared": ("SHOE-04", "unprepared", ("SHOE-04", "FIT-03", "FIT-05")),
    "too_narrow": ("FIT-04", "excluded", ("SHOE-01", "FIT-04", "FIT-11")),
    "narrow_toe_box": ("SHOE-01", "too_narrow", ("SHOE-01", "FIT-01", "FIT-17")),
    "poor_cushioning": ("SHOE-02", "poor", ("SHOE-02", "FIT-02", "FIT-17")),
    "not_in_stock": ("FIT-13", "not_in_stock", ("FIT-13",)),
    "adult_sizes_only": ("SIZE-07", "excluded", ("SIZE-07",)),
}
"""Reason -> rule and occasion of its sentence, and the rules behind it; in the order in which they are looked for."""


def left_out_for(card: Card, worn: Wearing, wearer: Wearer) -> str | None:
    """Answer why a shoe is not for this kind of person, ``None`` if it is: the use first, then what harms the foot."""
    if wearer.use is not None and wearer.use not in card.uses:
        return "other_use"
    if card.gender is not None and wearer.sex is not None and card.gender != wearer.sex:
        return "other_sex"
    if card.kind.minimal and wearer.sore:
        return "minimalist_while_sore"
    if card.kind.minimal and not wearer.prepared:
        return "minimalist_unprepared"
    if not worn.fits:
        return "narrow_toe_box" if wearer.foot is None else "too_narrow"
    if wearer.sore and card.cushioning == "poor" and not card.for_home:
        return "poor_cushioning"
    return None


class Wishes:
    """What the customer asked for besides a shoe that suits: brands, a price limit, a store that has it."""

    def __init__(self, person: Person, figures: WidthFigures) -> None:
        facts = person.facts
        self._wearer = person.wearer
        self._figures = figures
        self._brands = None if not facts.brands else frozenset(brand_key(brand) for brand in facts.brands)
        self._max_price = facts.max_price
        self._stock = facts.stock
        self.any = not (self._brands is None and self._max_price is None and self._stock is None)

    def unmet(self, card: Card) -> Iterator[str]:
        """Answer why the customer did not ask for this shoe, in the order in which reasons are looked for."""
        if self._brands is not None and card.brand not in self._brands:
            yield "other_brand"
        if self._max_price is not None and card.price is None:
            yield "price_unknown"
        elif self._max_price is not None and card.price is not None and card.price > self._max_price:
            yield "over_price"
        if self._stock is not None and self.worn_from_stock(card) is None:
            yield "not_in_stock"

    def worn_from_stock(self, card: Card) -> Wearing | None:
        """Answer how the foot wears what the store has of this model in its size, ``None`` if nothing of it suits.

        A line whose width the store did not state may be any: the width is then unknown, as for a model whose widths
        nobody listed.
        """
        there = self._stock.get(card.id) if self._stock is not None else None
        if not there:
            return None
        widths = tuple(width for width in WIDTH_CLASSES if width in there)
        sample = Sample(card.sample.toe_box, card.sample.toe_box_points, widths or None)
        worn = wear(sample, self._wearer.foot, self._wearer.sore, self._figures)
        return worn if worn.fits else None


def excluded_as_served(left_out: Mapping[str, Sequence[Card]], person: Person, book: Rulebook) -> dict[str, Any]:
    """Answer how many shoes were left out, and by reason how many, by which rules, with the first few as examples."""
    shown = int(book.number("FIT-18", "examples_shown"))
    limit = "" if person.facts.max_price is None else f"{person.facts.max_price:g}"
    by_reason = []
    for reason, (rule, occasion, rules) in REASONS.items():
        cards = left_out.get(reason)
        if cards:
            use = book.sentence("FIT-12", person.facts.use) if person.facts.use else ""
            text = book.sentence(rule, occasion, use=use, limit=limit)
            by_reason.append(
                {
                    "reason": reason,
                    "text": text,
                    "rules": list(rules),
                    "count": len(cards),
                    "examples": [card.name for card in cards[:shown]],
                }
            )
    return {"count": sum(entry["count"] for entry in by_reason), "by_reason": by_reason}
