"""What to do until a professional has looked, or by oneself; what the pain resembles; and what a visit is like.

A likeness is never what the pain *is*: the pattern of metatarsalgia and the three that feel much like it (SIGN-01 ..
SIGN-08). It is named when a sign of it was reported; once one is named, those that cannot be set aside for want of an
answer are named too, because their treatment is another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from api.advice.core.answer import Action
from api.advice.core.rules import Rulebook
from api.advice.triage.answer import Likeness, VisitPart
from api.advice.triage.red_flags import BONE, JOINT, NERVE, NOW, PAIN, SELF_CARE_RANK, TODAY
from api.advice.triage.request import Symptoms

if TYPE_CHECKING:
    from api.advice.triage.judge import Triage


MAIN_ACTION = {
    "now": "get_emergency_help",
    "today": "be_seen_today",
    "within_days": "book_visit",
    "soon": "book_visit",
    "routine": "book_visit",
}
"""What comes first, by timeframe; TRIAGE-01 holds the sentences."""

MEASURES: Mapping[str, tuple[str, str, str]] = {
    "off_foot": ("keep_weight_off", "TRIAGE-08", "off_foot"),
    "watch_breath": ("watch_breath", "TRIAGE-03", "watch"),
    "no_running": ("do_not_run", "TRIAGE-08", "no_running"),
    "easy_only": ("run_easy_only", "TRIAGE-08", "easy_only"),
    "stiff_shoe": ("wear_stiff_shoe", "TRIAGE-15", "stiff_shoe"),
    "imaging": ("ask_for_imaging", "TRIAGE-08", "imaging"),
    "look_at_soles": ("look_at_soles", "TRIAGE-15", "look_at_soles"),
    "cover_wound": ("cover_wound", "TRIAGE-02", "cover_wound"),
    "watch_fever": ("watch_fever", "TRIAGE-02", "watch_fever"),
    "no_pad": ("no_self_fitted_pad", "TRIAGE-08", "no_pad"),
}
"""What findings may ask for besides, in the order in which it is named: the action, and the sentence of which rule."""

CAN_WAIT = frozenset({"no_running", "easy_only", "stiff_shoe", "look_at_soles", "watch_fever"})
"""What is not named beside a visit today or now."""

OF_THE_FOOT = frozenset({BONE, JOINT, PAIN})
"""Causes of which waiting harms bones and joints of the forefoot, and which its treatment is meant for."""

UNLOADED_FIRST = frozenset({"no_running", "off_foot", "imaging"})
"""Measures under which a bone may be hurt: the foot is not loaded before somebody has looked."""

POINTS_TO_BONE = (
    *("shaft_tender", "strict_bone_tender", "recent_load_increase", "one_painful_step"),
    *("hurts_at_night", "hurts_at_rest"),
)
"""What an examiner of a possible stress fracture has to hear."""


def care_actions(triage: Triage, book: Rulebook, *, asks: bool) -> tuple[Action, ...]:
    """Return what to do until the visit, worst first. ``triage`` has findings; ``asks``: an answer could raise it.

    Rules TRIAGE-01 (how soon), TRIAGE-08 (what waits), FLAG-11 (not to put it off), and those of the findings.
    """
    return tuple(_care_actions(triage, book, asks))


def _care_actions(triage: Triage, book: Rulebook, asks: bool) -> Iterator[Action]:
    worst = triage.findings[0]
    urgent = triage.withheld
    same_time = dict.fromkeys(rule for found in triage.findings if found.rank == worst.rank for rule in found.rules)
    occasion = "within_days_or_today" if _today_if(triage) else worst.timeframe
    yield Action(MAIN_ACTION[worst.timeframe], book.sentence("TRIAGE-01", occasion), (*same_time, "TRIAGE-01"))
    if asks:
        yield Action("answer_questions", book.sentence("TRIAGE-09", "answer_questions"), ("TRIAGE-11",))
    for measure in MEASURES:
        # Where all advice is withheld, a sentence for each thing that waits would only lengthen the list.
        if not (urgent and measure in CAN_WAIT):
            yield from _measure(measure, triage, book)
    if triage.bone_suspected and not urgent:
        points = tuple(dict.fromkeys(book.sentence("SIGN-07", f"point_{term}") for term in _bone_points(triage)))
        if points:
            yield Action("mention_at_visit", book.sentence("SIGN-07", "mention", points=points), ("SIGN-07",))
    if urgent:
        yield Action("advice_withheld", book.sentence("TRIAGE-08", "withheld"), ("TRIAGE-08",))
    elif not triage.routine:
        yield Action("ease_off", book.sentence("TRIAGE-08", "ease_off"), ("TRIAGE-08", "SIGN-05"))
    elif triage.pauses:
        yield rest_from_running(triage, book)
    if worst.rank < NOW and not triage.routine:
        wait = "default" if worst.sign.cause in OF_THE_FOOT else "elsewhere"
        words = book.sentence("FLAG-11", "today" if urgent else wait)
        yield Action("do_not_put_off", words, ("FLAG-11",))
    yield from as_agreed(triage, book)


def _today_if(triage: Triage) -> bool:
    """Return whether the visit has to be brought forward if an injury turns out to be worse (TRIAGE-15)."""
    injury = (triage.facts["cannot_walk_four_steps"], triage.facts["sole_bruising"])
    return "today_if" in triage.measures and triage.rank < TODAY and injury != (False, False)


def _bone_points(triage: Triage) -> Iterator[str]:
    return (term for term in POINTS_TO_BONE if triage.facts[term])


def _measure(measure: str, triage: Triage, book: Rulebook) -> Iterator[Action]:
    rules = dict.fromkeys(found.sign.rule for found in triage.findings if measure in found.sign.measures)
    if not rules or not _fits(measure, triage):
        return
    code, rule, occasion = MEASURES[measure]
    if measure == "imaging" and triage.bone_suspected:
        rule, occasion = "SAFE-07", "imaging"
    if measure == "watch_breath" and triage.facts["breathless"]:
        occasion = "watch_more"
    yield Action(code, book.sentence(rule, occasion), tuple(dict.fromkeys((*rules, rule, "TRIAGE-08"))))


def _fits(measure: str, triage: Triage) -> bool:
    """Return whether a measure still says something beside what the worst finding asks for."""
    if measure == "easy_only":
        return triage.easy_only
    return measure != "watch_breath" or triage.rank < NOW


def as_agreed(triage: Triage, book: Rulebook) -> Iterator[Action]:
    """Yield that what was agreed at an earlier visit still holds (TRIAGE-14)."""
    if triage.looked_at and triage.has_complaint and not triage.withheld:
        yield Action("keep_to_agreed", book.sentence("TRIAGE-14", "agreed"), ("TRIAGE-14",))


def expected_at_visit(triage: Triage, book: Rulebook) -> tuple[VisitPart, ...]:
    """Return what the visit will be like: examination and what may follow; less the more urgent it is (TRIAGE-08).

    Rules VISIT-01, VISIT-02, TRIAGE-15. In an emergency nothing: what an unhurried visit brings would be named at a
    wrong moment; nor where the foot is not what is looked at, or where the treatment of overload does not fit.
    """
    if not SELF_CARE_RANK < triage.rank < NOW:
        return ()
    of_the_foot = triage.findings[0].sign.cause in OF_THE_FOOT
    if triage.rank >= TODAY and not of_the_foot:
        return ()
    bone = triage.bone_suspected
    rules = ("VISIT-01", "SIGN-07", "SAFE-07") if bone else ("VISIT-01",)
    parts = [VisitPart("examination", book.sentence("VISIT-01", "bone" if bone else "default"), rules)]
    if "look_at_soles" in triage.measures and triage.rank < TODAY:
        parts.append(VisitPart("foot_check", book.sentence("TRIAGE-15", "foot_check"), ("TRIAGE-15", "SAFE-09")))
    fits = of_the_foot or triage.findings[0].sign.cause == NERVE or "look_at_soles" in triage.measures
    if triage.rank < TODAY and fits and not bone:
        parts.append(VisitPart("treatment", book.sentence("VISIT-02"), ("VISIT-02",)))
    return tuple(parts)


def days_to_review(triage: Triage, book: Rulebook) -> int:
    """Return in how many days to look again: the next of FLAG-01's days, or its first span while it gets better."""
    if triage.caught_at_once(book):
        return round(book.number("TRIAGE-01", "at_once_review_days"))
    consider = round(book.number("FLAG-01", "consider_after_days"))
    done = triage.symptoms.days_of_self_care or 0
    if triage.warned:
        return round(book.number("FLAG-01", "see_doctor_after_days")) - done
    return consider - done if done < consider else consider


