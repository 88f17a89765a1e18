"""Everything about a shoe that does not depend on who asks, worked out once: its card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from types import MappingProxyType

from api.advice.core.rules import Rulebook
from api.advice.shoes.answer import DISCONTINUED, LIST_PRICE, Caution, ExcludedShoe, Offer, ServedShoe
from api.advice.shoes.request import USES
from api.advice.shoes.shoe import (
    SCALE_OF_METHOD,
    Estimate,
    Shoe,
    ball_is_roomy,
    cushioning_points,
    forefoot_cushioning_class,
    points_at,
    shock_absorption_points_at,
    stack_is_measured,
    toe_box_class,
    toe_box_points,
    toe_box_points_at,
)
from api.advice.shoes.width import Sample

FOR_HOME, MINIMALIST, RACING = "recovery", "minimalist", "race"
_NO_SUPPORT = frozenset({"neutral", "none", "no", ""})


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of one figure of a shoe, whoever asks."""

    value: float | str | None
    unit: str | None
    threshold: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Estimated:
    """What is shown of one figure that nobody measured; ``points`` are those at its low end, middle and high end."""

    shown: Shown
    low: float
    high: float
    probability: float
    points: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a shoe is, apart from its figures: shoes of one kind earn and lose the same points for it.

    ``minimal``: a minimalist shoe or racing flat (FIT-03); ``racer``: a racing shoe, or one with a carbon plate, by
    whatever name it is sold (FIT-17); ``penalty`` in points of the score (FIT-16). Shoes of one
    kind share one object, so that it is found by identity.
    """

    structure: str | None
    rocker: bool | None
    takes_insole: bool | None
    plate: str | None
    minimal: bool
    racer: bool
    penalty: float


@dataclass(frozen=True, slots=True)
class Made:
    """The US sizes that a model is made in, ``None`` where they are not known."""

    men: tuple[float | None, float | None] = (None, None)
    women: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One model as it is ranked. ``order`` sorts by brand, model and id; points run from 0 to 1.

    ``uses`` are those it is made for (FIT-12); ``for_home``: a house or recovery shoe; ``shown`` what is shown by
    criterion; ``cautions`` those that hold for everybody; ``name`` what tells it apart; ``measured``: toe room and
    cushioning are known (FIT-20); ``walking_cushioning_points`` and ``steadiness`` count for walking, ``tall`` soles
    are (FIT-21); ``list_price``: what it costs so; ``made`` from and to US sizes of men and women, as far as they are
    known (SIZE-09). ``estimated`` is what is estimated of figures that nobody measured, by criterion (FIT-25).
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
    walking_cushioning_points: float
    steadiness: float | None
    tall: bool
    measured: bool
    takes_insert: bool
    made: Made
    currency: str | None
    list_price: Offer | None
    measured_as: str | None
    sample: Sample
    kind: Kind
    shown: Mapping[str, Shown]
    cautions: tuple[Caution, ...]
    name: ExcludedShoe
    served: ServedShoe
    estimated: Mapping[str, Estimated]


def card_of(shoe: Shoe, served: ServedShoe, book: Rulebook) -> Card:
    """Return the card of a shoe, given as the advice sees it and as it is served."""
    toe_box, cushioning = toe_box_class(shoe, book), forefoot_cushioning_class(shoe, book)
    low, tall, room = is_low(shoe, book), is_tall(shoe, book), toe_box_points(shoe, book)
    cushioned = cushioning_points(shoe, book)
    return Card(
        id=shoe.id,
        order=(shoe.brand.casefold(), shoe.model.casefold(), shoe.id),
        brand=brand_key(shoe.brand),
        price=shoe.price,
        gender=shoe.gender,
        uses=uses_of(shoe, book),
        for_home=shoe.category == FOR_HOME,
        cushioning=cushioning,
        cushioning_points=cushioned or 0,
        walking_cushioning_points=min(cushioned or 0, points_at("median", book)) if tall else cushioned or 0,
        steadiness=steadiness_of(shoe, book),
        tall=tall,
        measured=toe_box is not None and cushioning is not None,
        takes_insert=not _is_open_or_soft(shoe, book),
        made=_made(shoe),
        currency=shoe.currency,
        list_price=None if shoe.price is None else Offer(shoe.price, shoe.currency, LIST_PRICE, None),
        measured_as=shoe.measured_as,
        sample=Sample(toe_box, room, shoe.widths_sold),
        kind=_kind(
            structure_of(shoe),
            shoe.rocker,
            shoe.orthotic_friendly,
            shoe.plate,
            low or MINIMALIST in (shoe.category, shoe.known_as),
            RACING in (shoe.category, shoe.known_as) or shoe.plate == "carbon",
            _penalty(shoe, book),
        ),
        shown=figures_shown(shoe, toe_box, cushioning, book),
        cautions=tuple(_cautions(shoe, low, book)),
        name=ExcludedShoe(shoe.id, shoe.brand, shoe.model),
        served=served,
        estimated=MappingProxyType(dict(_estimates(shoe, toe_box, cushioning, book))),
    )


def _made(shoe: Shoe) -> Made:
    men = shoe.smallest_us_men_size, shoe.largest_us_men_size
    return Made(men, (shoe.smallest_us_women_size, shoe.largest_us_women_size))


_kind = cache(Kind)


def unknown_shoe(brand: str, model: str, use: str | None, book: Rulebook) -> Card:
    """Return the card of a shoe that is in no catalogue, taken for one made for the use that it is meant for."""
    category = book.words("FIT-12", f"{use or USES[0]}_categories")[0]
    return card_of(Shoe("", brand, model, category), None, book)


def brand_key(brand: str) -> str:
    """Return a brand as it is compared: without regard to case and outer blanks."""
    return brand.strip().casefold()


def is_low(shoe: Shoe, book: Rulebook) -> bool:
    """Return whether the forefoot is known to be as low as a minimalist shoe's or a racing flat's (FIT-03)."""
    stack = shoe.forefoot_stack_mm
    return stack is not None and shoe.category != FOR_HOME and stack < book.number("FIT-03", "low_stack_mm")


def is_tall(shoe: Shoe, book: Rulebook) -> bool:
    """Return whether a sole is as tall as a super trainer's (FIT-21)."""
    kinds = book.words("FIT-21", "tall_kinds")
    if any(kind in (shoe.subcategory or "").casefold() for kind in kinds):
        return True
    return shoe.heel_stack_mm is not None and shoe.heel_stack_mm >= book.number("FIT-21", "tall_heel_mm")


