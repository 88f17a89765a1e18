"""What customers of a shop made of a shoe, and how far their counts carry (FIT-26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Annotated

from api.advice.core.answer import Sentence, SomeRules
from api.advice.core.describe import Range
from api.advice.core.rules import Rulebook

MISFITS = ("too_short", "too_long", "too_narrow", "too_wide")
_UNLABELLED = "standard"
"""The width that a pair without one on its label counts as."""


@dataclass(frozen=True, slots=True)
class FitCounts:
    """How many pairs of a shoe in one width were bought and returned, and how many were reported to fit or not."""

    bought: Annotated[int, Range(0), "Pairs sold."] = 0
    fits: Annotated[int, Range(0), "Said to fit."] = 0
    too_short: Annotated[int, Range(0), "Said to be too short."] = 0
    too_long: Annotated[int, Range(0), "Said to be too long."] = 0
    too_narrow: Annotated[int, Range(0), "Said to be too narrow."] = 0
    too_wide: Annotated[int, Range(0), "Said to be too wide."] = 0
    returned: Annotated[int, Range(0), "Brought back, for whatever reason."] = 0

    def __add__(self, other: FitCounts) -> FitCounts:
        """Return the counts of both."""
        return FitCounts(*(getattr(self, name) + getattr(other, name) for name in OUTCOMES))

    @property
    def misfits(self) -> int:
        """How many reported that it did not fit."""
        return sum(getattr(self, name) for name in MISFITS)


OUTCOMES = tuple(one.name for one in fields(FitCounts))
"""What may become of a pair."""


@dataclass(frozen=True, slots=True)
class ShopFeedback:
    """Everything that an account's customers made of its shoes; ``counts`` also for what the score leaves out."""

    by_shoe: Mapping[tuple[str, str], FitCounts]
    is_evidence: bool = False

    def counts(self, shoe_id: str, width: str | None) -> FitCounts | None:
        """Return the counts of a shoe in the width of the pair, ``None`` where there are none."""
        return self.by_shoe.get((shoe_id, width or _UNLABELLED))

    def points(self, shoe_id: str, width: str | None, book: Rulebook) -> float:
        """Return what the counts add to a score, below 0 for a shoe that fits fewer than shoes do."""
        counts = self.counts(shoe_id, width) if self.is_evidence else None
        if counts is None:
            return 0
        return book.number("FIT-26", "evidence_points") * (share_that_fits(counts, book) - _usual_share(book))


@dataclass(frozen=True, slots=True)
class FitFeedback:
    """What customers of the shop made of this shoe in this width, in all sizes together; nothing of any person."""

    counts: FitCounts
    share_that_fits: Annotated[float, Range(0, 1), "How many it fits, as far as the counts carry (FIT-26)."]
    points: Annotated[
        float | None, Range(-100, 100), "What that adds to the score; null where the store leaves it out."
    ]
    text: Sentence
    rules: SomeRules


def shop_feedback(
    totals: Mapping[tuple[str, str | None], FitCounts], *, is_evidence: bool = False
) -> ShopFeedback | None:
    """Return the counts by shoe and width, those without a width with the standard one; ``None`` if there are none."""
    by_shoe: dict[tuple[str, str], FitCounts] = {}
    for (shoe_id, width), counts in totals.items():
        key = shoe_id, width or _UNLABELLED
        by_shoe[key] = by_shoe.get(key, FitCounts()) + counts
    return ShopFeedback(by_shoe, is_evidence) if by_shoe else None


def share_that_fits(counts: FitCounts, book: Rulebook) -> float:
    """Return the share of customers whom a shoe fits: what was reported, on top of what is usual (FIT-26).

    The mean of a beta distribution whose prior is worth ``prior_fits_people`` and ``prior_misfits_people``. Pairs that
    were bought or returned without a word on the fit say nothing of it.
    """
    fits = counts.fits + book.number("FIT-26", "prior_fits_people")
    return fits / (fits + counts.misfits + book.number("FIT-26", "prior_misfits_people"))


def _usual_share(book: Rulebook) -> float:
    return share_that_fits(FitCounts(), book)


def served_feedback(feedback: ShopFeedback, shoe_id: str, width: str | None, book: Rulebook) -> FitFeedback | None:
    """Return what is shown of a shoe's counts, ``None`` where there are none."""
    counts = feedback.counts(shoe_id, width)
    if counts is None:
        return None
    points = round(feedback.points(shoe_id, width, book), 1) if feedback.is_evidence else None
    share = float(f"{share_that_fits(counts, book):.2f}")
    return FitFeedback(counts, share, points, " ".join(_sentences(counts, book)), ("FIT-26",))


def _sentences(counts: FitCounts, book: Rulebook) -> Iterator[str]:
    answers = counts.fits + counts.misfits
    if not answers:
        yield book.sentence("FIT-26", "sold", bought=counts.bought, returned=counts.returned)
        return
    yield book.sentence("FIT-26", "answers", answers=answers, fits=counts.fits)
    worst = max(MISFITS, key=lambda name: getattr(counts, name))
    found = getattr(counts, worst)
    if found:
        yield book.sentence("FIT-26", worst, found=found)
