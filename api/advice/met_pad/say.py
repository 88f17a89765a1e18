"""What the pad advice says whatever the foot measures: what to do, why, what else there is, what is disputed.

These sentences turn on a handful of facts (``Situation``) and are made once for each of their combinations.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from api.advice.core.answer import Action, Conflict, Reason
from api.advice.core.conflicts import conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.foot.ball_line import HEADS
from api.advice.met_pad.fitting import insole_advice, wear
from api.advice.met_pad.kind import CUT_OUT, MIDDLE, MIXED, RUNNING, WEB, Pattern, insole_place
from api.advice.met_pad.request import AskedFoot, PadRequest
from api.advice.met_pad.safety import unasked


class Situation(NamedTuple):
    """What the standing sentences turn on; ``unsure``: something that rules a pad out is not known (PADPLACE-09)."""

    pattern: Pattern
    insole: str | None
    place: str
    chronic: bool | None
    running: bool
    numb: bool
    unsure: bool
    bunion: bool
    hammertoe: bool
    other_foot: bool


class Standing(NamedTuple):
    """The sentences of a situation. ``first`` and ``last`` stand round what the foot's measures say."""

    first_actions: tuple[Action, ...]
    last_actions: tuple[Action, ...]
    first_reasons: tuple[Reason, ...]
    last_reasons: tuple[Reason, ...]
    conflicts: tuple[Conflict, ...]
    alternatives: list[dict[str, Any]]
    insole: dict[str, Any]
    wear: dict[str, Any]
    rules: tuple[str, ...]


def situation_of(asked: PadRequest, feet: tuple[AskedFoot, ...], pattern: Pattern) -> Situation:
    """Answer what the standing sentences turn on."""
    return Situation(
        pattern=pattern,
        insole=asked.insole,
        place=insole_place(asked.insole, asked.use),
        chronic=asked.chronic,
        running=asked.use in RUNNING,
        numb=asked.symptoms.numbness_or_tingling not in (None, "none"),
        unsure=bool(unasked(asked.symptoms)),
        bunion=any(each.foot.bunion for each in feet),
        hammertoe=any(each.foot.hammertoe for each in feet),
        other_foot=any(each.sore is False for each in feet),
    )


@lru_cache(maxsize=1024)
def standing_words(here: Situation, book: Rulebook) -> Standing:
    """Answer the sentences of a situation."""
    others = alternatives(here, book)
    insole, worn = insole_advice(here.insole, here.place, book), wear(here.chronic, book)
    rules = [*insole["rules"], *worn["rules"], *worn["phase_out"]["rules"]]
    return Standing(
        tuple(_before_the_pad(here, book)),
        tuple(_after_the_pad(here, book)) if here.pattern.covers else tuple(_without_pad(here.pattern, book)),
        tuple(_reasons(here, book)),
        tuple(_doubts(here, book)),
        _disputed(here, book),
        others,
        insole,
        worn,
        tuple(dict.fromkeys((*rules, *(rule for other in others for rule in other["rules"])))),
    )


def _before_the_pad(here: Situation, book: Rulebook) -> Iterator[Action]:
    """Answer what rules a pad out, then what is better than one, if anything is."""
    if not here.pattern.covers:
        return
    if here.unsure:
        yield Action("check_first", book.sentence("PADPLACE-09", "check_first"), ("PADPLACE-09",))
    if here.running:
        rules = ("PADPLACE-07", "PADSTUDY-06", "SHOE-11")
        yield Action("cushion_forefoot", book.sentence("PADPLACE-07", "cushion_first"), rules)


def _after_the_pad(here: Situation, book: Rulebook) -> Iterator[Action]:
    if here.other_foot:
        yield Action("leave_other_foot", book.sentence("PADPLACE-23", "other_foot"), ("PADPLACE-23",))
    if here.pattern.kind == WEB:
        yield Action("wear_wide_low_shoes", book.sentence("PADPLACE-05", "shoe"), ("PADPLACE-05",))
        if here.numb:
            yield Action("show_numb_toes", book.sentence("PADPLACE-05", "numb"), ("PADPLACE-05",))
    yield Action("give_it_room", book.sentence("PAD-10", "room"), ("PAD-10",))
    yield Action("wear_in", book.sentence("PADPLACE-18", "start"), ("PADPLACE-18",))
    yield Action("adjust", book.sentence("PAD-04", "small_steps"), ("PAD-04", "PADPLACE-02"))
    yield Action("stop_if_worse", book.sentence("PAD-05", "worse"), ("PAD-05", "PADPLACE-08"))
    yield Action("review", book.sentence("PADSTUDY-08", "review"), ("PADSTUDY-08", "PADPLACE-18"))


