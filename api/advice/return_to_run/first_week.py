"""The first week of the way back: a short first run, and a week of a quarter to a half of the usual distance.

RETURN-02 asks for short first outings, RETURN-03 for a share of the usual week; RETURN-19 says how both are kept.
"""

from __future__ import annotations

from fractions import Fraction

from api.advice.core.distance import Distance
from api.advice.return_to_run.figures import Figures
from api.advice.return_to_run.ladder import Drill, Runs, shortest_walk_run


def first_week(usual: Distance, figures: Figures, *, continuous: bool) -> Runs:
    """Answer the runs of week 1 for a usual week of this distance, without a bone stress injury."""
    least, most = share_of(usual, figures.week1_low), share_of(usual, figures.week1_high)
    outing = _outing(most, figures, continuous=continuous)
    once = outing.distance(figures).micrometres
    count = max(1, min(figures.few_runs, most.micrometres // once))
    later = outing
    if count == figures.few_runs and count * once < least.micrometres:
        later = _longer(Distance(-(-(least.micrometres - once) // (count - 1))), figures, continuous=continuous)
    first = outing if later != outing else None
    return Runs(later, figures.run_days[count], figures.other_days[count], first)


def all_outings(figures: Figures) -> Distance:
    """Answer the distance of a week in which every run is a first outing of jogging and walking."""
    outing = Drill(figures.rungs[0], figures.walk_minutes, figures.first_walk_run_minutes // figures.rungs[0])
    return Distance(figures.few_runs * outing.distance(figures).micrometres)


def share_of(distance: Distance, share: Fraction) -> Distance:
    """Answer a share of a distance, rounded down to the micrometre."""
    return Distance(distance.micrometres * share.numerator // share.denominator)


def _outing(most: Distance, figures: Figures, *, continuous: bool) -> Drill:
    """Answer the first outing; for a very short usual week less of it, down to the shortest run."""
    if continuous:
        minutes = most.micrometres // figures.minute.micrometres
        return Drill(max(figures.shortest_run, min(figures.first_continuous_minutes, minutes)), 0, 1)
    jog = figures.rungs[0]
    once = Drill(jog, figures.walk_minutes, 1).distance(figures).micrometres
    rounds = min(figures.first_walk_run_minutes // jog, most.micrometres // once)
    return Drill(jog, figures.walk_minutes, max(rounds, shortest_walk_run(figures).rounds))


def _longer(each: Distance, figures: Figures, *, continuous: bool) -> Drill:
    """Answer a later run of the week that covers at least ``each``, as far as a run may last."""
    if continuous:
        minutes = -(-each.micrometres // figures.minute.micrometres)
        return Drill(min(minutes, figures.goal_minutes), 0, 1)
    jog, walk = figures.rungs[0], figures.walk_minutes
    rounds = -(-each.micrometres // Drill(jog, walk, 1).distance(figures).micrometres)
    return Drill(jog, walk, min(rounds, figures.longest_run // (jog + walk)))
