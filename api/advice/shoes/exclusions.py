"""Which shoes are left out for a person or fall short, and why; what to relax when little is left (FIT-18, FIT-27)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import WIDTH_CLASSES
from api.advice.foot.sizes import SEX_OF_SYSTEM, Sizes, is_number
from api.advice.shoes.answer import (
    CHANGES,
    LIST_PRICE,
    POOR,
    REASONS,
    SHELF_PRICE,
    Box,
    Caution,
    Excluded,
    ExcludedExample,
    ExcludedReason,
    Offer,
    Relax,
)
from api.advice.shoes.card import Card, Made, brand_key
from api.advice.shoes.person import ESTABLISHED, Person, Wearer
from api.advice.shoes.request import InStock, ShoesAdviceRequest, Stock
from api.advice.shoes.width import LOOSE, UNPROVEN, Sample, Wearing, WidthFigures, wear

RULES_BEHIND: Mapping[str, tuple[str, str, tuple[str, ...]]] = MappingProxyType(
    {
        "racing_shoe_while_sore": ("FIT-17", "racing", ("FIT-17", "FIT-07", "SHOE-04", "SHOE-05")),
        "racing_shoe_while_unknown": ("FIT-17", "racing_unknown", ("FIT-17", "FIT-07", "CONSULT-02")),
        "other_use": ("FIT-12", "other_use", ("FIT-12",)),
        "other_sex": ("FIT-12", "other_sex", ("FIT-12",)),
        "other_brand": ("FIT-13", "other_brand", ("FIT-13",)),
        "over_price": ("FIT-13", "over_price", ("FIT-13",)),
        "price_unknown": ("FIT-13", "price_unknown", ("FIT-13",)),
        "minimalist_while_sore": ("SHOE-05", "sore", ("SHOE-05", "FIT-03", "FIT-05")),
        "minimalist_while_unknown": ("FIT-17", "minimalist_unknown", ("FIT-17", "SHOE-05", "FIT-03")),
        "minimalist_unprepared": ("SHOE-04", "unprepared", ("SHOE-04", "FIT-03", "FIT-05")),
        "too_narrow": ("FIT-04", "excluded", ("SHOE-01", "FIT-04", "FIT-11")),
        "too_wide": ("FIT-04", "too_wide", ("FIT-04", "FIT-11")),
        "narrow_toe_box": ("SHOE-01", "too_narrow", ("SHOE-01", "FIT-01", "FIT-17")),
        "poor_cushioning": ("SHOE-02", "poor", ("SHOE-02", "FIT-02", "FIT-17")),
        "size_not_made": ("SIZE-09", "excluded", ("SIZE-09",)),
        "box_of_other_size": ("FIT-24", "box_of_other_size", ("FIT-24", "SIZE-08")),
        "box_of_other_width": ("FIT-24", "box_of_other_width", ("FIT-24", "FIT-04")),
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
    return next(reasons_against(card, wearing, wearer), None)


def reasons_against(card: Card, wearing: Wearing, wearer: Wearer) -> Iterator[str]:
    """Yield every reason for which a shoe is not for this kind of person, in the order of ``REASONS``."""
    minimal, sore = card.kind.minimal, wearer.sore
    racer = card.kind.racer or (wearer.race_waits and card.kind.plate == "other")
    racing = "racing_shoe_while_sore" if sore else "racing_shoe_while_unknown"
    if wearer.race_waits and racer:
        yield racing
    elif wearer.use is not None and wearer.use not in card.uses:
        yield "other_use"
    if card.gender is not None and wearer.sex is not None and card.gender != wearer.sex:
        yield "other_sex"
    if minimal and sore:
        yield "minimalist_while_sore"
    if racer and not wearer.well and not wearer.race_waits:
        yield racing
    if minimal and not sore and not wearer.prepared:
        yield "minimalist_unprepared"
    elif minimal and wearer.may_be_sore:
        yield "minimalist_while_unknown"
    if not wearing.fits:
        narrow = "narrow_toe_box" if wearer.foot is None else "too_narrow"
        yield "too_wide" if wearing.match == "too_wide" else narrow
    if sore and card.cushioning == "poor" and not card.for_home:
        yield "poor_cushioning"


_LATER_CHOICES = ("wider", "spare", "wider_foot_unknown", "not_known", "ask", "narrower", "narrow_foot_unknown")
"""The ways of wearing a shoe that come last, in order, where a store has pairs with and without a width."""


_IN_STORE: Mapping[str, str] = MappingProxyType(
    {
        "ask": "unlabelled",
        "looser": "looser_here",
        "looser_unlisted": "looser_here",
        "loose": "loose_here",
        "loose_unlisted": "loose_here",
    }
)
"""How a shoe is worn by what is known of its model -> by the labels of a store's pairs, which tell no more."""


