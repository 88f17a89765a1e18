"""The danger signs that triage looks for: when each is there, and how soon a professional has to look.

A sign is a small condition over the symptoms. Every part of it is true, false or not known, and so is the sign:
it is *there* when all parts are, *ruled out* when one part is, and otherwise *open*. FLAG-.., SAFE-.., TRIAGE-...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from api.advice.core.answer import CARE_LEVELS, FOR, TIMEFRAMES, Reason
from api.advice.core.rules import Rulebook, UnknownRuleError
from api.advice.triage.facts import CAUTIOUS, TERMS

SOON = "soon"

LEVELS = {"soon": "see_professional", "within_days": "see_professional", "today": "same_day", "now": "emergency"}
"""The level of care that each timeframe belongs to."""

SELF_CARE_RANK = 0
"""Rank of no finding at all; a timeframe's rank is its place in ``TIMEFRAMES``, counted from 1."""


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
    terms, ``told_by`` the terms of which one must be known for the sign to be known in part.
    """

    key: str
    rule: str
    occasion: str
    when: tuple[tuple[str, ...], ...]
    time: tuple[str, str]
    measures: tuple[str, ...]
    yields_to: tuple[str, ...]
    also_cites: tuple[str, ...]
    assumes: tuple[str, ...]
    told_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A danger sign that is there: its rule, how soon, the reason in full and in short, what to do until then."""

    sign: Sign
    timeframe: str
    rank: int
    reason: Reason
    short: str
    rules: tuple[str, ...]
    level: str


def _sign(
    rule: str,
    occasion: str,
    when: str,
    *,
    time: tuple[str, str] | None = None,
    measures: str = "",
    yields_to: str = "",
    also_cites: str = "",
) -> Sign:
    groups = tuple(tuple(term.strip() for term in group.split("|")) for group in when.split("&"))
    terms = [term for group in groups for term in group]
    unknown = set(terms) - TERMS
    if unknown:
        raise ValueError(f"{rule} {occasion}: no such term {sorted(unknown)}")
    key = rule if occasion == "default" else f"{rule}.{occasion}"
    return Sign(
        key,
        rule,
        occasion,
        groups,
        time or (rule, "timeframe"),
        tuple(measures.split()),
        tuple(yields_to.split()),
        tuple(also_cites.split()),
        tuple(term for term in terms if term in CAUTIOUS),
        tuple(CAUTIOUS.get(term, term) for term in terms),
    )


FLAG_TIME = ("TRIAGE-01", "flag_timeframe")
OVERDUE_TIME = ("TRIAGE-01", "overdue_timeframe")
STEP_TIME = ("TRIAGE-01", "painful_step_timeframe")
STRICTER_TIME = ("SAFE-07", "stricter_timeframe")
NOT_IMPROVING = "not_known_to_improve"
SWOLLEN = "swelling|both_feet_swollen"
INFLAMED = f"{SWOLLEN}|heat|redness"

