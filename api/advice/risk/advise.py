"""What makes forefoot pain more likely for this person, and what can be changed? Danger signs first.

Rules RISK-01..10, LOAD-08, SHOE-06..09, SHOE-13. A factor is a load on the forefoot and never the cause of a pain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Missing, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.risk.answer import GROUPS, LOW, MANY, SOME, Factor, FactorAction, RiskAnswer
from api.advice.risk.factors import ACTION_RULES, KINDS, Found, Kind, factors_found
from api.advice.risk.request import RiskRequest
from api.advice.triage import judge as triage
from api.advice.triage.judge import care_only

INDICATORS = {LOW: "info", SOME: "info", MANY: "warning"}


@dataclass(frozen=True, slots=True)
class _Assessment:
    """The factors that are ``present``, leading ones first, and the questions that are still ``open``."""

    present: tuple[Kind, ...]
    open: tuple[str, ...]
    enough_known: bool


def advise(request: RiskRequest, book: Rulebook) -> RiskAnswer:
    """Return the risk factors that are present, changeable ones with what to do, and what is not known.

    Factors of training, shoes and movement come first (RISK-07).
    """
    care = triage.judge(request.symptoms, book) if request.symptoms is not None else None
    if care is not None and care.withheld:
        withheld = Reason("RISK-08", book.sentence("RISK-08", "withheld"), NEUTRAL)
        return care_only(RiskAnswer, care, MANY, book, reasons=(withheld,))
    return _answer(_assess(request, book), request, care, book)


def _assess(request: RiskRequest, book: Rulebook) -> _Assessment:
    found, leading = factors_found(request, book), book.words("RISK-07", "leading_causes")
    order = [*leading, *(group for group in GROUPS if group not in leading)]
    kinds = sorted(KINDS, key=lambda kind: (order.index(kind.group), not kind.changeable))
    unknown = [kind for kind in kinds if found[kind.factor] is None]
    asks = [_asks(kind, request) for kind in unknown]
    enough = all(_enough_known(group, found, book) for group in leading)
    return _Assessment(tuple(kind for kind in kinds if found[kind.factor]), tuple(dict.fromkeys(asks)), enough)


def _asks(kind: Kind, request: RiskRequest) -> str:
    """Return the question that would settle a factor; where the hours of standing are known the floor decides."""
    if kind.factor == "standing" and request.daily_life.standing_hours_per_day is not None:
        return "daily_life.hard_floor"
    return kind.asks


def _enough_known(group: str, found: Found, book: Rulebook) -> bool:
    known = [found[kind.factor] is not None for kind in KINDS if kind.group == group]
    return sum(known) >= len(known) * book.number("RISK-08", "answered_min_fraction")


def _verdict(assessment: _Assessment, care: triage.Triage | None, book: Rulebook) -> str:
    if len(assessment.present) >= book.number("RISK-08", "many_from"):
        return MANY
    must_be_seen = care is not None and bool(care.findings)
    return SOME if assessment.present or not assessment.enough_known or must_be_seen else LOW


def _answer(assessment: _Assessment, request: RiskRequest, care: triage.Triage | None, book: Rulebook) -> RiskAnswer:
    verdict = _verdict(assessment, care, book)
    actions, reasons = _actions(assessment, book), _reasons(assessment, verdict, book)
    summary, indicator = _summary(verdict, assessment, request, book), INDICATORS[verdict]
    if care is not None and care.findings:
        first = Action("care_first", book.sentence("RISK-08", "care_first"), ("RISK-08",))
        reasons, actions = (*care.reasons, *reasons), (*care.actions(book), first)
        summary, indicator = str(care.summary(book)), "warning"
    factors = tuple(_factor(kind, book) for kind in assessment.present)
    cited = tuple(rule for kind in assessment.present for rule in _rules_behind(kind))
    return RiskAnswer(
        verdict=verdict,
        indicator=indicator,
        summary=summary,
        actions=actions,
        reasons=reasons,
        missing=_missing(assessment, request, book),
        conflicts=conflicts_of(dict.fromkeys(cited), book),
        care=care.care if care is not None else None,
        factors=factors,
        also_cites=(*cited, "RISK-07", "RISK-08", "RISK-10", *(("RISK-11",) if assessment.present else ())),
    )


def _rules_behind(kind: Kind) -> tuple[str, ...]:
    return (*kind.rules, *(rule for code in kind.actions for rule in ACTION_RULES[code]))


def _factor(kind: Kind, book: Rulebook) -> Factor:
    return Factor(
        factor=kind.factor,
        group=kind.group,
        changeable=kind.changeable,
        text=book.sentence("RISK-09", kind.factor),
        actions=tuple(FactorAction(code, book.sentence("RISK-09", f"do_{code}")) for code in kind.actions),
        rules=kind.rules,
    )


def _actions(assessment: _Assessment, book: Rulebook) -> tuple[Action, ...]:
    """Return the first few things to change; each factor names its own besides."""
    codes = list(dict.fromkeys(code for kind in assessment.present for code in kind.actions))
    first = codes[: round(book.number("RISK-08", "first_actions"))]
    steps = [Action(code, book.sentence("RISK-09", f"do_{code}"), ACTION_RULES[code]) for code in first]
    if not assessment.present and assessment.enough_known:
        steps.append(Action("carry_on", book.sentence("RISK-08", "keep"), ("RISK-08",)))
    if assessment.open:
        steps.append(Action("answer_questions", book.sentence("RISK-08", "tell_more"), ("RISK-08",)))
    return tuple(steps)


def _reasons(assessment: _Assessment, verdict: str, book: Rulebook) -> tuple[Reason, ...]:
    reasons = [Reason(kind.rules[0], book.sentence("RISK-09", kind.factor), FOR) for kind in assessment.present]
    leading = book.words("RISK-07", "leading_causes")
    if any(kind.group in leading for kind in assessment.present):
        reasons.append(Reason("RISK-07", book.sentence("RISK-08", "leading"), NEUTRAL))
    if not assessment.present:
        effect = FOR if verdict == LOW else AGAINST
        reasons.append(Reason("RISK-08", book.sentence("RISK-08", "none"), effect))
    return tuple(reasons)


def _open(assessment: _Assessment, request: RiskRequest) -> Sequence[str]:
    """Return the questions that are open, that on pain included where nothing of it was sent."""
    return assessment.open if request.symptoms is not None else (*assessment.open, "symptoms.pain_level")


def _summary(verdict: str, assessment: _Assessment, request: RiskRequest, book: Rulebook) -> str:
    facts: dict[str, object] = {"open": len(_open(assessment, request)), "count": len(assessment.present)}
    if assessment.present:
        facts["first"] = book.sentence("RISK-11", assessment.present[0].factor)
        one = len(assessment.present) == 1
        return book.sentence("RISK-08", "one_summary" if one else f"{verdict}_summary", **facts)
    if not assessment.enough_known:
        return book.sentence("RISK-08", "too_little_summary", **facts)
    return book.sentence("RISK-08", "low_open_summary" if assessment.open else "low_summary", **facts)


def _missing(assessment: _Assessment, request: RiskRequest, book: Rulebook) -> tuple[Missing, ...]:
    fields = _open(assessment, request)
    return tuple(Missing(field, book.sentence("RISK-10", f"missing_{field.rpartition('.')[2]}")) for field in fields)
