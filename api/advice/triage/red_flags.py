"""The danger signs that triage looks for: when each is there, and how soon a professional has to look.

A sign is a small condition over the symptoms. Every part of it is true, false or not known, and so is the sign:
it is *there* when all parts are, *ruled out* when one part is, and otherwise *open*. FLAG-.., SAFE-.., TRIAGE-...
"""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.answer import TIMEFRAMES, Reason
from api.advice.core.rules import UnknownRuleError
from api.advice.triage.facts import CAUTIOUS, TERMS

ROUTINE, SOON = "routine", "soon"

LEVELS = {
    ROUTINE: "see_professional",
    SOON: "see_professional",
    "within_days": "see_professional",
    "today": "same_day",
    "now": "emergency",
}
"""The level of care that each timeframe belongs to."""

SELF_CARE_RANK = 0
"""Rank of no finding at all; a timeframe's rank is its place in ``TIMEFRAMES``, counted from 1."""

VESSEL, INFECTION, BONE, ILLNESS, JOINT, NERVE, PAIN = (
    "vessel",
    "infection",
    "bone",
    "illness",
    "joint",
    "nerve",
    "pain",
)
CAUSES = (VESSEL, INFECTION, BONE, ILLNESS, JOINT, NERVE, PAIN)
"""What a sign points to, the most serious first: it decides which of several equally urgent findings is named."""


def rank_of(timeframe: str) -> int:
    """Return the rank of a timeframe; raise UnknownRuleError if the rulebook names one that is not known."""
    if timeframe not in LEVELS:
        raise UnknownRuleError(f"{timeframe!r} is no timeframe")
    return TIMEFRAMES.index(timeframe) + 1


TODAY = rank_of("today")
NOW = rank_of("now")


