"""Run, easy only, or no run: what in the foot and in the pair decides it. The judgement without the words.

Rules RUN-01, RUN-02, RUN-06, RUN-07, RUN-09, RUN-10, RUN-13, TRAIN-05, FLAG-01 and those of triage and retirement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.advice.core.rules import Rulebook
from api.advice.retirement.advise import PairAdvice, advise_pair
from api.advice.retirement.verdict import RETIRE
from api.advice.run_today.request import RunTodayRequest
from api.advice.triage.advise import Triage, judge

RUN, EASY, NO = "run", "easy_only", "do_not_run"
VERDICTS = (RUN, EASY, NO)
"""From the most permissive to the strictest."""

CARE, SHARP, STRONG, FLARE, WORSE = "care", "sharp", "strong", "flare", "worse"
HOT_SPOT, MILD, STRENGTH_UNKNOWN, UNKNOWN = "hot_spot", "mild", "strength_unknown", "unknown"
EARLY_SIGNS, SLOW = "early_signs", "slow"
OVERDUE, BRIDGE, NOT_CLEARED, THIN = "overdue", "bridge", "not_cleared", "thin"

NO_RUN = frozenset({CARE, SHARP, STRONG, FLARE, WORSE})
"""What in the foot means no run; everything else that is found leaves an easy run."""

PAUSED = frozenset({SHARP, STRONG, FLARE})
"""What is paused for the days of RUN-07."""

NOT_IN_THIS_PAIR = frozenset({OVERDUE, THIN})

SHARP_KINDS = frozenset({"sharp", "stabbing", "electric"})
THIN_KINDS = frozenset({"minimalist", "race"})


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement: what was found in the foot and in the pair, the worst first, and the verdict that follows."""

    asked: RunTodayRequest
    triage: Triage
    foot: tuple[str, ...]
    pair: PairAdvice | None
    worn: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """One of ``VERDICTS``."""
        if not NO_RUN.isdisjoint(self.foot):
            return NO
        return EASY if self.foot or self.worn else RUN

    @property
    def paused(self) -> bool:
        """Whether the pain is paused like a flare-up."""
        return not PAUSED.isdisjoint(self.foot)

    @property
    def in_this_pair(self) -> bool:
        """Whether this run, if there is one, may be in the pair that was told of."""
        return self.pair is not None and self.verdict != NO and NOT_IN_THIS_PAIR.isdisjoint(self.worn)


def judge_run(asked: RunTodayRequest, book: Rulebook, *, as_of: date) -> Judged:
    """Answer what speaks against a run on the day ``as_of``, in the foot and in the pair."""
    triage = judge(asked.symptoms, book)
    foot = tuple(_in_foot(asked, triage, book))
    if asked.pair is None:
        return Judged(asked, triage, foot, None, ())
    pair = advise_pair(asked.pair, book, as_of=as_of, symptoms=asked.symptoms)
    return Judged(asked, triage, foot, pair, tuple(_in_pair(pair, bool(foot))))


def _in_foot(asked: RunTodayRequest, triage: Triage, book: Rulebook) -> list[str]:
    said, facts = asked.symptoms, triage.facts
    level = said.pain_level
    found = {
        CARE: triage.care is not None,
        SHARP: not SHARP_KINDS.isdisjoint(said.pain_kinds or ()),
        STRONG: level is not None and level > book.number("TRAIN-05", "may_go_on_max_pain"),
        FLARE: bool(asked.flare_up),
        WORSE: bool(asked.worse_in_run),
        HOT_SPOT: bool(asked.hot_spot_in_run),
        EARLY_SIGNS: bool(said.pebble_feeling or facts["numb_at_all"]),
        SLOW: triage.warned,
    }
    # Said of the pair, a yes to pain counts like one said of the foot; a no there does not deny what nobody was asked.
    hurts = True if asked.pair is not None and asked.pair.forefoot_pain else facts["pain"]
    if hurts:
        found[STRENGTH_UNKNOWN if level is None else MILD] = True
    elif hurts is None:
        found[UNKNOWN] = True
    return [what for what, there in found.items() if there]


def _in_pair(pair: PairAdvice, sore: bool) -> list[str]:
    judged = pair.judged
    found = []
    if judged.verdict == RETIRE:
        found.append(BRIDGE if judged.cleared.easy else OVERDUE)
    elif not judged.cleared.easy:
        found.append(NOT_CLEARED)
    if sore and judged.pair.kind in THIN_KINDS:
        found.append(THIN)
    return found
