"""What the pad advice says: whatever the foot measures, and of this foot.

The first sentences turn on a handful of facts (``Situation``) and are made once for each of their combinations: what to
do, why, what else there is, what is disputed. The others say which pad to take, where it goes, why there, and what to
measure besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Conflict, Missing, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.foot.measures import HEADS, expected_breadth
from api.advice.met_pad.answer import Alternative, Insole, Wear
from api.advice.met_pad.figures import figures_of
from api.advice.met_pad.fitting import Fitting, edge_facts, insole_advice, questions, side_name, toe_name, unasked, wear
from api.advice.met_pad.kind import BUILT_IN, CUT_OUT, MIDDLE, MIXED, WEB, Pattern, insole_place
from api.advice.met_pad.placement import PadPosition
from api.advice.met_pad.request import RUNNING, PadRequest, RequestedFoot


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
    built_in = "_built_in" if situation.place == BUILT_IN else ""
    yield Action("adjust", book.sentence("PAD-04", f"small_steps{built_in}"), ("PAD-04", "PADPLACE-02"))
    yield Action("stop_if_worse", book.sentence("PAD-05", f"worse{built_in}"), ("PAD-05", "PADPLACE-08"))
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


def actions_of(
    first: PadPosition | None, positions: tuple[PadPosition, ...], pattern: Pattern, place: str, book: Rulebook
) -> Iterator[Action]:
    """Yield which pad to take and where it goes on each foot that hurts or may hurt.

    ``first``: the foot that is asked about before others; ``None`` where its ball line is not known.
    """
    if first is None:
        cut_out = pattern.kind == CUT_OUT
        if cut_out:
            yield Action("choose_pad", book.sentence("PADPLACE-14", "unknown_size"), ("PADPLACE-14", "PAD-07"))
        else:
            yield Action("choose_pad", book.sentence("PAD-07", "unknown_size"), ("PAD-07",))
        occasion, rule = ("place_unknown_cut_out", "PADPLACE-14") if cut_out else ("place_unknown", "PADPLACE-01")
        yield Action("place_pad", book.sentence("PADPLACE-01", occasion), (rule, "PADPLACE-10"))
        return
    limit = figures_of(book).perhaps_a_child_to_mm
    if any(position.line.foot_length_mm < limit for position in positions):
        yield Action("no_pad_for_a_child", book.sentence("PADPLACE-19", "perhaps_child"), ("PADPLACE-19",))
    sore = [position for position in positions if position.sore is not False]
    yield from _choices(sore or [first], place, book)
    for position in sore:
        yield _place(position, book)


def _choices(positions: list[PadPosition], place: str, book: Rulebook) -> Iterator[Action]:
    """Yield the pad for each foot; one for both where it is the same."""
    pads = [_choose(position, place, book) for position in positions]
    if len(set(pads)) == 1:
        yield pads[0]
        return
    for position, pad in zip(positions, pads, strict=True):
        side = side_name(position.side, book)
        yield replace(pad, text=book.sentence("PADPLACE-23", "pad_for", side=side, pad=pad.text))


def _choose(position: PadPosition, place: str, book: Rulebook) -> Action:
    """Return which pad to take, with its measures (PAD-07, PADPLACE-13, PADPLACE-14)."""
    pad = position.pad
    length, width = pad.whole_mm
    facts: dict[str, object] = {"length": length, "width": width, "thickness": pad.thickness_mm}
    if position.is_cut_out:
        occasion = "orthotic" if place == BUILT_IN else pad.material
        if pad.version is None:
            return Action("choose_pad", book.sentence("PADPLACE-14", f"{occasion}_no_side", **facts), pad.rules)
        facts["version"] = book.wording.text(f"met_pad.version_{pad.version}")
        return Action("choose_pad", book.sentence("PADPLACE-14", occasion, **facts), pad.rules)
    if pad.nearest_sold is not None:
        facts |= {"sold_length": pad.nearest_sold.length_mm, "sold_width": pad.nearest_sold.width_mm}
    return Action("choose_pad", book.sentence("PAD-07", pad.kind, **facts), pad.rules)


def _place(position: PadPosition, book: Rulebook) -> Action:
    """Return the sentence that says where the front edge goes, in millimetres and inches (PADPLACE-01, -14)."""
    text = book.sentence(
        "PADPLACE-01", "place_cut_out" if position.is_cut_out else "place", **edge_facts(position, book)
    )
    rules = (
        "PADPLACE-14" if position.is_cut_out else "PADPLACE-01",
        *position.line.rules,
        "PADPLACE-10",
        "PADPLACE-22",
    )
    return Action("place_pad", text, rules)


def summary_of(
    position: PadPosition | None, positions: tuple[PadPosition, ...], pattern: Pattern, book: Rulebook
) -> str:
    """Return the place of the pad in one line for a kiosk screen; no place known: what to do about it."""
    suffix = "_cut_out" if pattern.kind == CUT_OUT else ""
    if position is None:
        return book.sentence("PADPLACE-01", f"summary_unknown{suffix}")
    # Where nobody knows which foot hurts, each of them may.
    may_hurt = [pad for pad in positions if pad.sore is not False]
    edges = {pad.side or "": Tenths(round(pad.front_edge_mm, 1)) for pad in may_hurt}
    if len(edges) > 1:
        return book.sentence("PADPLACE-01", f"summary_both{suffix}", left=edges["left"], right=edges["right"])
    return book.sentence("PADPLACE-01", f"summary{suffix}", **edge_facts(position, book))


def reasons_of(position: PadPosition, book: Rulebook, *, of_one_foot: bool) -> Iterator[Reason]:
    """Yield why the pad goes there: how the ball line is known, how far behind it, whether the guide's mark agrees.

    ``of_one_foot``: one foot was measured and serves for both.
    """
    line = position.line
    occasion = "from_size" if line.length_basis == "stated_size" and line.basis == "predicted" else line.basis
    occasion = "one_foot" if of_one_foot else occasion
    band = {"ball": Tenths(line.estimate_mm), "low": round(line.low_mm), "high": round(line.high_mm)}
    yield Reason("PADPLACE-15", book.sentence("PADPLACE-15", occasion, **band), NEUTRAL)
    if line.foot_length_mm > figures_of(book).longest_mm:
        text = book.sentence("PADPLACE-19", "long", length=Tenths(line.foot_length_mm))
        yield Reason("PADPLACE-19", text, NEUTRAL)
    if position.is_cut_out:
        return
    yield from _why_there(line.basis, book)
    marks = {"half_way": round(position.half_way_mm), "thickest": round(position.thickest_mm or 0)}
    yield Reason("PAD-03", book.sentence("PAD-03", "agree" if position.marks_agree else "differ", **marks), NEUTRAL)
    last = position.pattern.covers[-1]
    slant = {"last": round(position.front_edge_at(last)), "toe": toe_name(last, book)}
    yield Reason("PADPLACE-11", book.sentence("PADPLACE-11", "slant", **slant), NEUTRAL)


@lru_cache(maxsize=8)
def _why_there(basis: str, book: Rulebook) -> tuple[Reason, ...]:
    return (
        Reason("PADPLACE-01", book.sentence("PADPLACE-01", basis), NEUTRAL),
        Reason("PADSTUDY-03", book.sentence("PADSTUDY-03", "why"), FOR),
    )


def missing_for(
    request: PadRequest,
    feet: tuple[RequestedFoot, ...],
    pattern: Pattern,
    positions: tuple[PadPosition, ...],
    book: Rulebook,
) -> Iterator[Missing]:
    """Yield what to ask, what rules a pad out first, then what moves it most."""
    yield from questions(request.symptoms, book)
    if not pattern.known:
        yield Missing("symptoms.pain_sites", book.sentence("PADPLACE-17", "ask_sites"))
    if not pattern.covers:
        return
    if all(foot.side is None for foot in feet):
        side = ("PADPLACE-06", "side") if pattern.kind == CUT_OUT else ("PADPLACE-23", "ask_side")
        yield Missing("side", book.sentence(*side))
    elif len(feet) > 1 and request.side is None and _side_is_open(request):
        yield Missing("symptoms.pain_side", book.sentence("PADPLACE-23", "ask_side"))
    by_field: dict[str, Missing] = {}
    for foot in feet:
        position = next((position for position in positions if position.side == foot.side), None)
        for entry in _of_foot(foot, position, book):
            by_field.setdefault(entry.field, entry)
    yield from by_field.values()
    if request.sex is None and any(position.line.basis == "predicted" for position in positions):
        differ = book.number("FOOT-02", "sexes_differ_mm")
        yield Missing("sex", book.sentence("PADPLACE-15", "ask_sex", differ=differ))
    if request.insole is None:
        yield Missing("insole", book.sentence("PADPLACE-16", "ask_insole"))
    if request.chronic is None:
        yield Missing("chronic", book.sentence("PADPLACE-18", "ask_chronic"))


def _side_is_open(request: PadRequest) -> bool:
    """Return whether nobody was asked yet which foot hurts; asked and not known is not asked again."""
    return request.symptoms.pain_side is None and "pain_side" not in request.symptoms.sent_as_null


def _of_foot(foot: RequestedFoot, position: PadPosition | None, book: Rulebook) -> Iterator[Missing]:
    if position is None:
        yield Missing(f"{foot.field}.length_mm", book.sentence("PADPLACE-15", "ask_length"))
        return
    line = position.line
    if foot.maybe_other:
        yield Missing(f"feet.{foot.side}.heel_to_ball_mm", book.sentence("PADPLACE-15", "ask_each"))
    elif line.basis == "predicted":
        band = Tenths((line.high_mm - line.low_mm) / 2)
        yield Missing(f"{foot.field}.heel_to_ball_mm", book.sentence("PADPLACE-15", "ask", band=band))
    if line.length_basis != "measured":
        yield Missing(f"{foot.field}.length_mm", book.sentence("SIZE-05", "missing"))
    if foot.foot.breadth_mm is None:
        yield Missing(f"{foot.field}.breadth_mm", book.sentence("PADPLACE-15", "ask_breadth"))
    elif position.breadth.basis != "measured":
        usual = expected_breadth(line.foot_length_mm, position.drawn_from.sex, book).expected_mm
        text = book.sentence("FOOT-07", "doubtful", breadth=Tenths(foot.foot.breadth_mm), expected=round(usual))
        yield Missing(f"{foot.field}.breadth_mm", text)
