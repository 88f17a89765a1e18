"""The whole in one line for a screen. Rule CONSULT-07."""

from __future__ import annotations

from api.advice.consultation.answer import Parts
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.return_to_run.answer import NOT_READY
from api.advice.run_today.answer import EASY, NO, RUN, RunTodayAnswer
from api.advice.shoes.answer import NOT_ENOUGH_KNOWN, ShoesAnswer
from api.advice.shoes.request import NOT_TO_RUN_IN
from api.advice.triage.answer import TriageAnswer
from api.advice.triage.judge import Triage


def line_of(request: ConsultationRequest, triage: Triage, first: TriageAnswer, parts: Parts, book: Rulebook) -> str:
    """Return the line where nobody has to be seen: how it is with a visit, the shoes, the pad and the run."""
    known = triage.has_complaint or triage.facts["pain"] is False
    start, back, run = "no_visit" if known else "pain_unknown", parts.way_back, ""
    if _may_run(request) and not known and parts.run_today.verdict != NO:
        run = book.sentence("CONSULT-07", "run_once_known")
    elif _may_run(request):
        waits = back is not None and back.verdict == NOT_READY
        run = _run_line(parts.run_today, book, waits=waits, unasked=runs_unasked(request, parts.run_today))
    return summary_of(first, parts, book, start=book.sentence("CONSULT-07", start), run=run)


def runs_unasked(request: ConsultationRequest, run: RunTodayAnswer) -> bool:
    """Return whether a run is left open to somebody who may be on the way back: nobody asked (RETURN-01)."""
    return _may_run(request) and request.run_today.in_recovery is None and run.verdict != NO


def _may_run(request: ConsultationRequest) -> bool:
    run = request.run_today
    return request.shoes.use not in NOT_TO_RUN_IN or run.pair is not None or run.planned is not None


def summary_of(first: TriageAnswer, parts: Parts, book: Rulebook, *, start: str, run: str) -> str:
    """Return the whole in one line where nobody has to be seen: shoes, pad and run (CONSULT-07).

    ``start``: how it is with a visit; ``run``: the run, empty for who asks for shoes of every day alone. What does not
    fit into the line comes more briefly: first the shoe by its name, then the note on open questions, then the shoes.
    """
    pad = _pad_line(parts.met_pad, book)
    opens = [book.sentence("CONSULT-07", "open")] if any(q.could_change == "level" for q in first.missing) else []
    named, counted = _shoes_line(parts.shoes, book, named=True), _shoes_line(parts.shoes, book, named=False)
    choices = (
        [start, named, *pad, run, *opens],
        [start, counted, *pad, run, *opens],
        [start, named, *pad, run],
        [start, counted, *pad, run],
        [start, *pad, run],
    )
    lines = (" ".join(sentence for sentence in sentences if sentence) for sentences in choices)
    return next((line for line in lines if len(line) <= SUMMARY_MAX_CHARACTERS), first.summary)


def _shoes_line(shoes: ShoesAnswer, book: Rulebook, *, named: bool) -> str:
    count = len(shoes.recommendations)
    if shoes.verdict == NOT_ENOUGH_KNOWN:
        return book.sentence("CONSULT-07", "no_size")
    if not count and shoes.try_on:
        return book.sentence("CONSULT-07", "shoes_to_try", count=shoes.found.try_on)
    if not count:
        return book.sentence("CONSULT-07", "no_shoes")
    if not named:
        return book.sentence("CONSULT-07", "shoes_counted", count=count)
    model = shoes.recommendations[0].name.model
    return book.sentence("CONSULT-07", "shoe" if count == 1 else "shoes", model=model, more=count - 1)


def _pad_line(pad: MetPadAnswer, book: Rulebook) -> list[str]:
    if pad.placement is None:
        return [book.sentence("CONSULT-07", "pad_unmeasured")] if met_pad.is_advised(pad) else []
    edges = {
        place.side: Tenths(place.front_edge_from_heel_mm.target) for place in pad.placements if place.sore is not False
    }
    if len(edges) > 1:
        return [book.sentence("CONSULT-07", "pad_both", left=edges["left"], right=edges["right"])]
    edge = Tenths(pad.placement.front_edge_from_heel_mm.target)
    side = pad.placement.side or "either"
    return [book.sentence("CONSULT-07", f"pad_{side}", edge=edge)]


def _run_line(run: RunTodayAnswer, book: Rulebook, *, waits: bool, unasked: bool) -> str:
    if run.verdict == NO:
        return book.sentence("CONSULT-07", "no_run")
    if waits:
        return book.sentence("CONSULT-07", "run_after_checks")
    if run.verdict == EASY and run.limits.max_minutes:
        occasion = "easy_run_unless" if unasked else "easy_run"
        return book.sentence("CONSULT-07", occasion, minutes=run.limits.max_minutes)
    if run.verdict == RUN and run.pair is not None and not run.pair.run_in_it:
        return book.sentence("CONSULT-07", "run_in_another")
    return book.sentence("CONSULT-07", "easy" if run.verdict == EASY else "run_unless" if unasked else "run")
