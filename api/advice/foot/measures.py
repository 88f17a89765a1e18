"""What is measured on a foot, and what a foot of that length and sex would measure (FOOT-01 .. FOOT-07).

Breadth, its class and the width that a person needs (SIZE-04): the wider foot decides, a measure wins over what is
stated; the ball line, from the back of the heel to the first metatarsophalangeal joint, measured or
predicted with its band, and the row of heads across it; a length as a ruler in inches shows it. A measured line always
wins; a predicted one is a band, not a point. Millimetres throughout. Also SIZE-01, PADPLACE-11, PADPLACE-15,
PADPLACE-22.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from api.advice.core.answer import NEUTRAL, Action, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.foot.feet import WIDER_THAN_MADE, WIDTH_CLASSES, Foot, StatedSize
from api.advice.foot.sizes import (
    SCALE_OF_SEX,
    SEX_OF_SYSTEM,
    foot_length_of,
    name_width,
    width_letters,
    width_on_scale,
)


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
    """Return the width that a foot asks for which is ``z`` standard errors broader than expected (FOOT-07)."""
    if z <= book.number("FOOT-07", "narrow_to_z"):
        return "narrow"
    if z <= book.number("FOOT-07", "wide_above_z"):
        return "standard"
    for width, next_above in (("wide", "extra_wide"), ("extra_wide", "xx_wide"), ("xx_wide", WIDER_THAN_MADE)):
        if z <= book.number("FOOT-07", f"{next_above}_above_z"):
            return width
    return WIDER_THAN_MADE


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


def inches(length_mm: float, book: Rulebook) -> str:
    """Return a length that is not negative as ``7 3/8``, to the nearest part a ruler shows."""
    parts = round(book.number("PADPLACE-22", "parts_of_an_inch_count"))
    return _as_fraction(round(length_mm / book.number("SIZE-01", "inch_mm") * parts), parts)


@lru_cache(maxsize=1024)
def _as_fraction(counted: int, parts: int) -> str:
    whole, rest = divmod(counted, parts)
    if rest == 0:
        return str(whole)
    fraction = str(Fraction(rest, parts))
    return f"{whole} {fraction}" if whole else fraction


# The width a person needs


Side = tuple[str, Foot]
"""A foot with its name, ``left`` or ``right``."""


@dataclass(frozen=True, slots=True)
class WidthFit:
    """A person's width class (``None``: not known), whether it was ``measured`` or ``stated``, and what led to it."""

    width_class: str | None
    basis: str | None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class _Breadth:
    """One measured breadth: how far it lies from what is usual at its length, in standard errors."""

    side: str
    breadth_mm: float
    expected_mm: float
    z: float
    own_length: bool


def judge_width(
    sides: Sequence[Side], size_length_mm: float | None, sex: str | None, stated: StatedSize | None, book: Rulebook
) -> WidthFit:
    """Return the width class of a person; ``size_length_mm`` replaces the length of a foot that is not known.

    A measured breadth wins over a stated width. Sex unknown: compared with both sexes together (FOOT-02).
    """
    named_width, unclear = _stated_class(stated, sex, book)
    breadths = list(_breadths(sides, size_length_mm, sex, book))
    limit = book.number("FOOT-07", "doubtful_beyond_z")
    doubtful = [breadth for breadth in breadths if abs(breadth.z) > limit]
    sound = [breadth for breadth in breadths if abs(breadth.z) <= limit]
    missing = [*unclear, *(_doubt(breadth, book) for breadth in doubtful)]
    again = _measure_again(doubtful, book)
    if sound:
        return replace(_by_breadth(sound, named_width, missing, book), actions=again)
    if not doubtful:
        missing.append(_nothing_measured(sides, book))
    if named_width is None:
        return WidthFit(None, None, (), tuple(missing), again)
    text = book.sentence("SIZE-04", "stated", width=name_width(named_width, book))
    return WidthFit(named_width, "stated", (Reason("SIZE-04", text, NEUTRAL),), tuple(missing), again)


