"""Everything for one customer in one call: the kiosk's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import orjson
from flask import Response, request

from api.advice.consultation.advise import advise
from api.advice.consultation.answer import PARTS, ConsultationAnswer, TakenHome, pad_alone, shoes_alone, whole
from api.advice.consultation.request import MET_PAD, SHOES, ConsultationRequest
from api.advice.core.answer import as_questions
from api.advice.core.describe import ALL, REASONS
from api.advice.core.rules import Rulebook
from api.advice.met_pad.advise import advise as place_pad
from api.pictures.paper.slip import slip, slip_as_pdf
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.shoe_record import NOT_IN_BRIEF
from api.services.shop.advise import consult_in_store, on_catalogue
from api.storage.catalogue.stores import UnknownStoreError
from api.web.advice.met_pad import with_pictures
from api.web.advice.retirement import with_shoe
from api.web.advice.shoes import answer_of as shoes_of
from api.web.advice.shoes import example_candidates
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint, may_find_nothing
from api.web.edge.context import cite, parts, visit
from api.web.edge.errors import unknown
from api.web.edge.links import on_paper
from api.web.edge.response import advice_response, example_of
from api.web.fields import exercises  # noqa: F401 - brings the field for the length of a session
from api.web.fields.derive import answer_schema, composed_schema
from api.web.fields.feet import FEET_EXAMPLE

blueprint = Blueprint(
    "consultation", __name__, url_prefix="/v1/advice", description="Everything for one customer in one call."
)

REQUEST = composed_schema(ConsultationRequest)()
SLIP_TYPE, PDF_TYPE = "text/plain", "application/pdf"
FIGURES_OF_CARD = frozenset({"figures", "sources", *NOT_IN_BRIEF})

EXAMPLE: dict[str, Any] = {
    "symptoms": {
        "pain_level": 3,
        "pain_sites": ["mth_2", "mth_3"],
        "pain_side": "left",
        "pain_kinds": ["ache"],
        "hurts_at_push_off": True,
        "hurts_to_walk": False,
        "hurts_at_rest": False,
        "hurts_at_night": False,
        "swelling": False,
        "numbness_or_tingling": "none",
        "diabetes": False,
        "neuropathy": False,
        "days_since_onset": 10,
    },
    "feet": FEET_EXAMPLE,
    "sex": "male",
    "use": "road",
    "insole": "flat",
    "max_price": 200,
    "limit": 3,
    "minutes_per_session": 10,
    "equipment": ["towel"],
    "medicine_cautions": [],
    "as_of": "2026-09-01",
}


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    answer = advise(REQUEST.load(EXAMPLE), example_candidates(book), book, as_of=date(2026, 9, 1))
    return example_of(in_brief(_with_pictures(answer), book), book, alone=False)


@blueprint.route("/consultation", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(ConsultationAnswer), example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_consultation(body: ConsultationRequest) -> Response:
    """Say everything at once: who should look at the foot, shoes, pad, care at home, today's run and exercises.

    The parts agree with each other: what one rules out, no other advises. With `Accept: text/plain` the answer is a
    slip of 42 columns for a receipt printer, in UTF-8 with no letter that code page 858 lacks, and with
    `application/pdf` the same slip as a page.
    """
    book = parts().rulebook
    kind = request.accept_mimetypes.best_match(("application/json", SLIP_TYPE, PDF_TYPE))
    if kind not in (SLIP_TYPE, PDF_TYPE):
        answer = answer_of(body, book)
        wanted = visit().include & {REASONS, ALL}
        response = advice_response(answer if wanted else in_brief(answer, book), alone=False)
    else:
        taken = taken_home(body, book)
        cite(taken.top.cited())
        text = slip_of(taken, book)
        response = Response(text, content_type=f"{SLIP_TYPE}; charset=utf-8")
        if kind == PDF_TYPE:
            response = Response(printed(text, book), content_type=PDF_TYPE)
    response.vary.add("Accept")
    return response


def answer_of(body: ConsultationRequest, book: Rulebook) -> ConsultationAnswer:
    """Return everything for one person, pictures included; raise Problem("not_found") for a store that is not there."""
    store_id, built = body.shoes.store_id, parts()
    if store_id is not None:
        check_store(store_id)
    run = body.run_today
    wanted = body if run.pair is None else replace(body, run_today=replace(run, pair=with_shoe(run.pair, "/pair")))
    as_of = run.as_of or built.now().date()
    try:
        answer = on_catalogue(
            built.database,
            lambda db: consult_in_store(db, built.shelves, account_id(), wanted, book, as_of),
            only_now=store_id is not None,
        )
    except UnknownStoreError:
        raise unknown("/store_id", "You have no store of this id.") from None
    return _with_pictures(answer)


def slip_of(taken: TakenHome, book: Rulebook) -> str:
    """Return what the paper says, headed by the shop's name where one is configured."""
    disclaimer, shop = on_paper(book.sentence("FLAG-12", "disclaimer")), parts().settings.kiosk_name
    asked = replace(taken, top=replace(taken.top, missing=as_questions(taken.top.missing, book)))
    return slip(asked, book.wording, disclaimer=disclaimer, version=book.version, shop=shop)


def printed(text: str, book: Rulebook) -> bytes:
    """Return a slip as PDF."""
    return slip_as_pdf(text, parts().settings.kiosk_name or book.wording.text("slip.title"))


def taken_home(body: ConsultationRequest, book: Rulebook) -> TakenHome:
    """Return what paper says: the whole, or the one advice that was asked for, which alone is then worked out."""
    if body.paper.take_home == SHOES:
        return shoes_alone(shoes_of(body.shoes))
    if body.paper.take_home == MET_PAD:
        return pad_alone(with_pictures(place_pad(body.pad, book)))
    return whole(answer_of(body, book))


def in_brief(answer: ConsultationAnswer, book: Rulebook) -> ConsultationAnswer:
    """Return the consultation as it fits a shop's Wi-Fi (CONSULT-07).

    Shoes come by what tells them apart, those to try on only where fewer suit than are shown; pads for feet that may
    hurt, with the addresses of their pictures in each placement alone: twice they would not fit. Measured figures
    and disputes of the parts come with the reasons.
    """
    found, pad = answer.shoes, answer.met_pad
    room = max(0, round(book.number("CONSULT-07", "max_shoes")) - len(found.recommendations))
    shoes = replace(
        found,
        conflicts=(),
        recommendations=tuple(replace(shoe, shoe=_brief(shoe.shoe)) for shoe in found.recommendations),
        try_on=tuple(replace(shoe, shoe=_brief(shoe.shoe)) for shoe in found.try_on[:room]),
    )
    sore = tuple(placement for placement in pad.placements if placement.sore is not False)
    pad = replace(pad, conflicts=(), placements=sore, diagram_url=None, template_url=None)
    others = {name: replace(getattr(answer, name), conflicts=()) for name in PARTS if name not in ("shoes", "met_pad")}
    return replace(answer, shoes=shoes, met_pad=pad, **others)


def _brief(served: Any) -> dict[str, Any]:
    card = orjson.loads(orjson.dumps(served))
    return {name: value for name, value in card.items() if name not in FIGURES_OF_CARD}


def _with_pictures(answer: ConsultationAnswer) -> ConsultationAnswer:
    return replace(answer, met_pad=with_pictures(answer.met_pad))
