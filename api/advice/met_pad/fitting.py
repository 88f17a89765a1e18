"""How a pad is fitted, worn in and left out again: the steps in order, each with the rules behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.foot.measures import inches
from api.advice.met_pad.answer import Insole, PhaseOut, Said, Step, Wear
from api.advice.met_pad.kind import BENEATH, BUILT_IN, EITHER, ON_FOOT, ON_TOP
from api.advice.met_pad.placement import PadPosition, Window

MARKS = ("mark_insole", "mark_across")
"""The steps that say where the pad lies along and across the foot."""


class Draft(NamedTuple):
    """A step that has no number yet."""

    code: str
    text: str
    rules: tuple[str, ...]


class Fitting(NamedTuple):
    """What the steps turn on besides the foot's measures; ``measured`` of the ball line, ``known`` of its place."""

    place: str
    insole: str | None
    known: bool
    cut_out: bool
    measured: bool


def edge_facts(position: PadPosition, book: Rulebook) -> dict[str, object]:
    """Return the facts of a sentence on the place of a pad: the one front edge, and behind which toe it is read."""
    front = round(position.front_edge_mm, 1)
    return {
        "side": side_name(position.side, book),
        "front": Tenths(front),
        "front_in": inches(front, book),
        "behind": position.window.target_mm,
        "toe": toe_name(position.at_head, book),
    }


def side_name(side: str | None, book: Rulebook) -> str:
    """Return a side as a sentence begins with it: Left foot."""
    return book.wording.text(f"met_pad.{side or 'either'}_foot")


def toe_name(head: str, book: Rulebook) -> str:
    """Return the toe in front of a head, as it follows *behind*: the big toe."""
    return book.wording.text(f"met_pad.toe_{head.removeprefix('mth_')}")


def procedure(position: PadPosition | None, fitting: Fitting, window: Window, book: Rulebook) -> tuple[Step, ...]:
    """Return how to fit the pad, step by step; measuring is left out where the ball line is measured already."""
    before, after = _standing_steps(fitting, book)
    marks = () if position is None else _marking(position, fitting, book)
    drafts = (*before, *marks, *after, _range_step(window, fitting, book))
    return tuple(Step(number, draft.code, draft.text, draft.rules) for number, draft in enumerate(drafts, 1))


@lru_cache(maxsize=128)
def _standing_steps(fitting: Fitting, book: Rulebook) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """Return the steps before and after marking, which do not turn on the foot's measures."""
    before, after = [], []
    if not fitting.measured:
        before += [
            Draft("measure_at_home", book.sentence("PADPLACE-21", "at_home"), ("PADPLACE-21", "FOOT-05")),
            Draft("measure_on_device", book.sentence("PADPLACE-21", "brannock"), ("PADPLACE-21",)),
        ]
    before.append(Draft("feel_the_heads", book.sentence("PADPLACE-21", "by_touch"), ("PADPLACE-21", "PAD-02")))
    if not fitting.known:
        before.append(Draft("mark_insole", book.sentence("PADPLACE-22", "use_unknown"), ("PADPLACE-22",)))
        occasion = "find_by_touch_cut_out" if fitting.cut_out else "find_by_touch"
        rule = "PADPLACE-14" if fitting.cut_out else "PADPLACE-01"
        before.append(Draft("find_by_touch", book.sentence("PADPLACE-01", occasion), (rule,)))
    if not fitting.cut_out:
        after.append(Draft("mark_with_sock", book.sentence("PAD-03", "mark"), ("PAD-03",)))
    after += _attaching(fitting, book)
    after.append(Draft("adjust", book.sentence("PAD-04", "step"), ("PAD-04",)))
    return tuple(before), tuple(after)


def _range_step(window: Window, fitting: Fitting, book: Rulebook) -> Draft:
    occasion = "range_cut_out" if fitting.cut_out else "range"
    text = book.sentence("PADPLACE-02", occasion, nearest=window.nearest_mm, farthest=window.farthest_mm)
    return Draft("adjust_range", text, ("PADPLACE-02",))


