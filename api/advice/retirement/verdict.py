"""Whether a pair is kept, planned for or retired, and which runs it is cleared for: the judgement without words.

Rules RETIRE-02..06, WEAR-06, WEAR-10, WEAR-12, WEAR-13, WEAR-16, WEAR-17, WEAR-19.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.advice.core.distance import NOTHING, Distance
from api.advice.retirement.answer import KEEP, PLAN, RETIRE, VERDICTS, Limits, OkFor
from api.advice.retirement.limits import NEAR, OVER, WITHIN, OwnLimit
from api.advice.retirement.request import WornPair

UNKNOWN, YOUNG, PLANNING, PAST, WORN_OUT = "unknown", "young", "planning", "past", "worn_out"
"""Where the distance of a pair lies among its limits."""

VERDICT_OF_STAGE = {UNKNOWN: PLAN, YOUNG: KEEP, PLANNING: PLAN, PAST: RETIRE, WORN_OUT: RETIRE}
VERDICT_OF_OWN_LIMIT = {WITHIN: KEEP, NEAR: PLAN, OVER: RETIRE}

FLAT, DOUBT, OUTSOLE_THROUGH, TILTS, CREASED = "flat", "doubt", "outsole_through", "tilts", "creased"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a pair. ``signs`` maps what was felt or seen to the verdict that it alone calls for.

    ``stage`` goes by the distance, or by what of it is on record; ``own_limits`` are those of age and hours. ``aged``:
    so old that its foam is pressed before a race; ``new``: still being broken in.
    """

    pair: WornPair
    limits: Limits
    own_limits: tuple[OwnLimit, ...]
    stage: str
    ageing: bool
    aged: bool
    signs: Mapping[str, str]
    verdict: str
    ok_for: OkFor
    new: bool = False

    @property
    def exact(self) -> bool:
        """Whether the distance is known, and not only a part of it."""
        return self.pair.distance is not None

    @property
    def unworn(self) -> bool:
        """Whether there can be no wear to look for: the pair is new, also in years (WEAR-18)."""
        return self.new and not self.aged

    @property
    def only_new(self) -> bool:
        """Whether nothing but its newness keeps fast runs out of the pair."""
        return self.new and not self.signs and not self.pair.forefoot_pain

    @property
    def retired_by_sign(self) -> bool:
        """Whether something felt or seen retires the pair, whatever its distance."""
        return RETIRE in self.signs.values()

    @property
    def past_distance(self) -> bool:
        """Whether the distance alone retires the pair."""
        return VERDICT_OF_STAGE[self.stage] == RETIRE

    @property
    def over(self) -> OwnLimit | None:
        """The own limit of age or hours that is reached, if one is."""
        return next((own for own in self.own_limits if own.stage == OVER), None)

    @property
    def near(self) -> OwnLimit | None:
        """The own limit of age or hours that calls for planning, if one does."""
        return next((own for own in self.own_limits if own.stage == NEAR), None)

    @property
    def remaining(self) -> Distance | None:
        """What is left, at most, until the pair retires; nothing once it is due, ``None`` where nothing is known."""
        if self.verdict == RETIRE:
            return NOTHING
        return None if self.pair.reached is None else self.pair.reached.left_until(self.limits.retire_by)

    @property
    def life_used(self) -> float | None:
        """The share of the retirement distance that is run, at least, in hundredths and never rounded up."""
        if self.pair.reached is None:
            return None
        return self.pair.reached.micrometres * 100 // max(1, self.limits.retire_by.micrometres) / 100


def judge(
    pair: WornPair, limits: Limits, own_limits: tuple[OwnLimit, ...] = (), *, aged: bool = False, new: bool = False
) -> Judgement:
    """Return the verdict: the strictest of what the distance, the own limits, what is felt and what is seen call for.

    A distance that is known in part counts as such, and never keeps a pair (WEAR-17).
    """
    stage = _stage(pair.reached, limits)
    ageing = pair.distance is None or pair.distance >= limits.ageing_from
    signs = _signs(pair, ageing)
    called_for = (VERDICT_OF_STAGE[stage], *signs.values(), *(VERDICT_OF_OWN_LIMIT[own.stage] for own in own_limits))
    verdict = max((*called_for, KEEP if pair.distance is not None else PLAN), key=VERDICTS.index)
    judgement = Judgement(pair, limits, own_limits, stage, ageing, aged, signs, verdict, OkFor(True, False, False), new)
    return replace(judgement, ok_for=_ok_for(judgement))


def past_advised(judgement: Judgement) -> bool:
    """Return whether the pair is past the distance that we advise, whatever longer limit its runner set."""
    return judgement.pair.reached is not None and judgement.pair.reached >= judgement.limits.advised


def _stage(reached: Distance | None, limits: Limits) -> str:
    if reached is None:
        return UNKNOWN
    if reached >= limits.worn_out:
        return WORN_OUT
    if reached >= limits.retire_by:
        return PAST
    return PLANNING if reached >= limits.plan_from else YOUNG


def _signs(pair: WornPair, ageing: bool) -> dict[str, str]:
    signs = {}
    if pair.feel == "flat":
        signs[FLAT] = RETIRE
    if pair.inspection.outsole_through:
        signs[OUTSOLE_THROUGH] = RETIRE
    if pair.inspection.tilts:
        signs[TILTS] = RETIRE
    if pair.feel == "unsure":
        signs[DOUBT] = RETIRE if ageing else PLAN
    if pair.inspection.creased_midsole:
        signs[CREASED] = RETIRE if ageing else PLAN
    return signs


def _ok_for(judgement: Judgement) -> OkFor:
    """Return what follows from the verdict (WEAR-16): easy runs until it retires, fast ones where all is known.

    None of these while the pair is broken in (WEAR-18).
    """
    pair, limits = judgement.pair, judgement.limits
    fresh = judgement.verdict != RETIRE and not judgement.signs and not pair.forefoot_pain and not judgement.new
    speed = fresh and pair.distance is not None and pair.distance < limits.speed_until
    race = speed and pair.distance is not None and pair.distance < limits.race_until
    pressed = not judgement.aged or pair.feel == "springy"
    return OkFor(easy=_ok_for_easy(judgement), speed=speed, race=race and pressed)


def _ok_for_easy(judgement: Judgement) -> bool:
    pair, limits = judgement.pair, judgement.limits
    if judgement.verdict != RETIRE:
        return True
    if judgement.retired_by_sign or (pair.forefoot_pain and judgement.ageing):
        return False
    if pair.distance is not None and pair.distance < limits.easy_until and judgement.over is None:
        return True
    checked = pair.feel == "springy" and pair.forefoot_pain is False and pair.inspection.clean
    return checked and pair.reached is not None and pair.reached < limits.worn_out
