"""What to relax when little or nothing is left: how many shoes each wish cost, taken by itself (FIT-18)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.shoes.candidates import Shelf
from api.advice.shoes.exclusions import Wishes
from api.advice.shoes.request import Person

CHANGES = {
    "other_use": "use",
    "other_brand": "brands",
    "over_price": "max_price",
    "price_unknown": "price_unknown",
    "not_in_stock": "store_id",
}
"""Reason for being left out -> the wish to give up; every other reason protects the foot and stands."""


def relaxations(shelf: Shelf, person: Person, wishes: Wishes, book: Rulebook) -> list[dict[str, Any]]:
    """Answer the wishes whose giving up brings shoes back, the most rewarding first.

    Where no single one does, the answer is what giving up all of them would bring.
    """
    gains: Counter[str] = Counter()
    unmet_at_all = 0
    dearer: list[float] = []
    use = person.facts.use
    for _, card, _ in shelf.divided(person.wearer._replace(use=None)).suited:
        unmet = list(wishes.unmet(card))
        if use is not None and use not in card.uses:
            unmet.append("other_use")
        unmet_at_all += bool(unmet)
        if len(unmet) == 1:
            gains[CHANGES[unmet[0]]] += 1
            if unmet[0] == "over_price" and card.price is not None:
                dearer.append(card.price)
    order = list(CHANGES.values())
    ranked = sorted(gains.items(), key=lambda item: (-item[1], order.index(item[0])))
    if not ranked and unmet_at_all:
        ranked = [("all", unmet_at_all)]
    facts = {"limit": _said(person.facts.max_price), "cheapest": _said(min(dearer, default=None))}
    return [
        {
            "change": change,
            "gains": gained,
            "text": book.sentence("FIT-18", change, gains=gained, **facts),
            "rules": ["FIT-18"],
        }
        for change, gained in ranked
    ]


def _said(price: float | None) -> str:
    return "" if price is None else f"{price:g}"