def _marking(position: PadPosition, fitting: Fitting, book: Rulebook) -> tuple[Draft, Draft]:
    """Return the two steps that say where the pad lies along and across the foot."""
    rule = "PADPLACE-14" if position.is_cut_out else "PADPLACE-01"
    occasion = "use_on_foot" if fitting.place == ON_FOOT else "use_in_shoe" if fitting.insole == "fixed" else "use"
    occasion += "_cut_out" if position.is_cut_out else ""
    facts = edge_facts(position, book)
    along = book.sentence("PADPLACE-22", occasion, front=facts["front"], toe=facts["toe"])
    inner, outer = position.pad_across_mm
    across = book.sentence("PADPLACE-12", "across", inner=round(inner), outer=round(outer))
    along_code, across_code = MARKS
    return (
        Draft(along_code, along, ("PADPLACE-22", rule)),
        Draft(across_code, across, ("PADPLACE-12", position.pad.rules[-1])),
    )


def _attaching(fitting: Fitting, book: Rulebook) -> Iterator[Draft]:
    if fitting.cut_out:
        yield Draft("cut_out", book.sentence("PADPLACE-14", "cut_out"), ("PADPLACE-14", "PADPLACE-06"))
    text, rules = _how_it_goes(fitting, book)
    if fitting.place == BUILT_IN:
        yield Draft("have_it_built_in", text, rules)
    elif fitting.place == ON_FOOT:
        yield Draft("wear_sleeve", text, rules)
    else:
        yield Draft("stick", text, rules)
    if fitting.place == BENEATH:
        yield Draft("check_own_bump", book.sentence("PAD-09", "with_contoured"), ("PAD-09",))


def _how_it_goes(fitting: Fitting, book: Rulebook) -> tuple[str, tuple[str, ...]]:
    """Return how the pad goes with the insole, and the rules (PAD-08, PAD-09, PADPLACE-14, PADPLACE-16)."""
    if fitting.place == BUILT_IN:
        occasion = "cut_orthotic" if fitting.cut_out else "with_orthotic"
        return book.sentence("PAD-09", occasion), ("PAD-09",)
    if fitting.place == ON_FOOT:
        return book.sentence("PADPLACE-16", "sleeve"), ("PADPLACE-16", "PAD-07")
    if fitting.place == ON_TOP and fitting.insole != "flat":
        return book.sentence("PADPLACE-16", "stays_in"), ("PADPLACE-16", "PAD-08")
    return book.sentence("PAD-08", fitting.place), ("PAD-08",)


def insole_advice(fitting: Fitting, book: Rulebook) -> Insole:
    """Return what the insole means for the pad: where it goes and why (PAD-08, PAD-09, PADPLACE-16)."""
    rule, occasion = {
        ON_TOP: ("PAD-08", "insole_on_top") if fitting.insole == "flat" else ("PADPLACE-16", "insole_stays_in"),
        BENEATH: ("PAD-08", "insole_beneath"),
        EITHER: ("PAD-08", "insole_either"),
        BUILT_IN: ("PAD-09", "insole_built_in"),
        ON_FOOT: ("PADPLACE-16", "insole_at_home" if fitting.insole is None else "insole_worn_on_foot"),
    }[fitting.place]
    rules = tuple(dict.fromkeys((rule, "PAD-09", "PADPLACE-16")))
    return Insole(fitting.insole, fitting.place, book.sentence(rule, occasion), rules)


def wear(chronic: bool | None, book: Rulebook) -> Wear:
    """Return how the pad is worn in, when it is reviewed, and whether it is left out one day (PAD-11, PAD-12)."""
    rule, occasion = {True: ("PAD-12", "stays"), False: ("PAD-11", "phase_out"), None: ("PAD-11", "not_known")}[chronic]
    return Wear(
        start=Said(book.sentence("PADPLACE-18", "start"), ("PADPLACE-18",)),
        judge_after_days=round(book.number("PADPLACE-18", "judge_after_days")),
        review_after_days=round(book.number("PADPLACE-18", "review_after_days")),
        phase_out=PhaseOut(
            text=book.sentence(rule, occasion),
            rules=(rule, *(("PAD-12",) if chronic is None else ()), "PADPLACE-18"),
            advised=None if chronic is None else not chronic,
            after_pain_free_days=None if chronic else round(book.number("PADPLACE-18", "phase_out_after_days")),
        ),
        rules=("PADPLACE-18", "PADSTUDY-08"),
    )


__all__ = ["EITHER", "Fitting", "edge_facts", "insole_advice", "procedure", "side_name", "toe_name", "wear"]
