"""Why a pair is kept, planned for or retired, and what to do about it: which sentences, in which order.

Every sentence and figure comes from the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Reason, percent
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.wording import DistanceText
from api.advice.retirement.answer import DISTANCE, KEEP, PLAN, RETIRE, Cushioning, Forecast
from api.advice.retirement.limits import (
    ABSOLUTE,
    BODY_WEIGHT,
    OVER,
    OWN,
    RACING,
    WITHIN,
    OwnLimit,
    limit_figures,
    peba_or_race,
)
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


def as_text(judgement: Judgement, distance: Distance) -> DistanceText:
    """Return a distance as sentences on this pair name it."""
    return DistanceText(distance, judgement.pair.miles_first)


def _run(judgement: Judgement) -> DistanceText | None:
    reached = judgement.pair.reached
    if reached is None:
        return None
    return DistanceText(reached, judgement.pair.miles_first, at_least=not judgement.exact)


def reasons_of(judgement: Judgement, left: Cushioning | None, book: Rulebook) -> tuple[Reason, ...]:
    """Return the reasons, what decided first."""
    return (
        *_signs(judgement, book),
        *_own_limits(judgement, book),
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
        elif sign == DOUBT and not judgement.exact:
            yield Reason("RETIRE-04", book.sentence("RETIRE-04", "distance_unknown"), effect)
        elif sign == DOUBT and judgement.ageing:
            yield Reason("RETIRE-04", book.sentence("RETIRE-04", distance=run), effect)
        else:
            yield Reason("WEAR-13", book.sentence("WEAR-13", "young_doubt", distance=run), effect)


def _own_limits(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    for own in judgement.own_limits:
        if own.stage != WITHIN:
            occasion = f"{own.kind}_over" if own.stage == OVER else f"{own.kind}_near"
            calls_for = RETIRE if own.stage == OVER else PLAN
            text = book.sentence("WEAR-10", occasion, **_use(own))
            yield Reason("WEAR-10", text, _effect(judgement, calls_for))
    if judgement.aged:
        yield Reason("WEAR-19", book.sentence("WEAR-19"), NEUTRAL)


def _use(own: OwnLimit) -> dict[str, float]:
    """Return how much of an own limit is used, as its sentences count it."""
    return {"used": round(own.used), "own": round(own.limit)}


def _distance(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    limits, stage = judgement.limits, judgement.stage
    run, retire_by = _run(judgement), as_text(judgement, limits.retire_by)
    if stage == UNKNOWN:
        yield Reason("WEAR-17", book.sentence("WEAR-17"), _effect(judgement, PLAN))
    elif stage == YOUNG and not judgement.exact:
        yield Reason("WEAR-17", book.sentence("WEAR-17", "at_least", distance=run), _effect(judgement, PLAN))
    elif stage == WORN_OUT:
        ended = book.sentence("RETIRE-02", distance=run, worn_out=as_text(judgement, limits.worn_out))
        yield Reason("RETIRE-02", ended, FOR)
    elif stage == PAST and limits.decided_by == OWN and not limits.pain_brought_forward:
        yield Reason("WEAR-10", book.sentence("WEAR-10", "own_past", distance=run, own_limit=retire_by), FOR)
    elif stage == PAST:
        occasion = "racing_past" if limits.decided_by == RACING else "past"
        yield Reason("WEAR-06", book.sentence("WEAR-06", occasion, distance=run, retire_by=retire_by), FOR)
    else:
        occasion, calls_for = {PLANNING: ("planning", PLAN), YOUNG: ("young", KEEP)}[stage]
        facts = {"distance": run, "retire_by": retire_by, "plan_from": as_text(judgement, limits.plan_from)}
        yield Reason("WEAR-06", book.sentence("WEAR-06", occasion, **facts), _effect(judgement, calls_for))
    if limits.decided_by == BODY_WEIGHT:
        advised = as_text(judgement, limits.advised)
        text = book.sentence("WEAR-05", body_mass_kg=judgement.pair.body_mass_kg or 0, retire_by=advised)
        yield Reason("WEAR-05", text, NEUTRAL if judgement.verdict == KEEP else FOR)


def _own_limit(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    limits, own = judgement.limits, judgement.pair.limit
    if own is None:
        return
    own_limit = as_text(judgement, own)
    if limits.decided_by == ABSOLUTE:
        worn_out = as_text(judgement, limits.worn_out)
        text = book.sentence("WEAR-10", "own_too_long", own_limit=own_limit, worn_out=worn_out)
    elif own > limits.advised:
        advised = as_text(judgement, limits.advised)
        text = book.sentence("WEAR-10", "own_longer", own_limit=own_limit, advised=advised)
    elif own < limits.advised:
        text = book.sentence("WEAR-10", "own_shorter", own_limit=own_limit)
    else:
        return
    yield Reason("WEAR-10", text, NEUTRAL)


def _pain(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    if not judgement.pair.forefoot_pain:
        return
    if not judgement.exact and not judgement.past_distance:
        yield Reason("RETIRE-05", book.sentence("RETIRE-05", "distance_unknown"), _effect(judgement, PLAN))
    elif judgement.ageing:
        retire_by = as_text(judgement, judgement.limits.retire_by)
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
    if left is None or pair.reached is None:
        return
    yield Reason("RETIRE-01", book.sentence("RETIRE-01", distance=run), NEUTRAL)
    shares = {"estimate": percent(left.estimate), "low": percent(left.low), "high": percent(left.high)}
    occasion = "default" if judgement.exact else "at_most"
    yield Reason("WEAR-01", book.sentence("WEAR-01", occasion, distance=run, **shares), NEUTRAL)
    if pair.reached > limit_figures(book).measured_until:
        yield Reason("WEAR-01", book.sentence("WEAR-01", "beyond"), NEUTRAL)
    if pair.foam != "eva":
        occasion = "foam_unknown" if pair.foam is None else "other_foam"
        yield Reason("WEAR-11", book.sentence("WEAR-11", occasion), NEUTRAL)
    yield Reason("WEAR-11", book.sentence("WEAR-11", "not_counted"), NEUTRAL)


def _kind(judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    pair = judgement.pair
    if pair.kind in ("trail", "minimalist"):
        yield Reason("WEAR-15", book.sentence("WEAR-15", pair.kind), NEUTRAL)
    if peba_or_race(pair):
        race_until = as_text(judgement, limit_figures(book).race_retire_by)
        yield Reason("WEAR-10", book.sentence("WEAR-10", "racing_until", race_until=race_until), NEUTRAL)
        yield Reason("WEAR-03", book.sentence("WEAR-03"), NEUTRAL)
    if pair.foam == "peba":
        yield from edge_of(judgement, book) or (Reason("WEAR-04", book.sentence("WEAR-04"), NEUTRAL),)


def edge_of(judgement: Judgement, book: Rulebook) -> tuple[Reason, ...]:
    """Return what speaks for a fresher pair in a race, where one in PEBA foam has lost its advantage (WEAR-04)."""
    pair = judgement.pair
    if pair.foam != "peba" or pair.reached is None or pair.reached < limit_figures(book).edge_lost_by:
        return ()
    return (Reason("WEAR-04", book.sentence("WEAR-04", "spent"), NEUTRAL if judgement.verdict == KEEP else FOR),)


def actions_of(judgement: Judgement, pairs_in_use: int | None, book: Rulebook) -> tuple[Action, ...]:
    """Return what to do, most pressing first."""
    steps = {KEEP: _keep, PLAN: _plan, RETIRE: _retire}[judgement.verdict]
    done = judgement.verdict == RETIRE and not judgement.ok_for.easy
    return (*steps(judgement, book), *_about_pain(judgement, book), rotation(pairs_in_use, book, done=done))


def rotation(pairs_in_use: int | None, book: Rulebook, *, done: bool = False) -> Action:
    """Return the advice to alternate between pairs (SHOE-15, WEAR-07); ``None`` if their number is not known.

    ``done``: this pair is run in no more.
    """
    occasion = "several" if pairs_in_use is not None and pairs_in_use > 1 else "two_new" if done else "second"
    return Action("rotate_pairs", book.sentence("WEAR-07", occasion), ("SHOE-15", "WEAR-07"))


def _keep(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    pair = judgement.pair
    if judgement.new:
        yield Action("break_in", book.sentence("WEAR-09", "this_pair"), ("WEAR-09", "WEAR-18"))
    if pair.forefoot_pain:
        yield from _check(judgement, book)
    elif judgement.ok_for.speed and not judgement.ok_for.race and judgement.aged:
        yield Action("press_midsole", book.sentence("RETIRE-03", "press"), ("RETIRE-03", "WEAR-19"))
    yield from _fast_runs(judgement, book)
    plan_from = as_text(judgement, judgement.limits.plan_from)
    yield Action("look_again", book.sentence("RETIRE-07", "look_again", plan_from=plan_from), ("RETIRE-07", "WEAR-06"))


def _plan(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if not judgement.exact:
        occasion = "estimate" if judgement.pair.reached is None else "estimate_start"
        yield Action("estimate_distance", book.sentence("WEAR-17", occasion), ("WEAR-17",))
    yield from _check(judgement, book)
    yield from _fast_runs(judgement, book)
    occasion = "choose_next_after_test" if DOUBT in judgement.signs else "choose_next"
    yield Action("choose_next_pair", book.sentence("RETIRE-07", occasion), ("RETIRE-07",))
    yield Action("break_in_next_pair", book.sentence("WEAR-09", "next_pair"), ("WEAR-09",))


def _fast_runs(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    """Yield what keeps speed work or races out of a pair that does not retire: what ``ok_for`` leaves out, no more."""
    ok_for = judgement.ok_for
    if not ok_for.speed:
        if judgement.only_new:
            text = book.sentence("WEAR-18", "not_yet", new_until=as_text(judgement, limit_figures(book).new_until))
            yield Action("no_speed_no_race", text, ("WEAR-18", "WEAR-16"))
        elif past_advised(judgement):
            yield Action("no_speed_no_race", book.sentence("RETIRE-06", "avoid"), ("RETIRE-06", "WEAR-16"))
        else:
            yield Action(
                "no_speed_no_race", book.sentence("WEAR-16", "no_fast"), (*_against_fast(judgement), "WEAR-16")
            )
    elif not ok_for.race and judgement.pair.distance is not None:
        past_racing = judgement.pair.distance >= judgement.limits.race_until
        race_until = as_text(judgement, limit_figures(book).race_retire_by)
        if past_racing:
            occasion = "no_race" if peba_or_race(judgement.pair) else "no_race_unknown"
            yield Action("no_race", book.sentence("WEAR-10", occasion, race_until=race_until), ("WEAR-10", "WEAR-16"))
        else:
            yield Action("no_race", book.sentence("WEAR-19", "no_race"), ("WEAR-19", "WEAR-16"))


def _against_fast(judgement: Judgement) -> tuple[str, ...]:
    """Return the rules that keep fast runs out of a pair that is not past its date."""
    signs = tuple(dict.fromkeys("WEAR-13" if sign == DOUBT else _RULE_OF_SIGN[sign] for sign in judgement.signs))
    pain = ("RETIRE-05",) if judgement.pair.forefoot_pain else ()
    return (*signs, *pain, *(() if judgement.exact else ("WEAR-17",)))


def _check(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.unworn and DOUBT not in judgement.signs:
        return
    if DOUBT in judgement.signs:
        yield Action("press_midsole", book.sentence("WEAR-13", "press_decides"), ("RETIRE-03", "WEAR-13"))
    elif judgement.pair.feel != "springy":
        yield Action("press_midsole", book.sentence("RETIRE-03", "press"), ("RETIRE-03",))
    if not judgement.pair.inspection.clean:
        yield Action("look_at_pair", book.sentence("WEAR-12", "look"), ("WEAR-12",))


_RULE_OF_SIGN = {
    FLAT: "RETIRE-03",
    OUTSOLE_THROUGH: "WEAR-12",
    TILTS: "WEAR-12",
    DOUBT: "RETIRE-04",
    CREASED: "WEAR-12",
}
"""What is felt or seen -> the rule that makes a verdict of it."""


def _retired_by(judgement: Judgement) -> tuple[str, ...]:
    """Return the rules that retire a pair, what was felt or seen first."""
    rules = [_RULE_OF_SIGN[sign] for sign, calls_for in judgement.signs.items() if calls_for == RETIRE]
    limits = judgement.limits
    if judgement.stage == WORN_OUT:
        rules.append("RETIRE-02")
    elif judgement.stage == PAST and limits.pain_brought_forward:
        rules.append("RETIRE-05")
    elif judgement.stage == PAST:
        rules.append({OWN: "WEAR-10", ABSOLUTE: "WEAR-10", BODY_WEIGHT: "WEAR-05"}.get(limits.decided_by, "WEAR-06"))
    if judgement.over is not None:
        rules.append("WEAR-10")
    return tuple(dict.fromkeys(rules))


def _retire(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    fired, ok_for = _retired_by(judgement), judgement.ok_for
    if not ok_for.easy:
        yield Action("stop_running_in_it", book.sentence("WEAR-16", "stop"), (*fired, "WEAR-16"))
    else:
        overdue = ("RETIRE-06",) if past_advised(judgement) else ()
        yield Action("no_speed_no_race", book.sentence("RETIRE-06", "avoid"), (*fired, *overdue, "WEAR-16"))
        yield Action("easy_runs_only", _easy_runs(judgement, book), ("WEAR-16",))
    # Whose easy runs may go on in it has time to choose; nobody else runs again before there is another pair.
    yield Action("replace", book.sentence("RETIRE-07", "choose_next" if ok_for.easy else "replace"), ("RETIRE-07",))
    yield Action("break_in_next_pair", book.sentence("WEAR-09", "replacement"), ("WEAR-09",))


def _easy_runs(judgement: Judgement, book: Rulebook) -> str:
    if _races_no_more(judgement):
        easy_until = as_text(judgement, judgement.limits.easy_until)
        return book.sentence("WEAR-16", "easy_after_racing", easy_until=easy_until)
    return book.sentence("WEAR-16", "easy_until_replaced")


def _races_no_more(judgement: Judgement) -> bool:
    """Return whether a racing pair retires from racing alone, and goes on in easy runs."""
    distance = judgement.pair.distance
    within = distance is not None and distance < judgement.limits.easy_until
    return judgement.verdict == RETIRE and judgement.ok_for.easy and within and judgement.over is None


def _about_pain(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.pair.forefoot_pain:
        yield Action("check_fit", book.sentence("RETIRE-05", "check_fit"), ("RETIRE-05",))
        yield Action("ask_triage", book.sentence("RETIRE-05", "ask_triage"), ("RETIRE-05", "WEAR-08"))


def summary_of(judgement: Judgement, due: Forecast | None, book: Rulebook) -> str:
    """Return the one line for a kiosk screen."""
    limits, run = judgement.limits, _run(judgement)
    if judgement.verdict == RETIRE:
        return _retire_summary(judgement, run, book)
    if judgement.verdict == PLAN:
        return _plan_summary(judgement, run, due, book)
    retire_by, plan_from = as_text(judgement, limits.retire_by), as_text(judgement, limits.plan_from)
    return book.sentence("WEAR-06", "keep_summary", distance=run, retire_by=retire_by, plan_from=plan_from)


def _plan_summary(judgement: Judgement, run: DistanceText | None, due: Forecast | None, book: Rulebook) -> str:
    """Return why the next pair is planned: what is felt, an own limit, what is not known, else the distance."""
    if DOUBT in judgement.signs:
        return book.sentence("WEAR-13", "doubt_summary")
    if CREASED in judgement.signs:
        return book.sentence("WEAR-12", "creased_summary")
    if run is None:
        return book.sentence("WEAR-17", "plan_summary")
    if judgement.stage == YOUNG:
        if judgement.near is not None:
            return book.sentence("WEAR-10", f"{judgement.near.kind}_near_summary", **_use(judgement.near))
        return book.sentence("WEAR-17", "at_least_summary", distance=run)
    if judgement.limits.pain_brought_forward:
        return book.sentence("RETIRE-05", "plan_summary", distance=run)
    facts = {"distance": run, "retire_by": as_text(judgement, judgement.limits.retire_by)}
    if due is None or due.by[0].limit != DISTANCE:
        return book.sentence("WEAR-06", "plan_summary", **facts)
    return book.sentence("WEAR-06", "plan_dated_summary", retire_on=due.retire_on, **facts)


def _retire_summary(judgement: Judgement, run: DistanceText | None, book: Rulebook) -> str:
    limits, signs = judgement.limits, judgement.signs
    if FLAT in signs:
        return book.sentence("RETIRE-03", "summary")
    if judgement.stage == WORN_OUT:
        return book.sentence("RETIRE-02", "summary", distance=run, worn_out=as_text(judgement, limits.worn_out))
    if OUTSOLE_THROUGH in signs or TILTS in signs:
        return book.sentence("WEAR-12", "summary")
    if judgement.retired_by_sign:
        return book.sentence("RETIRE-04" if DOUBT in signs else "WEAR-12", "summary")
    if judgement.over is not None and not judgement.past_distance:
        return book.sentence("WEAR-10", f"{judgement.over.kind}_over_summary", **_use(judgement.over))
    if limits.pain_brought_forward:
        return book.sentence("RETIRE-05", "summary", distance=run)
    occasion = "racing_summary" if _races_no_more(judgement) else "retire_summary"
    return book.sentence("WEAR-06", occasion, distance=run, retire_by=as_text(judgement, limits.retire_by))
