"""What makes forefoot pain more likely for this person, and what can be changed? Danger signs first.

Rules RISK-01..10, LOAD-08, SHOE-06..09, SHOE-13. A factor is a load on the forefoot and never the cause of a pain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.advice.core.answer import Action, Answer, Missing, Reason
from api.advice.core.conflicts import conflicts_of
from api.advice.core.format import number_aloud
from api.advice.core.rules import Rulebook
from api.advice.risk.factors import ACTION_RULES, FACTORS, GROUPS, KINDS, Found, Kind, factors_found
from api.advice.risk.request import DailyLife, Footwear, Habits, Movement, RiskRequest
from api.advice.triage import advise as triage
from api.advice.triage.care_first import care_alone

__all__ = ["FACTORS", "GROUPS", "VERDICTS", "DailyLife", "Footwear", "Habits", "Movement", "RiskRequest", "advise"]

LOW, SOME, MANY = "low", "some", "many"
VERDICTS = (LOW, SOME, MANY)
"""From the most permissive to the strictest."""

INDICATORS = {LOW: "info", SOME: "info", MANY: "warning"}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was found: ``there`` in the order of telling, ``open`` the questions nobody answered, leading ones first."""

    there: tuple[Kind, ...]
    open: tuple[str, ...]
    told_enough: bool


def advise(asked: RiskRequest, book: Rulebook) -> Answer:
    """Answer the risk factors that are there, changeable ones with what to do, and what nobody told.

    Besides: ``factors``, those of training, shoes and movement first (RISK-07).
    """
    care = triage.judge(asked.symptoms, book) if asked.symptoms is not None else None
    if care is not None and care.withheld:
        withheld = Reason("RISK-08", book.sentence("RISK-08", "withheld"), "neutral")
        return care_alone(care, MANY, book, {"factors": []}, reasons=(withheld,))
    return _whole(_judge(asked, book), asked, care, book)


def _judge(asked: RiskRequest, book: Rulebook) -> _Judged:
    found, leading = factors_found(asked, book), book.words("RISK-07", "leading_causes")
    order = [*leading, *(group for group in GROUPS if group not in leading)]
    kinds = sorted(KINDS, key=lambda kind: (order.index(kind.group), not kind.changeable))
    unknown = [kind for kind in kinds if found[kind.factor] is None]
    asks = [_asks(kind, asked) for kind in unknown]
    enough = all(_told_enough(group, found, book) for group in leading)
    return _Judged(tuple(kind for kind in kinds if found[kind.factor]), tuple(dict.fromkeys(asks)), enough)


def _asks(kind: Kind, asked: RiskRequest) -> str:
    """Answer the question that would tell of a factor; hours of standing are told, so the floor decides."""
    if kind.factor == "standing" and asked.daily_life.standing_hours_per_day is not None:
        return "daily_life.hard_floor"
    return kind.asks


def _told_enough(group: str, found: Found, book: Rulebook) -> bool:
    told = [found[kind.factor] is not None for kind in KINDS if kind.group == group]
    return sum(told) >= len(told) * book.number("RISK-08", "told_min_fraction")


def _verdict(judged: _Judged, care: triage.Triage | None, book: Rulebook) -> str:
    if len(judged.there) >= book.number("RISK-08", "many_from"):
        return MANY
    must_be_seen = care is not None and bool(care.findings)
    return SOME if judged.there or not judged.told_enough or must_be_seen else LOW


def _whole(judged: _Judged, asked: RiskRequest, care: triage.Triage | None, book: Rulebook) -> Answer:
    verdict = _verdict(judged, care, book)
    actions, reasons = _actions(judged, book), _reasons(judged, verdict, book)
    summary, indicator = _summary(verdict, judged, book), INDICATORS[verdict]
    if care is not None and care.findings:
        first = Action("care_first", book.sentence("RISK-08", "care_first"), ("RISK-08",))
        reasons, actions = (*care.reasons, *reasons), (*care.actions(book), first)
        summary, indicator = str(care.summary(book)), "warning"
    factors = [_shown(kind, book) for kind in judged.there]
    cited = tuple(
        rule for kind in judged.there for rule in (*kind.rules, *(r for a in kind.actions for r in ACTION_RULES[a]))
    )
    return Answer(
        verdict=verdict,
        indicator=indicator,
        summary=summary,
        actions=actions,
        reasons=reasons,
        missing=_missing(judged, asked, book),
        conflicts=conflicts_of(dict.fromkeys(cited), book),
        care=care.care if care is not None else None,
        details={"factors": factors},
        also_cites=(*cited, "RISK-07", "RISK-08", "RISK-10", *(("RISK-11",) if judged.there else ())),
    )


def _shown(kind: Kind, book: Rulebook) -> dict[str, Any]:
    return {
        "factor": kind.factor,
        "group": kind.group,
        "changeable": kind.changeable,
        "text": book.sentence("RISK-09", kind.factor),
        "actions": [{"code": code, "text": book.sentence("RISK-09", f"do_{code}")} for code in kind.actions],
        "rules": list(kind.rules),
    }


def _actions(judged: _Judged, book: Rulebook) -> tuple[Action, ...]:
    """Answer the first few things to change; each factor names its own besides."""
    codes = list(dict.fromkeys(code for kind in judged.there for code in kind.actions))
    first = codes[: round(book.number("RISK-08", "first_actions"))]
    steps = [Action(code, book.sentence("RISK-09", f"do_{code}"), ACTION_RULES[code]) for code in first]
    if not judged.there and judged.told_enough:
        steps.append(Action("carry_on", book.sentence("RISK-08", "keep"), ("RISK-08",)))
    if judged.open:
        steps.append(Action("answer_questions", book.sentence("RISK-08", "tell_more"), ("RISK-08",)))
    return tuple(steps)


def _reasons(judged: _Judged, verdict: str, book: Rulebook) -> tuple[Reason, ...]:
    reasons = [Reason(kind.rules[0], book.sentence("RISK-09", kind.factor), "for") for kind in judged.there]
    leading = book.words("RISK-07", "leading_causes")
    if any(kind.group in leading for kind in judged.there):
        reasons.append(Reason("RISK-07", book.sentence("RISK-08", "leading"), "neutral"))
    if not judged.there:
        effect = "for" if verdict == LOW else "against"
        reasons.append(Reason("RISK-08", book.sentence("RISK-08", "none"), effect))
    return tuple(reasons)


def _summary(verdict: str, judged: _Judged, book: Rulebook) -> str:
    facts: dict[str, object] = {"open": len(judged.open), "count": number_aloud(len(judged.there))}
    if judged.there:
        facts["first"] = book.sentence("RISK-11", judged.there[0].factor)
        one = len(judged.there) == 1
        return book.sentence("RISK-08", "one_summary" if one else f"{verdict}_summary", **facts)
    if not judged.told_enough:
        return book.sentence("RISK-08", "too_little_summary", **facts)
    return book.sentence("RISK-08", "low_open_summary" if judged.open else "low_summary", **facts)


def _missing(judged: _Judged, asked: RiskRequest, book: Rulebook) -> tuple[Missing, ...]:
    fields: Sequence[str] = judged.open if asked.symptoms is not None else (*judged.open, "symptoms")
    return tuple(Missing(field, book.sentence("RISK-10", f"missing_{field.rpartition('.')[2]}")) for field in fields)