def steadiness_of(shoe: Shoe, book: Rulebook) -> float | None:
    """Return how steadily a shoe stands, from 0 to 1: half for a moderate heel, half for structure (FIT-21)."""
    if shoe.heel_stack_mm is None:
        return None
    moderate, tall = book.number("FIT-21", "moderate_heel_mm"), book.number("FIT-21", "tall_heel_mm")
    height = min(max((tall - shoe.heel_stack_mm) / (tall - moderate), 0), 1)
    share = book.number("FIT-21", "height_fraction")
    return share * height + (1 - share) * (structure_of(shoe) == "stability")


def _is_open_or_soft(shoe: Shoe, book: Rulebook) -> bool:
    """Return whether it is a slide, a sandal or a slipper, into which nothing is put (FIT-20)."""
    words = f"{shoe.subcategory or ''} {shoe.model}".casefold()
    return any(word in words for word in book.words("FIT-20", "no_insert_kinds"))


def uses_of(shoe: Shoe, book: Rulebook) -> frozenset[str]:
    """Return the uses that a model is made for (FIT-12)."""
    if shoe.category == "minimalist":
        name = "minimalist_trail_uses" if "trail" in (shoe.subcategory or "").casefold() else "minimalist_uses"
        return frozenset(book.words("FIT-12", name))
    uses = {use for use in USES if shoe.category in book.words("FIT-12", f"{use}_categories")}
    if any(kind in (shoe.subcategory or "").casefold() for kind in book.words("FIT-12", "not_everyday_kinds")):
        uses.discard("everyday")
    if shoe.plate in book.words("FIT-12", "not_everyday_plates"):
        uses.discard("everyday")
    return frozenset(uses)


_PLATE_IN_WORDS = {None: "unknown", "none": "none", "other": "other", "rock": "rock", "carbon": "has_carbon"}
"""What to do about a plate is a caution; the figure says only that there is one."""


def _is_flip_flop(shoe: Shoe) -> bool:
    return "flip-flop" in (shoe.subcategory or "").casefold()


def _penalty(shoe: Shoe, book: Rulebook) -> float:
    points: float = 0
    if shoe.discontinued:
        points += book.number("FIT-16", "discontinued_points")
    if _is_flip_flop(shoe):
        points += book.number("FIT-16", "flip_flop_points")
    return points


def _cautions(shoe: Shoe, low: bool, book: Rulebook) -> Iterator[Caution]:
    if low:
        text = book.sentence("FIT-03", "low", figure=shoe.forefoot_stack_mm or 0)
        yield Caution("low_forefoot", text, ("FIT-03", "SHOE-04"))
    if _is_flip_flop(shoe):
        yield Caution("flip_flop", book.sentence("SHOE-13", "flip_flop"), ("SHOE-13", "FIT-16"))
    if shoe.discontinued:
        yield Caution(DISCONTINUED, book.sentence("FIT-16", "discontinued"), ("FIT-16",))


def _estimates(
    shoe: Shoe, toe_box: str | None, cushioning: str | None, book: Rulebook
) -> Iterator[tuple[str, Estimated]]:
    """Yield criterion and estimate of what nobody measured; an estimate makes no class (FIT-25)."""
    if toe_box is None and shoe.toe_box_estimate is not None:
        limit = book.number("FIT-01", "toe_box_narrow_gel_mm")
        guess = shoe.toe_box_estimate
        yield "toe_box", _estimated(guess, "toe_box", "mm", limit, toe_box_points_at, book)
    if cushioning is None and shoe.shock_absorption_estimate is not None:
        limit = book.number("FIT-02", "shock_absorption_good_sa")
        guess = shoe.shock_absorption_estimate
        yield "forefoot_cushioning", _estimated(guess, "cushioning", "SA", limit, shock_absorption_points_at, book)


