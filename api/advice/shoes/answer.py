"""What an advice on shoes says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Code, Sentence, SomeRules
from api.advice.core.describe import (
    ALONE,
    INTERNAL,
    LEFT_OUT_WHEN_NONE,
    Field,
    Length,
    Metadata,
    OneOf,
    Range,
    Unit,
    on_request,
)
from api.advice.core.describe import REASONS as WHY
from api.advice.foot.feet import CLASSES_OF_FEET, WIDTH_CLASSES, WIDTHS_OF_FEET
from api.advice.foot.sizes import InsideLength, WidthLetters
from api.advice.shoes.feedback import FitFeedback
from api.advice.shoes.offer import LIST_PRICE as LIST_PRICE
from api.advice.shoes.offer import SHELF_PRICE as SHELF_PRICE
from api.advice.shoes.offer import Box as Box
from api.advice.shoes.offer import Offer as Offer

RECOMMENDED, TRY_ON, NOT_NOW = "recommended", "try_on", "not_now"
NOT_ENOUGH_KNOWN = "not_enough_known"
NOTHING_FITS, CARE_FIRST = "nothing_fits", "see_professional_first"
SUITS, DOES_NOT_SUIT = "suits", "does_not_suit"
CHECK_VERDICTS = (SUITS, TRY_ON, DOES_NOT_SUIT, CARE_FIRST)
"""Of one shoe, from the most permissive to the strictest."""

VERDICTS = (RECOMMENDED, NOT_ENOUGH_KNOWN, TRY_ON, NOT_NOW, NOTHING_FITS, CARE_FIRST)

MEASURED, NOT_MEASURED, BY_ESTIMATE = "measured", "not_measured", "estimated"
AS_LAST_READ = "as_last_read"

SIZE_BASES = ("measured", "arch_length", "stated_size")
WIDTH_BASES = ("measured", "stated")

CRITERIA = (
    *("toe_box", "forefoot_cushioning", "width", "arch_support", "steadiness", "rocker", "room_for_insole", "plate"),
)
"""The most important first; ``steadiness`` counts for standing and walking alone."""

GOOD, FAIR, POOR, UNKNOWN, ESTIMATED = "good", "fair", "poor", "unknown", "estimated"
CRITERION_VERDICTS = (GOOD, FAIR, POOR, UNKNOWN, ESTIMATED)
FIGURE_UNITS = ("mm", "SA")

REASONS = (
    *("racing_shoe_while_sore", "racing_shoe_while_unknown"),
    "other_use",
    "other_sex",
    "other_brand",
    "over_price",
    "price_unknown",
    *("minimalist_while_sore", "minimalist_while_unknown", "minimalist_unprepared"),
    "too_narrow",
    "too_wide",
    "narrow_toe_box",
    "poor_cushioning",
    "size_not_made",
    "box_of_other_size",
    "box_of_other_width",
    "not_in_stock",
    "adult_sizes_only",
)
"""Why a shoe is left out, in the order in which reasons are looked for."""

CHANGES = ("use", "brands", "max_price", "price_unknown", "store_id")
"""The wishes that can be given up."""

ServedShoe = object
"""A shoe as it is served; the advice hands it on and never looks inside."""

FigureOrWord = Annotated[float | str | None, Metadata("type", ("number", "string"))]

StockAsOf = Annotated[
    str | None, Length(high=40), LEFT_OUT_WHEN_NONE, "With a store: when its stock was last sent or fetched."
]
CatalogueRead = Annotated[
    str | None,
    OneOf((AS_LAST_READ,)),
    LEFT_OUT_WHEN_NONE,
    "Only while the database is away: these are the shoes as they were when they were read last.",
]


DISCONTINUED = "discontinued"
"""The caution of a model that is no longer made (FIT-16)."""


@dataclass(frozen=True, slots=True)
class SizeShown:
    """One size in every system, with a width."""

    label: Annotated[str | None, "The size in words, on the customer's own scale first."]
    us_men: Annotated[float | None, "Null where the scale has no number."]
    us_women: Annotated[float | None, "Null where the scale has no number."]
    uk: Annotated[float | None, "Null where the scale has no number."]
    uk_low: Annotated[float | None, "The lowest on makers' charts."]
    uk_high: Annotated[float | None, "The highest on makers' charts."]
    eu: Annotated[float | None, "What most makers' charts give; 42.67 is 42 2/3 on the box."]
    eu_low: Annotated[float | None, "The lowest on makers' charts (SIZE-08)."]
    eu_high: Annotated[float | None, "The highest on makers' charts."]
    mondopoint: Annotated[float | None, Unit("mm"), "In millimetres."]
    width: Annotated[str | None, Field("width"), "The letter, where the sex is known."]
    width_class: Annotated[str | None, OneOf(WIDTH_CLASSES), "The width as a class."]
    width_letters: Annotated[WidthLetters | None, "The letter for either sex."]


@dataclass(frozen=True, slots=True)
class Fit:
    """What the feet ask of a shoe."""

    length_mm: Annotated[float | None, Unit("mm"), "The longer foot, if it was measured."]
    size_basis: Annotated[str | None, OneOf(SIZE_BASES), "What the size rests on; null where no size is known."]
    width_class: Annotated[str | None, OneOf(CLASSES_OF_FEET), "How wide the foot is; `extra_wide` has no end."]
    width_needed: Annotated[str | None, OneOf(WIDTHS_OF_FEET), "In a shoe; `wider_than_made`: more than any has."]
    width_basis: Annotated[str | None, OneOf(WIDTH_BASES), "What the width rests on."]
    size: SizeShown | None
    inside_length_mm: InsideLength | None


@dataclass(frozen=True, slots=True)
class Interval:
    """Where eight in ten such shoes lie (FIT-25)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ScoreEstimate:
    """What a shoe would score that nobody measured, by estimates: never a reason to say that it suits (FIT-25)."""

    estimate: Annotated[int, Range(0, 100)]
    low: Annotated[int, Range(0, 100)]
    high: Annotated[int, Range(0, 100)]


