"""What a consultation says of its own: the summary of the whole, its own actions, and what its parts agreed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.advice.consultation.answer import Agreed
from api.advice.core.answer import SUMMARY_MAX_CHARACTERS, Action, Answer
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.exercises.answer import ExercisesAnswer
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.retirement.answer import KEEP, RETIRE
from api.advice.run_today.answer import EASY, NO, RunTodayAnswer
from api.advice.self_care.answer import SelfCareAnswer
from api.advice.shoes.answer import ShoesAnswer
from api.advice.triage.answer import TriageAnswer
from api.advice.triage.judge import Triage


@dataclass(frozen=True, slots=True)
class Parts:
    """The answers of the topics besides triage."""

    shoes: ShoesAnswer
    met_pad: MetPadAnswer
    self_care: SelfCareAnswer
    run_today: RunTodayAnswer
    exercises: ExercisesAnswer

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
    alone = "self_care" if parts.met_pad.placement is not None else "self_care_without_pad"
    occasion = alone if triage.care is None else "professional"
    together = [Action("read_the_parts", book.sentence("CONSULT-01", occasion), ("CONSULT-01",))]
    if race_later:
        together.append(Action("race_shoes_wait", book.sentence("CONSULT-02"), ("CONSULT-02",)))
    if _tried_together(parts):
        together.append(Action("try_together", book.sentence("CONSULT-03", "together"), ("CONSULT-03",)))
    return OwnActions(tuple(_pair_actions(parts, book)), tuple(together))


def _pair_actions(parts: Parts, book: Rulebook) -> Iterator[Action]:
    """Yield what becomes of the pair that is worn, with the shoe that may follow it (CONSULT-06)."""
    pair = parts.run_today.pair
    if pair is None or pair.verdict == KEEP:
        return
    when = "retire" if pair.verdict == RETIRE else "plan"
    rules = ("CONSULT-06", "RETIRE-07")
    if parts.shoes.recommendations:
        shoe = parts.shoes.recommendations[0].name
        text = book.sentence("CONSULT-06", f"{when}_with", brand=shoe.brand, model=shoe.model)
        yield Action("replace_pair", text, rules)
    else:
        yield Action("replace_pair", book.sentence("CONSULT-06", when), rules)


def _tried_together(parts: Parts) -> bool:
    return parts.met_pad.placement is not None and any(shoe.takes_insert for shoe in parts.shoes.recommendations)


def agreements(race_later: bool, parts: Parts, book: Rulebook) -> Iterator[Agreed]:
    """Yield what one part left to another (CONSULT-02 .. CONSULT-05), each once."""
    left_out = {left.measure: left.rules for left in parts.self_care.left_out}
    of_rest, of_pad = left_out.get("rest", ()), left_out.get("pad_at_hand", ())
    if race_later:
        yield _agreed("shoes", "race_shoes_wait", "CONSULT-02", book)
    if parts.run_today.verdict == NO and any(act.code == "rest_before_run" for act in parts.run_today.actions):
        yield _agreed("run_today", "rest_before_run", "CONSULT-05", book)
    if "CONSULT-05" in of_rest:
        rested = parts.self_care.review_after_days is not None
        yield _agreed("self_care", "rested" if rested else "nothing_to_rest", "CONSULT-05", book)
    if _tried_together(parts):
        yield _agreed("shoes", "try_together", "CONSULT-03", book)
    if any(caution.code == "pad_on_foot" for shoe in parts.shoes.recommendations for caution in shoe.cautions):
        yield _agreed("shoes", "pad_on_foot", "CONSULT-03", book)
    if "CONSULT-04" in of_pad:
        yield _agreed(
            "self_care", "no_pad" if parts.met_pad.placement is None else "pad_named_once", "CONSULT-04", book
        )
    if "CONSULT-04" in left_out.get("stretching", ()):
        yield _agreed("self_care", "no_stretching", "CONSULT-04", book)


def _agreed(part: str, code: str, rule: str, book: Rulebook) -> Agreed:
    return Agreed(part, code, book.sentence(rule, f"agreed_{code}"), (rule,))


def summary_of(first: TriageAnswer, parts: Parts, book: Rulebook) -> str:
    """Return the whole in one line where nobody has to be seen: shoes, pad and run (CONSULT-07).

    What does not fit into the line is told more briefly: first the shoe by its name, then the note on open questions.
    """
    run, pad = _run_line(parts.run_today, book), _pad_line(parts.met_pad, book)
    opens = [book.sentence("CONSULT-07", "open")] if any(q.could_change == "level" for q in first.missing) else []
    start = book.sentence("CONSULT-07", "no_visit")
    named, counted = _shoes_line(parts.shoes, book, named=True), _shoes_line(parts.shoes, book, named=False)
    choices = ([start, named, *pad, run, *opens], [start, counted, *pad, run, *opens], [start, counted, *pad, run])
    lines = (" ".join(sentence for sentence in sentences if sentence) for sentences in choices)
    return next((line for line in lines if len(line) <= SUMMARY_MAX_CHARACTERS), first.summary)


def _shoes_line(shoes: ShoesAnswer, book: Rulebook, *, named: bool) -> str:
    count = len(shoes.recommendations)
    if not count:
        return book.sentence("CONSULT-07", "no_shoes")
    if not named:
        return book.sentence("CONSULT-07", "shoes_counted", count=count)
    model = shoes.recommendations[0].name.model
    return book.sentence("CONSULT-07", "shoe" if count == 1 else "shoes", model=model, more=count - 1)


def _pad_line(pad: MetPadAnswer, book: Rulebook) -> list[str]:
    if pad.placement is None:
        return []
    edge = Tenths(pad.placement.front_edge_from_heel_mm.target)
    side = pad.placement.side or "either"
    return [book.sentence("CONSULT-07", f"pad_{side}", edge=edge)]


def _run_line(run: RunTodayAnswer, book: Rulebook) -> str:
    if run.verdict == NO:
        return book.sentence("CONSULT-07", "no_run")
    if run.verdict == EASY and run.limits.max_minutes:
        return book.sentence("CONSULT-07", "easy_run", minutes=run.limits.max_minutes)
    return book.sentence("CONSULT-07", "easy" if run.verdict == EASY else "run")
