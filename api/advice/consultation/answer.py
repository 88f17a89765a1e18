"""What a consultation says: the answer of each topic, and what was agreed between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from api.advice.core.answer import Action, Answer, Code, Sentence, SomeRules
from api.advice.core.describe import LEFT_OUT_WHEN_NONE, OneOf
from api.advice.exercises.answer import ExercisesAnswer
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.return_to_run.answer import WayBack
from api.advice.run_today.answer import RunTodayAnswer
from api.advice.self_care.answer import SelfCareAnswer
from api.advice.shoes.advise import NextPair
from api.advice.shoes.answer import ShoesAnswer
from api.advice.triage.answer import VERDICTS, TriageAnswer
from api.advice.triage.judge import Triage

PARTS = ("triage", "shoes", "met_pad", "self_care", "run_today", "exercises")
"""The parts, in the order in which they are served."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was changed in one part because of another."""

    part: Annotated[str, OneOf(PARTS), "Which part."]
    code: Code
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAnswer(Answer):
    """Everything for one customer. Actions, reasons and questions of the whole are not repeated in the parts."""

    verdict: Annotated[str, OneOf(VERDICTS), "Who should look at the foot, from urgent to not at all."]
    triage: TriageAnswer
    shoes: ShoesAnswer
    met_pad: MetPadAnswer
    self_care: SelfCareAnswer
    run_today: RunTodayAnswer
    exercises: ExercisesAnswer
    return_to_run: Annotated[
        WayBack | None,
        LEFT_OUT_WHEN_NONE,
        "The checks before the first run; left out where nobody is known to be on the way back.",
    ] = None
    agreed: Annotated[tuple[Agreed, ...], "What was changed so that the parts agree."] = ()


@dataclass(frozen=True, slots=True)
class TakenHome:
    """What paper and the page for the phone hold: the whole, or the one advice that was asked for, as it stands alone.

    Summary, care, actions and questions are those of ``top``; a part that was not shown is ``None``.
    """

    top: Answer
    shoes: ShoesAnswer | None = None
    met_pad: MetPadAnswer | None = None
    self_care: SelfCareAnswer | None = None
    run_today: RunTodayAnswer | None = None
    exercises: ExercisesAnswer | None = None
    return_to_run: WayBack | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether care comes before all other advice, so that nothing else is shown."""
        return self.top.care is not None and self.top.care.level != "see_professional"

    @property
    def shoes_found(self) -> int:
        """Of how many shoes the summary speaks: alone it counts all that were found, of the whole what is shown."""
        if self.shoes is None:
            return 0
        shown, found = len(self.shoes.recommendations), self.shoes.found.suit or self.shoes.found.try_on
        return max(shown, found) if self.run_today is None or not shown else shown


def whole(answer: ConsultationAnswer) -> TakenHome:
    """Return everything, to take home."""
    return TakenHome(
        answer,
        answer.shoes,
        answer.met_pad,
        answer.self_care,
        answer.run_today,
        answer.exercises,
        answer.return_to_run,
    )


def shoes_alone(answer: ShoesAnswer) -> TakenHome:
    """Return advice on shoes to take home; its actions stand at the top."""
    return TakenHome(answer, shoes=replace(answer, actions=()))


def pad_alone(answer: MetPadAnswer) -> TakenHome:
    """Return the place of a pad to take home; its actions stand at the top."""
    return TakenHome(answer, met_pad=replace(answer, actions=()))


@dataclass(frozen=True, slots=True)
class Decided:
    """What the consultation decides before it asks the topics."""

    triage: Triage
    race_later: bool
    rest_days_left: int


@dataclass(frozen=True, slots=True)
class Parts:
    """The answers of the topics besides triage."""

    shoes: ShoesAnswer
    met_pad: MetPadAnswer
    self_care: SelfCareAnswer
    run_today: RunTodayAnswer
    exercises: ExercisesAnswer
    may_follow: NextPair | None = None
    """The shoe that may follow the pair that is worn, where one has to and one suits."""
    way_back: WayBack | None = None
    """The checks that come before any run, for who is on the way back."""


@dataclass(frozen=True, slots=True)
class OwnActions:
    """What the whole asks for besides its parts: of the ``pair``, and what concerns several parts ``together``."""

    pair: tuple[Action, ...] = ()
    together: tuple[Action, ...] = ()
