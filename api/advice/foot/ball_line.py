"""Where the ball of the foot lies: measured or predicted, with its band, and the row of heads across it.

The ball line is given from the back of the heel to the first metatarsophalangeal joint, in millimetres. A measured line
always wins; a predicted one is a band, not a point. Rules FOOT-01 .. FOOT-07, SIZE-01, PADPLACE-11, PADPLACE-15.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Foot, StatedSize
from api.advice.foot.shape import Prediction, check_heel_to_ball, expected_breadth, length_by_arch
from api.advice.foot.sizes import SCALE_OF_SEX, foot_length_of

HEADS = ("mth_1", "mth_2", "mth_3", "mth_4", "mth_5")
"""The heads of the metatarsals, the side of the big toe first."""

LENGTH_BASES = ("measured", "stated_size", "heel_to_ball")
"""What the length of a foot rests on: itself, a size that was named, or the heel-to-ball length."""


class BallLine(NamedTuple):
    """The ball line of one foot and what it rests on; everything in millimetres from the back of the heel.

    ``basis`` is ``measured`` or ``predicted``; ``heads`` holds each head's place along the foot; ``rules`` what it
    was drawn from; ``error_mm`` the standard error of a prediction.
    """

    estimate_mm: float
    low_mm: float
    high_mm: float
    basis: str
    error_mm: float | None
    foot_length_mm: float
    length_basis: str
    heads: tuple[float, ...]
    rules: tuple[str, ...]


class Breadth(NamedTuple):
    """The breadth at the ball in millimetres, ``measured`` or ``predicted`` from the length (FOOT-07)."""

    breadth_mm: float
    basis: str


class _Scale(NamedTuple):
    intercept_mm: float
    slope: float
    error_mm: float
    band_mm: float


class _Figures(NamedTuple):
    by_sex: dict[str | None, _Scale]
    measured_within_mm: float
    size_off_mm: float
    drop_share: float
    drop_so_far: tuple[float, ...]


@lru_cache(maxsize=8)
def _figures(book: Rulebook) -> _Figures:
    """Return the lines of FOOT-01 with the bands of FOOT-04, and the arc of PADPLACE-11 as shares of its drop.

    Sex not known: the middle of both lines with the larger error and the wider band (FOOT-02).
    """
    number = book.number
    by_sex: dict[str | None, _Scale] = {}
    for sex, scale in SCALE_OF_SEX.items():
        by_sex[sex] = _Scale(
            number("FOOT-01", f"{scale}_intercept_mm"),
            number("FOOT-01", f"{scale}_slope_ratio"),
            number("FOOT-01", f"{scale}_error_mm"),
            number("FOOT-04", f"{scale}_band_mm"),
        )
    both = list(by_sex.values())
    by_sex[None] = _Scale(
        sum(line.intercept_mm for line in both) / 2,
        sum(line.slope for line in both) / 2,
        max(line.error_mm for line in both),
        max(line.band_mm for line in both),
    )
    steps = [number("PADPLACE-11", f"{step}_mm") for step in ("second_to_third", "third_to_fourth", "fourth_to_fifth")]
    sizes_off = number("PADPLACE-15", "size_may_be_off_size") * number("SIZE-01", "full_size_mm")
    return _Figures(
        by_sex,
        number("PADPLACE-15", "measured_within_mm"),
        sizes_off * max(line.slope for line in both),
        number("PADPLACE-03", "ball_of_length_ratio") - number("FOOT-06", "fifth_head_ratio"),
        (0, 0, *(so_far / sum(steps) for so_far in accumulate(steps))),
    )


def predicted_ball(length_mm: float, sex: str | None, book: Rulebook) -> Prediction:
    """Return heel to ball as a population of this foot length has it (FOOT-01; sex unknown: FOOT-02)."""
    line = _figures(book).by_sex[sex]
    return Prediction(line.intercept_mm + line.slope * length_mm, line.error_mm)


def ball_line(foot: Foot, sex: str | None, stated: StatedSize | None, field: str, book: Rulebook) -> BallLine | None:
    """Return the ball line of a foot; ``None`` where neither a length nor a size is known.

    Raise ImpossibleMeasurementError naming ``field``.heel_to_ball_mm for a length no such foot has (FOOT-03).
    """
    if foot.heel_to_ball_mm is not None:
        check_heel_to_ball(foot, field, book)
        return _measured(foot.heel_to_ball_mm, foot.length_mm, sex, book)
    pooled = ("FOOT-02",) if sex is None else ()
    if foot.length_mm is not None:
        return _predicted(foot.length_mm, "measured", sex, 0, ("FOOT-01", "FOOT-04", *pooled), book)
    if stated is not None:
        length = foot_length_of(stated, sex, book)
        european = ("SIZE-06", "SIZE-08") if stated.system == "eu" else ()
        rules = ("FOOT-01", "FOOT-04", *pooled, "SIZE-01", *european, "SIZE-05", "PADPLACE-15")
        return _predicted(length, "stated_size", sex, _figures(book).size_off_mm, rules, book)
    return None


def _measured(heel_to_ball_mm: float, length_mm: float | None, sex: str | None, book: Rulebook) -> BallLine:
    within = _figures(book).measured_within_mm
    length = length_by_arch(heel_to_ball_mm, sex, book) if length_mm is None else length_mm
    return BallLine(
        heel_to_ball_mm,
        heel_to_ball_mm - within,
        heel_to_ball_mm + within,
        "measured",
        None,
        length,
        "heel_to_ball" if length_mm is None else "measured",
        _heads(heel_to_ball_mm, length, book),
        ("FOOT-03", "PADPLACE-15", *(("FOOT-01",) if length_mm is None else ())),
    )


def _predicted(
    length_mm: float, basis: str, sex: str | None, more_mm: float, rules: tuple[str, ...], book: Rulebook
) -> BallLine:
    line = _figures(book).by_sex[sex]
    ball = line.intercept_mm + line.slope * length_mm
    band = line.band_mm + more_mm
    heads = _heads(ball, length_mm, book)
    return BallLine(ball, ball - band, ball + band, "predicted", line.error_mm, length_mm, basis, heads, rules)


def _heads(ball_mm: float, length_mm: float, book: Rulebook) -> tuple[float, ...]:
    """Return how far from the heel each head lies: the first two at the ball line, the others on an arc behind it.

    The fifth lies behind the first as FOOT-06 has it for a foot whose ball is where it usually is; those between follow
    the proportions of PADPLACE-11.
    """
    figures = _figures(book)
    drop = figures.drop_share * length_mm
    return tuple(ball_mm - share * drop for share in figures.drop_so_far)


def breadth_of(foot: Foot, line: BallLine, sex: str | None, book: Rulebook) -> Breadth:
    """Return the breadth at the ball: measured, else what is usual at this length (FOOT-07, FOOT-02).

    A measured breadth beyond what FOOT-07 takes for a slip of the tape is not used.
    """
    usual = expected_breadth(line.foot_length_mm, sex, book)
    given = foot.breadth_mm
    if given is not None:
        beyond = book.number("FOOT-07", "doubtful_beyond_z")
        if abs(given - usual.expected_mm) <= beyond * usual.error_mm:
            return Breadth(given, "measured")
    return Breadth(usual.expected_mm, "predicted")
