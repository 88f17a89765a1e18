"""People who fill in the whole form, and the same people asked one question after another, as a client would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.interview.advise import advise
from api.advice.interview.answer import InterviewAnswer, InterviewQuestion
from api.advice.interview.request import Interview
from api.advice.interview.screens import GROUPS, STATE
from api.advice.triage.request import (
    BONE_TENDERNESS,
    NUMBNESS,
    PAIN_KINDS,
    PAIN_SIDES,
    PAIN_SITES,
    SEEN,
)
from api.rulebook.load import shipped_rulebook
from api.web.advice.interview import answers_of
from tests.consistency.people import person

BOOK = shipped_rulebook()
MOST_QUESTIONS = 40

Form = dict[str, Any]

OF_PAIN = (
    "hurts_at_push_off",
    "hurts_to_walk",
    "hurts_at_rest",
    "hurts_at_night",
    "worse_despite_rest",
    "one_painful_step",
)
RARE = (
    *("swelling", "heat", "redness", "toe_deformity", "joint_unstable", "diabetes", "neuropathy", "open_wound"),
    *("fever", "hot_stuck_joint", "calf_swelling", "breathless", "cold_or_pale_foot", "sudden_numb_foot"),
    *("deformity_after_injury", "cannot_walk_four_steps", "sole_bruising", "both_feet_swollen", "pregnant"),
    "weight_loss_or_cancer_history",
)


def whole_form(number: int) -> Form:
    """Return everything that a person of this number would answer if the whole form were put: a plausible whole.

    The pains and surprises are those of ``tests.consistency.people``; ``None`` is a question they cannot answer.
    """
    dice = Random(f"form {number}")
    someone = person(number)
    symptoms = dict(someone.get("symptoms", {}))
    for name in RARE:
        symptoms.setdefault(name, dice.random() < 0.015)
    sore = _is_sore(symptoms)
    if "pain_level" not in symptoms or (sore and not symptoms["pain_level"]):
        symptoms["pain_level"] = dice.randint(1, 8) if sore or dice.random() < 0.6 else 0
    _add_pain(symptoms, dice, sore=bool(symptoms["pain_level"]))
    symptoms.setdefault("numbness_or_tingling", _mostly(dice, "none", NUMBNESS))
    symptoms.setdefault("bone_tenderness", _mostly(dice, "none", BONE_TENDERNESS))
    symptoms.setdefault("morning_stiffness_minutes", dice.choice([0, 0, 0, 5, 20, 45]))
    symptoms.setdefault("age_years", dice.choice([12, 16, 25, 34, 45, 58, 71]))
    for name in list(symptoms):
        if dice.random() < 0.02 and name not in ("pain_level", "pain_sites", "pain_kinds", *OF_PAIN):
            symptoms[name] = None
    about, wishes = someone["person"], someone["wishes"]
    form: Form = {"symptoms": symptoms, "use": wishes.get("use", "road"), "insole": wishes.get("insole", "flat")}
    form |= {name: about[name] for name in ("sex", "feet", "size") if name in about}
    if "feet" not in form:
        form.setdefault("size", {"system": "us_women", "value": 8.5})
    if any(foot.get("bunion") for foot in form.get("feet", {}).values()):
        symptoms["toe_deformity"] = True
    pair = someone.get("pair", {"distance": {"km": 500}})
    return form | {"kind": "trainer", "feel": "unsure", "weekly_distance": {"km": 30}} | pair


def _is_sore(symptoms: Mapping[str, Any]) -> bool:
    return bool(symptoms.get("pain_sites") or symptoms.get("pain_kinds") or any(symptoms.get(name) for name in OF_PAIN))


def _add_pain(symptoms: Form, dice: Random, *, sore: bool) -> None:
    if not sore:
        for name in (*OF_PAIN, "recent_load_increase"):
            symptoms[name] = False
        symptoms["seen_by_professional"] = "no"
        # Nobody says for how long a pain lasts that they do not have.
        for name in ("days_since_onset", "days_of_self_care", "improving", "consistent_exercises_weeks"):
            symptoms.pop(name, None)
        return
    for name in (*OF_PAIN, "recent_load_increase"):
        symptoms.setdefault(name, dice.random() < 0.04)
    symptoms.setdefault("eases_off_feet", dice.random() < 0.95)
    symptoms.setdefault("pain_sites", dice.sample(PAIN_SITES, dice.randint(1, 2)))
    symptoms.setdefault("pain_side", dice.choice(PAIN_SIDES))
    symptoms.setdefault("pain_kinds", [_mostly(dice, "ache", PAIN_KINDS)])
    symptoms.setdefault("days_since_onset", dice.choice([0, 1, 2, 3, 4, 5, 6, 8, 12, 13, 14, 20, 40, 200]))
    symptoms.setdefault("days_of_self_care", min(symptoms["days_since_onset"], dice.choice([0, 1, 3, 6, 7, 9, 12, 16])))
    symptoms.setdefault("improving", dice.choice([True, False]))
    weeks = symptoms["days_since_onset"] // 7
    done = symptoms.get("consistent_exercises_weeks", dice.choice([0, 0, 2, 4, 8]))
    symptoms["consistent_exercises_weeks"] = min(weeks, done)
    symptoms.setdefault("seen_by_professional", _mostly(dice, "no", SEEN))


def _mostly(dice: Random, usual: str, words: tuple[str, ...]) -> str:
    return usual if dice.random() < 0.9 else dice.choice(words)


class Asked:
    """An interview as a client holds it."""

    def __init__(self, purpose: str, form: Form, book: Rulebook = BOOK) -> None:
        self.purpose, self.form, self.book = purpose, form, book
        self.answers: Form = {}
        self.asked: list[str] = []
        self.skipped: list[str] = []
        self.put: list[tuple[Form, InterviewAnswer]] = []

    @property
    def interview(self) -> Interview:
        """What the client sends."""
        return Interview(self.purpose, answers_of(self.answers), tuple(self.asked), frozenset(self.skipped))

    def walk(self) -> InterviewAnswer:
        """Return the end, after every question was answered as the form does."""
        for _ in range(MOST_QUESTIONS):
            answer = advise(self.interview, self.book)
            if answer.done:
                return answer
            assert answer.question is not None
            self.put.append((_copy(self.answers), answer))
            self.reply(answer.question)
        raise AssertionError(f"more than {MOST_QUESTIONS} questions: {self.asked}")

    def reply(self, question: InterviewQuestion) -> None:
        """Tick what is so, or leave a question open where the form does not know."""
        self.asked.append(question.id)
        if question.kind == "checklist":
            ticked = [choice for choice in question.choices if self._is_so(question.id, choice)]
            for choice in question.choices:
                if choice not in ticked:
                    merge(self.answers, choice.otherwise)
            for choice in ticked:
                merge(self.answers, choice.answers)
            return
        values = {path: at(self.form, path) for path in question.fields}
        if all(value is None for value in values.values()):
            self.skipped.append(question.id)
        for path, value in values.items():
            if value is not None:
                merge(self.answers, _nested(path, value))
        if question.id == "size" and "sex" in self.form:
            self.answers["sex"] = self.form["sex"]

    def _is_so(self, question: str, choice: Any) -> bool:
        if question == STATE and choice.value in GROUPS:
            return self._opens(str(choice.value))
        # What it says of other items follows from it.
        path, value = next(leaves(choice.answers))
        return _holds(at(self.form, path), value, path)

    def _opens(self, group: str) -> bool:
        if group == "pain":
            return bool(self.form["symptoms"]["pain_level"]) or _is_sore(self.form["symptoms"])
        harmless = (None, False, "none", 0)
        known = [at(self.form, path) for path in GROUPS[group]]
        return any(
            value not in harmless and not _is_short(path, value)
            for path, value in zip(GROUPS[group], known, strict=True)
        )


def _is_short(path: str, value: Any) -> bool:
    limit = BOOK.number("SAFE-08", "morning_stiffness_over_minutes")
    return path.endswith("morning_stiffness_minutes") and bool(value <= limit)


def _holds(known: Any, value: Any, path: str) -> bool:
    if path.endswith("morning_stiffness_minutes"):
        return known is not None and not _is_short(path, known)
    return bool(known == value)


def merge(into: Form, patch: Mapping[str, Any]) -> None:
    """Merge a patch into answers, objects into objects."""
    for name, value in patch.items():
        if isinstance(value, Mapping):
            merge(into.setdefault(name, {}), value)
        else:
            into[name] = value


def leaves(patch: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (dotted path, value) of everything in a patch."""
    for name, value in patch.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def at(form: Mapping[str, Any], path: str) -> Any:
    """Return what a form answers to a dotted field, ``None`` where it does not."""
    found: Any = form
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _nested(path: str, value: Any) -> Form:
    made: Any = value
    for name in reversed(path.split(".")):
        made = {name: made}
    return dict(made)


def _copy(answers: Form) -> Form:
    return {name: _copy(value) if isinstance(value, dict) else value for name, value in answers.items()}
