"""What was not known about the foot, the pain or the insole and would move the pad or choose another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from api.advice.core.answer import Missing
from api.advice.core.rules import Rulebook, plain
from api.advice.foot.shape import expected_breadth
from api.advice.met_pad.kind import CUT_OUT, Pattern
from api.advice.met_pad.placement import Placement
from api.advice.met_pad.request import AskedFoot, PadRequest
from api.advice.met_pad.safety import questions


def missing_for(
    asked: PadRequest, feet: tuple[AskedFoot, ...], pattern: Pattern, placed: tuple[Placement, ...], book: Rulebook
) -> Iterator[Missing]:
    """Answer what to ask, what rules a pad out first, then what moves it most."""
    yield from questions(asked.symptoms, book)
    if not pattern.told:
        yield Missing("symptoms.pain_sites", book.sentence("PADPLACE-17", "ask_sites"))
    if not pattern.covers:
        return
    yield from _of_side(feet, pattern, book)
    for foot in feet:
        yield from _of_foot(foot, next((each for each in placed if each.side == foot.side), None), book)
    if asked.sex is None and any(each.line.basis == "predicted" for each in placed):
        differ = plain(book.number("FOOT-02", "sexes_differ_mm"))
        yield Missing("sex", book.sentence("PADPLACE-15", "ask_sex", differ=differ))
    insole, chronic, _ = _always_the_same(book)
    if asked.insole is None:
        yield insole
    if asked.chronic is None:
        yield chronic


@lru_cache(maxsize=8)
def _always_the_same(book: Rulebook) -> tuple[Missing, Missing, str]:
    """Answer the questions for insole and chronic trouble, and why the breadth is asked for."""
    return (
        Missing("insole", book.sentence("PADPLACE-16", "ask_insole")),
        Missing("chronic", book.sentence("PADPLACE-18", "ask_chronic")),
        book.sentence("PADPLACE-15", "ask_breadth"),
    )


def _of_side(feet: tuple[AskedFoot, ...], pattern: Pattern, book: Rulebook) -> Iterator[Missing]:
    if all(foot.side is None for foot in feet):
        yield Missing("side", book.sentence("PADPLACE-23", "ask_side"))
        if pattern.kind == CUT_OUT:
            yield Missing("side", book.sentence("PADPLACE-06", "side"))


def _of_foot(asked: AskedFoot, placed: Placement | None, book: Rulebook) -> Iterator[Missing]:
    if placed is None:
        yield Missing(f"{asked.field}.length_mm", book.sentence("PADPLACE-15", "ask_length"))
        return
    line = placed.line
    if line.basis == "predicted":
        band = f"{(line.high_mm - line.low_mm) / 2:.1f}"
        yield Missing(f"{asked.field}.heel_to_ball_mm", book.sentence("PADPLACE-15", "ask", band=band))
    if line.length_basis != "measured":
        yield Missing(f"{asked.field}.length_mm", book.sentence("SIZE-05", "missing"))
    if asked.foot.breadth_mm is None:
        yield Missing(f"{asked.field}.breadth_mm", _always_the_same(book)[-1])
    elif placed.breadth.basis != "measured":
        usual = expected_breadth(line.foot_length_mm, placed.drawn_from.get("sex"), book).expected_mm
        said = book.sentence("FOOT-07", "doubtful", breadth=plain(asked.foot.breadth_mm), expected=f"{usual:.0f}")
        yield Missing(f"{asked.field}.breadth_mm", said)
