"""Within which limits a run stays today, and what in a planned run has to change for it.

Rules RUN-03, RUN-04, RUN-11, RUN-12, RUN-13, RUN-15. The pair is judged beside them: it limits itself alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.rules import Rulebook
from api.advice.core.running import SURFACES
from api.advice.core.wording import Or
from api.advice.run_today.answer import NO, NO_RUN_AT_ALL, RUN, PlannedAnswer, RunLimits, RunPlanChange
from api.advice.run_today.request import PlannedRun
from api.advice.run_today.verdict import NOT_IN_THIS_PAIR, Judgement


def limits_of(judgement: Judgement, book: Rulebook) -> RunLimits:
    """Return the limits of the body: none of ours on a free run, else those of a sore foot."""
    if judgement.verdict == NO:
        return NO_RUN_AT_ALL
    free = judgement.verdict == RUN
    return RunLimits(
        surfaces=soft_ground(book) if judgement.foot else SURFACES,
        max_minutes=max_minutes(book) if judgement.foot else None,
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


def max_minutes(book: Rulebook) -> int:
    """Return how long a short, easy run lasts at most, in minutes (RUN-11)."""
    return round(book.number("RUN-11", "max_easy_minutes"))


def planned_run(judgement: Judgement, limits: RunLimits, book: Rulebook) -> PlannedAnswer | None:
    """Return whether the planned run fits, and what to change; ``None`` where no run was named."""
    planned = judgement.request.planned
    if planned is None:
        return None
    if judgement.rests_first:
        first = RunPlanChange("planned", book.sentence("CONSULT-05", "first"), ("CONSULT-05", "CARE-01", "RUN-02"))
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
        yield _change("pair", book.sentence("RUN-15", "other_pair" if unfit else "fitter_pair"), "RUN-13")
    if planned.surface is not None and planned.surface not in limits.surfaces:
        text = book.sentence("RUN-15", "surface", surfaces=soft_ground_words(book))
        yield _change("planned.surface", text, "RUN-03")
    if planned.hills and not limits.hills:
        yield _change("planned.hills", book.sentence("RUN-15", "hills"), "RUN-12")


def _change(name: str, text: str, rule: str) -> RunPlanChange:
    return RunPlanChange(name, text, tuple(dict.fromkeys((rule, "RUN-15"))))
