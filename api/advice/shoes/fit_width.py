"""How wide a foot is for its length, and so which width it needs: the wider foot decides (FOOT-07, SIZE-04)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.advice.core.answer import Missing, Reason
from api.advice.core.rules import Rulebook, plain
from api.advice.foot.feet import Foot, StatedSize
from api.advice.foot.shape import breadth_class, expected_breadth
from api.advice.foot.sizes import SEX_OF_SYSTEM, width_class_of

WIDTH_BASES = ("measured", "stated")


@dataclass(frozen=True, slots=True)
class WidthFit:
    """A person's width class (``None``: not known), whether it was ``measured`` or ``stated``, and what led to it."""

    width_class: str | None
    basis: str | None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class _Breadth:
    """One measured breadth: how far it lies from what is usual at its length, in standard errors."""

    side: str
    breadth_mm: float
    expected_mm: float
    z: float
    own_length: bool


def judge_width(
    sides: Sequence[tuple[str, Foot]],
    size_length_mm: float | None,
    sex: str | None,
    stated: StatedSize | None,
    book: Rulebook,
) -> WidthFit:
    """Answer the width class of a person; ``size_length_mm`` stands in for a foot whose own length is not known.

    A measured breadth wins over a stated width. Sex unknown: compared with both sexes together (FOOT-02).
    """
    named_width, unclear = _stated_class(stated, sex, book)
    breadths = list(_breadths(sides, size_length_mm, sex, book))
    limit = book.number("FOOT-07", "doubtful_beyond_z")
    doubtful = [breadth for breadth in breadths if abs(breadth.z) > limit]
    sound = [breadth for breadth in breadths if abs(breadth.z) <= limit]
    missing = [*unclear, *(_doubt(breadth, book) for breadth in doubtful)]
    if sound:
        return _measured(sound, named_width, missing, book)
    if not doubtful:
        missing.append(_nothing_measured(sides, book))
    if named_width is None:
        return WidthFit(None, None, (), tuple(missing))
    said = book.sentence("SIZE-04", "stated", width=_aloud(named_width))
    return WidthFit(named_width, "stated", (Reason("SIZE-04", said, "neutral"),), tuple(missing))


def _stated_class(stated: StatedSize | None, sex: str | None, book: Rulebook) -> tuple[str | None, tuple[Missing, ...]]:
    """Answer the class of a stated width; a letter is read on the scale of the shoe it was named for (SIZE-04)."""
    if stated is None or stated.width is None:
        return None, ()
    named = width_class_of(stated.width, SEX_OF_SYSTEM.get(stated.system) or sex, book)
    if named is not None:
        return named, ()
    return None, (Missing("sex", book.sentence("SIZE-04", "unclear", letter=stated.width)),)


def _breadths(
    sides: Sequence[tuple[str, Foot]], size_length_mm: float | None, sex: str | None, book: Rulebook
) -> Iterator[_Breadth]:
    """Answer each measured breadth beside what is usual at its length, or at the length of the size."""
    for side, foot in sides:
        length = size_length_mm if foot.length_mm is None else foot.length_mm
        if foot.breadth_mm is not None and length is not None:
            usual = expected_breadth(length, sex, book)
            z = (foot.breadth_mm - usual.expected_mm) / usual.error_mm
            yield _Breadth(side, foot.breadth_mm, usual.expected_mm, z, foot.length_mm is not None)


def _measured(sound: list[_Breadth], named: str | None, missing: list[Missing], book: Rulebook) -> WidthFit:
    widest = max(sound, key=lambda breadth: breadth.z)
    width_class = breadth_class(widest.z, book)
    said = book.sentence(
        "FOOT-07",
        "width" if widest.own_length else "estimated",
        breadth=plain(widest.breadth_mm),
        expected=f"{widest.expected_mm:.0f}",
        width=_aloud(width_class),
    )
    reasons = [Reason("FOOT-07", said, "neutral")]
    if any(breadth_class(breadth.z, book) != width_class for breadth in sound):
        said = book.sentence("FOOT-05", "wider", longer=widest.side)
        reasons.append(Reason("FOOT-05", said, "neutral"))
    if named is not None and named != width_class:
        said = book.sentence("SIZE-04", "disagree", width=_aloud(width_class))
        reasons.append(Reason("SIZE-04", said, "neutral"))
    return WidthFit(width_class, "measured", tuple(reasons), tuple(missing))


def _nothing_measured(sides: Sequence[tuple[str, Foot]], book: Rulebook) -> Missing:
    if any(foot.breadth_mm is not None for _, foot in sides):
        return Missing("feet", book.sentence("FOOT-07", "missing_length"))
    field = f"feet.{sides[0][0]}.breadth_mm" if sides else "feet"
    return Missing(field, book.sentence("FOOT-07", "missing"))


def _doubt(breadth: _Breadth, book: Rulebook) -> Missing:
    said = book.sentence(
        "FOOT-07", "doubtful", breadth=plain(breadth.breadth_mm), expected=f"{breadth.expected_mm:.0f}"
    )
    return Missing(f"feet.{breadth.side}.breadth_mm", said)


def _aloud(width_class: str) -> str:
    return width_class.replace("_", " ")
