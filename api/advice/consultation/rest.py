"""Rest and a short run in one answer: the days of rest come first (CONSULT-05)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.advice.consultation.change import Agreed, with_details, without_measure
from api.advice.core.answer import Action, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.loose import as_plain
from api.advice.core.rules import Rulebook
from api.advice.run_today.answer import EASY, NO, NO_RUN_AT_ALL
from api.advice.triage.advise import Triage

RULES = ("CONSULT-05", "CARE-01", "RUN-02")
WAITS = "rest_before_run"

STILL_SAID = frozenset({"run_in_another_pair", "act_on_hot_spot", "stay_active"})
"""Actions of today's run that hold while it waits."""


def rest_before_run(
    said: Triage, self_care: Answer, run_today: Answer, book: Rulebook
) -> tuple[Answer, Answer, list[Agreed]]:
    """Answer care at home and today's run so that not both rest and a run are advised, and what was changed."""
    rests = any(each["measure"] == "rest" for each in self_care.details["plan"])
    if run_today.verdict != EASY or not rests:
        return self_care, run_today, []
    if not said.facts["pain"]:
        self_care, changes = without_measure(self_care, "rest", "nothing_to_rest", "CONSULT-05", "not_sore", book)
        return self_care, run_today, changes
    left = days_of_rest_left(said, book)
    if left == 0:
        self_care, changes = without_measure(self_care, "rest", "rested", "CONSULT-05", "rested", book)
        return self_care, run_today, changes
    text = book.sentence("CONSULT-05", "first")
    return self_care, _waiting(run_today, left, text, book), [Agreed("run_today", WAITS, text, RULES)]


def days_of_rest_left(said: Triage, book: Rulebook) -> int:
    """Answer how many of the days of rest are still to come; unknown days of self-care count as none."""
    return max(0, round(book.number("CONSULT-05", "rest_first_days")) - (said.said.days_of_self_care or 0))


def _waiting(run_today: Answer, left: int, text: str, book: Rulebook) -> Answer:
    """Answer today's run as it waits: none, what to do instead, and the reasons that speak against it."""
    planned = run_today.details["planned"]
    held = [each for each in run_today.actions if each.code in STILL_SAID]
    told: dict[str, Any] = {
        "limits": as_plain(NO_RUN_AT_ALL),
        "back_off_days": {"low": left, "high": left},
        "stop_if": [],
        "wear": [],
        "planned": planned and {"fits": False, "changes": [{"field": "planned", "text": text, "rules": [*RULES]}]},
    }
    waiting = replace(
        run_today,
        verdict=NO,
        indicator="warning",
        summary=book.sentence("CONSULT-05", "summary"),
        actions=(Action(WAITS, text, RULES), *held),
        reasons=(Reason("CONSULT-05", text, "for"), *run_today.reasons),
    )
    return with_details(waiting, **told)
