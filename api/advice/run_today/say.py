"""Why, what to do and what to ask when someone wants to run today: which sentences, in which order.

Every sentence and figure is from the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import FOR, NEUTRAL, Action, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.retirement.advise import edge_of
from api.advice.retirement.advise import missing_of as missing_of_pair
from api.advice.run_today.answer import EASY, NO, RUN, RunStop, RunWorn
from api.advice.run_today.verdict import (
    BRIDGE,
    CARE,
    EARLY_SIGNS,
    FLARE,
    GATE,
    HOT_SPOT,
    MILD,
    NO_OTHER,
    NO_RUN,
    NOT_CLEARED,
    NOT_IN_THIS_PAIR,
    OVERDUE,
    RECOVERY,
    SHARP,
    SLOW,
    STRENGTH_UNKNOWN,
    STRONG,
    THIN,
    UNKNOWN,
    VISIT,
    WORSE,
    Judgement,
    max_minutes,
    soft_ground_words,
)

_REASON_OF = {
    SHARP: ("RUN-01", "RUN-01", "default"),
    STRONG: ("TRAIN-05", "RUN-10", "strong"),
    FLARE: ("RUN-07", "RUN-07", "default"),
    WORSE: ("RUN-06", "RUN-06", "default"),
    GATE: ("RETURN-01", "RETURN-01", "not_passed"),
    HOT_SPOT: ("RUN-09", "RUN-09", "default"),
    RECOVERY: ("RETURN-01", "RUN-10", "recovery"),
    EARLY_SIGNS: ("RUN-10", "RUN-10", "early_signs"),
    SLOW: ("FLAG-01", "FLAG-01", "slow"),
    MILD: ("RUN-02", "RUN-02", "default"),
    STRENGTH_UNKNOWN: ("RUN-10", "RUN-10", "strength_unknown"),
    UNKNOWN: ("RUN-10", "RUN-10", "unknown"),
    OVERDUE: ("RUN-13", "RUN-13", "overdue"),
    BRIDGE: ("RUN-13", "RUN-13", "overdue"),
    NOT_CLEARED: ("RUN-13", "RUN-13", "not_cleared"),
    THIN: ("RUN-05", "RUN-05", "thin_reason"),
    NO_OTHER: ("RUN-13", "RUN-13", "no_other_reason"),
}
"""Finding -> the rule that it rests on, and the rule and occasion of its sentence."""

_OF_TRIAGE = frozenset({CARE, VISIT})
"""Findings of which triage itself gives the reasons."""

_MERELY_EASY = frozenset({MILD, STRENGTH_UNKNOWN, UNKNOWN})
"""What leaves an easy run and adds nothing beside a finding that leaves none."""


def reasons_of(judgement: Judgement, book: Rulebook) -> tuple[Reason, ...]:
    """Return the reasons, what decided first. ``for`` speaks for the verdict that was given."""
    return tuple(_reasons(judgement, book))


def _reasons(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    yield from judgement.triage.reasons
    if judgement.rests_first:
        yield Reason("CONSULT-05", book.sentence("CONSULT-05", "first", days=judgement.request.rest_days_left), FOR)
    yield from _of_foot(judgement, book)
    if judgement.may_begin:
        yield Reason("RETURN-01", book.sentence("RETURN-01", "passed"), NEUTRAL)
    if judgement.verdict == RUN:
        yield Reason("RUN-10", book.sentence("RUN-10", "painless"), FOR)
    for finding in judgement.shoe:
        # A sore foot runs easy in any pair.
        if finding == NOT_CLEARED and judgement.verdict != RUN:
            continue
        yield _reason(finding, FOR if NO_OTHER in judgement.shoe else NEUTRAL, book)
    if judgement.pair is not None and judgement.pair.ok_for.race:
        yield from (Reason(reason.rule, reason.text, NEUTRAL) for reason in edge_of(judgement.pair, book))
    if judgement.triage.outside_forefoot:
        yield Reason("TRIAGE-12", book.sentence("TRIAGE-12"), NEUTRAL)


def _of_foot(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    unneeded = set(_OF_TRIAGE)
    if CARE in judgement.foot:
        unneeded.add(SLOW)
    if judgement.verdict == NO:
        unneeded |= _MERELY_EASY
    if judgement.may_begin or GATE in judgement.foot:
        unneeded.add(RECOVERY)
    for finding in judgement.foot:
        if finding == GATE and judgement.only_hurts:
            yield Reason("RETURN-01", book.sentence("RUN-10", "still_hurts"), FOR)
        elif finding not in unneeded:
            yield _reason(finding, FOR, book)


def _reason(finding: str, effect: str, book: Rulebook) -> Reason:
    rule, of_sentence, occasion = _REASON_OF[finding]
    return Reason(rule, book.sentence(of_sentence, occasion, **_figures(book)), effect)


def _figures(book: Rulebook) -> dict[str, float]:
    max_pain, hours = (book.number("TRAIN-05", name) for name in ("may_go_on_max_pain", "still_sore_after_hours"))
    return {"max_pain": max_pain, "sore_hours": hours}


def actions_of(judgement: Judgement, book: Rulebook, *, active: bool) -> tuple[Action, ...]:
    """Return what to do, most pressing first. ``active``: another sport can be named."""
    steps = _resting if judgement.rests_first else {NO: _not, EASY: _easy, RUN: _run}[judgement.verdict]
    return (*_of_care(judgement, book), *steps(judgement, book), *_active(judgement, book, active))


def _of_care(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    """Yield the actions of triage; that there is no run is named by the run's own action, once and early."""
    actions = [action for action in judgement.triage.actions(book) if action.code != "do_not_run"]
    yield from actions[:1]
    if CARE in judgement.foot:
        yield no_run_before_care(book)
    yield from actions[1:]