def steps_by_oneself(triage: Triage, book: Rulebook, *, asks: bool) -> Iterator[Action]:
    """Yield what to do without a professional. Rules SIGN-05, FLAG-01, TRIAGE-09, TRIAGE-11, TRIAGE-14."""
    known = triage.anything_known
    if asks:
        rules = ("TRIAGE-11",) if known else ("TRIAGE-11", "TRIAGE-09")
        yield Action("answer_questions", book.sentence("TRIAGE-09", "answer_questions"), rules)
    if not known:
        yield Action("get_help_if_unwell", book.sentence("TRIAGE-09", "nothing_known"), ("TRIAGE-09",))
        return
    if not triage.has_complaint:
        yield from look_at_soles(triage, book)
        yield Action("next_advice", book.sentence("TRIAGE-09", "next_advice_well"), ("TRIAGE-09",))
        return
    yield from visit_to_plan(triage, book)
    yield rest_from_running(triage, book)
    yield Action("first_steps", book.sentence("FLAG-01", triage.first_steps), ("FLAG-01",))
    yield from as_agreed(triage, book)
    yield Action("next_advice", book.sentence("TRIAGE-09", "next_advice"), ("TRIAGE-09",))
    yield from look_again(triage, book)


def look_at_soles(triage: Triage, book: Rulebook) -> Iterator[Action]:
    """Yield the daily look at both soles of whom nothing hurts and whose feeling may be dulled (TRIAGE-15)."""
    if triage.feels_less and not triage.has_complaint:
        yield Action("look_at_soles", book.sentence("TRIAGE-15", "look_at_soles"), ("TRIAGE-15",))


