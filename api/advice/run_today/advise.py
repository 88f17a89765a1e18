"""May I run today? Danger signs first, then the foot, then the pair: run, an easy run at most, or no run.

Rules RUN-01 .. RUN-15, TRAIN-04, TRAIN-05, RETIRE-06, PADSTUDY-06, PADPLACE-07, FLAG-07 and FLAG-09 (pain in walking,
found by triage). Nothing here reads a clock: ``as_of`` is passed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.answer import Missing
from api.advice.core.conflicts import conflicts_behind
from api.advice.core.rules import Rulebook
from api.advice.met_pad.safety import reasons_against
from api.advice.run_today.limits import NO_RUN_AT_ALL, limits_of, planned_run
from api.advice.run_today.request import PlannedRun, RunTodayRequest
from api.advice.run_today.say import actions_of, reasons_of, stop_if, summary_of, wear
from api.advice.run_today.verdict import EASY, NO, RUN, UNKNOWN, VERDICTS, Judged, judge_run
from api.advice.self_care.staying_active import alternatives
from api.advice.triage.care_first import care_alone

__all__ = ["VERDICTS", "PlannedRun", "RunTodayRequest", "advise"]

INDICATORS = {RUN: "info", EASY: "warning", NO: "warning"}

NOT_TOLD = frozenset({"PADSTUDY-06", "PADPLACE-07"})
"""Rules whose conflicts are left to RUN-05, which tells the same."""

_OF_FOOT = (
    ("symptoms.pain_level", "ask_pain_level"),
    ("symptoms.pain_kinds", "ask_pain_kinds"),
    ("flare_up", "ask_flare_up"),
    ("worse_in_run", "ask_worse_in_run"),
    ("hot_spot_in_run", "ask_hot_spot_in_run"),
)
"""What decides besides the danger signs -> the occasion of the sentence that says why it is asked."""

_NOTHING: Mapping[str, Any] = {
    "limits": NO_RUN_AT_ALL.as_dict(),
    "alternatives": [],
    "back_off_days": None,
    "stop_if": [],
    "wear": [],
    "pair": None,
    "planned": None,
}


def advise(asked: RunTodayRequest, book: Rulebook, *, as_of: date) -> Answer:
    """Answer whether this person may run on the day ``as_of``, and within which limits.

    Besides: ``limits``, ``alternatives``, ``back_off_days``, ``stop_if``, ``wear``, ``pair`` (what retirement says of
    it) and ``planned`` (whether the run that was meant fits).
    """
    judged = judge_run(asked, book, as_of=as_of)
    triage = judged.triage
    if triage.withheld:
        return care_alone(triage, NO, book, _NOTHING)
    active = alternatives(triage, book) if judged.verdict != RUN else []
    actions = actions_of(judged, book, active=bool(active))
    reasons = reasons_of(judged, book)
    details = _details(judged, active, book)
    also = tuple(_cited_in(details))
    return Answer(
        verdict=judged.verdict,
        indicator=INDICATORS[judged.verdict],
        summary=summary_of(judged, book),
        actions=actions,
        reasons=reasons,
        missing=_missing(judged, book),
        conflicts=conflicts_behind(actions, reasons, book, also=also, not_told=NOT_TOLD),
        care=triage.care,
        details=details,
        also_cites=also,
    )


def _details(judged: Judged, active: list[dict[str, Any]], book: Rulebook) -> dict[str, Any]:
    limits = limits_of(judged, book)
    return {
        "limits": limits.as_dict(),
        "alternatives": active,
        "back_off_days": _back_off(judged, book),
        "stop_if": stop_if(judged, book),
        "wear": wear(judged, bool(reasons_against(judged.triage, book)), book),
        "pair": _pair(judged),
        "planned": planned_run(judged, limits, book),
    }


def _back_off(judged: Judged, book: Rulebook) -> dict[str, int] | None:
    if not judged.paused:
        return None
    low, high = (round(book.number("RUN-07", name)) for name in ("back_off_min_days", "back_off_max_days"))
    return {"low": low, "high": high}


def _pair(judged: Judged) -> dict[str, Any] | None:
    if judged.pair is None:
        return None
    pair = judged.pair.judged
    return {"verdict": pair.verdict, "ok_for": pair.cleared.as_dict(), "run_in_it": judged.in_this_pair}


def _cited_in(details: Mapping[str, Any]) -> Iterator[str]:
    planned = details["planned"] or {"changes": []}
    for part in (*details["alternatives"], *details["stop_if"], *details["wear"], *planned["changes"]):
        yield from part["rules"]


def _missing(judged: Judged, book: Rulebook) -> tuple[Missing, ...]:
    """Answer what was not known and could change this answer: danger signs, then the foot, then the pair."""
    found = {each.field: each for each in judged.triage.questions(book).missing}
    if judged.verdict != NO:
        for each in (*_asked_of_foot(judged, book), *_asked_of_pair(judged, book)):
            found.setdefault(each.field, each)
    return tuple(found.values())


def _asked_of_foot(judged: Judged, book: Rulebook) -> Iterator[Missing]:
    asked, said = judged.asked, judged.asked.symptoms
    hurts = judged.triage.facts["pain"] is not False
    known = {
        "symptoms.pain_level": said.pain_level is not None,
        "symptoms.pain_kinds": bool(said.pain_kinds) or not hurts,
        "flare_up": asked.flare_up is not None,
        "worse_in_run": asked.worse_in_run is not None,
        "hot_spot_in_run": asked.hot_spot_in_run is not None or UNKNOWN in judged.foot,
    }
    for field, occasion in _OF_FOOT:
        if not known[field]:
            yield Missing(field, book.sentence("RUN-10", occasion))


def _asked_of_pair(judged: Judged, book: Rulebook) -> Iterator[Missing]:
    if judged.pair is None:
        yield Missing("pair", book.sentence("RUN-10", "ask_pair"))
    elif judged.worn:
        for each in judged.pair.answer.missing:
            if each.field not in ("weekly_distance", "symptoms"):
                yield Missing(f"pair.{each.field}", each.why)
