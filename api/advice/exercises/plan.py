"""Whether exercises may be done at all and for which stage, and a day of them, which grows from week to week.

First what the findings of triage allow (SESSION-01, SESSION-02, SESSION-08): what is not known is never a pass. Then a
day in three sessions and how much of each exercise; a plan turns on its ``Setting`` and the week alone. Rules EX-13,
EX-14, SESSION-03 .. SESSION-08, SESSION-10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import cycle
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.answer import AGAINST, Reason
from api.advice.core.rules import Rulebook
from api.advice.exercises.answer import HOLD, REPEATS, SLOTS
from api.advice.exercises.library import VARIANTS, Exercise, library
from api.advice.exercises.request import LEVELS, MAINTENANCE, PAINFUL, RECOVERING, STAGES
from api.advice.triage.judge import Triage
from api.advice.triage.request import Symptoms


def reasons_to_rest(triage: Triage, book: Rulebook) -> tuple[Reason, ...]:
    """Return why the exercises wait, once each; nothing where they need not (SESSION-01)."""
    occasions = tuple(_occasions_to_rest(triage, book))
    return tuple(Reason("SESSION-01", book.sentence("SESSION-01", occasion), AGAINST) for occasion in occasions)


def _occasions_to_rest(triage: Triage, book: Rulebook) -> Iterator[str]:
    symptoms = triage.symptoms
    if triage.exercises_wait:
        yield "looked_at"
    if triage.facts["sharp"]:
        yield "sharp"
    if symptoms.pain_level is not None and symptoms.pain_level >= book.number("SESSION-01", "rest_from_pain"):
        yield "strong"
    if symptoms.open_wound:
        yield "open_skin"
    if symptoms.fever:
        yield "fever"


def stage_of(wished: str | None, triage: Triage, book: Rulebook) -> str:
    """Return the stage a plan is made for: the stricter of the one wished for and what the pain allows (SESSION-02)."""
    named = wished or (RECOVERING if triage.facts["pain"] is False else PAINFUL)
    return min(named, _allowed(triage, book), key=STAGES.index)


def _allowed(triage: Triage, book: Rulebook) -> str:
    if triage.findings:
        return PAINFUL
    hurts = triage.facts["pain"]
    if hurts is False:
        return MAINTENANCE
    return RECOVERING if hurts is None or is_mild(triage, book) else PAINFUL


def is_mild(triage: Triage, book: Rulebook) -> bool:
    """Return whether the pain is known to be mild and not sharp, or there is none, and nobody has to look at it."""
    level = triage.symptoms.pain_level
    if triage.findings or triage.facts["pain"] is None:
        return False
    if triage.facts["pain"] is False:
        return True
    return level is not None and level <= book.number("SESSION-02", "mild_up_to_pain") and not _may_be_sharp(triage)


def _may_be_sharp(triage: Triage) -> bool:
    return triage.facts["sharp"] is not False


def why_not_followed(wished: str | None, stage: str, triage: Triage, book: Rulebook) -> str | None:
    """Return the occasion of SESSION-02 that explains why the stage that was sent is not followed; else ``None``."""
    if wished is None or wished == stage:
        return None
    if triage.findings:
        return "later_care"
    if stage == RECOVERING:
        return "not_yet_maintenance"
    level = triage.symptoms.pain_level
    if level is None:
        return "later_level_open"
    return "later_too_strong" if level > book.number("SESSION-02", "mild_up_to_pain") else "later_kind_open"


def feels_less(symptoms: Symptoms) -> bool:
    """Return whether anything known may dull the feeling of a foot (SESSION-08)."""
    return bool(symptoms.diabetes or symptoms.neuropathy or symptoms.numbness_or_tingling not in (None, "none"))


def feels_everything(symptoms: Symptoms) -> bool:
    """Return whether the feet are known to feel everything: all that could dull it is ruled out."""
    return symptoms.diabetes is False and symptoms.neuropathy is False and symptoms.numbness_or_tingling == "none"


def why_supported(symptoms: Symptoms, book: Rulebook) -> str | None:
    """Return why nobody lets go of the support, as an occasion of SESSION-13; ``None`` where nothing speaks against."""
    if symptoms.pregnant:
        return "pregnant"
    if symptoms.age_years is None:
        return "age_open"
    return "older" if symptoms.age_years >= book.number("SESSION-13", "supported_from_years") else None


GROWING = ("midday", "evening")
"""The sessions that grow; stretches stay as they are."""

DAY_RULE = {PAINFUL: "SESSION-03", RECOVERING: "SESSION-04", MAINTENANCE: "SESSION-05"}


class SessionLengthError(ValueError):
    """A session of this length is none that EX-13 knows; the message says which are."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a plan turns on. ``full_feeling``: the feet are known to feel everything (SESSION-08).

    ``free_standing``: nothing known speaks against standing on one leg without a hand on the support (SESSION-13).
    ``light_strength``: while it hurts, mid-day may hold strength that is done sitting or lying (SESSION-03).
    ``upright``: nothing is done lying on the back or the front (SESSION-12).
    """

    stage: str
    level: str
    minutes: int
    equipment: frozenset[str] = field(default_factory=frozenset)
    full_feeling: bool = False
    free_standing: bool = False
    light_strength: bool = False
    upright: bool = False

    @property
    def mild(self) -> bool:
        """Whether this is a plan for a foot that hurts mildly."""
        return self.stage == PAINFUL and self.light_strength


class Entry(NamedTuple):
    """One exercise in a session: its share of the minutes and its dose."""

    exercise: Exercise
    minutes: float
    dose: Dose


class Change(NamedTuple):
    """What changes with a week: one session of the day, one kind of change."""

    week: int
    slot: str
    kind: str


Day = Mapping[str, tuple[Entry, ...]]


class Times(NamedTuple):
    """What a session spends beside the exercises themselves: SESSION-06."""

    set_up_s: float
    between_sets_s: float
    minute_s: float
    one_exercise_max_minutes: float


@lru_cache(maxsize=8)
def times_of(book: Rulebook) -> Times:
    """Return the figures of this rulebook."""
    return Times(*(book.number("SESSION-06", name) for name in Times._fields))


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of one exercise: ``repeats`` in each of ``sets``, each held for ``hold_s`` (``None``: not held)."""

    repeats: int
    sets: int
    hold_s: float | None
    variant: str | None