def visit_to_plan(triage: Triage, book: Rulebook) -> Iterator[Action]:
    """Yield the visit to plan where self-care or the pain itself has lasted long and has not clearly helped."""
    if triage.visit_due_unless_better:
        text = book.sentence("FLAG-01", "visit_due", days=triage.symptoms.days_since_onset)
        yield Action("plan_visit", text, ("FLAG-01",))
    elif triage.warned:
        yield Action("plan_visit", book.sentence("FLAG-01", "book_if_not_better"), ("FLAG-01",))


def rest_from_running(triage: Triage, book: Rulebook) -> Action:
    """Return for how long running is left out: one figure in every part of an answer (``Triage.rest_days``)."""
    span = triage.rest_days(book)
    if span is None:
        occasion = "rest_no_better" if triage.no_better else "rest_over"
        return Action("ease_off", book.sentence("SIGN-05", occasion), ("SIGN-05",))
    low, high = span
    if low == high:
        return Action("ease_off", book.sentence("SIGN-05", "ease_off", days=low), ("SIGN-05", "CONSULT-05"))
    return Action("ease_off", book.sentence("SIGN-05", "ease_off_span", low=low, high=high), ("SIGN-05", "RUN-07"))


def look_again(triage: Triage, book: Rulebook) -> Iterator[Action]:
    """Yield when to look again, counted from where the person is, and what makes a visit come sooner.

    FLAG-01 and TRIAGE-19; where a visit is to be planned the day to look again is left to it.
    """
    review = triage.review_after_days(book)
    sooner = _sooner(triage, book)
    if review is None or triage.warned or triage.visit_due_unless_better:
        if sooner:
            yield Action("go_sooner", sooner, ("TRIAGE-19",))
        return
    text = _review_text(triage, review, book)
    yield Action(
        "look_again", f"{text} {sooner}" if sooner else text, ("FLAG-01", "TRIAGE-19") if sooner else ("FLAG-01",)
    )


def _sooner(triage: Triage, book: Rulebook) -> str:
    """Return what makes a visit come sooner, for whom a sore foot is left to care at home (TRIAGE-19); else nothing."""
    known_nerve = triage.looked_at and triage.facts["numb_stays"]
    if triage.findings or not triage.has_complaint or known_nerve:
        return ""
    return book.sentence("TRIAGE-19", "elsewhere" if triage.outside_forefoot else "default")