SIGNS: tuple[Sign, ...] = (
    # Emergency
    _sign("SAFE-01", "diabetes_wound", "diabetes & open_wound", measures="off_foot no_pad"),
    _sign("SAFE-01", "cold_foot", "cold_or_pale_foot"),
    _sign("SAFE-01", "numb_foot", "sudden_numb_foot"),
    _sign("SAFE-01", "deformed", "deformity_after_injury", measures="off_foot"),
    _sign("SAFE-01", "clot", "calf_swelling & breathless"),
    _sign("SAFE-01", "diabetes_fever", "diabetes & fever", measures="off_foot no_pad"),
    # The same day
    _sign("SAFE-02", "open_skin", "diabetes|neuropathy & open_wound", measures="off_foot no_pad"),
    _sign("SAFE-02", "inflamed", f"diabetes|neuropathy & {INFLAMED}", measures="off_foot no_pad"),
    _sign("SAFE-03", "default", "hot_stuck_joint"),
    _sign("SAFE-04", "default", "calf_swelling", measures="watch_breath"),
    _sign("SAFE-05", "steps", "cannot_walk_four_steps", measures="off_foot imaging"),
    _sign("SAFE-05", "sole_bruise", "sole_bruising", measures="off_foot imaging"),
    _sign("TRIAGE-04", "default", f"fever & open_wound|{INFLAMED}"),
    _sign("TRIAGE-03", "default", "breathless", measures="watch_breath", yields_to="SAFE-01.clot"),
    # Within days, and soon
    _sign("FLAG-04", "default", "hurts_at_night|hurts_at_rest|not_eased", time=FLAG_TIME, measures="no_running"),
    _sign("FLAG-03", "default", INFLAMED, time=FLAG_TIME, measures="no_running"),
    _sign("FLAG-05", "default", "numb_stays", time=FLAG_TIME),
    _sign("SAFE-07", "stricter", "strict_bone_tender", time=STRICTER_TIME, measures="no_running off_foot imaging"),
    _sign("FLAG-09", "default", "hurts_to_walk", time=FLAG_TIME, measures="no_running"),
    _sign("FLAG-07", "default", f"one_painful_step & sharp|{SWOLLEN}", time=STEP_TIME, measures="no_running imaging"),
    _sign("FLAG-02", "default", "worse_despite_rest", time=FLAG_TIME, measures="no_running"),
    _sign("FLAG-01", "overdue", f"self_care_overdue & {NOT_IMPROVING}", time=OVERDUE_TIME),
    _sign(
        "FLAG-01", "see_doctor", f"self_care_see_doctor & {NOT_IMPROVING}", time=FLAG_TIME, yields_to="FLAG-01.overdue"
    ),
    _sign("SAFE-06", "default", "weight_loss_or_cancer_history & hurts_at_night"),
    _sign("SAFE-08", "default", "both_feet_swollen & long_stiffness"),
    _sign("SAFE-07", "shaft", "shaft_tender & recent_load_increase", measures="no_running imaging"),
    _sign(
        "SAFE-09",
        "default",
        "diabetes|neuropathy & pain_not_denied",
        measures="no_pad",
        yields_to="SAFE-02.open_skin",
    ),
    _sign("SAFE-10", "default", "numb_stays"),
    _sign("FLAG-08", "default", "electric|nerve_kind & electric|between_toes|numb_at_all", time=FLAG_TIME),
    _sign("FLAG-06", "default", "toe_deformity", time=FLAG_TIME),
    _sign(
        "FLAG-10",
        "default",
        f"exercises_consistent & {NOT_IMPROVING}",
        time=FLAG_TIME,
        measures="imaging",
        also_cites="TRIAGE-10",
    ),
    _sign("TRIAGE-05", "default", f"{SWOLLEN} & heat & redness"),
    _sign("TRIAGE-06", "default", "severe_pain"),
    _sign("TRIAGE-07", "default", "joint_unstable"),
    # Halves of the pairs above, by themselves
    _sign("TRIAGE-02", "open_wound", "open_wound", yields_to="SAFE-02.open_skin TRIAGE-04"),
    _sign("TRIAGE-02", "fever", "fever", yields_to="SAFE-01.diabetes_fever TRIAGE-04"),
    _sign("TRIAGE-02", "weight_loss", "weight_loss_or_cancer_history", yields_to="SAFE-06"),
    _sign("TRIAGE-02", "stiffness", "long_stiffness", yields_to="SAFE-08"),
    _sign("TRIAGE-02", "tender_bone", "shaft_tender", measures="no_running", yields_to="SAFE-07.shaft"),
    _sign("TRIAGE-02", "painful_step", "one_painful_step", measures="no_running", yields_to="FLAG-07"),
)
"""Every sign; within a level of care in the order in which it is worth asking. The rulebook holds the levels."""


def truth(when: tuple[tuple[str, ...], ...], facts: Mapping[str, bool | None]) -> bool | None:
    """Return whether a condition holds: false when one group is, true when all are, else ``None``, not known."""
    known = True
    for group in when:
        best: bool | None = False
        for term in group:
            held = facts[term]
            if held:
                best = True
                break
            if held is None:
                best = None
        if best is False:
            return False
        if best is None:
            known = False
    return True if known else None


@lru_cache(maxsize=8)
def findings_of(book: Rulebook) -> tuple[Finding, ...]:
    """Return what each sign means when it is there, in this rulebook's words and times.

    The most dangerous level first, within a level in the order of ``SIGNS``.
    """
    findings = [_finding(sign, book) for sign in SIGNS]
    return tuple(sorted(findings, key=lambda finding: -CARE_LEVELS.index(finding.level)))


def _finding(sign: Sign, book: Rulebook) -> Finding:
    timeframe = str(book.value(*sign.time))
    short = "short" if sign.occasion == "default" else f"{sign.occasion}_short"
    return Finding(
        sign,
        timeframe,
        rank_of(timeframe),
        Reason(sign.rule, book.sentence(sign.rule, sign.occasion), FOR),
        book.sentence(sign.rule, short),
        (sign.rule, *sign.also_cites),
        LEVELS[timeframe],
    )


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings ordered by urgency, without those that others among them already say."""
    there = list(findings)
    keys = {finding.sign.key for finding in there}
    remaining = [finding for finding in there if keys.isdisjoint(finding.sign.yields_to)]
    remaining.sort(key=lambda finding: -finding.rank)
    return tuple(remaining)
