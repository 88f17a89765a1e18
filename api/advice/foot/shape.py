"""How feet are built: what breadth and which heel-to-ball length belong to a length, by sex (FOOT-01 .. FOOT-07)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Foot
from api.advice.foot.sizes import SCALE_OF_SEX


class ImpossibleMeasurementError(ValueError):
    """A measurement cannot be right: ``field`` by dotted name, and a sentence that asks to measure again."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a population would have: the expected value and its standard error, in millimetres."""

    expected_mm: float
    error_mm: float


def expected_breadth(length_mm: float, sex: str | None, book: Rulebook) -> Prediction:
    """Return the breadth at the ball that feet of this length have, standing (FOOT-07; sex unknown: FOOT-02)."""
    intercept, slope, error = _breadth_line(SCALE_OF_SEX.get(sex or ""), book)
    return Prediction(intercept + slope * length_mm, error)


@lru_cache(maxsize=16)
def _breadth_line(scale: str | None, book: Rulebook) -> tuple[float, float, float]:
    """Return intercept, slope and standard error; for both sexes together the middle line with the larger error."""
    if scale is None:
        men, women = (_breadth_line(scale, book) for scale in SCALE_OF_SEX.values())
        return (men[0] + women[0]) / 2, (men[1] + women[1]) / 2, max(men[2], women[2])
    return (
        book.number("FOOT-07", f"{scale}_intercept_mm"),
        book.number("FOOT-07", f"{scale}_slope_ratio"),
        book.number("FOOT-07", f"{scale}_error_mm"),
    )


def breadth_class(z: float, book: Rulebook) -> str:
    """Return the width class of a foot that is ``z`` standard errors broader than expected (FOOT-07)."""
    if z <= book.number("FOOT-07", "narrow_to_z"):
        return "narrow"
    if z <= book.number("FOOT-07", "wide_above_z"):
        return "standard"
    return "wide" if z <= book.number("FOOT-07", "extra_wide_above_z") else "extra_wide"


def length_by_arch(heel_to_ball_mm: float, sex: str | None, book: Rulebook) -> float:
    """Return the length in millimetres of an average foot with this heel-to-ball length (FOOT-01, FOOT-02)."""
    scale = SCALE_OF_SEX.get(sex or "")
    scales = SCALE_OF_SEX.values() if scale is None else (scale,)
    shares = [book.number("FOOT-01", f"{scale}_heel_to_ball_ratio") for scale in scales]
    return heel_to_ball_mm / (sum(shares) / len(shares))


def check_heel_to_ball(foot: Foot, field: str, book: Rulebook) -> None:
    """Pass a foot whose heel-to-ball length goes with its length, or one of them unknown (FOOT-03).

    Raise ImpossibleMeasurementError naming ``field``.heel_to_ball_mm.
    """
    if foot.length_mm is None or foot.heel_to_ball_mm is None:
        return
    lowest, highest = book.number("FOOT-03", "lowest_ratio"), book.number("FOOT-03", "highest_ratio")
    if lowest <= foot.heel_to_ball_mm / foot.length_mm <= highest:
        return
    sentence = book.sentence(
        "FOOT-03",
        "impossible",
        measured=foot.heel_to_ball_mm,
        length=foot.length_mm,
        low=round(lowest * foot.length_mm),
        high=round(highest * foot.length_mm),
    )
    raise ImpossibleMeasurementError(f"{field}.heel_to_ball_mm", sentence)
