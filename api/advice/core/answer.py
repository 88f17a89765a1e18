"""The shape of every advice: a verdict, what to do, why, what was missing, and whom to see.

A topic extends ``Answer`` by what it says besides. Everything in an answer is immutable, and is described where it
stands: the web layer makes its schemas and its encoders from these classes.

What is missing is asked as a question: how it is put, what can be answered, and which answer is the worrying one. The
texts are those of wording/<language>/questions.yaml: a question by its field, and ``field=value`` for each of its
choices. Places in lists and the ``pair.`` of a run's pair do not tell questions apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

from api.advice.core.describe import (
    CODE,
    INTERNAL,
    REASONS,
    RULE_ID,
    Items,
    Length,
    Metadata,
    OneOf,
    Pattern,
    on_request,
)
from api.advice.core.rules import Rulebook

INDICATORS = ("info", "warning", "critical")

DISCLAIMER_RULE = "FLAG-12"
"""The rule behind every advice: it is advice, never a diagnosis."""

FOR, AGAINST, NEUTRAL = "for", "against", "neutral"
EFFECTS = (FOR, AGAINST, NEUTRAL)
SUMMARY_MAX_CHARACTERS = 140

CARE_LEVELS = ("see_professional", "same_day", "emergency")
"""Levels of care, mildest first; no care is ``None``."""

TIMEFRAMES = ("routine", "soon", "within_days", "today", "now")
"""How soon a professional looks, mildest first."""

CERTAINTIES = ("low", "medium", "high")
"""How sure an estimate is."""

RuleId = Annotated[str, Pattern(RULE_ID), Metadata("example", "FLAG-01")]
RuleIds = tuple[RuleId, ...]
SomeRules = Annotated[RuleIds, Items(1), "The rules behind it."]
Code = Annotated[str, Pattern(CODE)]
Sentence = Annotated[str, Length(1)]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do."""

    code: Code
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: one rule applied to these facts."""

    rule: Annotated[str, Pattern(RULE_ID), Metadata("example", "FLAG-04")]
    text: Annotated[str, Length(1)]
    effect: Annotated[str, OneOf(EFFECTS), "Whether it speaks for the verdict, against it, or neither."]


LEVEL, ADVICE, DETAIL = "level", "advice", "detail"
COULD_CHANGE = (LEVEL, ADVICE, DETAIL)
"""What an answer could change, the most decisive first."""

QUESTION_KINDS = ("choice", "choices", "yes_no", "scale", "number", "size", "foot_map", "date", "distance", "list")

ChoiceValue = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    value: Annotated[ChoiceValue, "What to send: a word, a number, or true or false; in a list where `kind` is plural."]
    text: Sentence


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that was not known and would sharpen or change the answer, as a question.

    A topic gives ``field``, ``why`` and ``could_change``; ``as_questions`` adds how it is asked.
    """

    field: Annotated[str, Length(1), "The field of the request, dotted."]
    why: Annotated[str, Length(1), "What it would change."]
    could_change: Annotated[
        str,
        OneOf(COULD_CHANGE),
        "`level`: one of the choices raises the level of care or brings it forward; `advice`: what is advised; "
        "`detail`: how exactly.",
    ] = ADVICE
    question: Annotated[str, Length(1), "The question, ready to be asked."] = ""
    kind: Annotated[str, OneOf(QUESTION_KINDS), "How it is answered."] = "yes_no"
    choices: Annotated[
        tuple[Choice, ...], "What can be answered; examples at the deciding values where a number is asked for."
    ] = ()
    alarming: Annotated[ChoiceValue | None, "The choice that is the bad one; null where none is."] = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where sources disagree on this answer, and which was followed."""

    rules: Annotated[RuleIds, Items(1), "The rules concerned."]
    text: Annotated[str, Length(1)]


@dataclass(frozen=True, slots=True)
class Care:
    """A professional is needed."""

    level: Annotated[str, OneOf(CARE_LEVELS), "Who, from mild to urgent. From `same_day` on other advice is withheld."]
    timeframe: Annotated[
        str,
        OneOf(TIMEFRAMES),
        "How soon: `now` (emergency), `today` (same_day), `within_days`, `soon` and `routine` (see_professional). "
        "Rule TRIAGE-01 holds the days.",
    ]
    rules: Annotated[RuleIds, Items(1), "The rules that call for it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What every advice says. A topic narrows ``verdict`` to its own closed list and adds fields of its own."""

    verdict: Annotated[str, Pattern(CODE), "The decision."]
    indicator: Annotated[str, OneOf(INDICATORS), "How loudly to show it."]
    summary: Annotated[str, Length(1, SUMMARY_MAX_CHARACTERS), "One line for a kiosk screen."]
    care: Annotated[Care | None, "Present when a professional is needed, else null."] = None
    actions: Annotated[tuple[Action, ...], "What to do, in order, worst first."] = ()
    reasons: Annotated[tuple[Reason, ...], on_request(REASONS), "Why; with `include=reasons`."] = ()
    missing: Annotated[
        tuple[Missing, ...], "What was not known and would sharpen or change the answer; ask in this order."
    ] = ()
    conflicts: Annotated[tuple[Conflict, ...], "Where sources disagree and which was followed."] = ()
    also_cites: Annotated[RuleIds, INTERNAL] = ()

    def cited(self) -> RuleIds:
        """Return every rule id this advice rests on, once, care first."""
        return tuple(dict.fromkeys(self._citations()))

    def _citations(self) -> Iterable[str]:
        if self.care is not None:
            yield from self.care.rules
        for action in self.actions:
            yield from action.rules
        for reason in self.reasons:
            yield reason.rule
        for conflict in self.conflicts:
            yield from conflict.rules
        yield from self.also_cites