class Sought(NamedTuple):
    """A shoe as it can be had: in which width it is worn, what it costs there, and the store's lines of it."""

    wearing: Wearing
    offer: Offer | None
    lines: tuple[InStock, ...] = ()


def _is_made_in(made: Made, us_men: float | None, us_women: float | None, sex: str | None) -> bool | None:
    """Return whether a size is made, on the scale of the sex that is known for it; ``None``: nobody knows."""
    for size, (low, high), other in ((us_men, made.men, "female"), (us_women, made.women, "male")):
        if sex == other or size is None or (low is None and high is None):
            continue
        if (low is not None and size < low) or (high is not None and size > high):
            return False
        return True if low is not None and high is not None else None
    return None


class Wishes:
    """What a shoe must be besides suiting: of the brand, under the price, made in the size, in stock."""

    def __init__(self, request: ShoesAdviceRequest, wearer: Wearer, sizes: Sizes | None, figures: WidthFigures) -> None:
        self._wearer = wearer
        self._figures = figures
        self._sizes = sizes or Sizes()
        self._brands = None if not request.brands else frozenset(brand_key(brand) for brand in request.brands)
        self._max_price = request.max_price
        self._stock = request.stock
        self._named = _named_scales(request, wearer.sex)
        self.feedback = request.fit_feedback

    @property
    def in_store(self) -> bool:
        """Whether only what a store has is wanted."""
        return self._stock is not None

    def is_made(self, card: Card) -> bool | None:
        """Return whether a model is made in the person's size, ``None`` where that is not known (SIZE-09)."""
        return _is_made_in(card.made, self._sizes.us_men, self._sizes.us_women, self._wearer.sex)

    def unmet(self, card: Card, sought: Sought | None) -> Iterator[str]:
        """Yield why the customer did not ask for this shoe, in the order in which reasons are looked for.

        ``sought`` is the shoe as the store has it, ``None`` if it has none that suits. What is there under a narrower
        label, of a model that is not known to be sold wider, is too narrow: ordering it would bring the same. A line
        without a pair shows that the model comes in its width.
        """
        if self._brands is not None and card.brand not in self._brands:
            yield "other_brand"
        if self._max_price is not None:
            offer = card.list_price if sought is None else sought.offer
            if offer is None:
                yield "price_unknown"
            elif offer.price > self._max_price:
                yield "over_price"
        if self._stock is not None and sought is None:
            lines = self._stock.get(card.id, ())
            narrower = card.sample.widths is None and self._worn(card, lines).match == "excluded"
            yield "too_narrow" if lines and narrower else "not_in_stock"

    def sought(self, card: Card, wearing: Wearing) -> Sought | None:
        """Return a shoe as it can be had: with a store, in a width that the store has, ``None`` if none there suits.

        The price on the shelf counts; where the store states none, the list price (FIT-13).
        """
        if self._stock is None:
            return Sought(wearing, card.list_price)
        lines = self._stock.get(card.id)
        if not lines:
            return None
        labelled = tuple(line for line in lines if line.width is not None and line.quantity != 0)
        plain = tuple(line for line in lines if line.width is None)
        ways = [(self._worn(card, part), part) for part in (labelled, plain) if part]
        fitting = [(worn, part) for worn, part in ways if worn.fits]
        if not fitting:
            return None
        worn, part = min(fitting, key=lambda way: _lateness(way[0]))
        kept = tuple(line for line in part if line.width in (None, worn.width))
        match = _IN_STORE.get(worn.match)
        if match is not None:
            worn = replace(worn, match=match)
        return Sought(worn, _shelf_price(card, kept, self._on_box(kept)), kept)

    def _on_box(self, lines: Sequence[InStock]) -> tuple[Box, ...] | None:
        """Return what stands on the boxes that bear another number than the customer's, or one on another scale."""
        boxes = [line.box for line in lines if line.box is not None and self._is_other(line.box)]
        return tuple(dict.fromkeys(boxes)) or None

    def _is_other(self, box: Box) -> bool:
        wanted = getattr(self._sizes, box.system)
        return box.system not in self._named or not is_number(box.value, wanted)

    def _worn(self, card: Card, lines: Sequence[InStock]) -> Wearing:
        """Return how the pairs of these lines would be worn.

        A line whose width the store did not state may be any in which the model is sold: it is then to be asked for,
        but never in a width that is not made, and not at all where there is one alone.
        """
        widths = tuple(width for width in WIDTH_CLASSES if any(line.width == width for line in lines))
        if not widths and card.sample.widths is not None:
            of_model = wear(card.sample, self._wearer.foot, self._wearer.sore, self._figures)
            if not of_model.fits or len(card.sample.widths) == 1:
                return of_model
            if of_model.match == "narrower":
                return replace(of_model, match="ask")
        sample = Sample(card.sample.toe_box, card.sample.toe_box_points, widths or None)
        return wear(sample, self._wearer.foot, self._wearer.sore, self._figures)


