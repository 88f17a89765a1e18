"""How a question of an interview is put: its words, and what each choice adds to the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.advice.core.answer import (
    CHOICES,
    DISTANCE,
    FOOT_MAP,
    NUMBER,
    SCALE,
    SIZE,
    ChoiceValue,
    Missing,
    with_question,
)
from api.advice.core.rules import Rulebook
from api.advice.interview.answer import InterviewChoice, InterviewQuestion
from api.advice.interview.request import Interview
from api.advice.interview.screens import (
    CHECKLIST,
    GROUPS,
    IN_RECOVERY,
    LOOK,
    LOST_WEIGHT,
    PAIN_LEVEL,
    SENSATION,
    STATE,
    Item,
    Screen,
    values_of,
)
from api.advice.triage.questions import question_about

UNITS = {"days_since_onset": "days", "days_of_self_care": "days", "consistent_exercises_weeks": "weeks"}


def question_of(
    screen: Screen, fields: tuple[str, ...], could_change: str, known: Interview, book: Rulebook
) -> InterviewQuestion:
    """Return a screen as a question about those of its ``fields`` that can change something."""
    if screen.items or screen.id == STATE:
        return _checklist(screen, fields, could_change, book)
    # Of the map of the foot only the side may be open: that is a choice, and no map a second time.
    path = next((field for field in screen.fields if field in fields), screen.fields[0])
    whole = path == screen.fields[0]
    is_symptom = whole and path.startswith("symptoms.")
    asked = question_about(path.removeprefix("symptoms."), book) if is_symptom else Missing(path, _why(screen, book))
    worded = with_question(asked, book)
    kind = SIZE if screen.id == "size" else worded.kind
    low, high = _limits(screen, kind, known, book)
    return InterviewQuestion(
        id=screen.id,
        field=None if kind in (SIZE, FOOT_MAP) else path,
        fields=screen.fields if whole else fields,
        text=(_text_or_none(f"interview.{screen.id}.sore", book) if low else None) or worded.question,
        help=_text_or_none(f"interview.{screen.id}.help", book) if whole else None,
        kind=kind,
        choices=tuple(_options(path, kind, worded)),
        none_text=None,
        unit=UNITS.get(screen.id),
        low=low,
        high=high,
        why=_text_or_none(f"interview.{screen.id}.why", book) or worded.why,
        could_change=could_change,
    )


def _options(path: str, kind: str, worded: Missing) -> Iterator[InterviewChoice]:
    if kind in (SCALE, SIZE, DISTANCE):
        return
    for choice in worded.choices:
        many = kind in (CHOICES, FOOT_MAP)
        value: Any = [choice.value] if many else choice.value
        yield InterviewChoice(choice.value, choice.text, nested(path, value), {})


def _limits(screen: Screen, kind: str, known: Interview, book: Rulebook) -> tuple[float | None, float | None]:
    if kind == SCALE:
        # Who has reported that the foot hurts is not offered that it does not.
        return (1 if screen.id == PAIN_LEVEL and STATE in known.asked else 0), book.number("CARE-08", "worst_pain")
    return (0, None) if kind == NUMBER else (None, None)


def _checklist(screen: Screen, fields: tuple[str, ...], could_change: str, book: Rulebook) -> InterviewQuestion:
    options = _states(fields, book) if screen.id == STATE else _items(screen, fields, book)
    return InterviewQuestion(
        id=screen.id,
        field=None,
        fields=fields,
        text=book.wording.text(f"interview.{screen.id}"),
        help=_text_or_none(f"interview.{screen.id}.help", book),
        kind=CHECKLIST,
        choices=tuple(options),
        none_text=book.wording.text(f"interview.{screen.id}.none"),
        unit=None,
        low=None,
        high=None,
        why=_why(screen, book),
        could_change=could_change,
    )


def _items(screen: Screen, fields: tuple[str, ...], book: Rulebook) -> Iterator[InterviewChoice]:
    prefix = screen.fields[0].rpartition(".")[0]
    for item in screen.items:
        path = f"{prefix}.{item.field}"
        if path in fields:
            chosen, otherwise = values_of(item, book)
            ticked = nested(path, chosen)
            for implied, value in item.implies:
                ticked.setdefault(prefix, {})[implied] = value
            yield InterviewChoice(item.key, _tick(path, item, book), ticked, nested(path, otherwise))


def _tick(path: str, item: Item, book: Rulebook) -> str:
    key = path if isinstance(item.value, bool) else f"{path}={item.value}"
    facts = {}
    if item.field == "morning_stiffness_minutes":
        facts = {"minutes": round(book.number("SAFE-08", "morning_stiffness_over_minutes"))}
    return book.wording.text(f"interview.tick.{key}", **facts)


def _states(fields: tuple[str, ...], book: Rulebook) -> Iterator[InterviewChoice]:
    """Yield the groups that the state of the feet opens; what is left unticked is closed as harmless."""
    harmless = _harmless(book)
    for group, members in GROUPS.items():
        closed = [field for field in members if field in fields]
        if closed:
            otherwise: dict[str, Any] = {}
            for field in closed:
                otherwise.setdefault("symptoms", {})[field.removeprefix("symptoms.")] = harmless[field]
            yield InterviewChoice(group, book.wording.text(f"interview.state={group}"), {}, otherwise)
    lost = f"symptoms.{LOST_WEIGHT}"
    if lost in fields:
        yield InterviewChoice(
            LOST_WEIGHT, book.wording.text(f"interview.tick.{lost}"), nested(lost, True), nested(lost, False)
        )
    if IN_RECOVERY in fields:
        text = book.wording.text(f"interview.tick.{IN_RECOVERY}")
        yield InterviewChoice(IN_RECOVERY, text, nested(IN_RECOVERY, True), nested(IN_RECOVERY, False))


def _harmless(book: Rulebook) -> Mapping[str, ChoiceValue]:
    values: dict[str, ChoiceValue] = {"symptoms.pain_level": 0}
    for item in (*LOOK.items, *SENSATION.items):
        values[f"symptoms.{item.field}"] = values_of(item, book)[1]
    return values


def _why(screen: Screen, book: Rulebook) -> str:
    return book.wording.text(f"interview.{screen.id}.why")


def _text_or_none(key: str, book: Rulebook) -> str | None:
    return book.wording.text(key) if key in book.wording.keys(key) else None


def nested(path: str, value: Any) -> dict[str, Any]:
    """Return what sets a dotted field: ``{"symptoms": {"fever": true}}``."""
    made: Any = value
    for name in reversed(path.split(".")):
        made = {name: made}
    patch: dict[str, Any] = made
    return patch