def rarely_made(width_class: str | None, book: Rulebook) -> tuple[Action, ...]:
    """Return what to do about a width that hardly any running shoe is made in, or none at all (SIZE-04)."""
    widest = WIDTH_CLASSES[-1]
    if width_class not in (widest, WIDER_THAN_MADE):
        return ()
    letters = width_letters(widest, book)
    code = "ask_for_widest" if width_class == widest else WIDER_THAN_MADE
    text = book.sentence("SIZE-04", code, men=letters.men, women=letters.women)
    return (Action(code, text, ("SIZE-04", "FOOT-07")),)


def _measure_again(doubtful: Sequence[_Breadth], book: Rulebook) -> tuple[Action, ...]:
    """Return that a breadth no foot of its length has is to be measured again: the one farthest from what is usual."""
    if not doubtful:
        return ()
    breadth = max(doubtful, key=lambda one: abs(one.z)).breadth_mm
    text = book.sentence("FOOT-07", "measure_again", breadth=breadth)
    return (Action("measure_breadth_again", text, ("FOOT-07",)),)


def _stated_class(stated: StatedSize | None, sex: str | None, book: Rulebook) -> tuple[str | None, tuple[Missing, ...]]:
    """Return the class of a stated width; of a shoe made for the other sex the letter is taken over (SIZE-04)."""
    if stated is None or stated.width is None:
        return None, ()
    named = width_on_scale(stated.width, SEX_OF_SYSTEM.get(stated.system), sex, book)
    if named is not None:
        return named, ()
    return None, (Missing("sex", book.sentence("SIZE-04", "unclear", letter=stated.width)),)


def _breadths(
    sides: Sequence[Side], size_length_mm: float | None, sex: str | None, book: Rulebook
) -> Iterator[_Breadth]:
    """Yield each measured breadth beside what is usual at its length, or at the length of the size."""
    for side, foot in sides:
        length = size_length_mm if foot.length_mm is None else foot.length_mm
        if foot.breadth_mm is not None and length is not None:
            usual = expected_breadth(length, sex, book)
            z = (foot.breadth_mm - usual.expected_mm) / usual.error_mm
            yield _Breadth(side, foot.breadth_mm, usual.expected_mm, z, foot.length_mm is not None)


def _by_breadth(sound: list[_Breadth], named: str | None, missing: list[Missing], book: Rulebook) -> WidthFit:
    widest = max(sound, key=lambda breadth: breadth.z)
    width_class = breadth_class(widest.z, book)
    width = name_width(width_class, book)
    occasion = "width" if widest.own_length else "estimated"
    text = book.sentence(
        "FOOT-07", occasion, breadth=widest.breadth_mm, expected=round(widest.expected_mm), width=width
    )
    reasons = [Reason("FOOT-07", text, NEUTRAL)]
    if any(breadth_class(breadth.z, book) != width_class for breadth in sound):
        reasons.append(Reason("FOOT-05", book.sentence("FOOT-05", f"wider_{widest.side}"), NEUTRAL))
    if named is not None and named != width_class:
        reasons.append(Reason("SIZE-04", book.sentence("SIZE-04", "disagree", width=width), NEUTRAL))
    return WidthFit(width_class, "measured", tuple(reasons), tuple(missing))


def _nothing_measured(sides: Sequence[Side], book: Rulebook) -> Missing:
    broad = next((name for name, foot in sides if foot.breadth_mm is not None), None)
    if broad is not None:
        return Missing(f"feet.{broad}.length_mm", book.sentence("FOOT-07", "missing_length"))
    return Missing(f"feet.{sides[0][0] if sides else 'left'}.breadth_mm", book.sentence("FOOT-07", "missing"))


def _doubt(breadth: _Breadth, book: Rulebook) -> Missing:
    text = book.sentence("FOOT-07", "doubtful", breadth=breadth.breadth_mm, expected=round(breadth.expected_mm))
    return Missing(f"feet.{breadth.side}.breadth_mm", text)
