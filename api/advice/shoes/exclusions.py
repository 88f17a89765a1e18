"""Which shoes are left out for a person, and why; and what to relax when little or nothing is left (FIT-18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import WIDTH_CLASSES
from api.advice.shoes.answer import CHANGES, REASONS, Excluded, ExcludedReason, Relax
from api.advice.shoes.card import Card, brand_key
from api.advice.shoes.person import Person, Wearer
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.shoes.width import Sample, Wearing, WidthFigures, wear

RULES_BEHIND: Mapping[str, tuple[str, str, tuple[str, ...]]] = MappingProxyType(
    {
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
)
"""Reason -> rule and occasion of its sentence, and the rules behind it."""

WISH_BEHIND: Mapping[str, str] = MappingProxyType(
    {
        "other_use": "use",
        "other_brand": "brands",
        "over_price": "max_price",
        "price_unknown": "price_unknown",
        "not_in_stock": "store_id",
    }
)
"""Reason for being left out -> the wish to give up; every other reason protects the foot and holds."""


def left_out_for(card: Card, wearing: Wearing, wearer: Wearer) -> str | None:
    """Return why a shoe is not for this kind of person, ``None`` if it is: the use first, then what harms the foot."""
    if wearer.use is not None and wearer.use not in card.uses:
        return "other_use"
    if card.gender is not None and wearer.sex is not None and card.gender != wearer.sex:
        return "other_sex"
    if card.kind.minimal and wearer.sore:
        return "minimalist_while_sore"
    if card.kind.minimal and not wearer.prepared:
        return "minimalist_unprepared"
    if not wearing.fits:
        return "narrow_toe_box" if wearer.foot is None else "too_narrow"
    if wearer.sore and card.cushioning == "poor" and not card.for_home:
        return "poor_cushioning"
    return None


class Wishes:
    """What the customer asked for besides a shoe that suits: brands, a price limit, a store that has it."""

    def __init__(self, request: ShoesAdviceRequest, wearer: Wearer, figures: WidthFigures) -> None:
        self._wearer = wearer
        self._figures = figures
        self._brands = None if not request.brands else frozenset(brand_key(brand) for brand in request.brands)
        self._max_price = request.max_price
        self._stock = request.stock
        self.any = not (self._brands is None and self._max_price is None and self._stock is None)

    def unmet(self, card: Card) -> Iterator[str]:
        """Yield why the customer did not ask for this shoe, in the order in which reasons are looked for."""
        if self._brands is not None and card.brand not in self._brands:
            yield "other_brand"
        if self._max_price is not None and card.price is None:
            yield "price_unknown"
        elif self._max_price is not None and card.price is not None and card.price > self._max_price:
            yield "over_price"
        if self._stock is not None and self.wearing_from_stock(card) is None:
            yield "not_in_stock"

    def wearing_from_stock(self, card: Card) -> Wearing | None:
        """Return how the foot wears what the store has of this model in its size, ``None`` if nothing of it suits.

        A line whose width the store did not state may be any: the width is then unknown, as for a model whose widths
        nobody listed.
        """
        in_stock = self._stock.get(card.id) if self._stock is not None else None
        if not in_stock:
            return None
        widths = tuple(width for width in WIDTH_CLASSES if width in in_stock)
        sample = Sample(card.sample.toe_box, card.sample.toe_box_points, widths or None)
        wearing = wear(sample, self._wearer.foot, self._wearer.sore, self._figures)
        return wearing if wearing.fits else None


def excluded_of(left_out: Mapping[str, Sequence[Card]], person: Person, book: Rulebook) -> Excluded:
    """Return how many shoes were left out, and by reason how many, by which rules, with the first few as examples."""
    shown = int(book.number("FIT-18", "examples_shown"))
    by_reason = []
    for reason in REASONS:
        cards = left_out.get(reason)
        if cards:
            rule, occasion, rules = RULES_BEHIND[reason]
            if reason == "other_use":
                occasion = f"other_use_{person.request.use}"
            text = book.sentence(rule, occasion, limit=person.request.max_price)
            examples = tuple(card.name for card in cards[:shown])
            by_reason.append(ExcludedReason(reason, text, rules, len(cards), examples))
    return Excluded(sum(entry.count for entry in by_reason), tuple(by_reason))


def relaxations(suited: Sequence[Card], person: Person, wishes: Wishes, book: Rulebook) -> tuple[Relax, ...]:
    """Return the wishes whose giving up brings shoes back, the most rewarding first.

    ``suited`` are the shoes that suit the foot whatever their use. Where no single wish brings any back, the answer is
    what giving up all of them would bring.
    """
    gains: Counter[str] = Counter()
    unmet_at_all = 0
    dearer: list[float] = []
    use = person.request.use
    for card in suited:
        unmet = list(wishes.unmet(card))
        if use is not None and use not in card.uses:
            unmet.append("other_use")
        unmet_at_all += bool(unmet)
        if len(unmet) == 1:
            gains[WISH_BEHIND[unmet[0]]] += 1
            if unmet[0] == "over_price" and card.price is not None:
                dearer.append(card.price)
    ranked = sorted(gains.items(), key=lambda item: (-item[1], CHANGES.index(item[0])))
    if not ranked and unmet_at_all:
        ranked = [("all", unmet_at_all)]
    facts = {"limit": person.request.max_price, "cheapest": min(dearer, default=None)}
    return tuple(
        Relax(change, gained, book.sentence("FIT-18", change, gains=gained, **facts), ("FIT-18",))
        for change, gained in ranked
    )
