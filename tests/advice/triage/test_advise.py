"""Triage by golden cases: each rule, each boundary, each safety row whole and half known."""

from __future__ import annotations

import pytest

from api.advice.core.answer import TIMEFRAMES
from api.advice.core.rules import UnknownRuleError
from api.advice.triage import advise as triage
from api.advice.triage.red_flags import rank_of
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from tests.advice.cases import Case, check, each_case, read_cases
from tests.advice.triage.inputs import triage_request
from tests.support.served import shown

BOOK = shipped_rulebook()


@each_case("triage")
def test_case(case: Case) -> None:
    check(case, shown(triage.advise(triage_request(case.given), BOOK), BOOK))


def test_every_rule_of_the_area_is_cited_by_a_case_that_asks_for_it() -> None:
    wanted: set[str] = set()
    for case in read_cases("triage"):
        cited = set(shown(triage.advise(triage_request(case.given), BOOK), BOOK)["rules"])
        wanted |= cited & set(str(case.expect).replace("'", " ").replace(",", " ").replace("]", " ").split())
    assert {rule.id for rule in BOOK.rules.values() if rule.area == "triage"} - wanted == set()


def test_a_judgement_without_findings_is_empty_throughout() -> None:
    judged = triage.judge(Symptoms(), BOOK)
    assert (judged.rank, judged.verdict, judged.timeframe, judged.care) == (0, "not_enough_known", None, None)
    assert (judged.red_flags, judged.reasons, judged.actions(BOOK), judged.summary(BOOK)) == ((), (), (), None)
    assert not judged.withheld and not judged.warned
    assert judged.questions.could_change


def test_a_judgement_gives_other_topics_all_they_need() -> None:
    judged = triage.judge(Symptoms(swelling=True, calf_swelling=True), BOOK)
    assert (judged.verdict, judged.timeframe, judged.withheld) == ("same_day", "today", True)
    assert judged.care is not None and judged.care.rules == ("SAFE-04",)
    assert judged.red_flags == ("SAFE-04", "FLAG-03")
    assert [reason.rule for reason in judged.reasons] == ["SAFE-04", "FLAG-03"]
    assert judged.summary(BOOK) == "Have it looked at today: one calf throbbing, swollen, warm or red."
    plain = [action.code for action in judged.actions(BOOK)]
    assert plain == ["be_seen_today", "watch_breath", "advice_withheld", "do_not_put_off"]


def test_timeframes_rank_from_soon_to_now_and_no_other_is_known() -> None:
    assert [rank_of(timeframe) for timeframe in TIMEFRAMES] == [1, 2, 3, 4, 5]
    assert TIMEFRAMES == ("routine", "soon", "within_days", "today", "now")
    with pytest.raises(UnknownRuleError):
        rank_of("tomorrow")