@dataclass(frozen=True, slots=True)
class Sign:
    """One danger sign. ``when`` holds groups that must all be true; a group is true when one of its terms is.

    ``time`` is the rule and figure that hold the timeframe; ``measures`` what to do until someone looks; a sign is
    dropped when one of ``yields_to`` is there, which says the same and more; ``assumes`` are its cautious
    terms, ``known_by`` the terms of which one must be known for the sign to be known in part; ``near`` are terms that
    make it likely without being part of it. ``names`` are the terms that its sentence lists: a fact of the sentence ->
    the rule that words them, and the terms. ``settled`` signs end when a professional has looked at them.
    """

    key: str
    rule: str
    occasion: str
    cause: str
    when: tuple[tuple[str, ...], ...]
    time: tuple[str, str]
    measures: tuple[str, ...]
    yields_to: tuple[str, ...]
    also_cites: tuple[str, ...]
    assumes: tuple[str, ...]
    known_by: tuple[str, ...]
    near: tuple[str, ...]
    names: tuple[tuple[str, str, tuple[str, ...]], ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A danger sign: its rule, how soon, the reason in full and in short, what to do until then."""

    sign: Sign
    timeframe: str
    rank: int
    reason: Reason
    short: str
    rules: tuple[str, ...]
    level: str


Names = tuple[str, str, str]
"""A fact of a sentence, the rule that words its terms, and the terms: ``("signs", "FLAG-03", "swelling|heat")``."""


def _sign(
    rule: str,
    occasion: str,
    cause: str,
    when: str,
    *,
    time: tuple[str, str] | None = None,
    measures: str = "",
    yields_to: str = "",
    also_cites: str = "",
    near: str = "",
    names: tuple[Names, ...] = (),
    settled: bool = False,
) -> Sign:
    groups = tuple(tuple(term.strip() for term in group.split("|")) for group in when.split("&"))
    terms = [term for group in groups for term in group]
    unknown = {*terms, *near.split()} - TERMS
    if unknown:
        raise ValueError(f"{rule} {occasion}: no such term {sorted(unknown)}")
    key = rule if occasion == "default" else f"{rule}.{occasion}"
    return Sign(
        key,
        rule,
        occasion,
        cause,
        groups,
        time or (rule, "timeframe"),
        tuple(measures.split()),
        tuple(yields_to.split()),
        tuple(also_cites.split()),
        tuple(term for term in terms if term in CAUTIOUS),
        tuple(CAUTIOUS.get(term, term) for term in terms),
        tuple(near.split()),
        tuple((fact, words, tuple(listed.split("|"))) for fact, words, listed in names),
        settled,
    )


FLAG_TIME = ("TRIAGE-01", "flag_timeframe")
OVERDUE_TIME = ("TRIAGE-01", "overdue_timeframe")
LONG_TIME = ("TRIAGE-01", "long_timeframe")
STEP_TIME = ("TRIAGE-01", "painful_step_timeframe")
STRICTER_TIME = ("SAFE-07", "stricter_timeframe")
NOT_IMPROVING = "not_known_to_improve"
SWOLLEN = "swelling|both_feet_swollen"
INFLAMED = f"{SWOLLEN}|heat|redness"
NUMB_FEELING = "diabetes|neuropathy"
INJURY = "one_painful_step cannot_walk_four_steps sole_bruising deformity_after_injury"
BARE_BONE = "no_running imaging bone"
SIGNS_NAMED = ("signs", "FLAG-03", INFLAMED)
SNAP_NAMED = ("signs", "FLAG-07", f"sharp|{SWOLLEN}")
CONDITIONS_NAMED = ("conditions", "SAFE-02", NUMB_FEELING)

SIGNS: tuple[Sign, ...] = (
    # Emergency
    _sign("SAFE-01", "diabetes_wound", INFECTION, "diabetes & open_wound", measures="off_foot no_pad"),
    _sign("SAFE-01", "cold_foot", VESSEL, "cold_or_pale_foot", near="numb_at_all"),
    _sign("SAFE-01", "numb_foot", VESSEL, "sudden_numb_foot", near="numb_at_all"),
    _sign("SAFE-01", "clot", VESSEL, "calf_swelling & breathless"),
    _sign("SAFE-01", "diabetes_fever", INFECTION, "diabetes & fever", measures="off_foot no_pad"),
    # The same day
    _sign(
        "SAFE-02",
        "open_skin",
        INFECTION,
        f"{NUMB_FEELING} & open_wound",
        measures="off_foot no_pad",
        names=(CONDITIONS_NAMED,),
    ),
    _sign(
        "SAFE-02",
        "inflamed",
        BONE,
        f"{NUMB_FEELING} & {INFLAMED}",
        measures="off_foot no_pad",
        names=(SIGNS_NAMED, CONDITIONS_NAMED),
    ),
    _sign("SAFE-03", "default", INFECTION, "hot_stuck_joint", near="swelling heat"),
    _sign("SAFE-04", "default", VESSEL, "calf_swelling", measures="watch_breath"),
    _sign("SAFE-05", "steps", BONE, "cannot_walk_four_steps", measures="off_foot imaging", near=INJURY),
    _sign("SAFE-05", "sole_bruise", BONE, "sole_bruising", measures="off_foot imaging", near=INJURY),
    _sign("SAFE-01", "deformed", BONE, "deformity_after_injury", measures="off_foot", near=INJURY),
    _sign("TRIAGE-04", "wound", INFECTION, "fever & open_wound"),
    _sign("TRIAGE-04", "inflamed_wound", INFECTION, f"open_wound & {INFLAMED}", names=(SIGNS_NAMED,)),
    _sign("TRIAGE-04", "inflamed", INFECTION, f"fever & {INFLAMED}", names=(SIGNS_NAMED,)),
    _sign(
        "TRIAGE-04",
        "wound_at_rest",
        INFECTION,
        "open_wound & hurts_at_rest|hurts_at_night",
        yields_to="TRIAGE-04.wound TRIAGE-04.inflamed_wound",
    ),
    _sign(
        "TRIAGE-05",
        "severe",
        INFECTION,
        f"{SWOLLEN} & heat & redness & severe_pain|hurts_at_rest|hurts_at_night",
        time=("TRIAGE-05", "severe_timeframe"),
        yields_to="TRIAGE-04.inflamed_wound TRIAGE-04.inflamed",
    ),
    _sign("TRIAGE-03", "default", VESSEL, "breathless", measures="watch_breath", yields_to="SAFE-01.clot"),
    _sign("TRIAGE-17", "default", ILLNESS, "pregnant & both_feet_swollen"),
    # Within days, and soon; a tender bone before a pain at rest, which other causes have as well
    _sign("SAFE-07", "shaft", BONE, "shaft_tender & recent_load_increase", measures=BARE_BONE),
    _sign("FLAG-04", "night", BONE, "hurts_at_night", time=FLAG_TIME, measures="no_running"),
    _sign("FLAG-04", "rest", BONE, "hurts_at_rest", time=FLAG_TIME, measures="no_running"),
    _sign("FLAG-04", "not_eased", BONE, "not_eased", time=FLAG_TIME, measures="no_running"),
    _sign(
        "FLAG-04",
        "load",
        BONE,
        "hurts_at_night|hurts_at_rest|not_eased & recent_load_increase",
        time=FLAG_TIME,
        measures=BARE_BONE,
        also_cites="SAFE-07 SIGN-07",
    ),
    _sign("FLAG-03", "default", JOINT, INFLAMED, time=FLAG_TIME, measures="no_running", names=(SIGNS_NAMED,)),
    _sign("FLAG-05", "default", NERVE, "numb_stays", time=FLAG_TIME, settled=True),
    _sign("SAFE-07", "stricter", BONE, "strict_bone_tender", time=STRICTER_TIME, measures=f"{BARE_BONE} off_foot"),
    _sign("FLAG-09", "default", PAIN, "hurts_to_walk", time=FLAG_TIME, measures="no_running"),
    _sign(
        "FLAG-07",
        "default",
        BONE,
        f"one_painful_step & sharp|{SWOLLEN}",
        time=STEP_TIME,
        measures=BARE_BONE,
        yields_to="FLAG-07.severe",
        names=(SNAP_NAMED,),
        settled=True,
    ),
    _sign(
        "FLAG-07",
        "severe",
        BONE,
        f"one_painful_step & sharp|{SWOLLEN} & severe_pain",
        time=STEP_TIME,
        measures=f"{BARE_BONE} today_if stiff_shoe",
        names=(SNAP_NAMED,),
        settled=True,
    ),
    _sign("FLAG-02", "default", PAIN, "worse_despite_rest", time=FLAG_TIME, measures="no_running"),
    _sign(
        "FLAG-01",
        "overdue",
        PAIN,
        f"self_care_overdue & {NOT_IMPROVING}",
        time=OVERDUE_TIME,
        near="lasted_a_while",
        settled=True,
    ),
    _sign(
        "FLAG-01",
        "see_doctor",
        PAIN,
        f"self_care_see_doctor & {NOT_IMPROVING}",
        time=FLAG_TIME,
        yields_to="FLAG-01.overdue",
        near="lasted_a_while",
        settled=True,
    ),
    _sign(
        "FLAG-01",
        "long",
        PAIN,
        "lasted_long & no_better",
        time=LONG_TIME,
        measures="easy_only",
        yields_to="FLAG-01.overdue FLAG-01.see_doctor",
        near="lasted_long",
        settled=True,
    ),
    _sign("SAFE-06", "default", ILLNESS, "weight_loss_or_cancer_history & hurts_at_night"),
    _sign("SAFE-08", "default", ILLNESS, "both_feet_swollen & long_stiffness"),
    _sign(
        "SAFE-09",
        "default",
        INFECTION,
        f"{NUMB_FEELING} & pain_not_denied",
        measures="no_pad look_at_soles no_exercises",
        yields_to="SAFE-02.open_skin",
        names=(CONDITIONS_NAMED,),
    ),
    _sign("SAFE-10", "default", NERVE, "numb_stays", settled=True),
    _sign("FLAG-08", "electric", NERVE, "electric", time=FLAG_TIME, settled=True),
    _sign(
        "FLAG-08",
        "default",
        NERVE,
        "nerve_kind & between_toes|numb_at_all",
        time=FLAG_TIME,
        yields_to="FLAG-08.electric",
        names=(("where", "FLAG-08", "between_toes|numb_at_all"),),
        settled=True,
    ),
    _sign(
        "FLAG-10",
        "default",
        PAIN,
        f"exercises_consistent & {NOT_IMPROVING}",
        time=FLAG_TIME,
        measures="imaging",
        also_cites="TRIAGE-10",
        settled=True,
    ),
    _sign("TRIAGE-05", "default", INFECTION, f"{SWOLLEN} & heat & redness", yields_to="TRIAGE-05.severe"),
    _sign("TRIAGE-06", "default", PAIN, "severe_pain"),
    _sign("TRIAGE-07", "default", JOINT, "joint_unstable", settled=True),
    _sign("TRIAGE-14", "default", PAIN, "worse_since_seen & pain"),
    # Without hurry
    _sign("FLAG-06", "default", JOINT, "toe_deformity & pain_not_denied", settled=True),
    _sign(
        "TRIAGE-16",
        "limps",
        BONE,
        "not_grown & hurts_to_walk",
        time=("TRIAGE-16", "limping_timeframe"),
        measures="no_running",
    ),
    _sign(
        "TRIAGE-16",
        "default",
        BONE,
        "not_grown & pain & lasted_a_while",
        yields_to="TRIAGE-16.limps",
        settled=True,
    ),
    _sign(
        "TRIAGE-20",
        "default",
        PAIN,
        "lasted_months & pain",
        measures="easy_only",
        yields_to="FLAG-01.overdue FLAG-01.see_doctor FLAG-01.long",
        near="lasted_long",
        settled=True,
    ),
    # Halves of the pairs above, by themselves
    _sign(
        "TRIAGE-02",
        "open_wound",
        INFECTION,
        "open_wound",
        measures="cover_wound",
        yields_to="SAFE-02.open_skin TRIAGE-04.wound TRIAGE-04.inflamed_wound TRIAGE-04.wound_at_rest",
    ),
    _sign(
        "TRIAGE-02",
        "fever",
        INFECTION,
        "fever",
        yields_to="SAFE-01.diabetes_fever TRIAGE-02.sore_fever TRIAGE-04.wound TRIAGE-04.inflamed",
    ),
    _sign(
        "TRIAGE-02",
        "sore_fever",
        INFECTION,
        "fever & pain",
        time=("TRIAGE-02", "fever_timeframe"),
        measures="watch_fever",
        yields_to="SAFE-01.diabetes_fever TRIAGE-04.wound TRIAGE-04.inflamed",
    ),
    _sign("TRIAGE-02", "weight_loss", ILLNESS, "weight_loss_or_cancer_history", yields_to="SAFE-06"),
    _sign("TRIAGE-02", "stiffness", ILLNESS, "long_stiffness", yields_to="SAFE-08"),
    _sign("TRIAGE-02", "tender_bone", BONE, "shaft_tender", measures="no_running bone", yields_to="SAFE-07.shaft"),
    _sign(
        "TRIAGE-02",
        "painful_step",
        BONE,
        "one_painful_step",
        measures="no_running bone",
        yields_to="FLAG-07 FLAG-07.severe",
        settled=True,
    ),
)
"""Every sign; within a level of care in the order in which it is worth asking. The rulebook holds the levels."""