def _review_text(triage: Triage, review: int, book: Rulebook) -> str:
    onset = triage.symptoms.days_since_onset
    if triage.caught_at_once(book):
        return book.sentence("FLAG-01", "review_at_once")
    if triage.symptoms.improving and triage.facts["lasted_a_while"] and onset is not None:
        return book.sentence("FLAG-01", "review_on_day", day=onset + review)
    if triage.symptoms.improving:
        return book.sentence("FLAG-01", "review_improving", review_days=review)
    return book.sentence("FLAG-01", "review", review_days=review)


def one_line(triage: Triage, book: Rulebook, *, asks: bool) -> str:
    """Return the summary of a self-care verdict, which never reads as an all-clear while questions are open."""
    if not triage.anything_known:
        return book.sentence("TRIAGE-01", "nothing_known_summary")
    if not triage.has_complaint:
        occasion = "painless" if triage.facts["pain"] is False else "no_complaint"
        if occasion == "painless" and triage.feels_less:
            return book.sentence("TRIAGE-01", "painless_dulled_summary")
        return book.sentence("TRIAGE-01", f"{occasion}_{'open_' if asks else ''}summary")
    onset = triage.symptoms.days_since_onset
    if triage.visit_due_unless_better:
        return book.sentence("TRIAGE-01", "visit_due_summary", days=onset)
    if triage.warned:
        visit_day = round(book.number("FLAG-01", "see_doctor_after_days"))
        return book.sentence("TRIAGE-01", "warning_summary", visit_day=visit_day)
    if asks:
        return book.sentence("TRIAGE-01", "open_summary")
    if triage.caught_at_once(book):
        return book.sentence("TRIAGE-01", "at_once_summary")
    review = triage.review_after_days(book)
    if triage.symptoms.improving and triage.facts["lasted_a_while"] and onset is not None:
        return book.sentence("TRIAGE-01", "improving_summary", day=onset + (review or 0))
    if triage.looked_at:
        return book.sentence("TRIAGE-01", "seen_summary")
    return book.sentence("TRIAGE-01", "self_care_summary", review_days=review)


Facts = Mapping[str, bool | None]

UNDER_SECOND_OR_THIRD_SITES = ("mth_2", "toe_2", "mth_3", "toe_3")
UNDER_SECOND_OR_THIRD = frozenset(UNDER_SECOND_OR_THIRD_SITES)
DULL_OR_BURNING_KINDS = ("ache", "burning")
DULL_OR_BURNING = frozenset(DULL_OR_BURNING_KINDS)
BEHIND_FOREFOOT = frozenset({"midfoot", "heel"})


