"""How a pad is fitted, worn in and left out again: the steps in order, each with the rules behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from api.advice.core.inches import inches
from api.advice.core.rules import Rulebook, plain
from api.advice.met_pad.kind import CUT_OUT
from api.advice.met_pad.placement import TOE_NAMES, Placement

Step = dict[str, Any]
Words = dict[str, str]

MARKS = ("mark_insole", "mark_across")
"""The steps that tell the place of the pad along and across the foot."""

_SIDE_NAMES = {"left": "Left foot", "right": "Right foot", None: "The foot"}


def millimetres(length_mm: float) -> str:
    """Answer a length as a person reads it, to a tenth of a millimetre."""
    return f"{length_mm:.1f}".removesuffix(".0")


def told(placed: Placement, book: Rulebook) -> Words:
    """Answer the place of a pad in words: front edge in millimetres and inches, and behind which toe that is read."""
    head = placed.guide_head
    front = placed.front_edge_at(head)
    return {
        "side": _SIDE_NAMES[placed.side],
        "front": millimetres(front),
        "front_in": inches(front, book),
        "behind": plain(placed.window.target_mm),
        "toe": TOE_NAMES[head],
    }


def procedure(placed: Placement | None, place: str, book: Rulebook) -> list[Step]:
    """Answer how to fit the pad, step by step; ``place`` as ``met_pad_kind.insole_place`` answers it.

    Measuring is left out where the ball line is measured already; marks are in millimetres from the back of the heel.
    """
    if placed is None:
        before, after = _standing_steps(place, False, False, False, book)
        return [*before, *after]
    cut_out, measured = placed.pattern.kind == CUT_OUT, placed.line.basis == "measured"
    before, after = _standing_steps(place, True, cut_out, measured, book)
    return [*before, *_marking(placed, len(before) + 1, book), *after]


@lru_cache(maxsize=64)
def _standing_steps(
    place: str, known: bool, cut_out: bool, measured: bool, book: Rulebook
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Answer the steps before and after marking, which do not turn on the foot's measures, with their numbers."""
    before, after = [], []
    if not measured:
        before += [
            _step("measure_at_home", book.sentence("PADPLACE-21", "at_home"), "PADPLACE-21", "FOOT-05"),
            _step("measure_on_device", book.sentence("PADPLACE-21", "brannock"), "PADPLACE-21"),
        ]
    before.append(_step("feel_the_heads", book.sentence("PADPLACE-21", "by_touch"), "PADPLACE-21", "PAD-02"))
    if not known:
        before.append(_step("mark_insole", book.sentence("PADPLACE-22", "use_unknown"), "PADPLACE-22"))
        before.append(_step("find_by_touch", book.sentence("PADPLACE-01", "place_unknown"), "PADPLACE-01"))
    if not cut_out:
        after.append(_step("mark_with_sock", book.sentence("PAD-03", "mark"), "PAD-03"))
    after += _attaching(place, cut_out, book)
    after.append(_step("adjust", book.sentence("PAD-04", "small_steps"), "PAD-04"))
    after.append(_step("adjust_range", book.sentence("PADPLACE-02", "range"), "PADPLACE-02"))
    marked = len(before) + (len(MARKS) if known else 0)
    return (
        tuple({"step": number, **step} for number, step in enumerate(before, 1)),
        tuple({"step": number, **step} for number, step in enumerate(after, marked + 1)),
    )


def _step(code: str, text: str, *rules: str) -> Step:
    return {"code": code, "text": text, "rules": list(rules)}


def _marking(placed: Placement, number: int, book: Rulebook) -> tuple[Step, Step]:
    """Answer the two steps that tell the place along and across, counted from ``number``."""
    head = placed.guide_head
    front = millimetres(placed.front_edge_at(head))
    rule = "PADPLACE-14" if placed.pattern.kind == CUT_OUT else "PADPLACE-01"
    said = book.sentence("PADPLACE-22", "use", front=front, toe=TOE_NAMES[head])
    inner, outer = placed.pad_across_mm
    across = book.sentence("PADPLACE-12", "across", inner=f"{inner:.0f}", outer=f"{outer:.0f}")
    along_code, across_code = MARKS
    return (
        {"step": number, "code": along_code, "text": said, "rules": ["PADPLACE-22", rule]},
        {"step": number + 1, "code": across_code, "text": across, "rules": ["PADPLACE-12", placed.pad.rules[-1]]},
    )


def _attaching(place: str, cut_out: bool, book: Rulebook) -> Iterator[Step]:
    if cut_out:
        yield _step("cut_out", book.sentence("PADPLACE-14", "cut_out"), "PADPLACE-14", "PADPLACE-06")
    if place == "built_in":
        yield _step("have_it_built_in", book.sentence("PAD-09", "with_orthotic"), "PAD-09")
    elif place == "worn_on_foot":
        yield _step("wear_sleeve", book.sentence("PADPLACE-16", "sleeve"), "PADPLACE-16", "PAD-07")
    else:
        yield _step("stick", book.sentence("PAD-08", place), "PAD-08")
    if place == "beneath":
        yield _step("check_own_bump", book.sentence("PAD-09", "with_contoured"), "PAD-09")


def insole_advice(insole: str | None, place: str, book: Rulebook) -> dict[str, Any]:
    """Answer what the insole means for the pad: where it goes and why (PAD-08, PAD-09, PADPLACE-16)."""
    rule, occasion = {
        "on_top": ("PAD-08", "on_top"),
        "beneath": ("PAD-08", "beneath"),
        "either": ("PAD-08", "either"),
        "built_in": ("PAD-09", "with_orthotic"),
        "worn_on_foot": ("PADPLACE-16", "sleeve"),
    }[place]
    rules = list(dict.fromkeys((rule, "PAD-09", "PADPLACE-16")))
    return {"type": insole, "place": place, "text": book.sentence(rule, occasion), "rules": rules}


def wear(chronic: bool | None, book: Rulebook) -> dict[str, Any]:
    """Answer how the pad is worn in, when it is reviewed, and whether it is left out one day (PAD-11, PAD-12)."""
    occasion = {True: ("PAD-12", "stays"), False: ("PAD-11", "phase_out"), None: ("PAD-11", "not_known")}[chronic]
    advised = None if chronic is None else not chronic
    rules = [occasion[0], *(("PAD-12",) if chronic is None else ()), "PADPLACE-18"]
    return {
        "start": {"text": book.sentence("PADPLACE-18", "start"), "rules": ["PADPLACE-18"]},
        "judge_after_days": round(book.number("PADPLACE-18", "judge_after_days")),
        "review_after_days": round(book.number("PADPLACE-18", "review_after_days")),
        "phase_out": {
            "advised": advised,
            "after_pain_free_days": round(book.number("PADPLACE-18", "phase_out_after_days")) if not chronic else None,
            "text": book.sentence(*occasion),
            "rules": rules,
        },
        "rules": ["PADPLACE-18", "PADSTUDY-08"],
    }
