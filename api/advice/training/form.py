"""How a runner runs, and what rests the feet beside it: cadence, landing, downhill, gait, other sport.

Rules FORM-01..05, TRAIN-03, TRAIN-12, LOAD-07, LOAD-16. None of these decides on a week; each offers something to try.
"""

from __future__ import annotations

from math import floor

from api.advice.core.rules import Rulebook
from api.advice.training.answer import (
    CADENCE,
    CAUTION,
    CROSS_TRAINING,
    DAYS,
    DOWNHILL,
    GAIT,
    LANDING,
    OK,
    SPM,
    UNKNOWN,
    Check,
)
from api.advice.training.checks import Measure, make_check, unknown
from api.advice.training.request import FOREFOOT, TrainingRequest


def cadence(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether a slightly quicker cadence would help; value, threshold and target in steps a minute."""
    own, enough = request.cadence_spm, book.number("TRAIN-12", "no_raise_above_spm")
    rules = ("FORM-03", "TRAIN-03", "TRAIN-12", "LOAD-16")
    if own is None:
        return unknown(CADENCE, ("cadence_spm",), "FORM-03", book)
    measure = Measure(own, SPM, float(enough))
    if own < book.number("LOAD-16", "plausible_from_spm"):
        text = book.sentence("LOAD-16", "too_low", cadence=round(own))
        return make_check(CADENCE, UNKNOWN, text, ("FORM-03", "LOAD-16"), book, measure, asks=("cadence_spm",))
    if round(own) >= enough:
        return make_check(CADENCE, OK, book.sentence("FORM-03", "quick", cadence=round(own)), rules, book, measure)
    target = cadence_target(own, book)
    text = book.sentence("TRAIN-03", "raise", cadence=round(own), target=target)
    return make_check(CADENCE, CAUTION, text, rules, book, Measure(own, SPM, float(enough), target))


def cadence_target(own: float, book: Rulebook) -> float:
    """Return the steps a minute to try: a little above one's own, and never past where none is asked."""
    raised = own * (1 + book.number("TRAIN-03", "own_cadence_raise_fraction"))
    furthest = own * (1 + book.number("TRAIN-12", "one_step_max_raise_fraction"))
    return float(floor(min(raised, furthest, book.number("TRAIN-12", "no_raise_above_spm"))))


def landing(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether the foot lands under the hips and not on its front."""
    faults = []
    if request.overstriding:
        faults.append(("FORM-01", "overstriding"))
    if request.foot_strike == FOREFOOT:
        faults.append(("FORM-02", "forefoot"))
    asks = tuple(name for name in ("overstriding", "foot_strike") if getattr(request, name) is None)
    if faults:
        text = " ".join(book.sentence(rule, occasion) for rule, occasion in faults)
        return make_check(LANDING, CAUTION, text, [rule for rule, _ in faults], book, asks=asks)
    if asks:
        return unknown(LANDING, asks, "FORM-01", book)
    return make_check(LANDING, OK, book.sentence("FORM-02", "fine"), ("FORM-01", "FORM-02"), book)


def downhill(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether there is downhill running to be careful with."""
    if request.downhill is None:
        return unknown(DOWNHILL, ("downhill",), "FORM-04", book)
    text = book.sentence("FORM-04", "downhill" if request.downhill else "flat")
    return make_check(DOWNHILL, CAUTION if request.downhill else OK, text, ("FORM-04",), book)


def gait_look(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether pain that keeps coming back is a reason to have the gait looked at."""
    recurring = None if request.symptoms is None else request.symptoms.recurring
    if recurring is None:
        text = book.sentence("LOAD-11", "missing_recurring")
        return make_check(GAIT, UNKNOWN, text, ("FORM-05",), book, asks=("symptoms.recurring",))
    text = book.sentence("FORM-05", "comes_back" if recurring else "fine")
    return make_check(GAIT, CAUTION if recurring else OK, text, ("FORM-05",), book)


def cross_training(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether other sport rests the feet; value and threshold in days a week."""
    days, least = request.cross_training_days, book.number("LOAD-07", "cross_training_min_days")
    if days is None:
        return unknown(CROSS_TRAINING, ("cross_training_days",), "LOAD-07", book)
    text = book.sentence("LOAD-07", "some" if days >= least else "none")
    measure = Measure(float(days), DAYS, float(least))
    return make_check(CROSS_TRAINING, OK if days >= least else CAUTION, text, ("LOAD-07",), book, measure)
