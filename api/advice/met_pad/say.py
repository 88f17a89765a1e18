"""What the pad advice says whatever the foot measures: what to do, why, what else there is, what is disputed.

These sentences turn on a handful of facts (``Situation``) and are made once for each of their combinations.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Conflict, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.foot.measures import HEADS
from api.advice.met_pad.answer import Alternative, Insole, Wear
from api.advice.met_pad.fitting import Fitting, insole_advice, wear
from api.advice.met_pad.kind import CUT_OUT, MIDDLE, MIXED, WEB, Pattern, insole_place
from api.advice.met_pad.request import RUNNING, PadRequest, RequestedFoot
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
    alternatives: tuple[Alternative, ...]
    insole: Insole
    wear: Wear
    rules: tuple[str, ...]


def situation_of(request: PadRequest, feet: tuple[RequestedFoot, ...], pattern: Pattern) -> Situation:
    """Return what the standing sentences turn on."""
    return Situation(
        pattern=pattern,
        insole=request.insole,
        place=insole_place(request.insole, request.use, pattern),
        chronic=request.chronic,
        running=request.use in RUNNING,
        numb=request.symptoms.numbness_or_tingling not in (None, "none"),
        unsure=bool(unasked(request.symptoms)),
        bunion=any(foot.foot.bunion for foot in feet),
        hammertoe=any(foot.foot.hammertoe for foot in feet),
        other_foot=any(foot.sore is False for foot in feet),
    )


@lru_cache(maxsize=1024)
def standing_words(situation: Situation, book: Rulebook) -> Standing:
    """Return the sentences of a situation."""
    pattern = situation.pattern
    others = tuple(_alternatives(situation, book))
    fitting = Fitting(situation.place, situation.insole, True, pattern.kind == CUT_OUT, True)
    insole, worn = insole_advice(fitting, book), wear(situation.chronic, book)
    rules = [*insole.rules, *worn.rules, *worn.phase_out.rules]
    return Standing(
        tuple(_before_the_pad(situation, book)),
        tuple(_after_the_pad(situation, book)) if pattern.covers else tuple(_without_pad(pattern, book)),
        tuple(_reasons(situation, book)),
        tuple(_doubts(situation, book)),
        _disputed(situation, book),
        others,
        insole,
        worn,
        tuple(dict.fromkeys((*rules, *(rule for other in others for rule in other.rules)))),
    )


def _before_the_pad(situation: Situation, book: Rulebook) -> Iterator[Action]:
    """Yield what rules a pad out, then what is better than one, if anything is."""
    if not situation.pattern.covers:
        return
    if situation.unsure:
        yield Action("check_first", book.sentence("PADPLACE-09", "check_first"), ("PADPLACE-09",))
    if situation.running:
        rules = ("PADPLACE-07", "PADSTUDY-06", "SHOE-11")
        yield Action("cushion_forefoot", book.sentence("PADPLACE-07", "cushion_first"), rules)


def _after_the_pad(situation: Situation, book: Rulebook) -> Iterator[Action]:
    if situation.other_foot:
        yield Action("leave_other_foot", book.sentence("PADPLACE-23", "other_foot"), ("PADPLACE-23",))
    if situation.pattern.kind == WEB:
        yield Action("wear_wide_low_shoes", book.sentence("PADPLACE-05", "shoe"), ("PADPLACE-05",))
        if situation.numb:
            yield Action("show_numb_toes", book.sentence("PADPLACE-05", "numb"), ("PADPLACE-05",))
    yield Action("give_it_room", book.sentence("PAD-10", "room"), ("PAD-10",))
    yield Action("wear_in", book.sentence("PADPLACE-18", "slowly"), ("PADPLACE-18",))
    yield Action("adjust", book.sentence("PAD-04", "small_steps"), ("PAD-04", "PADPLACE-02"))
    yield Action("stop_if_worse", book.sentence("PAD-05", "worse"), ("PAD-05", "PADPLACE-08"))
    yield Action("review", book.sentence("PADSTUDY-08", "review"), ("PADSTUDY-08", "PADPLACE-18"))


def _without_pad(pattern: Pattern, book: Rulebook) -> Iterator[Action]:
    """Yield what to do where a pad has no place: sore in the middle and at the edge, or not under the ball."""
    if pattern.kind == MIXED:
        rules = ("PADPLACE-17", "SHOE-11", "PADSTUDY-04", "PADSTUDY-05")
        yield Action("soft_insole_first", book.sentence("PADPLACE-17", "mixed_first"), rules)
        yield Action("stop_if_worse", book.sentence("PADPLACE-17", "insole_worse"), ("PADPLACE-17",))
    else:
        yield Action("other_support", book.sentence("PADPLACE-17", "other_support"), ("PADPLACE-17",))


def _reasons(situation: Situation, book: Rulebook) -> Iterator[Reason]:
    yield from _pattern_reasons(situation.pattern, book)
    if situation.pattern.covers:
        yield Reason("PAD-02", book.sentence("PAD-02", "not_under"), NEUTRAL)
        yield Reason("PAD-06", book.sentence("PAD-06", "why"), FOR)
        if situation.chronic:
            yield Reason("PAD-13", book.sentence("PAD-13", "worth_trying"), FOR)
    if situation.bunion:
        yield Reason("SHOE-08", book.sentence("SHOE-08", "reason"), FOR)
    if situation.hammertoe:
        yield Reason("SHOE-09", book.sentence("SHOE-09", "reason"), FOR)


def _pattern_reasons(pattern: Pattern, book: Rulebook) -> Iterator[Reason]:
    if pattern.kind == MIDDLE:
        yield Reason("PAD-01", book.sentence("PAD-01", "behind"), FOR)
        occasion = "central" if pattern.known else "not_known"
        yield Reason("PADPLACE-04", book.sentence("PADPLACE-04", occasion), FOR if pattern.known else NEUTRAL)
    elif pattern.kind == WEB:
        yield Reason("PADPLACE-05", book.sentence("PADPLACE-05", "between"), FOR)
    elif pattern.kind == CUT_OUT:
        occasion = "first" if pattern.free_head == HEADS[0] else "fifth"
        yield Reason("PADPLACE-06", book.sentence("PADPLACE-06", occasion), FOR)
    else:
        yield Reason("PADPLACE-17", book.sentence("PADPLACE-17", pattern.kind), FOR)
    for note in pattern.notes:
        yield Reason("PADPLACE-17", book.sentence("PADPLACE-17", note), NEUTRAL)


def _doubts(situation: Situation, book: Rulebook) -> Iterator[Reason]:
    if not situation.pattern.covers:
        return
    if situation.running:
        yield Reason("PADSTUDY-06", book.sentence("PADSTUDY-06", "running"), AGAINST)
    yield Reason("PADSTUDY-07", book.sentence("PADSTUDY-07", "some_rise"), AGAINST)
    yield Reason("PAD-06", book.sentence("PAD-06", "no_promise"), NEUTRAL)


def _alternatives(situation: Situation, book: Rulebook) -> Iterator[Alternative]:
    """Yield what else may help, the best first for running: cushioning under the forefoot, and gel pads at hand."""
    if not situation.pattern.covers and situation.pattern.kind != MIXED:
        return
    for code, rule, occasion, more in (
        ("forefoot_cushioning", "PADPLACE-07", "cushion_other", ("PADSTUDY-06",)),
        ("cushioned_insole", "SHOE-11", "insole", ()),
        ("soft_flat_insole", "PADSTUDY-05", "flat_insole", ()),
        ("full_forefoot_cover", "PADSTUDY-04", "full_cover", ()),
        ("gel_pads_at_hand", "PAD-14", "at_hand", ()),
    ):
        if code != "forefoot_cushioning" or situation.running:
            yield Alternative(book.sentence(rule, occasion), (rule, *more), code)


def _disputed(situation: Situation, book: Rulebook) -> tuple[Conflict, ...]:
    """Return the disputes that bear on the answer: the place, the point meant, the insole, running, an end."""
    pattern = situation.pattern
    if not pattern.covers:
        return conflicts_of(("PADSTUDY-04", "PADSTUDY-05") if pattern.kind == MIXED else (), book)
    rules = ["PADPLACE-06", "PADPLACE-14"] if pattern.kind == CUT_OUT else ["PADPLACE-01", "PADPLACE-03"]
    rules += ["PADPLACE-05"] if pattern.kind == WEB else []
    rules += ["PADPLACE-11", "PAD-06"]
    rules += ["PAD-08"] if situation.insole != "orthotic" else []
    rules += ["PADPLACE-07"] if situation.running else []
    rules += ["PAD-11"] if situation.chronic is None else []
    return conflicts_of(rules, book)
