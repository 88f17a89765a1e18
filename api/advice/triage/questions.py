"""What to ask next: first what could raise the level of care from what is known already, then what could raise it at
all, then what would change the advice, and last what makes it more exact. TRIAGE-11.

A question counts as changing the level only if one of its answers, by itself, brings care or brings it forward. What
was answered, and what another answer excludes, is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from types import MappingProxyType

from api.advice.core.answer import ADVICE, DETAIL, LEVEL, Choice, Missing
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.foot.feet import Feet
from api.advice.triage.answer import Questions
from api.advice.triage.facts import CAUTIOUS, FIELD_OF, TERMS, contradictions_in, deformed_toe, questions_again
from api.advice.triage.red_flags import SELF_CARE_RANK, SIGNS, TODAY, Finding, Sign
from api.advice.triage.request import Symptoms

__all__ = ["Questions", "open_questions"]

LIKENESS_FIELDS = {"pain_sites": "between_toes", "pain_kinds": "sharp"}
"""Questions that tell likenesses apart -> a term that is not known exactly while the question is open."""

ABOUT_PAIN = frozenset(
    {
        *("hurts_to_walk", "hurts_at_rest", "hurts_at_night", "eases_off_feet", "worse_despite_rest", "improving"),
        *("pain_kinds", "pain_sites", "days_since_onset", "days_of_self_care", "consistent_exercises_weeks"),
        *("one_painful_step", "bone_tenderness", "recent_load_increase", "seen_by_professional"),
        *("cannot_walk_four_steps", "sole_bruising"),
    }
)
"""Questions that ask about a pain, which nobody has who is free of it."""

Facts = Mapping[str, bool | None]


def open_questions(
    symptoms: Symptoms,
    feet: Feet | None,
    findings: Sequence[Finding],
    undecided: Sequence[Finding],
    facts: Facts,
    book: Rulebook,
) -> Questions:
    """Return what to ask. ``findings``: worst first; ``undecided``: signs neither there nor ruled out."""
    rank = findings[0].rank if findings else SELF_CARE_RANK
    true = frozenset(term for term, held in facts.items() if held)
    excluded = excluded_by(symptoms, feet, facts, book)
    # Hardly anybody has seen a professional for a pain of some days.
    too_early = () if facts["lasted_a_while"] else ("seen_by_professional",)
    left_out = (*excluded, *too_early)
    answered = frozenset(term for term, held in facts.items() if held is not None)
    worse = [(found, _open_now(found.sign, facts, answered, true)) for found in undecided if found.rank > rank]
    asks_pain = facts["pain"] is None and rank < TODAY
    raising = [field for field in dict.fromkeys(_raising(worse, true, asks_pain, _most(book))) if field not in left_out]
    raises = {field for _, opening in worse for field in opening}

    def question(field: str, could_change: str) -> Missing:
        return _question_texts(book, LEVEL if field in raises else could_change)[field]

    halves = [field for field in _first_halves(worse, facts) if field not in (*raising, *excluded)]
    questions = [question(field, ADVICE) for field in (*raising, *halves)]
    if rank < TODAY:
        again = questions_again(contradictions_in(symptoms, facts), book)
        questions += [missing for missing in again if missing.field.removeprefix("symptoms.") not in raising]
        known = (*raising, *halves, *excluded)
        advice = dict.fromkeys(_changing_advice(symptoms, findings, undecided, facts, true))
        questions += [question(field, ADVICE) for field in advice if field not in known]
        detail = [field for field, term in LIKENESS_FIELDS.items() if facts[term] is None]
        questions += [question(field, DETAIL) for field in detail if field not in (*known, *advice)]
    return Questions(tuple(questions), any(missing.could_change == LEVEL for missing in questions))


def excluded_by(symptoms: Symptoms, feet: Feet | None, facts: Facts, book: Rulebook) -> frozenset[str]:
    """Return the questions whose answer follows from another one."""
    out: set[str] = set()
    if symptoms.swelling is False:
        out |= {"both_feet_swollen", "hot_stuck_joint"}
    if symptoms.both_feet_swollen:
        out.add("swelling")
    if symptoms.heat is False:
        out.add("hot_stuck_joint")
    if symptoms.numbness_or_tingling == "none":
        out.add("sudden_numb_foot")
    if deformed_toe(feet, symptoms.pain_side):
        out.add("toe_deformity")
    onset = symptoms.days_since_onset
    if onset is not None and onset < book.number("TRIAGE-10", "consistent_from_weeks") * DAYS_A_WEEK:
        out.add("consistent_exercises_weeks")
    if facts["pain"] is False:
        out |= ABOUT_PAIN
    return frozenset(out)


Opening = tuple[Finding, list[str]]
"""A sign that is not ruled out, and the fields of which one answer, by itself, makes it true."""


def _raising(worse: Iterable[Opening], true: frozenset[str], asks_pain: bool, most: int) -> Iterator[str]:
    """Yield the fields of which one answer raises the level: likely ones first, then the most dangerous ones.

    ``asks_pain``: whether anything hurts at all is asked among them, because most of what follows hangs on it.
    """
    near: list[str] = []
    partly: list[tuple[int, str]] = []
    others: dict[str, list[str]] = {}
    rules: set[str] = set()
    for found, fields in worse:
        if not true.isdisjoint(found.sign.near):
            near += fields
        elif not true.isdisjoint(found.sign.known_by):
            partly += [(found.rank, field) for field in fields]
        elif found.sign.rule not in rules:
            others.setdefault(found.level, []).extend(fields[:1])
            # One question for each thing the guides warn of: swollen or hot, at night or at rest.
            if found.sign.rule.startswith("FLAG"):
                rules.add(found.sign.rule)
    partly.sort(key=lambda pair: -pair[0])
    # After an injury its own signs come in the order in which they are likely, not by the harm they do.
    first = [*_in_order_of_likelihood(near), *(field for _, field in partly)]
    yield from first
    if asks_pain:
        yield "pain_level"
    for fields in others.values():
        yield from [field for field in dict.fromkeys(fields) if field not in first][:most]


LIKELY_ORDER = ("cannot_walk_four_steps", "sole_bruising", "deformity_after_injury", "improving", "days_of_self_care")
_PLACE = {field: place for place, field in enumerate(LIKELY_ORDER)}


def _in_order_of_likelihood(fields: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(fields), key=lambda field: _PLACE.get(field, len(_PLACE)))


def _opening(sign: Sign, facts: Facts, true: frozenset[str]) -> list[str]:
    """Return the fields of which one answer, by itself, makes a sign true; ``true``: the terms that are."""
    open_fields: list[str] | None = None
    for group in sign.when:
        if not true.isdisjoint(group):
            continue
        fields = [FIELD_OF.get(term, term) for term in group if facts[term] is None]
        open_fields = fields if open_fields is None else [field for field in open_fields if field in fields]
        if not open_fields:
            return []
    return list(dict.fromkeys(open_fields or ()))


_UNANSWERED: Mapping[str, tuple[frozenset[str], list[str]]] = {
    sign.key: (
        frozenset(chain.from_iterable(sign.when)),
        _opening(sign, dict.fromkeys(TERMS), frozenset()),
    )
    for sign in SIGNS
}
"""Key of a sign -> its terms, and what opens it while none of them is known, as is so of most signs of most people."""


def _open_now(sign: Sign, facts: Facts, answered: frozenset[str], true: frozenset[str]) -> list[str]:
    terms, unanswered = _UNANSWERED[sign.key]
    return unanswered if answered.isdisjoint(terms) else _opening(sign, facts, true)


def _first_halves(worse: Iterable[Opening], facts: Facts) -> list[str]:
    """Return the first question of each urgent sign that takes two more answers, such as diabetes and a wound."""
    urgent = [found for found, opening in worse if found.rank > TODAY and not opening]
    firsts = [FIELD_OF.get(found.sign.when[0][0], found.sign.when[0][0]) for found in urgent]
    return [field for field in dict.fromkeys(firsts) if facts[field] is None]


def _changing_advice(
    symptoms: Symptoms,
    findings: Sequence[Finding],
    undecided: Iterable[Finding],
    facts: Facts,
    true: frozenset[str],
) -> Iterator[str]:
    """Yield what caution assumed, how long it has lasted, and what would complete a sign as urgent as the present."""
    if symptoms.seen_by_professional is None and any(found.sign.settled for found in findings):
        yield "seen_by_professional"
    for term in (term for found in findings for term in found.sign.assumes):
        if facts[CAUTIOUS[term]] is None:
            yield FIELD_OF[term]
    yield from _about_time(symptoms, facts)
    rank = findings[0].rank if findings else SELF_CARE_RANK
    for found in undecided:
        if found.rank == rank and not true.isdisjoint(found.sign.known_by):
            yield from _opening(found.sign, facts, true)


def _about_time(symptoms: Symptoms, facts: Facts) -> Iterator[str]:
    if facts["pain"] and symptoms.days_since_onset is None:
        yield "days_since_onset"
    known = symptoms.days_since_onset is not None
    if symptoms.improving is None and (known or facts["self_care_consider"]):
        yield "improving"
    if symptoms.days_of_self_care is None and known:
        yield "days_of_self_care"


def _most(book: Rulebook) -> int:
    return round(book.number("TRIAGE-11", "questions_for_each_level"))


def question_about(field: str, book: Rulebook) -> Missing:
    """Return the question about one of the symptoms, with why it is asked; raise KeyError where it is never asked."""
    return _question_texts(book, LEVEL)[field]


@lru_cache(maxsize=32)
def _question_texts(book: Rulebook, could_change: str) -> Mapping[str, Missing]:
    fields = [field for field in book.rule("TRIAGE-11").wordings if not field.startswith("choice_")]
    return MappingProxyType({field: _question(field, could_change, book) for field in fields})


def _question(field: str, could_change: str, book: Rulebook) -> Missing:
    why = book.sentence("TRIAGE-11", field)
    choices = tuple(
        Choice(value, book.sentence("TRIAGE-11", f"choice_{occasion}", **facts))
        for value, occasion, facts in _figures_offered(field, book)
    )
    alarming = choices[-1].value if choices else None
    return Missing(f"symptoms.{field}", why, could_change, choices=choices, alarming=alarming)


def _figures_offered(field: str, book: Rulebook) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Yield the answers offered where a number is asked for: value, wording and its facts, the worrying one last."""
    if field == "pain_level":
        mild, severe = (
            round(book.number("TRAIN-05", "may_go_on_max_pain")),
            _figure("TRIAGE-06", "severe_from_pain", book),
        )
        yield 0, "pain_level_none", {}
        yield mild, "pain_level_mild", {"figure": mild}
        yield severe - 1, "pain_level_between", {"low": mild + 1, "high": severe - 1}
        yield severe, "pain_level_from", {"figure": severe}
    elif field == "age_years":
        grown = _figure("TRIAGE-16", "grown_from_years", book)
        yield grown, "age_years_from", {"figure": grown}
        yield grown - 1, "age_years_below", {"figure": grown}
    elif field in _DECIDING:
        figures = [_figure(rule, name, book) + beyond for rule, name, beyond in _DECIDING[field]]
        yield 0, f"{field}_below", {"figure": figures[0]}
        for low, high in pairwise(figures):
            yield low, f"{field}_between", {"low": low, "high": high - 1}
        yield figures[-1], f"{field}_from", {"figure": figures[-1]}


def _figure(rule: str, name: str, book: Rulebook) -> int:
    return round(book.number(rule, name))


_DECIDING: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "days_since_onset": (
        ("FLAG-01", "consider_after_days", 0),
        ("FLAG-01", "overdue_after_days", 0),
        ("TRIAGE-20", "from_days", 0),
    ),
    "days_of_self_care": (
        ("FLAG-01", "consider_after_days", 0),
        ("FLAG-01", "see_doctor_after_days", 0),
        ("FLAG-01", "overdue_after_days", 0),
    ),
    "morning_stiffness_minutes": (("SAFE-08", "morning_stiffness_over_minutes", 1),),
    "consistent_exercises_weeks": (("TRIAGE-10", "consistent_from_weeks", 0),),
}
"""Questions for a number -> the figures at which the answer changes; one more where it has to be exceeded."""
