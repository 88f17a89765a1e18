"""Everything a kiosk tells a customer, in one answer whose parts agree with each other.

Triage, shoes, pad, self-care, exercises and today's run, each judged by its own topic from the same facts; danger signs
first. Rules CONSULT-01 .. CONSULT-04. Nothing here reads a clock: ``as_of`` is passed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.advice.consultation.agreement import agreed
from api.advice.consultation.change import Agreed
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import INDICATORS, Action, Missing, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.loose import as_plain, loosen
from api.advice.core.rules import Rulebook
from api.advice.exercises import advise as exercises
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.run_today import advise as run_today
from api.advice.run_today.answer import NO
from api.advice.self_care import advise as self_care
from api.advice.shoes import advise as shoes
from api.advice.shoes.advise import Candidates
from api.advice.triage import advise as triage

VERDICTS = triage.VERDICTS

PARTS = ("triage", "shoes", "met_pad", "self_care", "run_today", "exercises")
"""The parts in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Consultation:
    """The answers of all topics, as each gave it for the same person."""

    triage: Answer
    shoes: Answer
    met_pad: MetPadAnswer
    self_care: Answer
    run_today: Answer
    exercises: Answer


def consult(asked: ConsultationRequest, shelf: Candidates, book: Rulebook, *, as_of: date) -> Consultation:
    """Answer every topic for one person on the day ``as_of``; ``shelf`` holds the shoes that may be shown.

    Raises ImpossibleMeasurementError and its ContradictionError, as the topics do.
    """
    return Consultation(
        triage=loosen(triage.advise(asked.symptoms, book)),
        shoes=loosen(shoes.advise(shoe_facts(asked, book), shelf, book)),
        met_pad=met_pad.advise(asked.pad, book),
        self_care=loosen(self_care.advise(asked.self_care, book)),
        run_today=loosen(run_today.advise(asked.run_today, book, as_of=as_of)),
        exercises=loosen(exercises.advise(asked.exercises, book)),
    )


def shoe_facts(asked: ConsultationRequest, book: Rulebook) -> shoes.ShoesAdviceRequest:
    """Answer what shoes are asked for: a race waits until the foot is known to be well (CONSULT-02)."""
    return replace(asked.shoes, use="road") if races_later(asked, book) else asked.shoes


def races_later(asked: ConsultationRequest, book: Rulebook) -> bool:
    """Answer whether race shoes were asked for and are not shown yet (CONSULT-02)."""
    if asked.shoes.use != "race":
        return False
    well = triage.judge(asked.symptoms, book).facts["pain"] is False
    return not (well and asked.shoes.in_recovery is False)


def advise(asked: ConsultationRequest, given: Consultation, book: Rulebook) -> Answer:
    """Answer the whole consultation: the verdict of triage, and each part under its name.

    Besides: a part for each of ``PARTS`` with its own verdict, and ``agreed``, what was changed so that they agree.
    A part leaves out what the top of the answer says already: the actions, reasons and questions of triage.
    """
    later = races_later(asked, book)
    said = triage.judge(asked.symptoms, book)
    parts, changes = agreed(
        said, given.shoes, loosen(given.met_pad), given.self_care, given.run_today, given.exercises, book
    )
    told = {"triage": given.triage, **parts}
    if later and not said.withheld:
        changes = [_race_later(book), *changes]
    return Answer(
        verdict=given.triage.verdict,
        indicator=max((part.indicator for part in told.values()), key=INDICATORS.index),
        summary=given.triage.summary,
        actions=(*_first_actions(given.triage, parts["run_today"]), *_own_actions(said, changes, book)),
        reasons=given.triage.reasons,
        missing=tuple(_missing(told, later, book)),
        conflicts=given.triage.conflicts,
        care=given.triage.care,
        details={
            **{name: _part(told[name], given.triage, name) for name in PARTS},
            "agreed": [change.as_dict() for change in changes],
        },
        also_cites=tuple(_cited(told, changes)),
    )


def _race_later(book: Rulebook) -> Agreed:
    return Agreed("shoes", "race_shoes_wait", book.sentence("CONSULT-02"), ("CONSULT-02",))


def _first_actions(first: Answer, run: Answer) -> Iterator[Action]:
    """Answer what triage says to do, less what the parts tell better: other topics, and rest where a run is allowed."""
    told_better = {"next_advice"} | (set() if run.verdict == NO else {"ease_off", "first_steps"})
    return (each for each in first.actions if each.code not in told_better)


def _own_actions(said: triage.Triage, changes: list[Agreed], book: Rulebook) -> Iterator[Action]:
    """Answer what the whole asks for besides its parts; nothing while a professional is needed today or now."""
    if said.withheld:
        return
    occasion = "self_care" if said.care is None else "professional"
    yield Action("read_the_parts", book.sentence("CONSULT-01", occasion), ("CONSULT-01",))
    for change in changes:
        if change.code in ("race_shoes_wait", "try_together"):
            yield Action(change.code, change.text, change.rules)


def _missing(told: Mapping[str, Answer], later: bool, book: Rulebook) -> Iterator[Missing]:
    """Answer what any part would like to know, each field once, the most dangerous first."""
    found: dict[str, Missing] = {}
    for name in PARTS:
        for each in told[name].missing:
            found.setdefault(each.field, each)
    if later:
        found.setdefault("in_recovery", Missing("in_recovery", book.sentence("CONSULT-02", "ask")))
    yield from found.values()


def _part(part: Answer, first: Answer, name: str) -> dict[str, Any]:
    """Answer one part as it is served, without what the whole answer says of triage."""
    own = name == "triage"
    said = {(action.code, action.text) for action in first.actions}
    return {
        "verdict": part.verdict,
        "indicator": part.indicator,
        "summary": part.summary,
        "care": as_plain(part.care),
        "actions": [] if own else [as_plain(each) for each in part.actions if (each.code, each.text) not in said],
        **part.details,
        "reasons": [] if own else [as_plain(each) for each in _reasons_of(part, first)],
        "conflicts": [] if own else [as_plain(each) for each in part.conflicts if each not in first.conflicts],
    }


def _reasons_of(part: Answer, first: Answer) -> Iterator[Reason]:
    said = {(reason.rule, reason.text) for reason in first.reasons}
    return (reason for reason in part.reasons if (reason.rule, reason.text) not in said)


def _cited(told: Mapping[str, Answer], changes: list[Agreed]) -> Iterator[str]:
    yield "CONSULT-01"
    for name in PARTS:
        yield from told[name].cited()
    for change in changes:
        yield from change.rules
