"""Which question comes next: the one whose answer could change most, until none could change anything.

First what is dangerous, then who should look at the foot and how soon, then what would be advised. The level is settled
when ``Triage.deciding`` names no field any more; from an emergency on nothing is asked at all, and from the same day on
only what could make it one (TRIAGE-08, TRIAGE-11).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from api.advice.core.answer import ADVICE, LEVEL
from api.advice.core.rules import Rulebook
from api.advice.interview.answer import ConsideredQuestion, InterviewAnswer, InterviewProgress, InterviewStop
from api.advice.interview.request import Interview
from api.advice.interview.say import question_of
from api.advice.interview.screens import GROUPS, IN_RECOVERY, OF_ADVICE, OF_SYMPTOMS, PAIN_LEVEL, STATE, Screen
from api.advice.interview.wanted import may_want, wanted_fields
from api.advice.triage.deciding import Deciding
from api.advice.triage.judge import Triage, judge
from api.advice.triage.red_flags import NOW

FIRST = ("danger", STATE, PAIN_LEVEL)

OF_TIME = ("days_since_onset", "improving", "days_of_self_care", "consistent_exercises_weeks")
"""Questions about time, asked in this order together: a pain of some days answers those about weeks."""

LEVEL_QUESTIONS_RULE = "TRIAGE-11"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could come next, and which of its fields can change something."""

    screen: Screen
    fields: tuple[str, ...]
    deciding: tuple[Deciding, ...] = ()

    @property
    def rank(self) -> int:
        """How urgent the care is that an answer could lead to; 0 where it changes the advice alone."""
        return max((finding.rank for finding in self.deciding), default=0)


def advise(interview: Interview, book: Rulebook) -> InterviewAnswer:
    """Return the next question, or that the interview is done; the advice itself is the topic's, and is added there."""
    known = settled(interview)
    triage = judge(known.symptoms, book, known.feet)
    if triage.rank >= NOW and triage.care is not None:
        stop = InterviewStop(triage.care, str(triage.summary(book)), triage.actions(book))
        return InterviewAnswer(True, None, InterviewProgress(len(known.asked), 0), stop)
    wanted = () if triage.withheld else tuple(wanted_fields(known, triage, book))
    candidates = tuple(_candidates(known, triage.deciding(book), wanted))
    if not candidates:
        return InterviewAnswer(True, None, InterviewProgress(len(known.asked), 0), None)
    chosen, others = _chosen_first(candidates)
    return InterviewAnswer(
        False,
        question_of(chosen.screen, _together(chosen, known, triage, book), _could_change(chosen), known, book),
        InterviewProgress(len(known.asked), max(len(candidates), _at_most(known, triage, book))),
        None,
        trace=tuple(_considered(candidate) for candidate in (chosen, *others)),
    )


def settled(interview: Interview) -> Interview:
    """Return the interview with every skipped symptom noted as asked and not known."""
    skipped = {
        field.removeprefix("symptoms.")
        for name in interview.skipped
        for field in (_fields_of(name) if name != STATE else ())
        if field.startswith("symptoms.")
    }
    if not skipped:
        return interview
    symptoms = interview.symptoms
    unknown = frozenset(name for name in skipped if getattr(symptoms, name, 0) is None)
    return interview.with_symptoms(replace(symptoms, sent_as_null=symptoms.sent_as_null | unknown))


def _fields_of(name: str) -> tuple[str, ...]:
    screens = {screen.id: screen.fields for screen in (*OF_SYMPTOMS, *OF_ADVICE)}
    return screens.get(name, (name,))


def _together(chosen: Candidate, known: Interview, triage: Triage, book: Rulebook) -> tuple[str, ...]:
    """Return which fields a question answers: no screen comes twice, so also what may decide after another answer."""
    later = {f"symptoms.{name}" for name in triage.may_decide(book)}
    fields = dict.fromkeys((*chosen.screen.fields, *chosen.fields))
    return tuple(field for field in fields if field in chosen.fields or field in later)


def _at_most(known: Interview, triage: Triage, book: Rulebook) -> int:
    """Return how many questions can still come, whatever is answered."""
    wanted = () if triage.withheld else tuple(may_want(known, triage))
    return len(tuple(_candidates(known, triage.may_decide(book), wanted)))


def _candidates(
    known: Interview, fields_deciding: Mapping[str, Deciding], wanted: tuple[str, ...]
) -> Iterator[Candidate]:
    """Yield the questions that can change something, none of which was put before."""
    deciding = {f"symptoms.{name}": findings for name, findings in fields_deciding.items()}
    put = {*known.asked, *known.skipped}
    yielded = set()
    for screen in OF_SYMPTOMS:
        fields = tuple(field for field in screen.fields if field in deciding)
        if not fields or screen.id in put or (screen.id == STATE and not _opens_groups(fields)):
            continue
        yielded.add(screen.id)
        ticked = (IN_RECOVERY,) if screen.id == STATE and IN_RECOVERY in wanted else ()
        yield Candidate(screen, (*fields, *ticked), tuple(deciding[field] for field in fields))
    for screen in OF_ADVICE:
        fields = tuple(field for field in screen.fields if field in wanted and field not in put)
        if fields and screen.id not in (*put, *yielded):
            yield Candidate(screen, fields)


def _opens_groups(fields: tuple[str, ...]) -> bool:
    """Return whether the state of the feet closes more than one group that is still open."""
    return sum(not set(group).isdisjoint(fields) for group in GROUPS.values()) > 1


def _chosen_first(candidates: tuple[Candidate, ...]) -> tuple[Candidate, list[Candidate]]:
    """Return the question that comes next, and the others by what they could change."""
    of_time = max((candidate.rank for candidate in candidates if candidate.screen.id in OF_TIME), default=0)
    order = sorted(candidates, key=lambda candidate: _weight(candidate, of_time))
    return order[0], order[1:]


def _weight(candidate: Candidate, of_time: int) -> tuple[int, int]:
    # What opens or closes other questions comes before them, whatever it leads to by itself; danger before that.
    name = candidate.screen.id
    place = FIRST.index(name) if name in FIRST else len(FIRST)
    return place, -(of_time if candidate.screen.id in OF_TIME else candidate.rank)


def _could_change(candidate: Candidate) -> str:
    return LEVEL if candidate.deciding else ADVICE


def _considered(candidate: Candidate) -> ConsideredQuestion:
    by_rank = sorted(candidate.deciding, key=lambda finding: -finding.rank)
    rules = (rule for finding in by_rank for rule in finding.rules)
    return ConsideredQuestion(
        candidate.screen.id,
        _could_change(candidate),
        by_rank[0].timeframe if by_rank else None,
        candidate.fields,
        tuple(dict.fromkeys((LEVEL_QUESTIONS_RULE, *rules))),
    )
