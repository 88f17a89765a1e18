"""Everything that one person is answered, and ways to look through it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.advice.answers import ASK
from tests.consistency.people import Person, bodies

Served = Mapping[str, Any]

SHELF = ["roomy", "roomy_wide", "no_insole", "plain", "racer", "slipper", "thin", "plated", "unmeasured", "trail_shoe"]
PARTS = ("triage", "shoes", "met_pad", "self_care", "run_today", "exercises")
NO_SENTENCES = frozenset(
    {
        *("rules", "rulebook_version", "disclaimer", "code", "rule", "field", "verdict", "indicator", "level", "kind"),
        *("drawing_url", "calendar_url", "exercise", "id", "brand", "model", "shoe", "value", "could_change", "unit"),
    }
)


@dataclass(frozen=True)
class Whole:
    """One person, what each topic was sent, and what it answered."""

    person: Person
    asked: Mapping[str, Served]
    answers: Mapping[str, Served]

    @property
    def care(self) -> Served | None:
        """The care that triage calls for."""
        care: Served | None = self.answers["triage"]["care"]
        return care

    @property
    def urgent(self) -> bool:
        """Whether somebody has to look today or now."""
        return self.care is not None and self.care["level"] in ("same_day", "emergency")

    @property
    def running_waits(self) -> bool:
        """Whether there is no run before somebody has looked: any care but an unhurried visit."""
        return self.care is not None and self.care["timeframe"] != "routine"

    @property
    def symptoms(self) -> Mapping[str, Any]:
        """What is known of the pain."""
        return self.person.get("symptoms", {})

    @property
    def consultation(self) -> Served:
        """Everything in one answer."""
        return self.answers["consultation"]


def ask(person: Person) -> Whole:
    """Return everything that a person is answered."""
    asked = bodies(person)
    answers = {}
    for topic, body in asked.items():
        given = {name: value for name, value in body.items() if value is not None}
        answers[topic] = ASK[topic]({**given, "shelf": SHELF} if topic in ("shoes", "consultation") else given)
    return Whole(person, asked, answers)


def sentences(answer: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, text) of everything in an answer that a person reads."""
    if isinstance(answer, str):
        yield path, answer
    elif isinstance(answer, Mapping):
        for key, value in answer.items():
            if key not in NO_SENTENCES:
                yield from sentences(value, f"{path}.{key}")
    elif isinstance(answer, list):
        for index, value in enumerate(answer):
            yield from sentences(value, f"{path}.{index}")


def read(whole: Whole) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of everything that the person reads, words of closed lists apart."""
    for topic, answer in whole.answers.items():
        for path, text in sentences(answer, topic):
            if " " in text:
                yield path, text


def at(answer: Any, *path: str) -> Any:
    """Return what is at a path, or None where the path ends before."""
    for name in path:
        if not isinstance(answer, Mapping) or name not in answer:
            return None
        answer = answer[name]
    return answer
