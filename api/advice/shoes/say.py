"""What the shoes advice says besides the shoes: why shoes like these, what to do, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from api.advice.core.answer import AGAINST, COULD_CHANGE, FOR, NEUTRAL, Action, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.foot.sizes import name_box
from api.advice.shoes.answer import DISCONTINUED, Box, Caution, Offer
from api.advice.shoes.card import Card
from api.advice.shoes.exclusions import Wishes
from api.advice.shoes.person import PROFILES_REMEMBERED, Person, Profile
from api.advice.shoes.width import MUST_ASK, Wearing
from api.advice.triage.judge import Triage

RUNNING_USES = ("road", "trail", "race", None)


@lru_cache(maxsize=PROFILES_REMEMBERED)
def reasons_for(profile: Profile, minimalist_left_out: bool, book: Rulebook) -> tuple[Reason, ...]:
    """Return why shoes like these: what holds for every forefoot, then what this foot adds.

    ``minimalist_left_out``: shoes were left out because the foot is sore.
    """
    return tuple(_reasons(profile, minimalist_left_out, book))


def _reasons(profile: Profile, minimalist_left_out: bool, book: Rulebook) -> Iterator[Reason]:
    yield Reason("SHOE-01", book.sentence("SHOE-01", "reason"), FOR)
    yield Reason("SHOE-02", book.sentence("SHOE-02", "reason"), FOR)
    if profile.between_toes:
        yield Reason("SHOE-01", book.sentence("SHOE-01", "between_toes"), FOR)
    if profile.bunion:
        yield Reason("SHOE-08", book.sentence("SHOE-08", "reason"), FOR)
    if profile.hammertoe:
        yield Reason("SHOE-09", book.sentence("SHOE-09", "reason"), FOR)
    if profile.callus:
        yield Reason("FIT-10", book.sentence("FIT-10", "callus"), FOR)
    yield from _arch_reasons(profile, book)
    if profile.rocker != "no":
        effect = NEUTRAL if profile.rocker == "refused" else FOR
        yield Reason("FIT-06", book.sentence("FIT-06", profile.rocker), effect)
    if minimalist_left_out:
        yield Reason("SHOE-05", book.sentence("SHOE-05", "reason"), AGAINST)


def _arch_reasons(profile: Profile, book: Rulebook) -> Iterator[Reason]:
    if "low" in profile.arches:
        yield Reason("SHOE-07", book.sentence("SHOE-07", "reason"), FOR)
    if "high" in profile.arches:
        yield Reason("SHOE-06", book.sentence("SHOE-06", "reason"), FOR)
    if profile.arches == ("normal",):
        yield Reason("SHOE-03", book.sentence("SHOE-03", "normal"), NEUTRAL)
    if len(profile.arches) > 1:
        yield Reason("SHOE-03", book.sentence("SHOE-03", "differ"), NEUTRAL)


def actions_for(person: Person, alone: bool, shoes_shown: bool, book: Rulebook) -> Iterator[Action]:
    """Yield what to do in the shop and at home; ``alone``: no professional is needed, so self-help may be named.

    Without shoes to show there are none to try on.
    """
    yield from person.fit.actions
    if shoes_shown:
        yield from trying_on(person.request.use, book)
    if person.fit.is_above_common_sizes(book):
        text = book.sentence("SIZE-07", "long", size=person.fit.size_name(book))
        yield Action("ask_for_long_sizes", text, ("SIZE-07",))
    if person.wearer.race_waits:
        yield race_waits(person, book)
    yield from _wearing(person.profile, person.request.use, alone, book)


@lru_cache(maxsize=16)
def trying_on(use: str | None, book: Rulebook) -> tuple[Action, ...]:
    """Return how shoes for a use are tried on."""
    return (
        Action("try_on_both_feet", book.sentence("FOOT-05", f"try_on_{_occasion(use)}"), ("FOOT-05",)),
        Action("check_toe_room", book.sentence("SIZE-03", "toe_room"), ("SIZE-03",)),
        Action("trust_toes_over_label", book.sentence("SIZE-01", "labels"), ("SIZE-01",)),
    )


@lru_cache(maxsize=PROFILES_REMEMBERED)
def _wearing(profile: Profile, use: str | None, alone: bool, book: Rulebook) -> tuple[Action, ...]:
    return tuple(_what_to_wear(profile, use, alone, book))


def _what_to_wear(profile: Profile, use: str | None, alone: bool, book: Rulebook) -> Iterator[Action]:
    if alone:
        yield from _self_help(profile, use, book)
    if profile.sore:
        yield Action(
            "support_all_day",
            book.sentence("SHOE-12", "all_day" if use in RUNNING_USES else f"all_day_{use}"),
            ("SHOE-12",),
        )
    elif use == "home":
        yield Action("support_at_home", book.sentence("SHOE-12", "home"), ("SHOE-12",))
    if profile.sore or use in ("everyday", "home"):
        yield Action("leave_narrow_and_high_shoes", book.sentence("SHOE-13", "leave"), ("SHOE-13",))
    if profile.sore and alone:
        yield Action("exercise_in_supportive_shoes", book.sentence("SHOE-14", "exercise"), ("SHOE-14",))
    yield Action("put_away_worn_pairs", book.sentence("RETIRE-08", "shoes"), ("RETIRE-08",))
    if use in RUNNING_USES and alone:
        yield Action("rotate_pairs", book.sentence("SHOE-15", "rotate"), ("SHOE-15",))


def race_waits(person: Person, book: Rulebook) -> Action:
    """Return that a racing shoe waits until the forefoot is well, or until that is known (FIT-17, CONSULT-02)."""
    if person.wearer.may_be_sore:
        return Action("answer_before_racing_shoes", book.sentence("CONSULT-02", "ask"), ("CONSULT-02", "FIT-17"))
    return Action("cushioned_road_shoe_for_now", book.sentence("FIT-07", "race_sore"), ("FIT-07", "FIT-17"))


def _occasion(use: str | None) -> str:
    """Return what the shoes are worn for, as sentences are worded: ``running``, ``everyday`` or ``home``."""
    return "running" if use in RUNNING_USES else str(use)


def _self_help(profile: Profile, use: str | None, book: Rulebook) -> Iterator[Action]:
    """Yield insole, pad and structure: the cushioned insole first, which does at least as much for a runner.

    No pad where nothing hurts (PADPLACE-17). Nothing is put into a slide, a sandal or a slipper, which is what is worn
    at home (FIT-20).
    """
    if profile.sore and use != "home":
        yield Action("try_cushioned_insole", book.sentence("SHOE-11", "insole"), ("SHOE-11",))
    if profile.hurts and use != "home":
        yield Action("leave_space_for_pad", book.sentence("PAD-10", "shoes"), ("PAD-10",))
    if profile.has_structure:
        occasion = "options" if profile.hurts else "options_without_pain"
        yield Action("ask_about_orthotics", book.sentence("SHOE-10", occasion), ("SHOE-10",))


def missing_for(person: Person, triage: Triage, book: Rulebook) -> Iterator[Missing]:
    """Yield what was not known and would change the shoes, what could call for a professional first."""
    request = person.request
    yield from danger_questions(triage, book)
    if person.wearer.race_waits and request.in_recovery is None and not person.hurts:
        yield Missing("in_recovery", book.sentence("CONSULT-02", "ask"))
    # The arch changes the ranking more than any other answer, and a look at the foot gives it.
    if not person.profile.arches:
        yield Missing(f"feet.{_a_side(person)}.arch", book.sentence("SHOE-03", "missing"))
    yield from person.fit.missing
    if not person.shape_known:
        yield Missing(_open_shape(person), book.sentence("SHOE-08", "missing"))
    if person.hurts and not request.symptoms.pain_sites:
        yield Missing("symptoms.pain_sites", book.sentence("FIT-06", "missing"))
    if request.use is None:
        yield Missing("use", book.sentence("FIT-12", "missing"))
    if request.in_recovery is None and not person.hurts and not person.wearer.race_waits:
        yield Missing("in_recovery", book.sentence("SHOE-05", "missing"))
    if request.minimalist_experience is None and not person.profile.sore:
        yield Missing("minimalist_experience", book.sentence("SHOE-04", "missing"))


def _open_shape(person: Person) -> str:
    """Return the first question on the shape of the foot that is open."""
    side, feet = _a_side(person), person.request.feet
    foot = None if feet is None else {"left": feet.left, "right": feet.right}[side]
    shape = ("bunion", "hammertoe", "callus")
    name = next((name for name in shape if foot is None or getattr(foot, name) is None), shape[0])
    return f"feet.{side}.{name}"


def danger_questions(triage: Triage, book: Rulebook) -> Iterator[Missing]:
    """Yield the questions that could call for a professional, the most decisive few (FIT-19)."""
    questions = triage.questions
    if questions.could_change:
        first = sorted(questions.missing, key=lambda question: COULD_CHANGE.index(question.could_change))
        yield from first[: int(book.number("FIT-19", "danger_questions_at_most"))]


def care_first(triage: Triage, book: Rulebook) -> tuple[Action, ...]:
    """Return what to do until a professional has looked, with shoes as support until then; nothing for self-care."""
    if triage.care is None:
        return ()
    until_then = Action("support_until_seen", book.sentence("FIT-19", "until_then"), ("FIT-19",))
    return (*triage.actions(book, asks=False), until_then)


def _a_side(person: Person) -> str:
    feet = person.request.feet
    return "right" if feet is not None and feet.left is None and feet.right is not None else "left"


# What to watch with a shoe as it can be had


def asks_for_size(person: Person, wishes: Wishes, book: Rulebook) -> bool:
    """Return whether a person's size is one that many models are not made in, and no store has shown that it is."""
    return not wishes.in_store and person.fit.is_rare(person.wearer.sex, book)