@dataclass(frozen=True, slots=True)
class Criterion:
    """How a shoe does in one respect."""

    criterion: Annotated[str, OneOf(CRITERIA), "What was looked at."]
    verdict: Annotated[
        str,
        OneOf(CRITERION_VERDICTS),
        "`unknown`: nobody measured it, or the foot is not known; `estimated`: nobody measured it, see `probability`.",
    ]
    value: Annotated[FigureOrWord, "The figure of this shoe, or what it is."]
    unit: Annotated[str | None, OneOf(FIGURE_UNITS), "Of value and threshold, where they are figures."]
    threshold: Annotated[FigureOrWord, "From here on it is good; for the width, the width of the foot."]
    text: Sentence
    rules: SomeRules
    probability: Annotated[
        float | None, Range(0, 1), LEFT_OUT_WHEN_NONE, "Of an estimate: how likely it reaches the threshold."
    ] = None
    interval: Annotated[Interval | None, LEFT_OUT_WHEN_NONE, "Of an estimate."] = None


@dataclass(frozen=True, slots=True)
class Caution:
    """What to watch with a shoe."""

    code: Code
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A shoe that suits, in the size and width to try."""

    shoe: Annotated[ServedShoe, Field("shoe_card")]
    size: SizeShown
    rank: Annotated[int, Range(1), "Shoes of one rank are equally good, the cheapest first (FIT-22)."]
    score: Annotated[
        int, Range(0, 100), "Points earned of those that could be; what nobody measured earns none (FIT-09)."
    ]
    basis: Annotated[str, OneOf((MEASURED,)), "What the score rests on."]
    offer: Annotated[Offer | None, "The price; null where nobody knows it."]
    takes_insert: Annotated[bool, "Whether a pad or an insole can lie in it: not in slides, sandals and slippers."]
    measured_as: Annotated[str | None, "For a shoe of your own: the shared model whose measured figures it has."]
    criteria: Annotated[
        tuple[Criterion, ...],
        on_request(ALONE, WHY),
        "What the score rests on, most important first; within a consultation with `include=reasons`.",
    ]
    cautions: Annotated[tuple[Caution, ...], "What to watch."]
    name: Annotated[ExcludedShoe, INTERNAL]
    fit_feedback: Annotated[
        FitFeedback | None, LEFT_OUT_WHEN_NONE, "With a store: what customers of yours made of it, if they reported it."
    ] = None


@dataclass(frozen=True, slots=True)
class TryOn:
    """To be tried on, never declared to suit: not measured, not known to be wide enough, or short of what suits."""

    shoe: Annotated[ServedShoe, Field("shoe_card")]
    size: SizeShown
    score: Annotated[ScoreEstimate | None, "Null where nothing can be estimated; never compared with measured scores."]
    basis: Annotated[
        str,
        OneOf((NOT_MEASURED, BY_ESTIMATE, MEASURED)),
        "What the score rests on, if there is one; `measured`: all is, but its width must be asked, or it falls short.",
    ]
    offer: Annotated[Offer | None, "The price; null where nobody knows it."]
    takes_insert: Annotated[bool, "Whether a pad or an insole can lie in it: not in slides, sandals and slippers."]
    measured_as: Annotated[str | None, "For a shoe of your own: the shared model whose measured figures it has."]
    criteria: Annotated[tuple[Criterion, ...], on_request(ALONE, WHY), "What is known of it, most important first."]
    cautions: Annotated[tuple[Caution, ...], "What to watch."]
    name: Annotated[ExcludedShoe, INTERNAL]
    fit_feedback: Annotated[
        FitFeedback | None, LEFT_OUT_WHEN_NONE, "With a store: what customers of yours made of it, if they reported it."
    ] = None


@dataclass(frozen=True, slots=True)
class ExcludedShoe:
    """A shoe that was left out."""

    id: Annotated[str, Length(1)]
    brand: Annotated[str, Length(1)]
    model: Annotated[str, Length(1)]


@dataclass(frozen=True, slots=True)
class ExcludedExample:
    """A shoe that was left out for a reason."""

    id: Annotated[str, Length(1)]
    brand: Annotated[str, Length(1)]
    model: Annotated[str, Length(1)]
    in_stock: Annotated[
        bool | None, LEFT_OUT_WHEN_NONE, "With a store: whether it has a pair of it in the person's size."
    ] = None


@dataclass(frozen=True, slots=True)
class ExcludedReason:
    """Shoes left out for one reason."""

    reason: Annotated[str, OneOf(REASONS), "Why; a shoe counts under the first reason found."]
    text: Sentence
    rules: SomeRules
    count: Annotated[int, Range(1)]
    examples: Annotated[
        tuple[ExcludedExample, ...],
        on_request(ALONE),
        "The first few, by brand and model; with a store those it has in the person's size come first.",
    ]


@dataclass(frozen=True, slots=True)
class Excluded:
    """What was left out, and why."""

    count: Annotated[int, Range(0)] = 0
    by_reason: Annotated[tuple[ExcludedReason, ...], on_request(ALONE, WHY), "By reason."] = ()


@dataclass(frozen=True, slots=True)
class Relax:
    """A wish that could be given up."""

    change: Annotated[str, OneOf((*CHANGES, "all")), "Which wish."]
    gains: Annotated[int, Range(1), "How many shoes come back."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class OtherStore:
    """Another store of yours that has a shoe in this size, in a width that suits."""

    store_id: Annotated[str, Length(1)]
    name: Annotated[str, Length(1)]
    quantity: Annotated[int | None, Range(0), "How many pairs; null where it states only that it has some."]


@dataclass(frozen=True, slots=True)
class ToOrder:
    """A shoe that the store does not have in this size and width, and that would suit."""

    shoe: ExcludedShoe
    score: Annotated[int, Range(0, 100), "As it would have in the list."]
    other_stores: Annotated[tuple[OtherStore, ...], "Which of your other stores have it."] = ()


@dataclass(frozen=True, slots=True)
class ComparedShoe:
    """A shoe that may be in no catalogue."""

    id: Annotated[str | None, Length(1), "Null of a shoe that is in no catalogue."]
    brand: Annotated[str, Length(1)]
    model: Annotated[str, Length(1)]


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the shoes that were to be compared."""

    shoe: ComparedShoe
    verdict: Annotated[str, OneOf((SUITS, TRY_ON, DOES_NOT_SUIT)), "As for the shoe itself."]
    score: Annotated[int | None, Range(0, 100)]
    place: Annotated[int | None, Range(1)]
    left_out_by: tuple[Annotated[str, OneOf(REASONS)], ...]
    offer: Offer | None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How many shoes are left, shown or not."""

    suit: Annotated[int, Range(0), "Measured, and they suit."] = 0
    try_on: Annotated[
        int, Range(0), "Not measured, not known to be wide enough, or short of what suits: to be tried on."
    ] = 0
    ask_for_size: Annotated[int, Range(0), "Of both, those for which the size must be asked (SIZE-09)."] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoesAnswer(Answer):
    """Which shoes suit this foot, in which size and width, and why."""

    verdict: Annotated[
        str,
        OneOf(VERDICTS),
        "`try_on`: only shoes are left that are not known to suit; `not_now`: a racing shoe was asked for, the "
        "forefoot is sore or recovering; `not_enough_known`: nothing is known of the foot, and the shoes are "
        "ranked for any forefoot; `see_professional_first`: shoes, if any, are support until the visit.",
    ]
    fit: Annotated[Fit, "What the feet ask of a shoe."]
    recommendations: Annotated[tuple[Recommendation, ...], "Best first; empty when care comes today or now."] = ()
    try_on: Annotated[
        tuple[TryOn, ...],
        "Not measured, of a width to be asked, or short of what suits: never counted as suiting (FIT-20, FIT-27).",
    ] = ()
    found: Annotated[Found, "How many shoes are left."] = Found()
    score_within: Annotated[float | None, "Scores closer than this are no difference (FIT-22)."] = None
    excluded: Annotated[Excluded, "What was left out, and why."] = Excluded()
    relax: Annotated[
        tuple[Relax, ...], "What to give up when fewer than three shoes are left, most rewarding first."
    ] = ()
    to_order: Annotated[
        tuple[ToOrder, ...] | None,
        LEFT_OUT_WHEN_NONE,
        "Only with a store that has fewer than three: what would suit if it were ordered, best first.",
    ] = None
    stock_as_of: StockAsOf = None
    catalogue: CatalogueRead = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoeCheckAnswer(Answer):
    """Whether one shoe suits this foot, and why it is or is not among the shoes that do."""

    verdict: Annotated[
        str,
        OneOf(CHECK_VERDICTS),
        "`try_on`: nobody measured it, its width must be asked, or it falls short; `does_not_suit`: see `left_out_by`; "
        "`see_professional_first`: at most it is support until the visit.",
    ]
    fit: Annotated[Fit, "What the feet ask of a shoe."]
    of_shoe: Annotated[str | None, "The shoe alone, where `summary` says who should look at the foot."] = None
    shoe: Annotated[ServedShoe | None, Field("shoe_card"), "Null for a shoe that is in no catalogue."] = None
    size: Annotated[SizeShown | None, "The size and width to try; null while care comes today or now."] = None
    left_out_by: Annotated[
        tuple[Annotated[str, OneOf(REASONS)], ...], "Every reason for which it is not among the shoes that suit."
    ] = ()
    score: Annotated[int | None, Range(0, 100), "As in the list; null for what is there to be tried on."] = None
    place: Annotated[int | None, Range(1), "Its rank among the shoes that suit; equally good ones share it."] = None
    of: Annotated[int | None, Range(0), "How many shoes suit."] = None
    offer: Annotated[Offer | None, "The price; null where nobody knows it."] = None
    measured_as: Annotated[str | None, "For a shoe of your own: the shared model whose measured figures it has."] = None
    criteria: Annotated[tuple[Criterion, ...], "What is known of it, most important first."] = ()
    cautions: Annotated[tuple[Caution, ...], "What to watch."] = ()
    fit_feedback: Annotated[
        FitFeedback | None, LEFT_OUT_WHEN_NONE, "With a store: what customers of yours made of it, if they reported it."
    ] = None
    other_stores: Annotated[
        tuple[OtherStore, ...] | None, LEFT_OUT_WHEN_NONE, "Where the store does not have it: which of yours do."
    ] = None
    box: Annotated[
        Box | None, LEFT_OUT_WHEN_NONE, "The box in the hand, where a bar code was named and a stock of yours knows it."
    ] = None
    compared: Annotated[
        tuple[Compared, ...] | None, LEFT_OUT_WHEN_NONE, "The shoe beside those of `compare_with`, the best first."
    ] = None
    stock_as_of: StockAsOf = None
    catalogue: CatalogueRead = None
