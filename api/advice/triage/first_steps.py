"""Nothing calls for a professional: the first steps, when to look again, and what to say when nothing was told."""

from __future__ import annotations

from functools import lru_cache

from api.advice.core.answer import Action
from api.advice.core.rules import Rulebook
from api.advice.triage.request import Symptoms


def review_after_days(said: Symptoms, warned: bool, book: Rulebook) -> int:
    """Answer in how many days to look again: the next of FLAG-01's days, or its first span while it gets better.

    ``warned``: self-care has reached the first of those days without a known improvement, and not the second.
    """
    consider = int(book.number("FLAG-01", "consider_after_days"))
    done = said.days_of_self_care or 0
    if warned:
        return int(book.number("FLAG-01", "see_doctor_after_days")) - done
    return consider - done if done < consider else consider


@lru_cache(maxsize=64)
def first_steps(review: int | None, book: Rulebook, *, warned: bool, asks: bool) -> tuple[Action, ...]:
    """Answer what to do without a professional. ``review``: days until the next look, ``None`` when nothing was told.

    Rules SIGN-05, FLAG-01, TRIAGE-09, TRIAGE-11.
    """
    actions = []
    if asks:
        rules = ("TRIAGE-11", "TRIAGE-09") if review is None else ("TRIAGE-11",)
        actions.append(Action("answer_questions", book.sentence("TRIAGE-09", "answer_questions"), rules))
    if review is None:
        return (*actions, Action("get_help_if_unwell", book.sentence("TRIAGE-09", "nothing_told"), ("TRIAGE-09",)))
    if warned:
        actions.append(Action("plan_visit", book.sentence("FLAG-01", "book_if_not_better"), ("FLAG-01",)))
    actions += [
        Action("ease_off", book.sentence("SIGN-05", "ease_off"), ("SIGN-05",)),
        Action("first_steps", book.sentence("FLAG-01", "first_steps"), ("FLAG-01",)),
        Action("next_advice", book.sentence("TRIAGE-09", "next_advice"), ("TRIAGE-09",)),
    ]
    if not warned:
        actions.append(Action("look_again", book.sentence("FLAG-01", "review", review_days=review), ("FLAG-01",)))
    return tuple(actions)


def one_line(review: int | None, book: Rulebook, *, warned: bool, asks: bool) -> str:
    """Answer the summary of a self-care verdict, which never reads as an all-clear while questions are open."""
    if review is None:
        return book.sentence("TRIAGE-01", "nothing_told_summary")
    if warned:
        visit_day = int(book.number("FLAG-01", "see_doctor_after_days"))
        return book.sentence("TRIAGE-01", "warning_summary", visit_day=visit_day)
    if asks:
        return book.sentence("TRIAGE-01", "open_summary")
    return book.sentence("TRIAGE-01", "self_care_summary", review_days=review)