def first_dose(exercise: Exercise) -> Dose:
    """Return where every plan begins with an exercise."""
    variant = exercise.variants[0] if exercise.variants else None
    return Dose(exercise.start_repeats, exercise.sets, exercise.hold_s, variant)


def seconds(exercise: Exercise, dose: Dose, times: Times) -> float:
    """Return how long a dose takes: getting into place, both sides, and the pauses between sets."""
    one = exercise.repeat_s + (dose.hold_s or 0)
    sides = 1 + exercise.each_side
    return times.set_up_s + dose.sets * dose.repeats * one * sides + (dose.sets - 1) * times.between_sets_s


def grown(exercise: Exercise, dose: Dose, kind: str, variants: tuple[str, ...]) -> Dose:
    """Return the dose one step further in ``kind``, or the same dose where there is no step; ``variants``: allowed."""
    if kind == REPEATS:
        return replace(
            dose, repeats=max(dose.repeats, min(dose.repeats + exercise.more_repeats, exercise.most_repeats))
        )
    if kind == HOLD:
        return replace(dose, hold_s=exercise.longest_hold_s)
    ahead = [variant for variant in exercise.variants if variant in variants]
    if dose.variant not in ahead[:-1]:
        return dose
    return replace(dose, variant=ahead[ahead.index(dose.variant) + 1])


def session_lengths(book: Rulebook) -> tuple[int, int]:
    """Return the shortest and the longest session in minutes (EX-13)."""
    return (int(book.number("EX-13", "session_min_minutes")), int(book.number("EX-13", "session_max_minutes")))