def _named_scales(request: ShoesAdviceRequest, sex: str | None) -> frozenset[str]:
    """Return the scales in which a size is named to the customer, who then knows the box by it (SIZE-10)."""
    system = None if request.size is None else request.size.system
    sex = sex or SEX_OF_SYSTEM.get(system or "")
    american = (scale for scale, worn_by in SEX_OF_SYSTEM.items() if sex in (None, worn_by))
    others = () if system is None or system in SEX_OF_SYSTEM else (system,)
    return frozenset(("eu", *american, *others))


def _lateness(wearing: Wearing) -> int:
    return _LATER_CHOICES.index(wearing.match) + 1 if wearing.match in _LATER_CHOICES else 0


def _shelf_price(card: Card, lines: Sequence[InStock], on_box: tuple[Box, ...] | None) -> Offer | None:
    counted = [line.quantity for line in lines if line.quantity is not None]
    quantity = sum(counted) if len(counted) == len(lines) else None
    # A price of 0 is kept from tills that export it for what nobody priced.
    priced = [line for line in lines if line.price]
    if priced:
        cheapest = min(priced, key=lambda line: line.price or 0)
        return Offer(cheapest.price or 0, cheapest.currency, SHELF_PRICE, quantity, on_box)
    return None if card.price is None else Offer(card.price, card.currency, LIST_PRICE, quantity, on_box)


TIGHT, HARD, FEW_POINTS, LOOSE_ON_FOOT = "tight_toe_box", "little_cushioning", "few_points", "loose_on_foot"

_SHORTFALL_RULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        TIGHT: ("FIT-27", "SHOE-01", "FIT-01"),
        HARD: ("FIT-27", "SHOE-02", "FIT-02"),
        FEW_POINTS: ("FIT-27", "FIT-09"),
        LOOSE_ON_FOOT: ("FIT-27", "FIT-04", "FIT-11"),
    }
)


def _shortfall(card: Card, wearing: Wearing, score: float, person: Person, book: Rulebook) -> str | None:
    """Return in what a measured shoe falls short for a person, ``None`` if in nothing (FIT-27).

    A toe box that is narrow among shoes is right for a narrow foot, and a thin sole for one that has long run on them.
    """
    if wearing.toe_box_verdict == POOR and person.wearer.foot != "narrow":
        return TIGHT
    if wearing.match in LOOSE:
        return LOOSE_ON_FOOT
    if card.kind.minimal and person.profile.experience == ESTABLISHED:
        return None
    if card.cushioning == POOR:
        return HARD
    return FEW_POINTS if score < book.number("FIT-27", "least_points") else None


