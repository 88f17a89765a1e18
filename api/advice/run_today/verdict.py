"""Run, easy only, or no run, and within which limits: what in the foot and in the pair decides it, without the words.

Rules RUN-01 .. RUN-04, RUN-06, RUN-07, RUN-09 .. RUN-13, RUN-15, RETURN-01, TRAIN-05, FLAG-01 and those of triage and
retirement. The pair limits itself alone: what the body may do is the same in another good pair (RETIRE-06 is about the
pair).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from api.advice.core.rules import Rulebook
from api.advice.core.running import SURFACES
from api.advice.core.wording import Or
from api.advice.retirement.advise import Judgement as PairJudgement
from api.advice.retirement.advise import judge_pair
from api.advice.retirement.answer import RETIRE
from api.advice.return_to_run.advise import gate_before_running
from api.advice.return_to_run.answer import GateCheck
from api.advice.return_to_run.request import DAILY_CHECKS, LONG_WALK, Checks
from api.advice.run_today.answer import EASY, NO, NO_RUN_AT_ALL, RUN, PlannedAnswer, RunLimits, RunPlanChange
from api.advice.run_today.request import PlannedRun, RunTodayRequest
from api.advice.triage.judge import Triage
from api.advice.triage.judge import judge as judge_care
from api.advice.triage.request import Symptoms

CARE, SHARP, STRONG, FLARE, WORSE = "care", "sharp", "strong", "flare", "worse"
HOT_SPOT, MILD, STRENGTH_UNKNOWN, UNKNOWN = "hot_spot", "mild", "strength_unknown", "unknown"
EARLY_SIGNS, SLOW = "early_signs", "slow"
GATE, RECOVERY, VISIT = "gate", "recovery", "visit"
OVERDUE, BRIDGE, NOT_CLEARED, THIN, NO_OTHER = "overdue", "bridge", "not_cleared", "thin", "no_other"

NO_RUN = frozenset({CARE, SHARP, STRONG, FLARE, WORSE, GATE})
"""Findings in the foot that mean no run; every other one leaves an easy run."""

PAUSED = frozenset({SHARP, STRONG, FLARE})
"""What is paused for the days of RUN-07."""

NOT_IN_THIS_PAIR = frozenset({OVERDUE, THIN})

SHARP_KINDS = frozenset({"sharp", "stabbing", "electric"})
THIN_KINDS = frozenset({"minimalist", "race"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found in the foot (``foot``) and in the pair (``shoe``), the worst first, and the verdict of it."""

    request: RunTodayRequest
    triage: Triage
    foot: tuple[str, ...]
    pair: PairJudgement | None = None
    shoe: tuple[str, ...] = ()
    gate: tuple[GateCheck, ...] = ()
    """The four checks before running again; empty where nobody is known to be on the way back."""

    @property
    def rests_first(self) -> bool:
        """Whether days of rest come before the easy run that would be open (CONSULT-05)."""
        return self.request.rest_days_left > 0 and bool(self.foot) and NO_RUN.isdisjoint(self.foot)

    @property
    def verdict(self) -> str:
        """One of ``VERDICTS``: that of the foot, and no run where no pair is left to run in."""
        if self.rests_first or NO_OTHER in self.shoe or not NO_RUN.isdisjoint(self.foot):
            return NO
        return EASY if self.foot else RUN

    @property
    def paused(self) -> bool:
        """Whether the pain is paused like a flare-up; with care somebody has to look, and no span of days is known."""
        return CARE not in self.foot and not PAUSED.isdisjoint(self.foot)

    @property
    def may_begin(self) -> bool:
        """Whether every check before running again is a clear yes (RETURN-01)."""
        return bool(self.gate) and all(check.passed for check in self.gate)

    @property
    def only_hurts(self) -> bool:
        """Whether every check was a yes, and pain alone keeps the first run waiting (RETURN-23)."""
        return GATE in self.foot and all(getattr(self.request.checks, name) for name in DAILY_CHECKS)

    @property
    def effort(self) -> str:
        """The effort of this run: the planned one where the foot allows it, else easy."""
        planned = self.request.planned
        return planned.effort or "easy" if planned is not None and self.verdict == RUN else "easy"

    @property
    def in_this_pair(self) -> bool:
        """Whether this run, if there is one, may be in the pair of the request."""
        if self.pair is None or self.verdict == NO or not NOT_IN_THIS_PAIR.isdisjoint(self.shoe):
            return False
        if self.pair.new and self.effort != "easy":
            return False
        return getattr(self.pair.ok_for, self.effort, True)


def judge(request: RunTodayRequest, book: Rulebook, *, as_of: date, triage: Triage | None = None) -> Judgement:
    """Return what speaks against a run on the day ``as_of``, in the foot and in the pair."""
    triage = triage or judge_care(symptoms_of(request), book)
    gate = gate_before_running(triage, book, request.checks) if request.in_recovery else ()
    foot = tuple(_in_foot(request, triage, gate, book))
    if request.pair is None:
        return Judgement(request, triage, foot, gate=gate)
    pair = judge_pair(request.pair, book, as_of=as_of, care=triage)
    return Judgement(request, triage, foot, pair, tuple(_in_pair(pair, request.other_pair, bool(foot))), gate)


def symptoms_of(request: RunTodayRequest) -> Symptoms:
    """Return the symptoms with what the answers beside them report of pain, or of an early sign (RUN-09, RUN-10)."""
    of_pair = request.pair is not None and request.pair.forefoot_pain
    hurts = bool(_hurts_in_a_check(request.checks) or request.worse_in_run or request.flare_up or of_pair)
    if not (hurts or request.hot_spot_in_run):
        return request.symptoms
    return replace(
        request.symptoms,
        pain_elsewhere=hurts or None,
        early_sign_elsewhere=request.hot_spot_in_run or None,
        flare_up_elsewhere=request.flare_up or None,
    )