def day_of(setting: Setting, week: int, book: Rulebook) -> Day:
    """Return the three sessions of a day in this week (from 1); each fills its minutes exactly.

    Raise SessionLengthError.
    """
    day, pace = first_day(setting, book), _pace(setting, book)
    steps = growth(setting, book)[: (week - 1) // pace]
    for slot, kind in steps:
        day = {**day, slot: _more(day[slot], kind, setting, book)}
    return day


def changes_of(setting: Setting, week: int, book: Rulebook) -> list[Change]:
    """Return what changes after ``week``, as far ahead as SESSION-07 goes."""
    pace, last = _pace(setting, book), week + int(book.number("SESSION-07", "told_ahead_weeks"))
    due = [Change(1 + pace * step, *what) for step, what in enumerate(growth(setting, book), start=1)]
    return [change for change in due if week < change.week <= last]


@lru_cache(maxsize=512)
def first_day(setting: Setting, book: Rulebook) -> Day:
    """Return the day of week 1."""
    shortest, longest = session_lengths(book)
    if not shortest <= setting.minutes <= longest:
        raise SessionLengthError(book.sentence("SESSION-06", "refused", shortest=shortest, longest=longest))
    return MappingProxyType({slot: tuple(_filled(slot, setting, book)) for slot in SLOTS})


@lru_cache(maxsize=512)
def growth(setting: Setting, book: Rulebook) -> tuple[tuple[str, str], ...]:
    """Return every step of this plan in order, as (session, kind): mid-day and evening in turn, until nothing grows.

    While it hurts nothing grows.
    """
    if setting.stage == PAINFUL:
        return ()
    pending = {slot: list(_growth_of(slot, setting, book)) for slot in GROWING}
    steps = []
    while any(pending.values()):
        steps += [(slot, kinds.pop(0)) for slot, kinds in pending.items() if kinds]
    return tuple(steps)


def _growth_of(slot: str, setting: Setting, book: Rulebook) -> Iterator[str]:
    """Return the kinds of change of one session in order, each of which changes it."""
    session = first_day(setting, book)[slot]
    ladder = list(book.words("SESSION-07", f"{slot}_ladder"))
    idle = 0
    for kind in cycle(ladder):
        after = _more(session, kind, setting, book)
        idle = 0 if after != session else idle + 1
        if idle == len(ladder):
            return
        if after != session:
            session = after
            yield kind


def _more(session: tuple[Entry, ...], kind: str, setting: Setting, book: Rulebook) -> tuple[Entry, ...]:
    """Return a session one step further, each exercise as far as its own minutes allow."""
    free = setting.full_feeling and setting.free_standing
    allowed = VARIANTS if free else book.words("SESSION-08", "stand")
    return tuple(_one_more(entry, kind, allowed, book) for entry in session)


def _one_more(entry: Entry, kind: str, allowed: tuple[str, ...], book: Rulebook) -> Entry:
    times = times_of(book)
    dose = grown(entry.exercise, entry.dose, kind, allowed)
    fits = seconds(entry.exercise, dose, times) <= entry.minutes * times.minute_s
    return entry._replace(dose=dose) if fits else entry


def _filled(slot: str, setting: Setting, book: Rulebook) -> Iterator[Entry]:
    """Return a session of exactly its minutes, shared out in half minutes, the first exercises getting what is over."""
    most = times_of(book).one_exercise_max_minutes
    wanted = -int(-setting.minutes // most)
    chosen = list(_fitting(slot, setting, book))[:wanted]
    halves, over = divmod(setting.minutes + setting.minutes, len(chosen))
    for place, exercise in enumerate(chosen):
        yield Entry(exercise, (halves + (place < over)) / 2, first_dose(exercise))


def _fitting(slot: str, setting: Setting, book: Rulebook) -> Iterator[Exercise]:
    """Return the exercises of a session that this person may and can do, in the order of the stage's rule."""
    taken: set[str | None] = set()
    left_out = () if setting.full_feeling else book.words("SESSION-08", "left_out")
    left_out = (*left_out, *book.words("SESSION-12", "left_out")) if setting.upright else left_out
    for code in book.words(DAY_RULE[setting.stage], "midday_mild" if setting.mild and slot == "midday" else slot):
        exercise = library(book)[code]
        able = LEVELS.index(exercise.level) <= LEVELS.index(setting.level)
        if able and exercise.needed <= setting.equipment and code not in left_out and code not in taken:
            taken.add(exercise.instead_of)
            yield exercise


def _pace(setting: Setting, book: Rulebook) -> int:
    name = "beginner_pace_weeks" if setting.level == LEVELS[0] else "practised_pace_weeks"
    return int(book.number("SESSION-07", name))


def days_of_week(stage: str, book: Rulebook) -> tuple[int, ...]:
    """Return on which days of a week (from 1) the plan is done: daily, or every other day for maintenance."""
    if stage != MAINTENANCE:
        return tuple(range(1, 1 + int(book.number("SESSION-05", "daily_days_per_week"))))
    apart = int(book.number("SESSION-05", "every_days"))
    count = int(book.number("SESSION-05", "maintenance_days_per_week"))
    return tuple(1 + apart * place for place in range(count))
