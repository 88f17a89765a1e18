"""What is missing as questions: how each is put, what can be answered, and which answer is the worrying one.

The texts are those of wording/<language>/questions.yaml: a question by its field, and ``field=value`` for each of its
choices. Places in lists and the ``pair.`` of a run's pair do not tell questions apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from api.advice.core.answer import COULD_CHANGE, Choice, ChoiceValue, Missing
from api.advice.core.rules import Rulebook

CHOICE, CHOICES, YES_NO, SCALE, NUMBER = "choice", "choices", "yes_no", "scale", "number"
SIZE, FOOT_MAP, DATE, DISTANCE, LIST = "size", "foot_map", "date", "distance", "list"

SCALES = frozenset({"symptoms.pain_level", "pain_level_before", "last_pain_level"})

NUMBERS = frozenset(
    {
        *("symptoms.days_since_onset", "symptoms.days_of_self_care", "symptoms.morning_stiffness_minutes"),
        *("symptoms.consistent_exercises_weeks", "symptoms.age_years"),
        *("feet.left.length_mm", "feet.left.heel_to_ball_mm", "feet.left.breadth_mm"),
        *("feet.right.length_mm", "feet.right.heel_to_ball_mm", "feet.right.breadth_mm"),
        *("foot.length_mm", "foot.heel_to_ball_mm", "foot.breadth_mm"),
        *("bmi", "body_mass_kg", "cadence_spm", "cross_training_days", "daily_life.bmi", "days_off", "days_tried"),
        *("training.speed_sessions_per_week", "training.weekly_increase_fraction", "weeks_done.runs", "weeks_off"),
        *("hours", "limit_age_months", "limit_hours", "pain_free_days", "minutes_per_session"),
        *("weeks_done.longest_continuous_minutes", "symptoms.days_pain_free"),
    }
)
DISTANCES = frozenset({"distance", "distance_at_least", "longest_run_last_30_days", "planned_longest_run"}) | {
    *("planned_week", "weekly_distance", "usual_weekly_distance", "weeks_done.distance", "limit")
}
LISTS = frozenset({"recent_weeks", "runs", "surfaces", "tried", "weeks_done", "placement"})
SEVERAL = frozenset({"equipment", "medicine_cautions", "new_stressors", "symptoms.pain_kinds"})

REASSURING = frozenset(
    {"other_pair", "symptoms.eases_off_feet", "symptoms.improving", "weeks_done.pain_free", "clinician_clearance"}
)
"""Questions of which a no is the worrying answer; so are the checks before running again."""

WORRYING = {
    "symptoms.numbness_or_tingling": "stays",
    "symptoms.bone_tenderness": "metatarsal_shaft",
    "symptoms.pain_kinds": "electric",
    "symptoms.seen_by_professional": "new_or_worse",
    "feel": "flat",
    "last_response": "sharp",
    "weeks_done.worst_response": "sharp",
}
"""Questions with a closed list -> the worrying answer."""

WORRYING_YES = frozenset(
    {
        *("bone_stress_injury", "flare_up", "forefoot_pain", "hot_spot_in_run", "illness", "worse_in_run"),
        *("inspection.creased_midsole", "inspection.outsole_through", "inspection.tilts"),
    }
)
"""Questions outside the symptoms of which a yes is the worrying answer."""


def asked(missing: Iterable[Missing], book: Rulebook) -> tuple[Missing, ...]:
    """Return what is missing with its questions, each field once: what could change the level of care first."""
    by_field: dict[str, Missing] = {}
    for fact in missing:
        by_field.setdefault(fact.field, with_question(fact, book))
    return tuple(sorted(by_field.values(), key=lambda fact: COULD_CHANGE.index(fact.could_change)))


@lru_cache(maxsize=1024)
def with_question(missing: Missing, book: Rulebook) -> Missing:
    """Return a missing fact with its question and choices, those that it has already left as they are.

    Raise UnknownWordingError for a field that no question asks for.
    """
    path = question_path(missing.field)
    choices = missing.choices or _choices(path, book)
    return replace(
        missing,
        question=missing.question or book.wording.text(f"questions.{path}"),
        kind=kind_of(path, bool(choices)),
        choices=choices or _yes_or_no(path, book),
        alarming=missing.alarming if missing.alarming is not None else _worrying(path, bool(choices)),
    )


def question_path(field: str) -> str:
    """Return the field by which the texts of a question are found."""
    return ".".join(part for part in field.removeprefix("pair.").split(".") if not part.isdigit())


def kind_of(path: str, has_choices: bool = False) -> str:
    """Return how a question is answered, one of ``core.answer.QUESTION_KINDS``."""
    if path == "symptoms.pain_sites":
        return FOOT_MAP
    for kind, paths in ((SCALE, SCALES), (NUMBER, NUMBERS), (DISTANCE, DISTANCES), (LIST, LISTS), (CHOICES, SEVERAL)):
        if path in paths:
            return kind
    if path in ("size", "size.value"):
        return SIZE
    if path in ("start_on", "started_on", "as_of"):
        return DATE
    return CHOICE if has_choices else YES_NO


def _choices(path: str, book: Rulebook) -> tuple[Choice, ...]:
    prefix = f"questions.{path}="
    return tuple(Choice(key.removeprefix(prefix), book.wording.text(key)) for key in book.wording.keys(prefix))


def _yes_or_no(path: str, book: Rulebook) -> tuple[Choice, ...]:
    if kind_of(path) != YES_NO:
        return ()
    return Choice(True, book.wording.text("questions.yes")), Choice(False, book.wording.text("questions.no"))


def _worrying(path: str, closed_list: bool) -> ChoiceValue | None:
    if path in WORRYING:
        return WORRYING[path]
    if path in REASSURING or path.startswith("checks."):
        return False
    is_symptom = path.startswith("symptoms.") and kind_of(path, closed_list) == YES_NO
    return True if path in WORRYING_YES or is_symptom else None