def _without_pad(pattern: Pattern, book: Rulebook) -> Iterator[Action]:
    """Answer what to do where a pad has no place: sore in the middle and at the edge, or not under the ball."""
    if pattern.kind == MIXED:
        rules = ("PADPLACE-17", "SHOE-11", "PADSTUDY-04", "PADSTUDY-05")
        yield Action("soft_insole_first", book.sentence("PADPLACE-17", "mixed"), rules)
        yield Action("stop_if_worse", book.sentence("PADPLACE-17", "insole_worse"), ("PADPLACE-17",))
    else:
        yield Action("other_support", book.sentence("PADPLACE-17", "other_support"), ("PADPLACE-17",))


def _reasons(here: Situation, book: Rulebook) -> Iterator[Reason]:
    yield from _pattern_reasons(here.pattern, book)
    if here.pattern.covers:
        yield Reason("PAD-02", book.sentence("PAD-02", "not_under"), "neutral")
        yield Reason("PAD-06", book.sentence("PAD-06", "why"), "for")
        if here.chronic:
            yield Reason("PAD-13", book.sentence("PAD-13", "worth_trying"), "for")
    if here.bunion:
        yield Reason("SHOE-08", book.sentence("SHOE-08", "reason"), "for")
    if here.hammertoe:
        yield Reason("SHOE-09", book.sentence("SHOE-09", "reason"), "for")


def _pattern_reasons(pattern: Pattern, book: Rulebook) -> Iterator[Reason]:
    if pattern.kind == MIDDLE:
        yield Reason("PAD-01", book.sentence("PAD-01", "behind"), "for")
        occasion = "central" if pattern.told else "not_told"
        yield Reason("PADPLACE-04", book.sentence("PADPLACE-04", occasion), "for" if pattern.told else "neutral")
    elif pattern.kind == WEB:
        yield Reason("PADPLACE-05", book.sentence("PADPLACE-05", "between"), "for")
    elif pattern.kind == CUT_OUT:
        occasion = "first" if pattern.free_head == HEADS[0] else "fifth"
        yield Reason("PADPLACE-06", book.sentence("PADPLACE-06", occasion), "for")
    else:
        yield Reason("PADPLACE-17", book.sentence("PADPLACE-17", pattern.kind), "for")
    for note in pattern.notes:
        yield Reason("PADPLACE-17", book.sentence("PADPLACE-17", note), "neutral")


def _doubts(here: Situation, book: Rulebook) -> Iterator[Reason]:
    if not here.pattern.covers:
        return
    if here.running:
        yield Reason("PADSTUDY-06", book.sentence("PADSTUDY-06", "running"), "against")
    yield Reason("PADSTUDY-07", book.sentence("PADSTUDY-07", "some_rise"), "against")
    yield Reason("PAD-06", book.sentence("PAD-06", "no_promise"), "neutral")


def alternatives(here: Situation, book: Rulebook) -> list[dict[str, Any]]:
    """Answer what else may help, the best first for running: cushioning under the forefoot, and gel pads at hand."""
    if not here.pattern.covers and here.pattern.kind != MIXED:
        return []
    found = [
        ("cushioned_insole", book.sentence("SHOE-11", "insole"), ["SHOE-11"]),
        ("soft_flat_insole", book.sentence("PADSTUDY-05", "flat_insole"), ["PADSTUDY-05"]),
        ("full_forefoot_cover", book.sentence("PADSTUDY-04", "full_cover"), ["PADSTUDY-04"]),
        ("gel_pads_at_hand", book.sentence("PAD-14", "at_hand"), ["PAD-14"]),
    ]
    if here.running:
        rules = ["PADPLACE-07", "PADSTUDY-06"]
        found.insert(0, ("forefoot_cushioning", book.sentence("PADPLACE-07", "cushion_first"), rules))
    return [{"code": code, "text": text, "rules": rules} for code, text, rules in found]


def _disputed(here: Situation, book: Rulebook) -> tuple[Conflict, ...]:
    """Answer the disputes that bear on this answer: the place, the point that is meant, the insole, running, an end."""
    pattern = here.pattern
    if not pattern.covers:
        return conflicts_of(("PADSTUDY-04", "PADSTUDY-05") if pattern.kind == MIXED else (), book)
    rules = ["PADPLACE-06", "PADPLACE-14"] if pattern.kind == CUT_OUT else ["PADPLACE-01", "PADPLACE-03"]
    rules += ["PADPLACE-05"] if pattern.kind == WEB else []
    rules += ["PADPLACE-11", "PAD-06"]
    rules += ["PAD-08"] if here.insole != "orthotic" else []
    rules += ["PADPLACE-07"] if here.running else []
    rules += ["PAD-11"] if here.chronic is None else []
    return conflicts_of(rules, book)
