"""The documents of one customer, made once: the page, the drawings and templates of the pad, calendar and slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import segno
from flask import render_template

from api.advice.consultation.answer import TakenHome
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Wording
from api.advice.exercises.advise import card
from api.advice.exercises.answer import ExercisesAnswer
from api.advice.exercises.library import exercise_of
from api.advice.met_pad.advise import positions_of
from api.advice.met_pad.answer import PROFESSIONAL, MetPadAnswer
from api.pictures.exercises.figure import draw_exercise
from api.pictures.foot.diagram import diagram
from api.pictures.paper.calendars import CONTENT_TYPE, calendar_of, exercise_calendar, hours_of
from api.pictures.paper.pad_template import template
from api.pictures.paper.pdf import PAPERS
from api.pictures.paper.slip import width_in_words
from api.storage.accounts.handovers import Document
from api.web.advice.consultation import printed, slip_of
from api.web.advice.exercise_library_schema import CalendarQuery, to_setting
from api.web.edge.context import parts
from api.web.edge.links import on_paper

PAGE, QR = "page", "qr.svg"
HTML, SVG, PDF, TEXT = "text/html; charset=utf-8", "image/svg+xml; charset=utf-8", "application/pdf", "text/plain"
QR_PIXELS_A_MODULE = 8
_OF_CARE = re.compile("(FLAG|SAFE|SIGN|TRIAGE)-|CONSULT-01$")
"""Who should look at the foot and what to leave until then, apart from shoes and pads; the kiosk page splits alike."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What the documents are made of. ``url`` is the address of the page, ``token`` its last part."""

    request: ConsultationRequest
    taken: TakenHome
    url: str
    token: str
    made_at: datetime
    expires_at: datetime


def documents_of(handover: Handover, book: Rulebook) -> Iterator[Document]:
    """Yield every document under its name."""
    sides = []
    taken = handover.taken
    pad = None if taken.is_urgent else taken.met_pad
    if pad is not None and pad.placement is not None:
        for name, made in _pad_papers(handover.request, pad, book):
            yield made
            if name not in sides:
                sides.append(name)
    exercises = None if taken.is_urgent else taken.exercises
    drawn = () if exercises is None else tuple(_exercises(exercises))
    for exercise in drawn:
        picture = draw_exercise(exercise_of(exercise, book), book)
        yield Document(f"exercise-{exercise}.svg", SVG, _as_bytes(picture))
    if exercises is not None and drawn:
        yield Document("exercises.ics", CONTENT_TYPE, _calendar(exercises, handover.made_at, book))
    text = slip_of(taken, book)
    yield Document("slip.txt", f"{TEXT}; charset=utf-8", text.encode())
    yield Document("slip.pdf", PDF, printed(text, book))
    yield Document(QR, SVG, qr_svg(handover.url))
    yield Document(PAGE, HTML, _page(handover, tuple(sides), drawn, book).encode())


def qr_svg(url: str) -> bytes:
    """Return the address as a QR code."""
    made: bytes = segno.make(url, micro=False, error="m").svg_inline(scale=QR_PIXELS_A_MODULE, light="#fff").encode()
    return made.replace(b"<svg ", b'<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def note_page(key: str, book: Rulebook) -> str:
    """Return a page that says one thing: that there is nothing, or nothing any more."""
    return render_template(
        "page.html",
        answer=None,
        note=book.wording.text(f"handover.{key}"),
        shop=parts().settings.kiosk_name,
        t=_texts(book),
        language=book.wording.language,
    )


def _pad_papers(asked: ConsultationRequest, pad: MetPadAnswer, book: Rulebook) -> Iterator[tuple[str, Document]]:
    shown = {placement.side for placement in pad.placements if placement.sore is not False}
    for position in positions_of(asked.pad, book):
        if position.side is None or position.side not in shown:
            continue
        picture = diagram(position, asked.pad.symptoms.pain_sites or (), book)
        yield position.side, Document(f"pad-{position.side}.svg", SVG, _as_bytes(picture))
        for paper in PAPERS:
            name = f"template-{position.side}-{paper}.pdf"
            yield position.side, Document(name, PDF, template(position, paper, book))


def _exercises(answer: ExercisesAnswer) -> Iterator[str]:
    sessions = answer.sessions
    entries = (*sessions.morning, *sessions.midday, *sessions.evening)
    yield from dict.fromkeys(entry.exercise for entry in entries)


def _calendar(answer: ExercisesAnswer, made_at: datetime, book: Rulebook) -> bytes:
    address = urlsplit(answer.calendar_url or "")
    query: dict[str, Any] = CalendarQuery().load(dict(parse_qsl(address.query)))
    entries = exercise_calendar(
        to_setting(query),
        query.get("week") or 1,
        int(book.number("SESSION-11", "calendar_weeks")),
        query.get("start_on") or made_at.date(),
        hours_of({}, book),
        book,
    )
    return calendar_of(book.sentence("SESSION-11", "calendar"), entries, made_at)


def _page(handover: Handover, sides: tuple[str, ...], drawn: tuple[str, ...], book: Rulebook) -> str:
    wording, taken, top = book.wording, handover.taken, handover.taken.top
    of_care = [action for action in top.actions if taken.is_urgent or all(map(_OF_CARE.match, action.rules))]
    return render_template(
        "page.html",
        answer=top,
        shown=TakenHome(top) if taken.is_urgent else taken,
        of_care=of_care if top.care else (),
        others=[action for action in top.actions if top.care is None or action not in of_care],
        professional_first=PROFESSIONAL,
        further=_further(taken, wording),
        width=lambda size: width_in_words(size, wording),
        contents=wording.text("kiosk.contents"),
        labelled=lambda **facts: wording.text("kiosk.labelled", **facts),
        pad_worse=wording.text("slip.pad_worse"),
        sides=sides,
        drawn=drawn,
        cards={exercise: card(exercise_of(exercise, book), book) for exercise in drawn},
        token=handover.token,
        made_on=wording.day(handover.made_at.date()),
        until=wording.day(handover.expires_at.date()),
        disclaimer=on_paper(book.sentence("FLAG-12", "disclaimer")),
        shop=parts().settings.kiosk_name,
        t=_texts(book),
        language=wording.language,
    )


def _further(taken: TakenHome, wording: Wording) -> str:
    """Return how many shoes the summary speaks of beyond those that are listed."""
    shoes = taken.shoes
    listed = 0 if shoes is None else len(shoes.recommendations or shoes.try_on)
    return wording.text("slip.further", count=taken.shoes_found - listed) if taken.shoes_found > listed else ""


def _as_bytes(made: str | bytes) -> bytes:
    return made.encode() if isinstance(made, str) else made


def _texts(book: Rulebook) -> Any:
    return lambda key, **facts: book.wording.text(f"handover.{key}", **facts)