def is_known(card: Card, wearing: Wearing) -> bool:
    """Return whether enough is known of a shoe that is left to judge it: its figures and its width (FIT-20)."""
    return card.measured and wearing.match not in UNPROVEN


def falls_short(card: Card, wearing: Wearing, score: float, person: Person, book: Rulebook) -> str | None:
    """Return in what a shoe of which enough is known falls short; ``None`` if in nothing, or if too little is known."""
    return _shortfall(card, wearing, score, person, book) if is_known(card, wearing) else None


def suits(card: Card, wearing: Wearing, score: float, person: Person, book: Rulebook) -> bool:
    """Return whether a shoe that is left suits this person: enough is known of it, and it does not fall short."""
    return is_known(card, wearing) and falls_short(card, wearing, score, person, book) is None


def shortfall_caution(reason: str | None, book: Rulebook) -> tuple[Caution, ...]:
    """Return the caution that names in what a shoe falls short."""
    return () if reason is None else (Caution(reason, book.sentence("FIT-27", reason), _SHORTFALL_RULES[reason]),)


def excluded_of(left_out: Mapping[str, Sequence[Card]], person: Person, book: Rulebook) -> Excluded:
    """Return how many shoes were left out, and by reason how many, by which rules, with the first few as examples."""
    shown = int(book.number("FIT-18", "examples_shown"))
    by_reason = []
    for reason in REASONS:
        cards = left_out.get(reason)
        if cards:
            rule, occasion, rules = RULES_BEHIND[reason]
            if reason == "other_use":
                occasion = f"other_use_{person.wearer.use}"
            text = book.sentence(rule, occasion, limit=person.request.max_price)
            examples = tuple(_examples(cards, person.request.stock, shown))
            by_reason.append(ExcludedReason(reason, text, rules, len(cards), examples))
    return Excluded(sum(entry.count for entry in by_reason), tuple(by_reason))


def _examples(cards: Sequence[Card], stock: Stock | None, shown: int) -> Iterator[ExcludedExample]:
    """Yield the first few shoes; with a store, what a customer can have in the hand there comes first."""
    if stock is not None:
        cards = sorted(cards, key=lambda card: card.id not in stock)
    for card in cards[:shown]:
        name = card.name
        yield ExcludedExample(name.id, name.brand, name.model, None if stock is None else card.id in stock)


def relaxations(
    suited: Iterable[tuple[Card, Wearing]], person: Person, wishes: Wishes, book: Rulebook
) -> tuple[Relax, ...]:
    """Return the wishes whose giving up brings shoes back, the most rewarding first.

    ``suited`` are the shoes that suit the foot whatever their use. Where no single wish brings any back, the answer is
    what giving up all of them would bring.
    """
    gains: Counter[str] = Counter()
    unmet_at_all = 0
    dearer: list[float] = []
    for card, wearing in suited:
        if wishes.is_made(card) is False:
            continue
        sought = wishes.sought(card, wearing)
        unmet = list(wishes.unmet(card, sought))
        # What suits for any use is left out for nothing but the use: another one, or a race that waits.
        if left_out_for(card, wearing, person.wearer) is not None:
            unmet.append("other_use")
        if "too_narrow" in unmet:
            continue
        unmet_at_all += bool(unmet)
        if len(unmet) == 1:
            gains[WISH_BEHIND[unmet[0]]] += 1
            if unmet[0] == "over_price" and sought is not None and sought.offer is not None:
                dearer.append(sought.offer.price)
    ranked = sorted(gains.items(), key=lambda item: (-item[1], CHANGES.index(item[0])))
    if not ranked and unmet_at_all:
        ranked = [("all", unmet_at_all)]
    facts = {"limit": person.request.max_price, "cheapest": min(dearer, default=None)}
    return tuple(
        Relax(change, gained, book.sentence("FIT-18", change, gains=gained, **facts), ("FIT-18",))
        for change, gained in ranked
    )