def percent(share: float) -> int:
    """Return a share in whole per cent, as answers and pictures name it."""
    return round(share * 100)


CHOICE, CHOICES, YES_NO, SCALE, NUMBER = "choice", "choices", "yes_no", "scale", "number"
SIZE, FOOT_MAP, DATE, DISTANCE, LIST = "size", "foot_map", "date", "distance", "list"
"""Kinds of questions; below, the fields that are asked for in each way."""

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


def as_questions(missing: Iterable[Missing], book: Rulebook) -> tuple[Missing, ...]:
    """Return what is missing with its questions, each field once: what could change the level of care first."""
    return tuple(with_question(fact, book) for fact in once_each(missing))


def once_each(missing: Iterable[Missing]) -> list[Missing]:
    """Return what is missing, each field once: what could change the level of care first."""
    by_field: dict[str, Missing] = {}
    for fact in missing:
        by_field.setdefault(fact.field, fact)
    return sorted(by_field.values(), key=lambda fact: COULD_CHANGE.index(fact.could_change))


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


def conflicts_of(rules: Iterable[str], book: Rulebook) -> tuple[Conflict, ...]:
    """Return every conflict of sources in ``rules``, each once, in the order of the rules."""
    disputed = _disputed(book)
    found: dict[str, Conflict] = {}
    for rule in rules:
        for conflict in disputed.get(rule, ()):
            found.setdefault(conflict.text, conflict)
    return tuple(found.values())


def conflicts_behind(
    actions: Iterable[Action],
    reasons: Iterable[Reason],
    book: Rulebook,
    *,
    also: Iterable[str] = (),
    not_named: Collection[str] = (),
) -> tuple[Conflict, ...]:
    """Return the conflicts of the rules behind actions and reasons, and of the rules ``also``, each once.

    The conflicts of the rules ``not_named`` are left out: the other side of each is there already.
    """
    cited = [rule for action in actions for rule in action.rules]
    cited += [*(reason.rule for reason in reasons), *also]
    return conflicts_of((rule for rule in cited if rule not in not_named), book)


@lru_cache(maxsize=8)
def _disputed(book: Rulebook) -> Mapping[str, tuple[Conflict, ...]]:
    """Return the rules in which sources disagree, with what they disagree about."""
    return {
        rule.id: tuple(Conflict((rule.id, *conflict.rules), conflict.text) for conflict in rule.conflicts)
        for rule in book.rules.values()
        if rule.conflicts
    }