def no_run_before_care(book: Rulebook) -> Action:
    """Return the action that there is no run until somebody has looked at the foot."""
    return Action("do_not_run", book.sentence("RUN-10", "care_first"), ("RUN-10", "TRIAGE-08"))


def _resting(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    yield Action(
        "rest_before_run",
        book.sentence("CONSULT-05", "first", days=judgement.request.rest_days_left),
        ("CONSULT-05", "CARE-01", "RUN-02"),
    )
    yield from _in_which_pair(judgement, book)
    yield from _hot_spot(judgement, book)
    yield from _way_back(judgement, book)


def _not(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if CARE in judgement.foot:
        yield Action("start_self_care", book.sentence("RUN-10", "self_care"), ("RUN-10",))
        return
    if NO_OTHER in judgement.shoe:
        yield Action("get_another_pair", book.sentence("RUN-13", "no_other"), ("RUN-13", "RETIRE-06"))
    if NO_RUN.isdisjoint(judgement.foot):
        yield from _hot_spot(judgement, book)
        yield from _way_back(judgement, book)
        return
    yield Action("no_run_today", book.sentence("RUN-10", "no_run"), _against(judgement))
    if judgement.paused:
        yield Action("back_off", book.sentence("RUN-07", "back_off"), ("RUN-07", "RUN-10"))
    if WORSE in judgement.foot:
        yield Action("let_it_settle", book.sentence("RUN-06", "settle"), ("RUN-06",))
    yield from _hot_spot(judgement, book)
    if judgement.triage.has_complaint:
        yield Action("start_self_care", book.sentence("RUN-10", "self_care"), ("RUN-10",))
    yield Action("before_running_again", book.sentence("RUN-10", "before_again"), ("RUN-10",))


def _way_back(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if RECOVERY in judgement.foot:
        occasion = "way_back_ready" if judgement.may_begin else "way_back"
        yield Action("return_to_run", book.sentence("RUN-10", occasion), ("RETURN-01", "RUN-10"))


def _unless_on_way_back(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    """Yield for whom the run does not hold, while nobody asked whether the foot is on its way back (RETURN-01)."""
    if judgement.request.in_recovery is None:
        yield Action("unless_on_way_back", book.sentence("RUN-10", "unless_on_way_back"), ("RETURN-01", "RUN-10"))


def _against(judgement: Judgement) -> tuple[str, ...]:
    rules = (_REASON_OF[finding][0] for finding in (SHARP, STRONG, FLARE, WORSE, GATE) if finding in judgement.foot)
    return tuple(dict.fromkeys((*rules, "RUN-10")))


def _easy(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    yield from _in_which_pair(judgement, book)
    yield from _hot_spot(judgement, book)
    yield from _way_back(judgement, book)
    yield _easy_run(judgement, book)
    yield from _unless_on_way_back(judgement, book)
    yield Action("soft_ground", _soft_ground(book), ("RUN-03", "TRAIN-04"))
    yield Action("neither_fast_nor_long", book.sentence("RUN-04"), ("RUN-04",))
    yield Action("no_hills", book.sentence("RUN-12"), ("RUN-12",))
    yield Action("stop_if_worse", book.sentence("RUN-06", "stop"), ("RUN-06",))
    yield Action("look_again_after", book.sentence("RUN-10", "afterwards", **_figures(book)), ("TRAIN-05",))


def _easy_run(judgement: Judgement, book: Rulebook) -> Action:
    if RECOVERY in judgement.foot:
        return Action("easy_run_at_most", _how_long(judgement, "on_way_back", book), ("RUN-11",))
    occasion = "if_mild" if _pain_is_open(judgement) else "default"
    return Action("easy_run_at_most", _how_long(judgement, occasion, book), ("RUN-02", "RUN-11"))


def _pain_is_open(judgement: Judgement) -> bool:
    return not {UNKNOWN, STRENGTH_UNKNOWN}.isdisjoint(judgement.foot)


def _how_long(judgement: Judgement, occasion: str, book: Rulebook) -> str:
    max_pain = book.number("TRAIN-05", "may_go_on_max_pain")
    return book.sentence("RUN-11", occasion, minutes=max_minutes(judgement, book), max_pain=max_pain)


def _in_which_pair(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if OVERDUE in judgement.shoe:
        yield Action("run_in_another_pair", book.sentence("RUN-13", "other_pair"), ("RUN-13", "RETIRE-06"))
    elif THIN in judgement.shoe:
        thin = "thin_on_way_back" if judgement.triage.facts["pain"] is False else "thin"
        yield Action("run_in_another_pair", book.sentence("RUN-05", thin), ("RUN-05", "RUN-13"))
    elif BRIDGE in judgement.shoe:
        yield Action("easy_until_replaced", book.sentence("RUN-13", "bridge"), ("RUN-13", "RETIRE-06"))


def _run(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    yield from _in_which_pair(judgement, book)
    yield Action("run", book.sentence("RUN-10", "go"), ("RUN-10",))
    yield from _unless_on_way_back(judgement, book)
    yield from _pair_not_fast(judgement, book)
    yield from judgement.triage.daily_look(book)
    yield Action("mind_hot_spots", book.sentence("RUN-09", "mind"), ("RUN-09",))


def _pair_not_fast(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.pair is None or not {OVERDUE, BRIDGE}.isdisjoint(judgement.shoe):
        return
    ok_for = judgement.pair.ok_for
    if judgement.pair.new:
        yield Action("break_in", book.sentence("WEAR-09", "this_pair"), ("WEAR-09", "WEAR-18"))
    if not ok_for.speed:
        yield Action("no_speed_no_race", book.sentence("RUN-13", "no_fast"), ("RUN-13",))
    elif not ok_for.race:
        yield Action("no_race", book.sentence("RUN-13", "no_race"), ("RUN-13",))


def _hot_spot(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if HOT_SPOT in judgement.foot:
        yield Action("act_on_hot_spot", book.sentence("RUN-09", "act"), ("RUN-09",))


def _active(judgement: Judgement, book: Rulebook, active: bool) -> Iterator[Action]:
    if active:
        yield Action("stay_active", book.sentence("RUN-08"), ("RUN-08", "RUN-14"))


def _soft_ground(book: Rulebook) -> str:
    low, high = (
        round(abs(book.number("TRAIN-04", name)) * 100)
        for name in ("grass_smallest_change_fraction", "grass_largest_change_fraction")
    )
    return book.sentence("RUN-03", "grass", surfaces=soft_ground_words(book), grass_low=low, grass_high=high)


def summary_of(judgement: Judgement, book: Rulebook) -> str:
    """Return the one line for a kiosk screen."""
    of_care = judgement.triage.summary(book)
    if of_care is not None:
        return of_care
    return {NO: _no_summary, EASY: _easy_summary, RUN: _run_summary}[judgement.verdict](judgement, book)


def _no_summary(judgement: Judgement, book: Rulebook) -> str:
    if CARE in judgement.foot:
        return book.sentence("RUN-10", "care_first")
    first = next((finding for finding in (SHARP, STRONG, FLARE) if finding in judgement.foot), None)
    if first is not None:
        return book.sentence("RUN-07", f"{first}_summary", **_figures(book))
    if WORSE in judgement.foot:
        return book.sentence("RUN-06", "summary")
    if judgement.only_hurts:
        return book.sentence("RUN-10", "still_hurts_summary")
    if GATE in judgement.foot:
        return book.sentence("RETURN-01", "not_ready_summary")
    if judgement.rests_first:
        return book.sentence("CONSULT-05", "summary", days=judgement.request.rest_days_left)
    return book.sentence("RUN-13", "no_other_summary" if OVERDUE in judgement.shoe else "no_other_thin_summary")


def _easy_summary(judgement: Judgement, book: Rulebook) -> str:
    return _how_long(judgement, _occasion_of_easy(judgement), book)


def _occasion_of_easy(judgement: Judgement) -> str:
    waits = RECOVERY in judgement.foot and not judgement.may_begin
    if not judgement.in_this_pair and judgement.pair is not None:
        return "other_pair_recovery_summary" if waits else "other_pair_summary"
    if waits:
        return "recovery_summary"
    if HOT_SPOT in judgement.foot:
        return "hot_spot_summary"
    if _pain_is_open(judgement):
        return "unknown_summary"
    return "ready_summary" if judgement.may_begin else "mild_summary"


def _run_summary(judgement: Judgement, book: Rulebook) -> str:
    first = next((finding for finding in (OVERDUE, BRIDGE, NOT_CLEARED) if finding in judgement.shoe), None)
    return book.sentence("RUN-10", "free") if first is None else book.sentence("RUN-13", f"{first}_summary")


def stop_if(judgement: Judgement, book: Rulebook) -> tuple[RunStop, ...]:
    """Return when to stop in mid-run; nothing where there is no run."""
    if judgement.verdict == NO:
        return ()
    hot_spot = RunStop("hot_spot", book.sentence("RUN-09", "stop"), ("RUN-09",))
    step = RunStop("painful_step", book.sentence("RUN-10", "stop_step"), ("FLAG-07",))
    if judgement.verdict == RUN:
        return (RunStop("worse", book.sentence("RUN-06", "stop_new"), ("RUN-06",)), hot_spot, step)
    return (
        RunStop("worse", book.sentence("RUN-06", "stop"), ("RUN-06",)),
        RunStop("sharp", book.sentence("RUN-01", "stop"), ("RUN-01",)),
        RunStop("level_or_limp", book.sentence("RUN-10", "stop_level", **_figures(book)), ("TRAIN-05",)),
        hot_spot,
        step,
    )


def wear(judgement: Judgement, pad_ruled_out: bool, book: Rulebook) -> tuple[RunWorn, ...]:
    """Return what to wear on an easy run with a sore forefoot; a pad without a promise, if at all."""
    if judgement.verdict != EASY or not judgement.foot:
        return ()
    shoe = RunWorn("cushioned_shoe", book.sentence("RUN-05", "shoe"), ("RUN-05", "PADSTUDY-06"))
    if pad_ruled_out:
        return (shoe,)
    cushion_first = book.sentence("PADPLACE-07", "cushion_first")
    return (shoe, RunWorn("metatarsal_pad", cushion_first, ("RUN-05", "PADPLACE-07", "PADSTUDY-06")))


_OF_FOOT = (
    ("symptoms.pain_level", "ask_pain_level"),
    ("symptoms.pain_kinds", "ask_pain_kinds"),
    ("in_recovery", "ask_in_recovery"),
    ("flare_up", "ask_flare_up"),
    ("worse_in_run", "ask_worse_in_run"),
    ("hot_spot_in_run", "ask_hot_spot_in_run"),
)
"""What decides besides the danger signs -> the occasion of the sentence on why it is asked."""


def missing_of(judgement: Judgement, book: Rulebook) -> tuple[Missing, ...]:
    """Return what was not known and could change this answer: danger signs, then the foot, then the pair."""
    questions = {question.field: question for question in judgement.triage.questions.missing}
    if judgement.verdict != NO:
        for question in (*_about_foot(judgement, book), *_about_pair(judgement, book)):
            questions.setdefault(question.field, question)
    return tuple(questions.values())


def _about_foot(judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    request, symptoms = judgement.request, judgement.request.symptoms
    hurts = judgement.triage.facts["pain"] is not False
    known = {
        "symptoms.pain_level": symptoms.pain_level is not None,
        "symptoms.pain_kinds": bool(symptoms.pain_kinds) or not hurts,
        "flare_up": request.flare_up is not None,
        "worse_in_run": request.worse_in_run is not None,
        "hot_spot_in_run": request.hot_spot_in_run is not None or UNKNOWN in judgement.foot,
        "in_recovery": request.in_recovery is not None,
    }
    for field, occasion in _OF_FOOT:
        if not known[field]:
            yield Missing(field, book.sentence("RUN-10", occasion))
    for check in judgement.gate:
        if check.passed is None:
            yield Missing(f"checks.{check.check}", book.sentence("RETURN-01", f"missing_{check.check}"))


def _about_pair(judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    if judgement.pair is None:
        which = book.sentence("RUN-10", "which_pair")
        yield Missing("pair.distance", book.sentence("RUN-10", "ask_pair"), question=which)
        return
    if judgement.request.other_pair is None and not NOT_IN_THIS_PAIR.isdisjoint(judgement.shoe):
        yield Missing("other_pair", book.sentence("RUN-13", "ask_other_pair"))
    if judgement.shoe:
        for question in missing_of_pair(judgement.pair, None, book, has_symptoms=True):
            if question.field != "weekly_distance":
                yield Missing(f"pair.{question.field}", question.why)
