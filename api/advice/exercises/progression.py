"""What changes in the weeks ahead: one session at a time, one kind of change (EX-14, SESSION-07)."""

from __future__ import annotations

from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.exercises.plan import Change, Entry, Setting, changes_of, day_of
from api.advice.exercises.say import amount


def progression(setting: Setting, week: int, book: Rulebook) -> list[dict[str, Any]]:
    """Answer what changes after ``week``, as it is served."""
    return [_served(change, setting, book) for change in changes_of(setting, week, book)]


def _served(change: Change, setting: Setting, book: Rulebook) -> dict[str, Any]:
    before = day_of(setting, change.week - 1, book)[change.slot]
    after = day_of(setting, change.week, book)[change.slot]
    return {
        "week": change.week,
        "session": change.slot,
        "kind": change.kind,
        "change": book.sentence("SESSION-07", f"{change.slot}_{change.kind}"),
        "exercises": [_grown(new, book) for old, new in zip(before, after, strict=True) if new != old],
        "rules": ["EX-14", "SESSION-07"],
    }


def _grown(entry: Entry, book: Rulebook) -> dict[str, Any]:
    return {
        "exercise": entry.exercise.code,
        "title": entry.exercise.words("name", book),
        "amount": amount(entry, book),
        "variant": entry.dose.variant,
    }
