"""Why a pair is kept, planned for or retired, what to do about it and what to ask: which sentences, in which order.

Every sentence and figure comes from the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Missing, Reason
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.wording import DistanceText
from api.advice.retirement.answer import KEEP, PLAN, RETIRE, Cushioning, Forecast, percent
from api.advice.retirement.limits import ABSOLUTE, BODY_WEIGHT, OWN, RACING, limit_figures, peba_or_race
from api.advice.retirement.pace import LOG, Pace
from api.advice.retirement.verdict import (
    CREASED,
    DOUBT,
    FLAT,
    OUTSOLE_THROUGH,
    PAST,
    PLANNING,
    TILTS,
    UNKNOWN,
    WORN_OUT,
    YOUNG,
    Judgement,
    past_advised,
)


def _text(judgement: Judgement, distance: Distance) -> DistanceText:
    return DistanceText(distance, judgement.pair.miles_first)


def _run(judgement: Judgement) -> DistanceText | None:
    distance = judgement.pair.distance
    return None if distance is None else _text(judgement, distance)


# Reasons


def reasons_of(judgement: Judgement, left: Cushioning | None, book: Rulebook) -> tuple[Reason, ...]:
    """Return the reasons, what decided first."""
    return (
        *_signs(judgement, book),
        *_distance(judgement, book),
        *_own_limit(judgement, book),
        *_pain(judgement, book),
        *_overdue(judgement, book),
        *_feel(judgement, book),
        *_cushioning(judgement, left, book),
        *_kind(judgement, book),
    )


def _effect(judgement: Judgement, calls_for: str) -> str:
    """Return whether something that calls for a verdict speaks for the one that was given."""
    return FOR if calls_for == judgement.verdict else AGAINST


def _signs(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    run = _run(judgement)
    for sign, calls_for in judgement.signs.items():
        effect = _effect(judgement, calls_for)
        if sign == FLAT:
            yield Reason("RETIRE-03", book.sentence("RETIRE-03"), effect)
        elif sign in (OUTSOLE_THROUGH, TILTS):
            yield Reason("WEAR-12", book.sentence("WEAR-12", sign), effect)
        elif sign == CREASED:
            occasion = "creased" if judgement.ageing else "creased_young"
            yield Reason("WEAR-12", book.sentence("WEAR-12", occasion), effect)
        elif sign == DOUBT and run is None:
            yield Reason("RETIRE-04", book.sentence("RETIRE-04", "distance_unknown"), effect)
        elif sign == DOUBT and judgement.ageing:
            yield Reason("RETIRE-04", book.sentence("RETIRE-04", distance=run), effect)
        else:
            yield Reason("WEAR-13", book.sentence("WEAR-13", "young_doubt", distance=run), effect)


def _distance(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    limits, stage = judgement.limits, judgement.stage
    run, retire_by = _run(judgement), _text(judgement, limits.retire_by)
    if stage == UNKNOWN:
        yield Reason("WEAR-17", book.sentence("WEAR-17"), _effect(judgement, PLAN))
    elif stage == WORN_OUT:
        ended = book.sentence("RETIRE-02", distance=run, worn_out=_text(judgement, limits.worn_out))
        yield Reason("RETIRE-02", ended, FOR)
    elif stage == PAST and limits.decided_by == OWN and not limits.pain_brought_forward:
        yield Reason("WEAR-10", book.sentence("WEAR-10", "own_past", distance=run, own_limit=retire_by), FOR)
    elif stage == PAST:
        occasion = "racing_past" if limits.decided_by == RACING else "past"
        yield Reason("WEAR-06", book.sentence("WEAR-06", occasion, distance=run, retire_by=retire_by), FOR)
    else:
        occasion, calls_for = {PLANNING: ("planning", PLAN), YOUNG: ("young", KEEP)}[stage]
        facts = {"distance": run, "retire_by": retire_by, "plan_from": _text(judgement, limits.plan_from)}
        yield Reason("WEAR-06", book.sentence("WEAR-06", occasion, **facts), _effect(judgement, calls_for))
    if limits.decided_by == BODY_WEIGHT:
        advised = _text(judgement, limits.advised)
        text = book.sentence("WEAR-05", body_mass_kg=judgement.pair.body_mass_kg or 0, retire_by=advised)
        yield Reason("WEAR-05", text, NEUTRAL if judgement.verdict == KEEP else FOR)


def _own_limit(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    limits, own = judgement.limits, judgement.pair.limit
    if own is None:
        return
    own_limit = _text(judgement, own)
    if limits.decided_by == ABSOLUTE:
        worn_out = _text(judgement, limits.worn_out)
        text = book.sentence("WEAR-10", "own_too_long", own_limit=own_limit, worn_out=worn_out)
    elif own > limits.advised:
        advised = _text(judgement, limits.advised)
        text = book.sentence("WEAR-10", "own_longer", own_limit=own_limit, advised=advised)
    elif own < limits.advised:
        text = book.sentence("WEAR-10", "own_shorter", own_limit=own_limit)
    else:
        return
    yield Reason("WEAR-10", text, NEUTRAL)


def _pain(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    if not judgement.pair.forefoot_pain:
        return
    if judgement.pair.distance is None:
        yield Reason("RETIRE-05", book.sentence("RETIRE-05", "distance_unknown"), _effect(judgement, PLAN))
    elif judgement.ageing:
        retire_by = _text(judgement, judgement.limits.retire_by)
        yield Reason("RETIRE-05", book.sentence("RETIRE-05", "forward", retire_by=retire_by), FOR)
    else:
        effect = NEUTRAL if judgement.verdict == KEEP else AGAINST
        yield Reason("RETIRE-05", book.sentence("RETIRE-05", "young"), effect)
    if judgement.verdict == RETIRE:
        yield Reason("RETIRE-08", book.sentence("RETIRE-08"), FOR)
    yield Reason("WEAR-08", book.sentence("WEAR-08"), NEUTRAL)


def _overdue(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    if judgement.stage in (PAST, WORN_OUT) or past_advised(judgement):
        yield Reason("RETIRE-06", book.sentence("RETIRE-06"), FOR)


def _feel(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    if judgement.pair.feel == "springy":
        effect = FOR if judgement.verdict == KEEP else AGAINST
        yield Reason("RETIRE-03", book.sentence("RETIRE-03", "springy"), effect)


def _cushioning(judgement: Judgement, left: Cushioning | None, book: Rulebook) -> Iterator[Reason]:
    pair, run = judgement.pair, _run(judgement)
    if left is None or pair.distance is None:
        return
    yield Reason("RETIRE-01", book.sentence("RETIRE-01", distance=run), NEUTRAL)
    shares = {"estimate": percent(left.estimate), "low": percent(left.low), "high": percent(left.high)}
    yield Reason("WEAR-01", book.sentence("WEAR-01", distance=run, **shares), NEUTRAL)
    if pair.distance > limit_figures(book).measured_until:
        yield Reason("WEAR-01", book.sentence("WEAR-01", "beyond"), NEUTRAL)
    if pair.foam != "eva":
        occasion = "foam_unknown" if pair.foam is None else "other_foam"
        yield Reason("WEAR-11", book.sentence("WEAR-11", occasion), NEUTRAL)


def _kind(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    pair = judgement.pair
    if pair.kind in ("trail", "minimalist"):
        yield Reason("WEAR-15", book.sentence("WEAR-15", pair.kind), NEUTRAL)
    if peba_or_race(pair):
        race_until = _text(judgement, limit_figures(book).race_retire_by)
        yield Reason("WEAR-10", book.sentence("WEAR-10", "racing_until", race_until=race_until), NEUTRAL)
        yield Reason("WEAR-03", book.sentence("WEAR-03"), NEUTRAL)
    if pair.foam == "peba":
        yield Reason("WEAR-04", book.sentence("WEAR-04"), NEUTRAL)


# Actions


def actions_of(judgement: Judgement, pairs_in_use: int | None, book: Rulebook) -> tuple[Action, ...]:
    """Return what to do, most pressing first."""
    steps = {KEEP: _keep, PLAN: _plan, RETIRE: _retire}[judgement.verdict]
    return (*steps(judgement, book), *_about_pain(judgement, book), rotation(pairs_in_use, book))


def rotation(pairs_in_use: int | None, book: Rulebook) -> Action:
    """Return the advice to alternate between pairs (SHOE-15, WEAR-07); ``None`` if their number is not known."""
    occasion = "several" if pairs_in_use is not None and pairs_in_use > 1 else "second"
    return Action("rotate_pairs", book.sentence("WEAR-07", occasion), ("SHOE-15", "WEAR-07"))


def _keep(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    pair = judgement.pair
    if pair.distance is not None and pair.distance < limit_figures(book).new_until:
        yield Action("break_in", book.sentence("WEAR-09", "this_pair"), ("WEAR-09", "WEAR-18"))
    if pair.forefoot_pain:
        yield from _check(judgement, book)
        yield Action("no_speed_no_race", book.sentence("WEAR-16", "no_fast"), ("RETIRE-05", "WEAR-16"))
    plan_from = _text(judgement, judgement.limits.plan_from)
    yield Action("look_again", book.sentence("RETIRE-07", "look_again", plan_from=plan_from), ("RETIRE-07", "WEAR-06"))


def _plan(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.pair.distance is None:
        yield Action("estimate_distance", book.sentence("WEAR-17", "estimate"), ("WEAR-17",))
    yield from _check(judgement, book)
    yield from _no_fast_runs(judgement, book)
    yield Action("choose_next_pair", book.sentence("RETIRE-07", "choose_next"), ("RETIRE-07",))
    yield Action("break_in_next_pair", book.sentence("WEAR-09", "next_pair"), ("WEAR-09",))


def _no_fast_runs(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if past_advised(judgement):
        yield Action("no_speed_no_race", book.sentence("RETIRE-06", "avoid"), ("RETIRE-06", "WEAR-16"))
    elif not judgement.ok_for.speed:
        yield Action("no_speed_no_race", book.sentence("WEAR-16", "no_fast"), ("WEAR-16",))
    elif not judgement.ok_for.race:
        occasion = "no_race" if peba_or_race(judgement.pair) else "no_race_unknown"
        race_until = _text(judgement, limit_figures(book).race_retire_by)
        yield Action("no_race", book.sentence("WEAR-10", occasion, race_until=race_until), ("WEAR-10", "WEAR-16"))


def _check(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.pair.feel != "springy":
        yield Action("press_midsole", book.sentence("RETIRE-03", "press"), ("RETIRE-03",))
    if not judgement.pair.inspection.clean:
        yield Action("look_at_pair", book.sentence("WEAR-12", "look"), ("WEAR-12",))


def _retire(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    limits, pair = judgement.limits, judgement.pair
    if not judgement.ok_for.easy:
        yield Action("stop_running_in_it", book.sentence("RETIRE-02", "stop"), ("RETIRE-02", "RETIRE-08"))
    yield Action("no_speed_no_race", book.sentence("RETIRE-06", "avoid"), ("RETIRE-06",))
    if judgement.ok_for.easy and pair.distance is not None and pair.distance < limits.easy_until:
        easy_until = _text(judgement, limits.easy_until)
        after_racing = book.sentence("WEAR-16", "easy_after_racing", easy_until=easy_until)
        yield Action("easy_runs_only", after_racing, ("WEAR-16",))
    elif judgement.ok_for.easy:
        yield Action("easy_runs_only", book.sentence("WEAR-16", "easy_until_replaced"), ("WEAR-16",))
    yield Action("replace", book.sentence("RETIRE-07", "replace"), ("RETIRE-07",))
    yield Action("break_in_next_pair", book.sentence("WEAR-09", "replacement"), ("WEAR-09",))


def _about_pain(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.pair.forefoot_pain:
        yield Action("check_fit", book.sentence("RETIRE-05", "check_fit"), ("RETIRE-05",))
        yield Action("ask_triage", book.sentence("RETIRE-05", "ask_triage"), ("RETIRE-05", "WEAR-08"))


# The summary


def summary_of(judgement: Judgement, due: Forecast | None, book: Rulebook) -> str:
    """Return the one line for a kiosk screen."""
    limits, run = judgement.limits, _run(judgement)
    retire_by = _text(judgement, limits.retire_by)
    if judgement.verdict == RETIRE:
        return _retire_summary(judgement, run, retire_by, book)
    if run is None:
        return book.sentence("WEAR-17", "plan_summary")
    if judgement.verdict == KEEP:
        plan_from = _text(judgement, limits.plan_from)
        return book.sentence("WEAR-06", "keep_summary", distance=run, retire_by=retire_by, plan_from=plan_from)
    if due is None:
        return book.sentence("WEAR-06", "plan_summary", distance=run, retire_by=retire_by)
    return book.sentence("WEAR-06", "plan_dated_summary", distance=run, retire_by=retire_by, retire_on=due.retire_on)


def _retire_summary(judgement: Judgement, run: DistanceText | None, retire_by: DistanceText, book: Rulebook) -> str:
    limits, distance = judgement.limits, judgement.pair.distance
    if FLAT in judgement.signs:
        return book.sentence("RETIRE-03", "summary")
    if judgement.stage == WORN_OUT:
        return book.sentence("RETIRE-02", "summary", distance=run, worn_out=_text(judgement, limits.worn_out))
    if OUTSOLE_THROUGH in judgement.signs or TILTS in judgement.signs:
        return book.sentence("WEAR-12", "summary")
    if judgement.retired_by_sign:
        return book.sentence("RETIRE-04" if judgement.pair.feel == "unsure" else "WEAR-12", "summary")
    if limits.pain_brought_forward:
        return book.sentence("RETIRE-05", "summary", distance=run)
    racing = judgement.ok_for.easy and distance is not None and distance < limits.easy_until
    return book.sentence("WEAR-06", "racing_summary" if racing else "retire_summary", distance=run, retire_by=retire_by)


# Questions


def missing_of(judgement: Judgement, pace: Pace | None, book: Rulebook, *, has_symptoms: bool) -> tuple[Missing, ...]:
    """Return what was not known and would change this answer, the weightiest first."""
    return tuple(_missing(judgement, pace, book, has_symptoms=has_symptoms))


def _missing(judgement: Judgement, pace: Pace | None, book: Rulebook, *, has_symptoms: bool) -> Iterator[Missing]:
    pair = judgement.pair
    if pair.forefoot_pain and not has_symptoms:
        yield Missing("symptoms", book.sentence("RETIRE-05", "missing_symptoms"))
    if judgement.retired_by_sign or judgement.stage == WORN_OUT:
        return
    if pair.distance is None:
        yield Missing("distance", book.sentence("WEAR-17", "missing"))
    if pair.feel is None:
        yield Missing("feel", book.sentence("RETIRE-03", "missing"))
    if pair.forefoot_pain is None:
        yield Missing("forefoot_pain", book.sentence("RETIRE-05", "missing"))
    for name in ("outsole_through", "tilts", "creased_midsole"):
        if getattr(pair.inspection, name) is None:
            yield Missing(f"inspection.{name}", book.sentence("WEAR-12", f"missing_{name}"))
    yield from _about_shoe_and_runner(judgement, book)
    yield from _about_pace(judgement, pace, book)


def _about_shoe_and_runner(judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    pair, figures = judgement.pair, limit_figures(book)
    facts = {
        "race_plan_from": _text(judgement, figures.race_plan_from),
        "race_until": _text(judgement, figures.race_retire_by),
    }
    if pair.kind is None:
        yield Missing("kind", book.sentence("WEAR-10", "missing_kind", **facts))
    if pair.foam is None:
        yield Missing("foam", book.sentence("WEAR-10", "missing_foam", **facts))
    if pair.body_mass_kg is None and judgement.verdict != RETIRE:
        yield Missing("body_mass_kg", book.sentence("WEAR-05", "missing"))


def _about_pace(judgement: Judgement, pace: Pace | None, book: Rulebook) -> Iterator[Missing]:
    if judgement.verdict == RETIRE:
        return
    if pace is None:
        yield Missing("weekly_distance", book.sentence("WEAR-14", "missing_weekly_distance"))
    elif pace.basis == LOG and not pace.known:
        yield Missing("runs", book.sentence("WEAR-14", "missing_runs"))
