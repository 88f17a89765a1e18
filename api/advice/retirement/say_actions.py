"""What to do about a pair, and what to ask that would change the answer."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import Action, Missing
from api.advice.core.distance import spoken
from api.advice.core.rules import Rulebook
from api.advice.retirement.limits import limit_figures, peba_or_race
from api.advice.retirement.pace import LOG, Pace
from api.advice.retirement.verdict import KEEP, PLAN, RETIRE, WORN_OUT, Judgement, past_advised


def actions_of(judged: Judgement, book: Rulebook) -> tuple[Action, ...]:
    """Answer what to do, most pressing first."""
    steps = {KEEP: _keep, PLAN: _plan, RETIRE: _retire}[judged.verdict]
    return (*steps(judged, book), *_pain(judged, book), rotation(judged.pair.pairs_in_use, book))


def rotation(pairs_in_use: int | None, book: Rulebook) -> Action:
    """Answer the advice to alternate between pairs (SHOE-15, WEAR-07); ``None`` if their number is not known."""
    occasion = "several" if pairs_in_use is not None and pairs_in_use > 1 else "second"
    return Action("rotate_pairs", book.sentence("WEAR-07", occasion), ("SHOE-15", "WEAR-07"))


def _keep(judged: Judgement, book: Rulebook) -> Iterator[Action]:
    pair = judged.pair
    if pair.distance is not None and pair.distance < limit_figures(book).new_until:
        yield Action("break_in", book.sentence("WEAR-09", "this_pair"), ("WEAR-09", "WEAR-18"))
    if pair.forefoot_pain:
        yield from _check(judged, book)
        yield Action("no_speed_no_race", book.sentence("WEAR-16", "no_fast"), ("RETIRE-05", "WEAR-16"))
    plan_from = spoken(judged.limits.plan_from, miles_first=pair.miles_first)
    again = book.sentence("RETIRE-07", "look_again", plan_from=plan_from)
    yield Action("look_again", again, ("RETIRE-07", "WEAR-06"))


def _plan(judged: Judgement, book: Rulebook) -> Iterator[Action]:
    if judged.pair.distance is None:
        yield Action("estimate_distance", book.sentence("WEAR-17", "estimate"), ("WEAR-17",))
    yield from _check(judged, book)
    yield from _no_fast_runs(judged, book)
    yield Action("choose_next_pair", book.sentence("RETIRE-07", "choose_next"), ("RETIRE-07",))
    yield Action("break_in_next_pair", book.sentence("WEAR-09", "next_pair"), ("WEAR-09",))


def _no_fast_runs(judged: Judgement, book: Rulebook) -> Iterator[Action]:
    if past_advised(judged):
        yield Action("no_speed_no_race", book.sentence("RETIRE-06", "avoid"), ("RETIRE-06", "WEAR-16"))
    elif not judged.cleared.speed:
        yield Action("no_speed_no_race", book.sentence("WEAR-16", "no_fast"), ("WEAR-16",))
    elif not judged.cleared.race:
        occasion = "no_race" if peba_or_race(judged.pair) else "no_race_unknown"
        ended = spoken(limit_figures(book).race_retire_by, miles_first=judged.pair.miles_first)
        yield Action("no_race", book.sentence("WEAR-10", occasion, race_until=ended), ("WEAR-10", "WEAR-16"))


def _check(judged: Judgement, book: Rulebook) -> Iterator[Action]:
    if judged.pair.feel != "springy":
        yield Action("press_midsole", book.sentence("RETIRE-03", "press"), ("RETIRE-03",))
    if not judged.pair.inspection.clean:
        yield Action("look_at_pair", book.sentence("WEAR-12", "look"), ("WEAR-12",))


def _retire(judged: Judgement, book: Rulebook) -> Iterator[Action]:
    limits, pair = judged.limits, judged.pair
    if not judged.cleared.easy:
        yield Action("stop_running_in_it", book.sentence("RETIRE-02", "stop"), ("RETIRE-02", "RETIRE-08"))
    yield Action("no_speed_no_race", book.sentence("RETIRE-06", "avoid"), ("RETIRE-06",))
    if judged.cleared.easy and pair.distance is not None and pair.distance < limits.easy_until:
        until = spoken(limits.easy_until, miles_first=pair.miles_first)
        after_racing = book.sentence("WEAR-16", "easy_after_racing", easy_until=until)
        yield Action("easy_runs_only", after_racing, ("WEAR-16",))
    elif judged.cleared.easy:
        yield Action("easy_runs_only", book.sentence("WEAR-16", "easy_until_replaced"), ("WEAR-16",))
    yield Action("replace", book.sentence("RETIRE-07", "replace"), ("RETIRE-07",))
    yield Action("break_in_next_pair", book.sentence("WEAR-09", "replacement"), ("WEAR-09",))


def _pain(judged: Judgement, book: Rulebook) -> Iterator[Action]:
    if judged.pair.forefoot_pain:
        yield Action("check_fit", book.sentence("RETIRE-05", "check_fit"), ("RETIRE-05",))
        yield Action("ask_triage", book.sentence("RETIRE-05", "ask_triage"), ("RETIRE-05", "WEAR-08"))


def missing_of(judged: Judgement, pace: Pace | None, book: Rulebook, *, symptoms_told: bool) -> tuple[Missing, ...]:
    """Answer what was not known and would change this answer, the weightiest first."""
    return tuple(_missing(judged, pace, book, symptoms_told=symptoms_told))


def _missing(judged: Judgement, pace: Pace | None, book: Rulebook, *, symptoms_told: bool) -> Iterator[Missing]:
    pair = judged.pair
    if pair.forefoot_pain and not symptoms_told:
        yield Missing("symptoms", book.sentence("RETIRE-05", "missing_symptoms"))
    if judged.retired_by_sign or judged.stage == WORN_OUT:
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
    yield from _about_shoe_and_runner(judged, book)
    yield from _about_pace(judged, pace, book)


def _about_shoe_and_runner(judged: Judgement, book: Rulebook) -> Iterator[Missing]:
    pair, figures = judged.pair, limit_figures(book)
    said = {
        "race_plan_from": spoken(figures.race_plan_from, miles_first=pair.miles_first),
        "race_until": spoken(figures.race_retire_by, miles_first=pair.miles_first),
    }
    if pair.kind is None:
        yield Missing("kind", book.sentence("WEAR-10", "missing_kind", **said))
    if pair.foam is None:
        yield Missing("foam", book.sentence("WEAR-10", "missing_foam", **said))
    if pair.body_mass_kg is None and judged.verdict != RETIRE:
        yield Missing("body_mass_kg", book.sentence("WEAR-05", "missing"))


def _about_pace(judged: Judgement, pace: Pace | None, book: Rulebook) -> Iterator[Missing]:
    if judged.verdict == RETIRE:
        return
    if pace is None:
        yield Missing("weekly_distance", book.sentence("WEAR-14", "missing_weekly_distance"))
    elif pace.basis == LOG and not pace.known:
        yield Missing("runs", book.sentence("WEAR-14", "missing_runs"))
