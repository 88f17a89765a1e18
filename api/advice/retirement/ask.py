"""What to ask about a pair that would change the advice on it, the weightiest first. Sentences are the rulebook's."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import Missing
from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import RETIRE
from api.advice.retirement.limits import limit_figures
from api.advice.retirement.pace import Pace
from api.advice.retirement.say import as_text
from api.advice.retirement.verdict import WORN_OUT, Judgement


def missing_of(judgement: Judgement, pace: Pace | None, book: Rulebook, *, has_symptoms: bool) -> tuple[Missing, ...]:
    """Return what was not known and would change this answer, the weightiest first."""
    return tuple(_missing(judgement, pace, book, has_symptoms=has_symptoms))


def _missing(judgement: Judgement, pace: Pace | None, book: Rulebook, *, has_symptoms: bool) -> Iterator[Missing]:
    pair = judgement.pair
    if pair.forefoot_pain and not has_symptoms:
        yield Missing("symptoms.pain_level", book.sentence("RETIRE-05", "missing_symptoms"))
    if judgement.retired_by_sign or judgement.stage == WORN_OUT:
        return
    if pair.distance is None:
        yield Missing("distance", book.sentence("WEAR-17", "missing"))
    yield from _about_own_limits(judgement, book)
    if pair.feel is None:
        yield Missing("feel", book.sentence("RETIRE-03", "missing"))
    if pair.forefoot_pain is None:
        yield Missing("forefoot_pain", book.sentence("RETIRE-05", "missing"))
    for name in ("outsole_through", "tilts", "creased_midsole"):
        if getattr(pair.inspection, name) is None:
            yield Missing(f"inspection.{name}", book.sentence("WEAR-12", f"missing_{name}"))
    yield from _about_shoe_and_runner(judgement, book)
    yield from _about_pace(judgement, pace, book)


def _about_own_limits(judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    pair = judgement.pair
    if pair.limit_age_months is not None and pair.started_on is None:
        yield Missing("started_on", book.sentence("WEAR-10", "missing_started_on"))
    if pair.limit_hours is not None and pair.hours is None:
        yield Missing("hours", book.sentence("WEAR-10", "missing_hours"))


def _about_shoe_and_runner(judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    pair, figures = judgement.pair, limit_figures(book)
    facts = {
        "race_plan_from": as_text(judgement, figures.race_plan_from),
        "race_until": as_text(judgement, figures.race_retire_by),
    }
    if pair.kind is None:
        yield Missing("kind", book.sentence("WEAR-10", "missing_kind", **facts))
    if pair.foam is None:
        yield Missing("foam", book.sentence("WEAR-10", "missing_foam", **facts))
    if pair.body_mass_kg is None and judgement.verdict != RETIRE:
        yield Missing("body_mass_kg", book.sentence("WEAR-05", "missing"))
    if pair.started_on is None and pair.limit_age_months is None and judgement.ok_for.race and pair.feel != "springy":
        yield Missing("started_on", book.sentence("WEAR-19", "missing"))


def _about_pace(judgement: Judgement, pace: Pace | None, book: Rulebook) -> Iterator[Missing]:
    if judgement.verdict == RETIRE:
        return
    if pace is None:
        yield Missing("weekly_distance", book.sentence("WEAR-14", "missing_weekly_distance"))
