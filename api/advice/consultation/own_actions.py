"""What a consultation asks for besides its parts: the pair that is worn first, then what concerns several parts.

Rules CONSULT-01, CONSULT-02, CONSULT-03, CONSULT-06.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.advice.core.answer import Action, Answer
from api.advice.core.rules import Rulebook
from api.advice.exercises.answer import ExercisesAnswer
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.retirement.answer import KEEP, RETIRE
from api.advice.run_today.answer import RunTodayAnswer
from api.advice.self_care.answer import SelfCareAnswer
from api.advice.shoes.answer import Recommendation, ShoesAnswer
from api.advice.shoes.card import DISCONTINUED
from api.advice.triage.judge import Triage


@dataclass(frozen=True, slots=True)
class Parts:
    """The answers of the topics besides triage."""

    shoes: ShoesAnswer
    met_pad: MetPadAnswer
    self_care: SelfCareAnswer
    run_today: RunTodayAnswer
    exercises: ExercisesAnswer
    may_follow: Recommendation | None = None
    """The shoe that may follow the pair that is worn, where one has to and one suits."""

    def in_order(self) -> tuple[Answer, ...]:
        """Return them in the order in which they are served."""
        return (self.shoes, self.met_pad, self.self_care, self.run_today, self.exercises)


@dataclass(frozen=True, slots=True)
class OwnActions:
    """What the whole asks for besides its parts: of the ``pair``, and what concerns several parts ``together``."""

    pair: tuple[Action, ...] = ()
    together: tuple[Action, ...] = ()


def own_actions(race_later: bool, triage: Triage, parts: Parts, book: Rulebook) -> OwnActions:
    """Return what the whole asks for besides its parts (CONSULT-01, CONSULT-02, CONSULT-03, CONSULT-06)."""
    occasion = _begin_with(triage, parts)
    together = [Action("read_the_parts", book.sentence("CONSULT-01", occasion), ("CONSULT-01",))]
    if tried_together(parts):
        together.append(Action("try_together", book.sentence("CONSULT-03", "together"), ("CONSULT-03",)))
    race = [Action("race_shoes_wait", book.sentence("CONSULT-02"), ("CONSULT-02",))] if race_later else []
    return OwnActions((*_pair_actions(parts, book), *race), tuple(together))


def _begin_with(triage: Triage, parts: Parts) -> str:
    """Return which sentence says what to begin with: who has no complaint came for shoes, and has nothing to treat."""
    if triage.care is not None:
        return "professional"
    if not triage.has_complaint:
        if parts.shoes.recommendations:
            return "well"
        return "well_to_try" if parts.shoes.try_on else "well_without_shoes"
    return "self_care" if parts.met_pad.placement is not None else "self_care_without_pad"


def _pair_actions(parts: Parts, book: Rulebook) -> Iterator[Action]:
    """Yield what becomes of the pair that is worn, with the shoe that may follow it (CONSULT-06)."""
    pair = parts.run_today.pair
    if pair is None or pair.verdict == KEEP:
        return
    when = "retire" if pair.verdict == RETIRE else "plan"
    rules = ("CONSULT-06", "RETIRE-07")
    if parts.may_follow is None:
        yield Action("replace_pair", book.sentence("CONSULT-06", when), rules)
        return
    shoe, made = parts.may_follow.name, is_made(parts.may_follow)
    occasion = f"{when}_with" if made else f"{when}_with_last"
    text = book.sentence("CONSULT-06", occasion, brand=shoe.brand, model=shoe.model)
    yield Action("replace_pair", text, rules if made else (*rules, "FIT-16"))


def is_made(shoe: Recommendation) -> bool:
    """Return whether nothing says that a model is no longer made (FIT-16)."""
    return all(caution.code != DISCONTINUED for caution in shoe.cautions)


def tried_together(parts: Parts) -> bool:
    """Return whether shoes are tried on with the pad in place (CONSULT-03)."""
    return parts.met_pad.placement is not None and any(shoe.takes_insert for shoe in parts.shoes.recommendations)