class Mark(NamedTuple):
    """One sign of a likeness: the rule and occasion of its sentence, the facts in it, and rules cited besides."""

    rule: str
    occasion: str = "default"
    also: tuple[str, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()


def outside_forefoot(symptoms: Symptoms) -> bool:
    """Return whether all pain that was named sits behind the forefoot (TRIAGE-12)."""
    return bool(symptoms.pain_sites) and BEHIND_FOREFOOT.issuperset(symptoms.pain_sites or ())


def resemblances(symptoms: Symptoms, facts: Facts, book: Rulebook) -> tuple[Likeness, ...]:
    """Return the likenesses that have a sign, and then those that an open question leaves possible."""
    marks = {
        "metatarsalgia": [] if outside_forefoot(symptoms) else _metatarsalgia(symptoms),
        "mortons_neuroma": _mortons_neuroma(facts, symptoms),
        "stress_fracture": _stress_fracture(facts, symptoms),
        "joint_instability_or_bursitis": _joint(facts),
    }
    alike = [_likeness(name, "signs", found, book) for name, found in marks.items() if found]
    if alike:
        for name, mark in _not_excluded(facts):
            if not marks[name]:
                alike.append(_likeness(name, "not_excluded", [mark], book))
    return tuple(alike)


def _likeness(condition: str, match: str, marks: list[Mark], book: Rulebook) -> Likeness:
    rules = dict.fromkeys(rule for mark in marks for rule in (mark.rule, *mark.also))
    because = tuple(_worded(mark, book) for mark in marks)
    return Likeness(condition, match, because, tuple(rules))


def _worded(mark: Mark, book: Rulebook) -> str:
    facts = {
        fact: tuple(dict.fromkeys(book.sentence(mark.rule, occasion) for occasion in occasions))
        for fact, occasions in mark.names
    }
    return book.sentence(mark.rule, mark.occasion, **facts)


def _metatarsalgia(symptoms: Symptoms) -> list[Mark]:
    sites = symptoms.pain_sites or ()
    marks = []
    if not DULL_OR_BURNING.isdisjoint(symptoms.pain_kinds or ()) and not UNDER_SECOND_OR_THIRD.isdisjoint(sites):
        kinds = tuple(f"kind_{kind}" for kind in DULL_OR_BURNING_KINDS if kind in (symptoms.pain_kinds or ()))
        toes = tuple(f"site_{site}" for site in UNDER_SECOND_OR_THIRD_SITES if site in sites)
        marks.append(Mark("SIGN-01", names=(("kinds", kinds), ("toes", toes))))
    if symptoms.hurts_at_push_off:
        marks.append(Mark("SIGN-02"))
    if symptoms.pebble_feeling:
        marks.append(Mark("SIGN-03"))
    eases_in_forefoot = symptoms.eases_off_feet and (marks or sites)
    if eases_in_forefoot:
        marks.append(Mark("SIGN-05"))
    if marks and symptoms.numbness_or_tingling == "comes_and_goes":
        marks.append(Mark("SIGN-04"))
    return marks


def _mortons_neuroma(facts: Facts, symptoms: Symptoms) -> list[Mark]:
    marks = []
    beside_nerve = facts["between_toes"] or facts["numb_at_all"]
    if facts["electric"]:
        marks.append(Mark("SIGN-06", "electric", ("FLAG-08",)))
    if facts["nerve_kind"] and beside_nerve:
        marks.append(Mark("SIGN-06", "nerve_pain", ("FLAG-08",)))
    if facts["between_toes"]:
        marks.append(Mark("SIGN-06", "between_toes"))
    if facts["numb_at_all"]:
        marks.append(Mark("SIGN-06", "numbness", ("FLAG-05",) if facts["numb_stays"] else ("SIGN-04",)))
    return marks


def _stress_fracture(facts: Facts, symptoms: Symptoms) -> list[Mark]:
    without_load = ("hurts_at_night", "hurts_at_rest", "not_eased")
    marks = [Mark("SIGN-07", term, ("FLAG-04",)) for term in without_load if facts[term]]
    if symptoms.bone_tenderness not in (None, "none"):
        marks.append(Mark("SIGN-07", "tender_bone", ("SAFE-07",)))
    if facts["one_painful_step"]:
        marks.append(Mark("SIGN-07", "painful_step", ("FLAG-07",)))
    if marks and facts["recent_load_increase"]:
        marks.append(Mark("SIGN-07", "more_load"))
    return marks


def _joint(facts: Facts) -> list[Mark]:
    marks = []
    if facts["swelling"] or facts["both_feet_swollen"]:
        marks.append(Mark("SIGN-08", "swelling"))
    if facts["joint_unstable"]:
        marks.append(Mark("SIGN-08", "unstable"))
    return marks


OPEN_FOR = {
    "mortons_neuroma": ("SIGN-06", ("between_toes", "numb_at_all")),
    "stress_fracture": ("SIGN-07", ("hurts_at_night", "hurts_at_rest", "shaft_tender")),
    "joint_instability_or_bursitis": ("SIGN-08", ("swelling", "joint_unstable")),
}
"""Likeness -> its rule, and the terms that have to be known before it can be set aside."""


def _not_excluded(facts: Facts) -> list[tuple[str, Mark]]:
    """Return the likenesses that an answer not given leaves open, each with the questions that are still open."""
    marks = []
    for name, (rule, terms) in OPEN_FOR.items():
        unknown = tuple(f"open_{term}" for term in terms if facts[term] is None)
        if unknown:
            marks.append((name, Mark(rule, "not_excluded", names=(("open", unknown),))))
    return marks
