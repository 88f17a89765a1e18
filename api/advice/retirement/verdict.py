"""Whether a pair is kept, planned for or retired, and which runs it is cleared for: the judgement without words.

Rules RETIRE-02..06, WEAR-06, WEAR-10, WEAR-12, WEAR-13, WEAR-16, WEAR-17.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.advice.core.distance import NOTHING, Distance
from api.advice.retirement.answer import KEEP, PLAN, RETIRE, VERDICTS, Limits, OkFor
from api.advice.retirement.request import WornPair

UNKNOWN, YOUNG, PLANNING, PAST, WORN_OUT = "unknown", "young", "planning", "past", "worn_out"
"""Where the distance of a pair lies among its limits."""

VERDICT_OF_STAGE = {UNKNOWN: PLAN, YOUNG: KEEP, PLANNING: PLAN, PAST: RETIRE, WORN_OUT: RETIRE}

FLAT, DOUBT, OUTSOLE_THROUGH, TILTS, CREASED = "flat", "doubt", "outsole_through", "tilts", "creased"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a pair. ``signs`` maps what was felt or seen to the verdict that it alone calls for."""

    pair: WornPair
    limits: Limits
    stage: str
    ageing: bool
    signs: Mapping[str, str]
    verdict: str
    ok_for: OkFor

    @property
    def retired_by_sign(self) -> bool:
        """Whether something felt or seen retires the pair, whatever its distance."""
        return RETIRE in self.signs.values()

    @property
    def remaining(self) -> Distance | None:
        """What is left until the pair retires; nothing once it is due, ``None`` where its distance is not known."""
        if self.verdict == RETIRE:
            return NOTHING
        return None if self.pair.distance is None else self.pair.distance.left_until(self.limits.retire_by)

    @property
    def life_used(self) -> float | None:
        """The share of the retirement distance that is run, in hundredths and never rounded up."""
        if self.pair.distance is None:
            return None
        return self.pair.distance.micrometres * 100 // max(1, self.limits.retire_by.micrometres) / 100


def judge(pair: WornPair, limits: Limits) -> Judgement:
    """Return the verdict: the strictest of what the distance, what is felt, and what is seen call for."""
    stage = _stage(pair.distance, limits)
    ageing = pair.distance is not None and pair.distance >= limits.ageing_from
    signs = _signs(pair, ageing)
    verdict = max((VERDICT_OF_STAGE[stage], *signs.values()), key=VERDICTS.index)
    return Judgement(pair, limits, stage, ageing, signs, verdict, _ok_for(pair, limits, ageing, signs))


def past_advised(judgement: Judgement) -> bool:
    """Return whether the pair is past the distance that we advise, whatever longer limit its runner set."""
    return judgement.pair.distance is not None and judgement.pair.distance >= judgement.limits.advised


def _stage(distance: Distance | None, limits: Limits) -> str:
    if distance is None:
        return UNKNOWN
    if distance >= limits.worn_out:
        return WORN_OUT
    if distance >= limits.retire_by:
        return PAST
    return PLANNING if distance >= limits.plan_from else YOUNG


def _signs(pair: WornPair, ageing: bool) -> dict[str, str]:
    signs = {}
    if pair.feel == "flat":
        signs[FLAT] = RETIRE
    if pair.inspection.outsole_through:
        signs[OUTSOLE_THROUGH] = RETIRE
    if pair.inspection.tilts:
        signs[TILTS] = RETIRE
    if pair.feel == "unsure":
        signs[DOUBT] = RETIRE if ageing or pair.distance is None else PLAN
    if pair.inspection.creased_midsole:
        signs[CREASED] = RETIRE if ageing else PLAN
    return signs


def _ok_for(pair: WornPair, limits: Limits, ageing: bool, signs: Mapping[str, str]) -> OkFor:
    distance = pair.distance
    well = not signs and not pair.forefoot_pain
    speed = well and distance is not None and distance < limits.speed_until
    race = speed and distance is not None and distance < limits.race_until
    return OkFor(easy=_ok_for_easy(pair, limits, ageing, signs), speed=speed, race=race)


def _ok_for_easy(pair: WornPair, limits: Limits, ageing: bool, signs: Mapping[str, str]) -> bool:
    distance = pair.distance
    if RETIRE in signs.values():
        return False
    if pair.forefoot_pain and (ageing or distance is None):
        return False
    if distance is not None and distance < limits.easy_until:
        return True
    checked = pair.feel == "springy" and pair.forefoot_pain is False and pair.inspection.clean
    return checked and (distance is None or distance < limits.worn_out)
