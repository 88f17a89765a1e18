"""Why a pair is kept, planned for or retired, in sentences. Every sentence and figure comes from the rulebook."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import Reason
from api.advice.core.distance import Distance, spoken
from api.advice.core.rules import Rulebook, plain
from api.advice.retirement.cushioning import Cushioning, percent
from api.advice.retirement.limits import ABSOLUTE, BODY_WEIGHT, OWN, RACING, limit_figures, peba_or_race
from api.advice.retirement.verdict import (
    CREASED,
    DOUBT,
    FLAT,
    KEEP,
    OUTSOLE_THROUGH,
    PAST,
    PLAN,
    PLANNING,
    RETIRE,
    TILTS,
    UNKNOWN,
    WORN_OUT,
    YOUNG,
    Judgement,
    past_advised,
)

FOR, AGAINST, NEUTRAL = "for", "against", "neutral"


def reasons_of(judged: Judgement, left: Cushioning | None, book: Rulebook) -> tuple[Reason, ...]:
    """Answer the reasons, what decided first."""
    return (
        *_signs(judged, book),
        *_distance(judged, book),
        *_own_limit(judged, book),
        *_pain(judged, book),
        *_overdue(judged, book),
        *_feel(judged, book),
        *_cushioning(judged, left, book),
        *_kind(judged, book),
    )


def _say(judged: Judgement, distance: Distance | None) -> str:
    return "" if distance is None else spoken(distance, miles_first=judged.pair.miles_first)


def _effect(judged: Judgement, calls_for: str) -> str:
    """Answer whether something that calls for a verdict speaks for the one that was given."""
    return FOR if calls_for == judged.verdict else AGAINST


def _signs(judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    run = _say(judged, judged.pair.distance)
    for sign, calls_for in judged.signs.items():
        effect = _effect(judged, calls_for)
        if sign == FLAT:
            yield Reason("RETIRE-03", book.sentence("RETIRE-03"), effect)
        elif sign in (OUTSOLE_THROUGH, TILTS):
            yield Reason("WEAR-12", book.sentence("WEAR-12", sign), effect)
        elif sign == CREASED:
            yield Reason("WEAR-12", book.sentence("WEAR-12", "creased" if judged.ageing else "creased_young"), effect)
        elif sign == DOUBT and judged.pair.distance is None:
            yield Reason("RETIRE-04", book.sentence("RETIRE-04", "distance_unknown"), effect)
        elif sign == DOUBT and judged.ageing:
            yield Reason("RETIRE-04", book.sentence("RETIRE-04", distance=run), effect)
        else:
            yield Reason("WEAR-13", book.sentence("WEAR-13", "young_doubt", distance=run), effect)


def _distance(judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    limits, stage = judged.limits, judged.stage
    run, retire_by = _say(judged, judged.pair.distance), _say(judged, limits.retire_by)
    if stage == UNKNOWN:
        yield Reason("WEAR-17", book.sentence("WEAR-17"), _effect(judged, PLAN))
    elif stage == WORN_OUT:
        ended = book.sentence("RETIRE-02", distance=run, worn_out=_say(judged, limits.worn_out))
        yield Reason("RETIRE-02", ended, FOR)
    elif stage == PAST and limits.decided_by == OWN and not limits.pain_brought_forward:
        yield Reason("WEAR-10", book.sentence("WEAR-10", "own_past", distance=run, own_limit=retire_by), FOR)
    elif stage == PAST:
        occasion = "racing_past" if limits.decided_by == RACING else "past"
        yield Reason("WEAR-06", book.sentence("WEAR-06", occasion, distance=run, retire_by=retire_by), FOR)
    else:
        occasion, calls_for = {PLANNING: ("planning", PLAN), YOUNG: ("young", KEEP)}[stage]
        facts = {"distance": run, "retire_by": retire_by, "plan_from": _say(judged, limits.plan_from)}
        yield Reason("WEAR-06", book.sentence("WEAR-06", occasion, **facts), _effect(judged, calls_for))
    if limits.decided_by == BODY_WEIGHT:
        mass = f"{plain(judged.pair.body_mass_kg or 0)} kg"
        text = book.sentence("WEAR-05", body_mass=mass, retire_by=_say(judged, limits.advised))
        yield Reason("WEAR-05", text, NEUTRAL if judged.verdict == KEEP else FOR)


def _own_limit(judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    limits, own = judged.limits, judged.pair.limit
    if own is None:
        return
    said = {"own_limit": _say(judged, own)}
    if limits.decided_by == ABSOLUTE:
        text = book.sentence("WEAR-10", "own_too_long", worn_out=_say(judged, limits.worn_out), **said)
        yield Reason("WEAR-10", text, NEUTRAL)
    elif own > limits.advised:
        text = book.sentence("WEAR-10", "own_longer", advised=_say(judged, limits.advised), **said)
        yield Reason("WEAR-10", text, NEUTRAL)
    elif own < limits.advised:
        yield Reason("WEAR-10", book.sentence("WEAR-10", "own_shorter", **said), NEUTRAL)


def _pain(judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    if not judged.pair.forefoot_pain:
        return
    if judged.pair.distance is None:
        yield Reason("RETIRE-05", book.sentence("RETIRE-05", "distance_unknown"), _effect(judged, PLAN))
    elif judged.ageing:
        retire_by = _say(judged, judged.limits.retire_by)
        yield Reason("RETIRE-05", book.sentence("RETIRE-05", "forward", retire_by=retire_by), FOR)
    else:
        effect = NEUTRAL if judged.verdict == KEEP else AGAINST
        yield Reason("RETIRE-05", book.sentence("RETIRE-05", "young"), effect)
    if judged.verdict == RETIRE:
        yield Reason("RETIRE-08", book.sentence("RETIRE-08"), FOR)
    yield Reason("WEAR-08", book.sentence("WEAR-08"), NEUTRAL)


def _overdue(judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    if judged.stage in (PAST, WORN_OUT) or past_advised(judged):
        yield Reason("RETIRE-06", book.sentence("RETIRE-06"), FOR)


def _feel(judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    if judged.pair.feel == "springy":
        effect = FOR if judged.verdict == KEEP else AGAINST
        yield Reason("RETIRE-03", book.sentence("RETIRE-03", "springy"), effect)


def _cushioning(judged: Judgement, left: Cushioning | None, book: Rulebook) -> Iterator[Reason]:
    pair = judged.pair
    if left is None or pair.distance is None:
        return
    run = _say(judged, pair.distance)
    yield Reason("RETIRE-01", book.sentence("RETIRE-01", distance=run), NEUTRAL)
    shares = {"estimate": percent(left.estimate), "low": percent(left.low), "high": percent(left.high)}
    yield Reason("WEAR-01", book.sentence("WEAR-01", distance=run, **shares), NEUTRAL)
    if pair.distance > limit_figures(book).measured_until:
        yield Reason("WEAR-01", book.sentence("WEAR-01", "beyond"), NEUTRAL)
    if pair.foam != "eva":
        occasion = "foam_unknown" if pair.foam is None else "other_foam"
        yield Reason("WEAR-11", book.sentence("WEAR-11", occasion), NEUTRAL)


def _kind(judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    pair = judged.pair
    if pair.kind in ("trail", "minimalist"):
        yield Reason("WEAR-15", book.sentence("WEAR-15", pair.kind), NEUTRAL)
    if peba_or_race(pair):
        race_until = _say(judged, limit_figures(book).race_retire_by)
        yield Reason("WEAR-10", book.sentence("WEAR-10", "racing_until", race_until=race_until), NEUTRAL)
        yield Reason("WEAR-03", book.sentence("WEAR-03"), NEUTRAL)
    if pair.foam == "peba":
        yield Reason("WEAR-04", book.sentence("WEAR-04"), NEUTRAL)