def cautions_of(
    card: Card,
    wearing: Wearing,
    offer: Offer | None,
    viewed: Iterable[Caution],
    person: Person,
    wishes: Wishes,
    book: Rulebook,
) -> tuple[Caution, ...]:
    """Return what to watch with a shoe as it can be had: its size, its last pair, then what holds for it anywhere.

    Of a model that is no longer made, what a store has in the size is what is left (FIT-16).
    """
    in_store = wishes.in_store and offer is not None
    held = (
        replace(one, text=book.sentence("FIT-16", "discontinued_here"))
        if in_store and one.code == DISCONTINUED
        else one
        for one in viewed
    )
    box = () if offer is None else on_box(offer.on_box or (), book)
    return (*size_caution(card, person, wishes, book), *box, *last_pair(wearing, offer, book), *held)


def on_box(boxes: Iterable[Box], book: Rulebook) -> tuple[Caution, ...]:
    """Return the cautions that name what stands on boxes that bear another number, or one of another scale (FIT-13)."""
    names = (name_box(box.system, box.value, box.width_class, book) for box in boxes)
    return tuple(Caution("size_on_box", book.sentence("FIT-13", "on_box", box=name), ("FIT-13",)) for name in names)


def last_pair(wearing: Wearing, offer: Offer | None, book: Rulebook) -> tuple[Caution, ...]:
    """Return the caution that the store has one pair left in this size, and width where labelled (FIT-13)."""
    if offer is None or offer.quantity != 1:
        return ()
    occasion = "last_pair_in_size" if wearing.match in MUST_ASK else "last_pair"
    return (Caution("last_pair", book.sentence("FIT-13", occasion), ("FIT-13",)),)


def size_caution(card: Card, person: Person, wishes: Wishes, book: Rulebook) -> tuple[Caution, ...]:
    """Return the caution that the size must be asked, where few models are made in it (SIZE-09)."""
    if wishes.is_made(card) or not asks_for_size(person, wishes, book):
        return ()
    return (Caution("ask_for_size", book.sentence("SIZE-09", "ask"), ("SIZE-09",)),)