def _estimated(
    guess: Estimate, occasion: str, unit: str, limit: float, points: Callable[[float, Rulebook], float], book: Rulebook
) -> Estimated:
    share = book.number("FIT-25", "interval_fraction")
    spread = (guess.high - guess.low) / 2 / NormalDist().inv_cdf((1 + share) / 2)
    probability = 1 - NormalDist(guess.value, spread).cdf(limit)
    ten = round(book.number("FIT-25", "spoken_of_shoes"))
    chance = round(probability * ten)
    key = occasion if chance < ten else f"{occasion}_all"
    text = book.sentence("FIT-25", key, chance=chance)
    shown = Shown(guess.value, unit, limit, text)
    at = (points(guess.low, book), points(guess.value, book), points(guess.high, book))
    return Estimated(shown, guess.low, guess.high, round(probability * 100) / 100, at)


# What is shown of its figures


def structure_of(shoe: Shoe) -> str | None:
    """Return what a shoe gives the arch: stability, built_in (reported by makers or testers), neutral, or ``None``."""
    reported = (shoe.arch_support or "").strip().casefold()
    if shoe.stability == "stability" or reported == "stability":
        return "stability"
    if reported not in _NO_SUPPORT:
        return "built_in"
    return "neutral" if reported or shoe.stability == "neutral" else None


def figures_shown(shoe: Shoe, toe_box: str | None, cushioning: str | None, book: Rulebook) -> Mapping[str, Shown]:
    """Return, by criterion, what is shown of a shoe; ``toe_box`` and ``cushioning`` are its classes."""
    structure = structure_of(shoe)
    return MappingProxyType(
        {
            "toe_box": _toe_box(shoe, toe_box, book),
            "forefoot_cushioning": _cushioning(shoe, cushioning, book),
            "steadiness": _steadiness(shoe, book),
            "arch_support": Shown(structure, None, None, book.sentence("FIT-14", structure or "unknown")),
            "rocker": _yes_no(shoe.rocker, "FIT-06", ("present", "absent", "unknown"), book),
            "room_for_insole": _yes_no(shoe.orthotic_friendly, "SHOE-11", ("room", "no_room", "room_unknown"), book),
            "plate": Shown(
                shoe.plate,
                None,
                None,
                book.sentence("FIT-07", _PLATE_IN_WORDS[shoe.plate]),
            ),
        }
    )


def _yes_no(value: bool | None, rule: str, occasions: tuple[str, str, str], book: Rulebook) -> Shown:
    yes, no, unknown = occasions
    if value is None:
        return Shown(None, None, None, book.sentence(rule, unknown))
    return Shown("yes" if value else "no", None, None, book.sentence(rule, yes if value else no))


def _toe_box(shoe: Shoe, toe_box: str | None, book: Rulebook) -> Shown:
    method, width = shoe.toe_box_width_method or "", shoe.toe_box_width_mm
    scale = SCALE_OF_METHOD.get(method)
    if scale is None or width is None or toe_box is None:
        return Shown(None, "mm", None, book.sentence("FIT-01", "unknown"))
    threshold = book.number("FIT-01", f"toe_box_wide_{scale}_mm")
    occasion = "held_back" if width >= threshold and not ball_is_roomy(shoe, book) else toe_box
    return Shown(width, "mm", threshold, book.sentence("FIT-01", occasion))


def _cushioning(shoe: Shoe, cushioning: str | None, book: Rulebook) -> Shown:
    absorbed, stack = shoe.forefoot_shock_absorption_sa, shoe.forefoot_stack_mm
    if cushioning is None and stack is not None and not stack_is_measured(shoe):
        text = book.sentence("FIT-08", f"stated_{shoe.forefoot_stack_method or 'unknown'}", figure=stack)
        return Shown(stack, "mm", None, text)
    if cushioning is None:
        return Shown(None, None, None, book.sentence("FIT-02", "unknown"))
    grade = book.wording.text(f"shoes.cushioning_{cushioning}")
    if absorbed is not None:
        threshold = book.number("FIT-02", "shock_absorption_good_sa")
        text = book.sentence("FIT-02", "by_shock_absorption", grade=grade)
        return Shown(absorbed, "SA", threshold, text)
    text = book.sentence("FIT-02", "by_stack", figure=stack, grade=grade)
    return Shown(stack, "mm", book.number("FIT-02", "stack_good_mm"), text)


def _steadiness(shoe: Shoe, book: Rulebook) -> Shown:
    heel = shoe.heel_stack_mm
    if heel is None:
        return Shown(None, "mm", None, book.sentence("FIT-21", "unknown"))
    threshold = book.number("FIT-21", "moderate_heel_mm")
    tall = book.number("FIT-21", "tall_heel_mm")
    occasion = "tall" if heel >= tall else "moderate" if heel <= threshold else "between"
    return Shown(heel, "mm", threshold, book.sentence("FIT-21", occasion, figure=heel))
