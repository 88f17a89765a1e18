"""What the shoes advice says beside the shoes: why shoes like these, what to do, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from api.advice.answer import Action, Conflict, Missing, Reason
from api.advice.rules import Rulebook
from api.advice.shoe_facts import Person

RUNNING_USES = ("road", "trail", "race", None)


def reasons_for(person: Person, minimalist_left_out: bool, book: Rulebook) -> Iterator[Reason]:
    """Answer why shoes like these: what holds for every forefoot, then what this foot adds.

    ``minimalist_left_out``: shoes were left out because the foot is sore.
    """
    yield Reason("SHOE-01", book.sentence("SHOE-01", "reason"), "for")
    yield Reason("SHOE-02", book.sentence("SHOE-02", "reason"), "for")
    if person.profile.between_toes:
        yield Reason("SHOE-01", book.sentence("SHOE-01", "between_toes"), "for")
    if person.profile.bunion:
        yield Reason("SHOE-08", book.sentence("SHOE-08", "reason"), "for")
    if person.profile.hammertoe:
        yield Reason("SHOE-09", book.sentence("SHOE-09", "reason"), "for")
    if person.profile.callus:
        yield Reason("FIT-10", book.sentence("FIT-10", "callus"), "for")
    yield from _arch_reasons(person, book)
    yield from _rocker_reasons(person, book)
    if minimalist_left_out:
        yield Reason("SHOE-05", book.sentence("SHOE-05", "reason"), "against")


def _arch_reasons(person: Person, book: Rulebook) -> Iterator[Reason]:
    if "low" in person.profile.arches:
        yield Reason("SHOE-07", book.sentence("SHOE-07", "reason"), "for")
    if "high" in person.profile.arches:
        yield Reason("SHOE-06", book.sentence("SHOE-06", "reason"), "for")
    if person.profile.arches == ("normal",):
        yield Reason("SHOE-03", book.sentence("SHOE-03", "normal"), "neutral")
    if len(person.profile.arches) > 1:
        yield Reason("SHOE-03", book.sentence("SHOE-03", "differ"), "neutral")


def _rocker_reasons(person: Person, book: Rulebook) -> Iterator[Reason]:
    if person.profile.rocker != "no":
        occasion = "first" if person.profile.rocker == "first" else "reason"
        yield Reason("FIT-06", book.sentence("FIT-06", occasion), "for")
    elif person.rocker_refused:
        yield Reason("FIT-06", book.sentence("FIT-06", "heel"), "neutral")


def actions_for(person: Person, alone: bool, book: Rulebook) -> Iterator[Action]:
    """Answer what to do in the shop and at home; ``alone``: no professional is needed, so self-help may be named."""
    yield Action("try_on_both_feet", book.sentence("FOOT-05", "try_on"), ("FOOT-05",))
    yield Action("check_toe_room", book.sentence("SIZE-03", "toe_room"), ("SIZE-03",))
    yield Action("trust_toes_over_label", book.sentence("SIZE-01", "labels"), ("SIZE-01",))
    if person.fit.is_above_common_sizes(book):
        said = book.sentence("SIZE-07", "long", size=person.fit.said())
        yield Action("ask_for_long_sizes", said, ("SIZE-07",))
    if person.profile.sore and person.facts.use == "race":
        yield Action("cushioned_road_shoe_for_now", book.sentence("FIT-07", "race_sore"), ("FIT-07", "FIT-15"))
    if alone:
        yield from _self_help(person, book)
    if person.profile.sore:
        yield Action("support_all_day", book.sentence("SHOE-12", "all_day"), ("SHOE-12",))
    elif person.facts.use == "home":
        yield Action("support_at_home", book.sentence("SHOE-12", "home"), ("SHOE-12",))
    if person.profile.sore or person.facts.use in ("everyday", "home"):
        yield Action("leave_narrow_and_high_shoes", book.sentence("SHOE-13", "leave"), ("SHOE-13",))
    if person.profile.sore and alone:
        yield Action("exercise_in_supportive_shoes", book.sentence("SHOE-14", "exercise"), ("SHOE-14",))
    yield Action("put_away_worn_pairs", book.sentence("RETIRE-08", "shoes"), ("RETIRE-08",))
    if person.facts.use in RUNNING_USES and alone:
        yield Action("rotate_pairs", book.sentence("SHOE-15", "rotate"), ("SHOE-15",))


def _self_help(person: Person, book: Rulebook) -> Iterator[Action]:
    """Answer insole, pad and structure: the cushioned insole first, which does at least as much for a runner."""
    if person.profile.sore:
        yield Action("try_cushioned_insole", book.sentence("SHOE-11", "insole"), ("SHOE-11",))
        yield Action("leave_space_for_pad", book.sentence("PAD-10", "shoes"), ("PAD-10",))
    if person.profile.has_structure:
        yield Action("ask_about_orthotics", book.sentence("SHOE-10", "options"), ("SHOE-10",))


def missing_for(person: Person, dangers_open: bool, book: Rulebook) -> Iterator[Missing]:
    """Answer what was not known and would change the shoes; ``dangers_open``: danger signs could not be ruled out."""
    facts = person.facts
    yield from danger_questions(dangers_open, book)
    yield from person.fit.missing
    if not person.profile.arches:
        yield Missing(f"feet.{_a_side(person)}.arch", book.sentence("SHOE-03", "missing"))
    if not person.shape_told:
        yield Missing(f"feet.{_a_side(person)}.bunion", book.sentence("SHOE-08", "missing"))
    if person.hurts and not facts.symptoms.pain_sites:
        yield Missing("symptoms.pain_sites", book.sentence("FIT-06", "missing"))
    if facts.use is None:
        yield Missing("use", book.sentence("FIT-12", "missing"))
    if facts.in_recovery is None and not person.hurts:
        yield Missing("in_recovery", book.sentence("SHOE-05", "missing"))
    if facts.minimalist_experience is None and not person.profile.sore:
        yield Missing("minimalist_experience", book.sentence("SHOE-04", "missing"))


def danger_questions(dangers_open: bool, book: Rulebook) -> Iterator[Missing]:
    """Answer the request to tell of the pain, where danger signs could not be ruled out (FIT-19)."""
    if dangers_open:
        yield Missing("symptoms", book.sentence("FIT-19", "missing"))


def _a_side(person: Person) -> str:
    feet = person.facts.feet
    return "right" if feet is not None and feet.left is None and feet.right is not None else "left"


def conflicts_of(rules: Iterable[str], book: Rulebook) -> tuple[Conflict, ...]:
    """Answer every conflict of sources in the rules, each rule once."""
    disputed = _disputed(book)
    return tuple(conflict for rule in dict.fromkeys(rules) if rule in disputed for conflict in disputed[rule])


@lru_cache(maxsize=8)
def _disputed(book: Rulebook) -> Mapping[str, tuple[Conflict, ...]]:
    """Answer the rules in which sources disagree, with what they disagree about."""
    return {
        rule.id: tuple(Conflict((rule.id, *conflict.rules), conflict.text) for conflict in rule.conflicts)
        for rule in book.rules.values()
        if rule.conflicts
    }