def _hurts_in_a_check(checks: Checks) -> bool:
    return any(getattr(checks, name) is False for name in (*DAILY_CHECKS, LONG_WALK))


def _in_foot(request: RunTodayRequest, triage: Triage, gate: tuple[GateCheck, ...], book: Rulebook) -> list[str]:
    symptoms, facts = request.symptoms, triage.facts
    level = symptoms.pain_level
    findings = {
        CARE: triage.running_waits,
        SHARP: not SHARP_KINDS.isdisjoint(symptoms.pain_kinds or ()),
        STRONG: level is not None and level > book.number("TRAIN-05", "may_go_on_max_pain"),
        FLARE: bool(request.flare_up),
        WORSE: bool(request.worse_in_run),
        GATE: _hurts_in_a_check(request.checks) or any(check.passed is False for check in gate),
        HOT_SPOT: bool(request.hot_spot_in_run),
        RECOVERY: bool(request.in_recovery),
        EARLY_SIGNS: bool(symptoms.pebble_feeling or facts["numb_at_all"]),
        SLOW: triage.warned or triage.visit_due_unless_better,
        VISIT: triage.easy_only or triage.routine,
    }
    hurts = facts["pain"]
    if hurts:
        findings[STRENGTH_UNKNOWN if level is None else MILD] = True
    elif hurts is None:
        findings[UNKNOWN] = True
    return [finding for finding, present in findings.items() if present]


def _in_pair(pair: PairJudgement, other_pair: bool | None, sore: bool) -> list[str]:
    findings = []
    if pair.verdict == RETIRE:
        findings.append(BRIDGE if pair.ok_for.easy else OVERDUE)
    elif not pair.ok_for.speed:
        findings.append(NOT_CLEARED)
    if sore and pair.pair.kind in THIN_KINDS:
        findings.append(THIN)
    if other_pair is False and not NOT_IN_THIS_PAIR.isdisjoint(findings):
        findings.append(NO_OTHER)
    return findings


def limits_of(judgement: Judgement, book: Rulebook) -> RunLimits:
    """Return the limits of the body: none of ours on a free run, else those of a sore foot."""
    if judgement.verdict == NO:
        return NO_RUN_AT_ALL
    free = judgement.verdict == RUN
    return RunLimits(
        surfaces=soft_ground(book) if judgement.foot else SURFACES,
        max_minutes=max_minutes(judgement, book) if judgement.foot else None,
        speed_work=free,
        race=free,
        long_run=free,
        hills=not judgement.foot,
    )


def soft_ground(book: Rulebook) -> tuple[str, ...]:
    """Return the soft ground of RUN-03, as codes of ``running.SURFACES``."""
    return book.words("RUN-03", "surfaces")


def soft_ground_words(book: Rulebook) -> Or:
    """Return the soft ground of RUN-03 as a sentence names it."""
    return Or(tuple(book.sentence("RUN-03", f"on_{surface}") for surface in soft_ground(book)))


def max_minutes(judgement: Judgement, book: Rulebook) -> int:
    """Return how long an easy run lasts at most, in minutes (RUN-11); on the way back as long as a first outing."""
    most = round(book.number("RUN-11", "max_easy_minutes"))
    if RECOVERY not in judgement.foot:
        return most
    return min(most, round(book.number("RETURN-02", "total_min")))


def planned_run(judgement: Judgement, limits: RunLimits, book: Rulebook) -> PlannedAnswer | None:
    """Return whether the planned run fits, and what to change; ``None`` where no run was named."""
    planned = judgement.request.planned
    if planned is None:
        return None
    if judgement.rests_first:
        first = RunPlanChange(
            "planned",
            book.sentence("CONSULT-05", "first", days=judgement.request.rest_days_left),
            ("CONSULT-05", "CARE-01", "RUN-02"),
        )
        return PlannedAnswer(False, (first,))
    if judgement.verdict == NO:
        return PlannedAnswer(fits=False)
    changes = tuple(_changes(judgement, planned, limits, book))
    known = None not in (planned.minutes, planned.effort, planned.surface, planned.hills)
    return PlannedAnswer(False if changes else (known or None), changes)


def _changes(judgement: Judgement, planned: PlannedRun, limits: RunLimits, book: Rulebook) -> Iterator[RunPlanChange]:
    longest = limits.max_minutes
    if longest is not None and planned.minutes is not None and planned.minutes > longest:
        yield _change("planned.minutes", book.sentence("RUN-15", "minutes", max_minutes=longest), "RUN-11")
    allowed = {"long": limits.long_run, "speed": limits.speed_work, "race": limits.race}
    if not allowed.get(planned.effort or "", True):
        yield _change("planned.effort", book.sentence("RUN-15", "effort"), "RUN-04")
    if judgement.pair is not None and not judgement.in_this_pair:
        unfit = not NOT_IN_THIS_PAIR.isdisjoint(judgement.shoe)
        occasion = "other_pair" if unfit else "broken_in_pair" if judgement.pair.only_new else "fitter_pair"
        yield _change(
            "pair", book.sentence("RUN-15", occasion), "WEAR-18" if occasion == "broken_in_pair" else "RUN-13"
        )
    if planned.surface is not None and planned.surface not in limits.surfaces:
        text = book.sentence("RUN-15", "surface", surfaces=soft_ground_words(book))
        yield _change("planned.surface", text, "RUN-03")
    if planned.hills and not limits.hills:
        yield _change("planned.hills", book.sentence("RUN-15", "hills"), "RUN-12")


def _change(name: str, text: str, rule: str) -> RunPlanChange:
    return RunPlanChange(name, text, tuple(dict.fromkeys((rule, "RUN-15"))))
