"""Within which limits a run stays today, and what in a planned run has to change for it.

Rules RUN-03, RUN-04, RUN-11, RUN-12, RUN-13, RUN-15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.advice.core.rules import Rulebook, plain
from api.advice.core.running import SURFACES
from api.advice.run_today.request import PlannedRun
from api.advice.run_today.verdict import NO, NOT_CLEARED, RUN, Judged


@dataclass(frozen=True, slots=True)
class Limits:
    """Ground that is open to the run, its longest time (``None``: no limit of ours), and what may be in it."""

    surfaces: tuple[str, ...]
    max_minutes: int | None
    speed_work: bool
    race: bool
    long_run: bool
    hills: bool

    def as_dict(self) -> dict[str, Any]:
        """Answer it as it is served."""
        return {
            "surfaces": list(self.surfaces),
            "max_minutes": self.max_minutes,
            "speed_work": self.speed_work,
            "race": self.race,
            "long_run": self.long_run,
            "hills": self.hills,
        }


NO_RUN_AT_ALL = Limits((), 0, speed_work=False, race=False, long_run=False, hills=False)


def limits_of(judged: Judged, book: Rulebook) -> Limits:
    """Answer the limits: none of ours on a free run, those of a sore foot, and those of the pair."""
    if judged.verdict == NO:
        return NO_RUN_AT_ALL
    free = judged.verdict == RUN
    cleared = judged.pair.judged.cleared if judged.pair is not None else None
    return Limits(
        surfaces=soft_ground(book) if judged.foot else SURFACES,
        max_minutes=most_minutes(book) if judged.foot else None,
        speed_work=free and (cleared is None or cleared.speed),
        race=free and (cleared is None or cleared.race),
        long_run=free,
        hills=not judged.foot,
    )


def soft_ground(book: Rulebook) -> tuple[str, ...]:
    """Answer the soft ground of RUN-03."""
    return book.words("RUN-03", "surfaces")


def most_minutes(book: Rulebook) -> int:
    """Answer how long a short, easy run lasts at most, in minutes (RUN-11)."""
    return round(book.number("RUN-11", "max_easy_minutes"))


def planned_run(judged: Judged, limits: Limits, book: Rulebook) -> dict[str, Any] | None:
    """Answer whether the planned run fits, ready for JSON, and what to change; ``None`` where none was told.

    ``fits`` is ``None`` while nothing told goes past a limit and something was not told.
    """
    planned = judged.asked.planned
    if planned is None:
        return None
    if judged.verdict == NO:
        return {"fits": False, "changes": []}
    changes = list(_changes(judged, planned, limits, book))
    known = None not in (planned.minutes, planned.effort, planned.surface, planned.hills)
    return {"fits": False if changes else (known or None), "changes": changes}


def _changes(judged: Judged, planned: PlannedRun, limits: Limits, book: Rulebook) -> Iterator[dict[str, Any]]:
    longest = limits.max_minutes
    if longest is not None and planned.minutes is not None and planned.minutes > longest:
        text = book.sentence("RUN-15", "minutes", most_minutes=plain(longest))
        yield _change("planned.minutes", text, "RUN-11")
    allowed = {"long": limits.long_run, "speed": limits.speed_work, "race": limits.race}
    if not allowed.get(planned.effort or "", True):
        yield _change("planned.effort", book.sentence("RUN-15", "effort"), _rule_of_effort(judged))
    if planned.surface is not None and planned.surface not in limits.surfaces:
        text = book.sentence("RUN-15", "surface", surfaces=plain(limits.surfaces))
        yield _change("planned.surface", text, "RUN-03")
    if planned.hills and not limits.hills:
        yield _change("planned.hills", book.sentence("RUN-15", "hills"), "RUN-12")


def _rule_of_effort(judged: Judged) -> str:
    if judged.foot:
        return "RUN-04"
    return "RUN-13" if NOT_CLEARED in judged.worn or judged.verdict == RUN else "RETIRE-06"


def _change(name: str, text: str, rule: str) -> dict[str, Any]:
    return {"field": name, "text": text, "rules": list(dict.fromkeys((rule, "RUN-15")))}
