"""Why and what to do when someone wants to run today, in sentences. Every sentence and figure is from the rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.advice.core.answer import Action, Reason
from api.advice.core.rules import Rulebook, plain
from api.advice.run_today.verdict import (
    BRIDGE,
    CARE,
    EARLY_SIGNS,
    EASY,
    FLARE,
    HOT_SPOT,
    MILD,
    NO,
    NOT_CLEARED,
    OVERDUE,
    RUN,
    SHARP,
    SLOW,
    STRENGTH_UNKNOWN,
    STRONG,
    THIN,
    UNKNOWN,
    WORSE,
    Judged,
)
from api.advice.triage.likeness import outside_forefoot

FOR, AGAINST, NEUTRAL = "for", "against", "neutral"

_REASON_OF = {
    SHARP: ("RUN-01", "RUN-01", "default"),
    STRONG: ("TRAIN-05", "RUN-10", "strong"),
    FLARE: ("RUN-07", "RUN-07", "default"),
    WORSE: ("RUN-06", "RUN-06", "default"),
    HOT_SPOT: ("RUN-09", "RUN-09", "default"),
    EARLY_SIGNS: ("RUN-10", "RUN-10", "early_signs"),
    SLOW: ("FLAG-01", "FLAG-01", "consider"),
    MILD: ("RUN-02", "RUN-02", "default"),
    STRENGTH_UNKNOWN: ("RUN-10", "RUN-10", "strength_unknown"),
    UNKNOWN: ("RUN-10", "RUN-10", "unknown"),
    OVERDUE: ("RUN-13", "RUN-13", "overdue"),
    BRIDGE: ("RUN-13", "RUN-13", "overdue"),
    NOT_CLEARED: ("RUN-13", "RUN-13", "not_cleared"),
    THIN: ("RUN-05", "RUN-05", "thin"),
}
"""What was found -> the rule that it rests on, and the rule and occasion of its sentence."""

_MERELY_EASY = frozenset({MILD, STRENGTH_UNKNOWN, UNKNOWN})
"""What leaves an easy run and says nothing more beside a finding that leaves none."""


def reasons_of(judged: Judged, book: Rulebook) -> tuple[Reason, ...]:
    """Answer the reasons, what decided first. ``for`` speaks for the verdict that was given."""
    return tuple(_reasons(judged, book))


def _reasons(judged: Judged, book: Rulebook) -> Iterator[Reason]:
    yield from judged.triage.reasons
    for found in (*judged.foot, *judged.worn):
        if found == CARE or (judged.verdict == NO and found in _MERELY_EASY):
            continue
        rule, spoken, occasion = _REASON_OF[found]
        yield Reason(rule, book.sentence(spoken, occasion, **_figures(book)), FOR)
    if judged.verdict == RUN:
        yield Reason("RUN-10", book.sentence("RUN-10", "painless"), FOR)
    if outside_forefoot(judged.asked.symptoms):
        yield Reason("TRIAGE-12", book.sentence("TRIAGE-12"), NEUTRAL)


def _figures(book: Rulebook) -> dict[str, str]:
    most, hours = (book.value("TRAIN-05", name) for name in ("may_go_on_max_pain", "still_sore_after_hours"))
    return {"most_pain": plain(most), "sore_hours": plain(hours)}


def actions_of(judged: Judged, book: Rulebook, *, active: bool) -> tuple[Action, ...]:
    """Answer what to do, most pressing first. ``active``: another sport can be named."""
    steps = {NO: _not, EASY: _easy, RUN: _run}[judged.verdict]
    return (*judged.triage.actions(book), *steps(judged, book), *_active(judged, book, active))


def _not(judged: Judged, book: Rulebook) -> Iterator[Action]:
    if CARE in judged.foot:
        if "no_running" not in judged.triage.measures:
            yield Action("do_not_run", book.sentence("RUN-10", "care_first"), ("RUN-10", "TRIAGE-08"))
    else:
        yield Action("no_run_today", book.sentence("RUN-10", "no_run"), _against(judged))
    if judged.paused:
        yield Action("back_off", book.sentence("RUN-07", "back_off"), ("RUN-07", "RUN-10"))
    if WORSE in judged.foot:
        yield Action("let_it_settle", book.sentence("RUN-06", "settle"), ("RUN-06",))
    yield from _hot_spot(judged, book)
    yield Action("start_self_care", book.sentence("RUN-10", "self_care"), ("RUN-10",))
    yield Action("before_running_again", book.sentence("RUN-10", "before_again"), ("RUN-10",))


def _against(judged: Judged) -> tuple[str, ...]:
    rules = (_REASON_OF[found][0] for found in (SHARP, STRONG, FLARE, WORSE) if found in judged.foot)
    return tuple(dict.fromkeys((*rules, "RUN-10")))


def _easy(judged: Judged, book: Rulebook) -> Iterator[Action]:
    if OVERDUE in judged.worn:
        yield Action("run_in_another_pair", book.sentence("RUN-13", "other_pair"), ("RUN-13", "RETIRE-06"))
    elif THIN in judged.worn:
        yield Action("run_in_another_pair", book.sentence("RUN-05", "thin"), ("RUN-05", "RUN-13"))
    elif BRIDGE in judged.worn:
        yield Action("easy_until_replaced", book.sentence("RUN-13", "bridge"), ("RUN-13",))
    yield from _hot_spot(judged, book)
    if judged.foot:
        yield Action("easy_run_at_most", book.sentence("RUN-11"), ("RUN-02", "RUN-11"))
        yield Action("soft_ground", _soft_ground(book), ("RUN-03", "TRAIN-04"))
        yield Action("neither_fast_nor_long", book.sentence("RUN-04"), ("RUN-04",))
        yield Action("no_hills", book.sentence("RUN-12"), ("RUN-12",))
        yield Action("stop_if_worse", book.sentence("RUN-06", "stop"), ("RUN-06",))
        yield Action("look_again_after", book.sentence("RUN-10", "afterwards", **_figures(book)), ("TRAIN-05",))
    yield from _pair_not_fast(judged, book)


def _run(judged: Judged, book: Rulebook) -> Iterator[Action]:
    yield Action("run", book.sentence("RUN-10", "free"), ("RUN-10",))
    yield from _pair_not_fast(judged, book)
    yield Action("mind_hot_spots", book.sentence("RUN-09", "mind"), ("RUN-09",))


def _pair_not_fast(judged: Judged, book: Rulebook) -> Iterator[Action]:
    if judged.pair is None or OVERDUE in judged.worn:
        return
    cleared = judged.pair.judged.cleared
    if BRIDGE in judged.worn:
        yield Action("no_speed_no_race", book.sentence("RETIRE-06", "avoid"), ("RETIRE-06", "RUN-13"))
    elif not cleared.speed:
        yield Action("no_speed_no_race", book.sentence("RUN-13", "no_fast"), ("RUN-13",))
    elif not cleared.race:
        yield Action("no_race", book.sentence("RUN-13", "no_race"), ("RUN-13",))


def _hot_spot(judged: Judged, book: Rulebook) -> Iterator[Action]:
    if HOT_SPOT in judged.foot:
        yield Action("act_on_hot_spot", book.sentence("RUN-09", "act"), ("RUN-09",))


def _active(judged: Judged, book: Rulebook, active: bool) -> Iterator[Action]:
    if active:
        yield Action("stay_active", book.sentence("RUN-08"), ("RUN-08", "RUN-14"))


def _soft_ground(book: Rulebook) -> str:
    low, high = (
        plain(abs(book.number("TRAIN-04", name)) * 100)
        for name in ("grass_smallest_change_fraction", "grass_largest_change_fraction")
    )
    return book.sentence("RUN-03", "grass", grass_low=low, grass_high=high)


def summary_of(judged: Judged, book: Rulebook) -> str:
    """Answer the one line for a kiosk screen."""
    told = judged.triage.summary(book)
    if told is not None:
        return told
    if judged.verdict == NO:
        return _no_summary(judged, book)
    if judged.verdict == RUN:
        return book.sentence("RUN-10", "free")
    if not judged.foot:
        first = next(found for found in (OVERDUE, BRIDGE, NOT_CLEARED) if found in judged.worn)
        return book.sentence("RUN-13", f"{first}_summary")
    if not judged.in_this_pair and judged.pair is not None:
        return book.sentence("RUN-11", "other_pair_summary")
    if HOT_SPOT in judged.foot:
        return book.sentence("RUN-11", "hot_spot_summary")
    unknown = UNKNOWN in judged.foot or STRENGTH_UNKNOWN in judged.foot
    return book.sentence("RUN-11", "unknown_summary" if unknown else "mild_summary")


def _no_summary(judged: Judged, book: Rulebook) -> str:
    if not judged.paused:
        return book.sentence("RUN-06", "summary")
    why = {
        SHARP: book.sentence("RUN-01", "short"),
        STRONG: book.sentence("RUN-10", "strong_short", **_figures(book)),
        FLARE: book.sentence("RUN-07", "short"),
    }
    return book.sentence("RUN-07", "summary", why=next(why[found] for found in why if found in judged.foot))


def stop_if(judged: Judged, book: Rulebook) -> list[dict[str, Any]]:
    """Answer when to stop in mid-run, ready for JSON; nothing where there is no run."""
    if judged.verdict == NO:
        return []
    told = (
        ("worse", book.sentence("RUN-06", "stop"), ["RUN-06"]),
        ("sharp", book.sentence("RUN-01", "stop"), ["RUN-01"]),
        ("level_or_limp", book.sentence("RUN-10", "stop_level", **_figures(book)), ["TRAIN-05"]),
        ("hot_spot", book.sentence("RUN-09", "stop"), ["RUN-09"]),
        ("painful_step", book.sentence("RUN-10", "stop_step"), ["FLAG-07"]),
    )
    return [{"when": when, "text": text, "rules": rules} for when, text, rules in told]


def wear(judged: Judged, pad_ruled_out: bool, book: Rulebook) -> list[dict[str, Any]]:
    """Answer what to wear on an easy run with a sore forefoot, ready for JSON; a pad without a promise, if at all."""
    if judged.verdict != EASY or not judged.foot:
        return []
    worn = [{"item": "cushioned_shoe", "text": book.sentence("RUN-05", "shoe"), "rules": ["RUN-05", "PADSTUDY-06"]}]
    if not pad_ruled_out:
        text = book.sentence("PADPLACE-07", "cushion_first")
        worn.append({"item": "metatarsal_pad", "text": text, "rules": ["RUN-05", "PADPLACE-07", "PADSTUDY-06"]})
    return worn
