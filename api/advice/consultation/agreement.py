"""Makes the parts of a consultation agree: what one part rules out, no other advises (CONSULT-03, CONSULT-04)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.advice.consultation.change import Agreed, with_details
from api.advice.consultation.change import without_measure as _without
from api.advice.consultation.rest import rest_before_run
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.rules import Rulebook
from api.advice.triage.advise import Triage

PLACED = "place_pad"
REST_FIRST = "rest_first"
STUCK_ON = frozenset({"adhesive_foam", "adhesive_felt"})
"""Kinds of pad that are stuck to an insole."""


def agreed(
    said: Triage,
    shoes: Answer,
    met_pad: Answer,
    self_care: Answer,
    run_today: Answer,
    exercises: Answer,
    book: Rulebook,
) -> tuple[dict[str, Answer], list[Agreed]]:
    """Answer the parts by name as they are told together, and what was changed for that."""
    self_care, run_today, changes = rest_before_run(said, self_care, run_today, book)
    pad = met_pad.details["pad"]
    if met_pad.verdict == PLACED and shoes.details["recommendations"]:
        changes.append(Agreed("shoes", "try_together", book.sentence("CONSULT-03", "together"), ("CONSULT-03",)))
    if met_pad.verdict == PLACED and pad is not None and pad["kind"] in STUCK_ON:
        shoes, noted = _with_room_noted(shoes, book)
        changes += noted
    if met_pad.verdict == PLACED:
        self_care, noted = _without(self_care, "pad_at_hand", "pad_told_once", "CONSULT-04", "placed", book)
    else:
        self_care, noted = _without(self_care, "pad_at_hand", "no_pad", "CONSULT-04", "no_pad", book)
        run_today, more = _without_pad_worn(run_today, book)
        noted += more
    changes += noted
    if exercises.verdict == REST_FIRST:
        self_care, noted = _without(self_care, "stretching", "no_stretching", "CONSULT-04", "no_stretching", book)
        changes += noted
    parts = {
        "shoes": shoes,
        "met_pad": met_pad,
        "self_care": self_care,
        "run_today": run_today,
        "exercises": exercises,
    }
    return parts, changes


def _with_room_noted(shoes: Answer, book: Rulebook) -> tuple[Answer, list[Agreed]]:
    """Answer the shoes, those with an insole that stays in marked: there the pad is worn on the foot (CONSULT-03)."""
    rules = ("CONSULT-03", "PADPLACE-16")
    text = book.sentence("CONSULT-03", "fixed")
    caution = {"code": "pad_on_foot", "text": text, "rules": list(rules)}
    told = [
        {**each, "cautions": [*each["cautions"], caution]} if _insole_stays(each) else each
        for each in shoes.details["recommendations"]
    ]
    if told == shoes.details["recommendations"]:
        return shoes, []
    return with_details(shoes, recommendations=told), [Agreed("shoes", "pad_on_foot", text, rules)]


def _insole_stays(recommendation: Mapping[str, Any]) -> bool:
    return any(each["criterion"] == "room_for_insole" and each["value"] == "no" for each in recommendation["criteria"])


def _without_pad_worn(run_today: Answer, book: Rulebook) -> tuple[Answer, list[Agreed]]:
    worn = [each for each in run_today.details["wear"] if each["item"] != "metatarsal_pad"]
    if len(worn) == len(run_today.details["wear"]):
        return run_today, []
    change = Agreed("run_today", "no_pad", book.sentence("CONSULT-04", "no_pad"), ("CONSULT-04",))
    return with_details(run_today, wear=worn), [change]
