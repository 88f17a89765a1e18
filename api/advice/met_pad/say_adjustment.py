"""What each step of an adjustment says: what to do, why, and what the studies dispute about it."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import FOR, NEUTRAL, Action, Conflict, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.met_pad.search import TOO_EARLY, Next

_WHY = {
    "keep_on": ("PADPLACE-20", "better_with_it"),
    "too_early": ("PADPLACE-18", "so_few_days"),
    "phase_out": ("PAD-11", "phase_out"),
    "worse": ("PADPLACE-08", "move_back"),
    "worse_again": ("PADPLACE-08", "take_out"),
    "no_room": ("PADPLACE-08", "take_out"),
    "pressing": ("PAD-05", "pressing"),
    "combine": ("PADPLACE-20", "no_place_left"),
}
"""Why a step is taken -> the rule and wording that say so; the others are in PADPLACE-20."""

_MOVES = {"move_forward": "forward", "move_back": "back"}


def summary_for(step: Next, position_mm: float, book: Rulebook) -> str:
    """Return the step in one line for a kiosk screen."""
    if step.verdict in _MOVES:
        return _moving(step, position_mm, f"{_occasion(step)}_summary", book)
    occasion = {"see_professional_first": "professional"}.get(step.verdict, step.verdict)
    if step.measure:
        occasion = "measure_combine"
    return book.sentence("PADPLACE-20", f"{occasion}_summary")


def _occasion(step: Next) -> str:
    if step.why == "better_there":
        return f"return_{_MOVES[step.verdict]}"
    return "measure_back" if step.measure else _MOVES[step.verdict]


def _moving(step: Next, position_mm: float, occasion: str, book: Rulebook) -> str:
    move = Tenths(abs(step.behind_mm - position_mm))
    return book.sentence("PADPLACE-20", occasion, move=move, behind=Tenths(step.behind_mm))


def actions_for(
    step: Next, position_mm: float, days: int | None, *, running: bool, book: Rulebook
) -> tuple[Action, ...]:
    """Return what to do, in order; ``days``: how long it was worn there.

    ``running``: the pad is worn in running, where cushioning comes first or beside.
    """
    return tuple(_actions(step, position_mm, days, running, book))


def _actions(step: Next, position_mm: float, days: int | None, running: bool, book: Rulebook) -> Iterator[Action]:
    if step.measure:
        rules = ("PADPLACE-21", "PADPLACE-02")
        yield Action("measure_heel_to_ball", book.sentence("PADPLACE-20", "measure"), rules)
    if step.verdict in _MOVES:
        text = _moving(step, position_mm, _MOVES[step.verdict], book)
        yield Action(step.verdict, text, ("PAD-04", "PADPLACE-02", "PADPLACE-10", "PADPLACE-20"))
        yield Action("wait", book.sentence("PADPLACE-18", "too_early"), ("PADPLACE-18",))
        yield Action("stop_if_worse", book.sentence("PAD-05", "worse"), ("PAD-05", "PADPLACE-08"))
    elif step.verdict == "keep":
        yield Action("keep", book.sentence("PADPLACE-18", step.why), ("PADPLACE-18",))
        if step.why != TOO_EARLY and (days or 0) < book.number("PADPLACE-18", "review_after_days"):
            yield Action("review", book.sentence("PADSTUDY-08", "review"), ("PADSTUDY-08", "PADPLACE-18"))
    elif step.verdict == "phase_out":
        yield Action("phase_out", book.sentence("PADPLACE-18", "phase_out"), ("PADPLACE-18", "PAD-11"))
    elif step.verdict == "combine":
        yield Action("combine", book.sentence("PAD-09", "combine"), ("PAD-09",))
        yield Action("soft_insole", book.sentence("PADSTUDY-05", "flat_insole"), ("PADSTUDY-05",))
        yield Action("or_take_out", book.sentence("PADPLACE-20", "or_out"), ("PADPLACE-20",))
    else:
        seen = step.verdict == "see_professional_first"
        out = book.sentence("PADPLACE-20", "take_out_summary" if seen else "take_out")
        yield Action("take_out", out, ("PADPLACE-20", "PADPLACE-08"))
        if seen:
            yield Action("see_professional", book.sentence("PADPLACE-09", "after_trying"), ("PADPLACE-09",))
        yield Action("full_forefoot_cover", book.sentence("PADSTUDY-04", "full_cover"), ("PADSTUDY-04",))
    if running and step.verdict in ("combine", "take_out"):
        rules = ("PADPLACE-07", "PADSTUDY-06")
        yield Action("cushion_forefoot", book.sentence("PADPLACE-07", "cushion_instead"), rules)


def reasons_for(
    step: Next, because: str | None, position_mm: float, *, running: bool, book: Rulebook
) -> tuple[Reason, ...]:
    """Return why this step; ``because``: an occasion where the pain levels contradict the word that was chosen."""
    return tuple(_reasons(step, because, position_mm, running, book))


def _reasons(step: Next, because: str | None, position_mm: float, running: bool, book: Rulebook) -> Iterator[Reason]:
    if because is not None:
        yield Reason("TRAIN-11", book.sentence("PADPLACE-20", because), NEUTRAL)
    rule, occasion = _WHY.get(step.why, ("PADPLACE-20", step.why))
    yield Reason(rule, book.sentence(rule, occasion), FOR)
    if step.verdict == "move_forward" and step.why != "better_there":
        yield Reason("PADSTUDY-01", book.sentence("PADSTUDY-01", "near"), FOR)
    if step.verdict == "move_back" and step.why != "better_there":
        yield Reason("PADSTUDY-02", book.sentence("PADSTUDY-02", "behind"), FOR)
    if step.why == "pressing":
        yield Reason("PADSTUDY-03", book.sentence("PADSTUDY-03", "why"), FOR)
    if step.why in ("worse", "worse_again"):
        yield Reason("PADSTUDY-07", book.sentence("PADSTUDY-07", "some_rise"), FOR)
    if step.why == "keep_on" and position_mm < 0:
        yield Reason("PADSTUDY-04", book.sentence("PADSTUDY-04", "in_front"), FOR)
    if running and step.verdict in ("combine", "take_out"):
        yield Reason("PADSTUDY-06", book.sentence("PADSTUDY-06", "running"), FOR)


def disputed(step: Next, *, running: bool, book: Rulebook) -> tuple[Conflict, ...]:
    """Return what the sources disagree on for this step: how near, whether the place matters, running, an end."""
    rules: list[str] = []
    if step.verdict in _MOVES:
        rules += ["PADPLACE-02", "PADSTUDY-01", "PADSTUDY-05"]
    if step.verdict in ("combine", "take_out", "see_professional_first"):
        rules += ["PADSTUDY-05", "PADSTUDY-07"]
    if step.verdict == "phase_out":
        rules.append("PAD-11")
    if running:
        rules.append("PADPLACE-07")
    return conflicts_of(rules, book)
