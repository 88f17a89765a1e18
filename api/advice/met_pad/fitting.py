"""Who may fit a pad, and how it is fitted and worn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from api.advice.core.answer import AGAINST, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.foot.measures import inches
from api.advice.met_pad.answer import Insole, PhaseOut, RuledSentence, Step, Wear
from api.advice.met_pad.figures import figures_of
from api.advice.met_pad.kind import BENEATH, BUILT_IN, EITHER, ON_FOOT, ON_TOP
from api.advice.met_pad.placement import PadPosition, Window
from api.advice.triage.judge import Triage
from api.advice.triage.request import Symptoms

_SIGNS = {
    "FLAG-03": "inflamed",
    "SAFE-02.inflamed": "inflamed",
    "SAFE-03": "inflamed",
    "TRIAGE-05": "inflamed",
    "FLAG-04.night": "fracture",
    "FLAG-04.rest": "fracture",
    "FLAG-04.not_eased": "fracture",
    "FLAG-04.load": "fracture",
    "FLAG-07": "fracture",
    "FLAG-07.severe": "fracture",
    "SAFE-05.steps": "fracture",
    "SAFE-05.sole_bruise": "fracture",
    "SAFE-07.shaft": "fracture",
    "SAFE-07.stricter": "fracture",
    "SAFE-01.deformed": "fracture",
    "TRIAGE-02.tender_bone": "fracture",
    "TRIAGE-02.painful_step": "fracture",
    "FLAG-05": "numb",
    "SAFE-10": "numb",
    "SAFE-01.numb_foot": "numb",
    "FLAG-02": "worse",
    "TRIAGE-14": "worse",
    "TRIAGE-06": "severe",
}
"""Danger signs of triage -> why no pad is fitted; FLAG-03 and FLAG-04 name a possible fracture themselves."""

_CONDITIONS = {"diabetes": "diabetes", "neuropathy": "neuropathy", "open_wound": "open_wound", "fever": "infection"}
"""Conditions of a person -> why no pad is fitted."""

NEEDED = (
    "diabetes",
    "neuropathy",
    "open_wound",
    "fever",
    "swelling",
    "heat",
    "redness",
    "hot_stuck_joint",
    "bone_tenderness",
    "one_painful_step",
    "hurts_at_night",
    "hurts_at_rest",
    "numbness_or_tingling",
)
"""What has to be known before a pad is fitted, in the order in which it is asked."""

_ANSWERS = attrgetter(*NEEDED)

COMPLAINTS = (
    "pebble_feeling",
    "hurts_at_push_off",
    "hurts_to_walk",
    "hurts_at_rest",
    "hurts_at_night",
    "one_painful_step",
    "worse_despite_rest",
)
"""Symptoms that are a complaint whatever level of pain was given."""

_hurts = attrgetter(*COMPLAINTS)


def has_complaint(symptoms: Symptoms) -> bool:
    """Return whether anything hurts, or is known to have hurt: without a complaint no pad is placed (PADPLACE-24).

    A level of 0 is no pain, whatever place of an earlier pain is named beside it.
    """
    if any(_hurts(symptoms)) or symptoms.pain_level or symptoms.pain_elsewhere or symptoms.early_sign_elsewhere:
        return True
    if symptoms.pain_level == 0:
        return False
    numb = symptoms.numbness_or_tingling not in (None, "none")
    return bool(symptoms.pain_sites or symptoms.pain_kinds or symptoms.pain_side or symptoms.days_since_onset or numb)


def reasons_against(triage: Triage, book: Rulebook) -> tuple[Reason, ...]:
    """Return why no pad may be fitted by oneself, each reason once; nothing where nothing of PADPLACE-09 is known."""
    occasions = [occasion for name, occasion in _CONDITIONS.items() if getattr(triage.symptoms, name)]
    occasions += [_SIGNS[finding.sign.key] for finding in triage.findings if finding.sign.key in _SIGNS]
    return tuple(
        Reason("PADPLACE-09", book.sentence("PADPLACE-09", occasion), AGAINST) for occasion in dict.fromkeys(occasions)
    )


class SelfFitting(NamedTuple):
    """Whether a person may fit a pad: the ``reasons`` against it, and the symptoms it turns on that are ``unknown``."""

    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]


def self_fitting(triage: Triage, book: Rulebook) -> SelfFitting:
    """Return what speaks against fitting a pad by oneself, and what is not known of it (PADPLACE-09, PADPLACE-19)."""
    against = (*reasons_against(triage, book), *too_young(triage, book))
    return SelfFitting(against, tuple(unasked(triage.symptoms)))


def too_young(triage: Triage, book: Rulebook) -> tuple[Reason, ...]:
    """Return why no pad is fitted at this age (PADPLACE-19); nothing for a grown foot or an age not known."""
    age = triage.symptoms.age_years
    if age is None or age >= figures_of(book).grown_foot_from_years:
        return ()
    return (Reason("PADPLACE-19", book.sentence("PADPLACE-19", "child_age"), AGAINST),)


def unasked(symptoms: Symptoms) -> list[str]:
    """Return what PADPLACE-09 turns on and nobody answered."""
    return [name for name, value in zip(NEEDED, _ANSWERS(symptoms), strict=True) if value is None]


def questions(symptoms: Symptoms, book: Rulebook) -> tuple[Missing, ...]:
    """Return what to ask before a pad is fitted: the most dangerous first, at most as many as TRIAGE-11 allows."""
    return _questions(tuple(unasked(symptoms)), book)


@lru_cache(maxsize=512)
def _questions(names: tuple[str, ...], book: Rulebook) -> tuple[Missing, ...]:
    limit = round(book.number("TRIAGE-11", "questions_for_each_level"))
    return tuple(Missing(f"symptoms.{name}", book.sentence("TRIAGE-11", name)) for name in names[:limit])


def not_grown(lengths_mm: Iterable[float | None], book: Rulebook) -> float | None:
    """Return the length of a foot that is most likely a child's (PADPLACE-19); ``None`` where there is none."""
    shortest = figures_of(book).shortest_mm
    return min((length for length in lengths_mm if length is not None and length < shortest), default=None)


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
    step = "step_built_in" if fitting.place == BUILT_IN else "step"
    after.append(Draft("adjust", book.sentence("PAD-04", step), ("PAD-04",)))
    return tuple(before), tuple(after)


def _range_step(window: Window, fitting: Fitting, book: Rulebook) -> Draft:
    occasion = "range_cut_out" if fitting.cut_out else "range"
    occasion += "_built_in" if fitting.place == BUILT_IN else ""
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
        start=RuledSentence(book.sentence("PADPLACE-18", "start"), ("PADPLACE-18",)),
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
