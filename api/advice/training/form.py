"""How a runner runs, and what rests the feet beside it: cadence, landing, downhill, gait, other sport.

Rules FORM-01..05, TRAIN-03, TRAIN-12, LOAD-07, LOAD-16. None of these decides on a week; each offers something to try.
"""

from __future__ import annotations

from math import floor

from api.advice.core.rules import Rulebook, plain
from api.advice.training.checks import (
    CADENCE,
    CAUTION,
    CROSS_TRAINING,
    DOWNHILL,
    GAIT,
    LANDING,
    OK,
    UNKNOWN,
    Check,
    unknown,
)
from api.advice.training.request import FOREFOOT, TrainingRequest


def cadence(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether a slightly quicker cadence would help; value, threshold and target in steps a minute."""
    own, enough = asked.cadence_spm, book.number("TRAIN-12", "no_raise_above_spm")
    rules = ("FORM-03", "TRAIN-03", "TRAIN-12", "LOAD-16")
    if own is None:
        return unknown(CADENCE, ("cadence_spm",), "FORM-03", book)
    if own < book.number("LOAD-16", "plausible_from_spm"):
        text = book.sentence("LOAD-16", "too_low", cadence=_whole(own))
        return Check(
            CADENCE,
            UNKNOWN,
            text,
            ("FORM-03", "LOAD-16"),
            value=own,
            unit="spm",
            threshold=float(enough),
            asks=("cadence_spm",),
        )
    if own >= enough:
        text = book.sentence("FORM-03", "quick", cadence=_whole(own))
        return Check(CADENCE, OK, text, rules, value=own, unit="spm", threshold=float(enough))
    target = cadence_target(own, book)
    text = book.sentence("TRAIN-03", "raise", cadence=_whole(own), target=_whole(target))
    return Check(CADENCE, CAUTION, text, rules, value=own, unit="spm", threshold=float(enough), target=target)


def cadence_target(own: float, book: Rulebook) -> float:
    """Answer the steps a minute to try: a little above one's own, and never past where none is asked."""
    raised = own * (1 + book.number("TRAIN-03", "own_cadence_raise_fraction"))
    furthest = own * (1 + book.number("TRAIN-12", "one_step_max_raise_fraction"))
    return float(floor(min(raised, furthest, book.number("TRAIN-12", "no_raise_above_spm"))))


def landing(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether the foot lands under the hips and not on its front."""
    found = []
    if asked.overstriding:
        found.append(("FORM-01", "overstriding"))
    if asked.foot_strike == FOREFOOT:
        found.append(("FORM-02", "forefoot"))
    asks = tuple(name for name in ("overstriding", "foot_strike") if getattr(asked, name) is None)
    if found:
        text = " ".join(book.sentence(rule, occasion) for rule, occasion in found)
        return Check(LANDING, CAUTION, text, tuple(rule for rule, _ in found), asks=asks)
    if asks:
        return unknown(LANDING, asks, "FORM-01", book)
    return Check(LANDING, OK, book.sentence("FORM-02", "fine"), ("FORM-01", "FORM-02"))


def downhill(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether there is downhill running to be careful with."""
    if asked.downhill is None:
        return unknown(DOWNHILL, ("downhill",), "FORM-04", book)
    text = book.sentence("FORM-04", "downhill" if asked.downhill else "flat")
    return Check(DOWNHILL, CAUTION if asked.downhill else OK, text, ("FORM-04",))


def gait_look(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether pain that keeps coming back is a reason to have the gait looked at."""
    recurring = None if asked.symptoms is None else asked.symptoms.recurring
    if recurring is None:
        asks = ("symptoms",) if asked.symptoms is None else ("symptoms.recurring",)
        return Check(GAIT, UNKNOWN, book.sentence("LOAD-11", "missing_recurring"), ("FORM-05",), asks=asks)
    text = book.sentence("FORM-05", "comes_back" if recurring else "fine")
    return Check(GAIT, CAUTION if recurring else OK, text, ("FORM-05",))


def cross_training(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether other sport rests the feet; value and threshold in days a week."""
    days, least = asked.cross_training_days, book.number("LOAD-07", "cross_training_min_days")
    if days is None:
        return unknown(CROSS_TRAINING, ("cross_training_days",), "LOAD-07", book)
    text = book.sentence("LOAD-07", "some" if days >= least else "none")
    verdict = OK if days >= least else CAUTION
    return Check(CROSS_TRAINING, verdict, text, ("LOAD-07",), value=float(days), unit="days", threshold=float(least))


def _whole(spm: float) -> str:
    return plain(round(spm))
