"""What the pad advice says of this foot's own measures: the pad to take, where it goes, and why there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from api.advice.core.answer import Action, Reason
from api.advice.core.rules import Rulebook, plain
from api.advice.met_pad.figures import figures_of
from api.advice.met_pad.fitting import Words, millimetres, told
from api.advice.met_pad.kind import CUT_OUT
from api.advice.met_pad.placement import TOE_NAMES, Placement


def actions_of(
    first: Placement | None, words: Words | None, placed: tuple[Placement, ...], book: Rulebook
) -> Iterator[Action]:
    """Answer which pad to take and where it goes on each foot that hurts or may hurt.

    ``first``: the foot that is asked about before others, and its place in ``words``; ``None`` where its ball line is
    not known.
    """
    if first is None or words is None:
        yield Action("choose_pad", book.sentence("PAD-07", "unknown_size"), ("PAD-07",))
        yield Action("place_pad", book.sentence("PADPLACE-01", "place_unknown"), ("PADPLACE-01", "PADPLACE-10"))
        return
    limit = figures_of(book).perhaps_a_child_to_mm
    if any(each.line.foot_length_mm < limit for each in placed):
        yield Action("no_pad_for_a_child", book.sentence("PADPLACE-19", "perhaps_child"), ("PADPLACE-19",))
    yield _choose(first, book)
    for each in placed:
        if each.sore is not False:
            yield _place(each, words if each is first else told(each, book), book)


def _choose(placed: Placement, book: Rulebook) -> Action:
    """Answer which pad to take, with its measures (PAD-07, PADPLACE-13, PADPLACE-14)."""
    pad = placed.pad
    said = book.sentence(
        "PAD-07",
        pad.kind,
        shape=pad.shape.replace("_", " "),
        length=f"{pad.length_mm or 0:.0f}",
        width=f"{pad.width_mm or 0:.0f}",
        thickness=plain(pad.thickness_mm),
    )
    return Action("choose_pad", said, pad.rules)


def _place(placed: Placement, words: Words, book: Rulebook) -> Action:
    """Answer the sentence that says where the front edge goes, in millimetres and inches (PADPLACE-01, -14)."""
    cut_out = placed.pattern.kind == CUT_OUT
    said = book.sentence("PADPLACE-01", "place_cut_out" if cut_out else "place", **words)
    rules = ("PADPLACE-14" if cut_out else "PADPLACE-01", *placed.line.rules, "PADPLACE-10", "PADPLACE-22")
    return Action("place_pad", said, rules)


def summary_of(placed: Placement | None, words: Words | None, book: Rulebook) -> str:
    """Answer the place of the pad in one line for a kiosk screen; no place known: what to do about it."""
    if placed is None or words is None:
        return book.sentence("PADPLACE-01", "summary_unknown")
    cut_out = placed.pattern.kind == CUT_OUT
    return book.sentence("PADPLACE-01", "summary_cut_out" if cut_out else "summary", **words)


def reasons_of(placed: Placement, book: Rulebook) -> Iterator[Reason]:
    """Answer why the pad goes there: how the ball line is known, how far behind it, whether the guide's mark agrees."""
    line = placed.line
    occasion = "from_size" if line.length_basis == "stated_size" and line.basis == "predicted" else line.basis
    ball, low, high = (millimetres(value) for value in (line.estimate_mm, line.low_mm, line.high_mm))
    yield Reason("PADPLACE-15", book.sentence("PADPLACE-15", occasion, ball=ball, low=low, high=high), "neutral")
    if line.foot_length_mm > figures_of(book).longest_mm:
        said = book.sentence("PADPLACE-19", "long", length=millimetres(line.foot_length_mm))
        yield Reason("PADPLACE-19", said, "neutral")
    if placed.pattern.kind == CUT_OUT:
        return
    yield from _why_there(line.basis, book)
    marks = {"half_way": millimetres(placed.half_way_mm), "thickest": millimetres(placed.thickest_mm or 0)}
    yield Reason("PAD-03", book.sentence("PAD-03", "agree" if placed.marks_agree else "differ", **marks), "neutral")
    last = placed.pattern.covers[-1]
    slant = {"last": millimetres(placed.front_edge_at(last)), "toe": TOE_NAMES[last]}
    yield Reason("PADPLACE-11", book.sentence("PADPLACE-11", "slant", **slant), "neutral")


@lru_cache(maxsize=8)
def _why_there(basis: str, book: Rulebook) -> tuple[Reason, ...]:
    return (
        Reason("PADPLACE-01", book.sentence("PADPLACE-01", basis), "neutral"),
        Reason("PADSTUDY-03", book.sentence("PADSTUDY-03", "why"), "for"),
    )
