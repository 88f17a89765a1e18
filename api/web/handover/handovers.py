"""Advice to take home: kept under a link for some days, only because it was asked for, and deletable there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint as PlainBlueprint
from flask import Response
from marshmallow import fields

from api.advice.consultation.request import ConsultationRequest
from api.storage.accounts.handovers import (
    HandoverRow,
    add_handover,
    delete_handover,
    forget_expired_handovers,
    handover_file,
    new_handover_id,
)
from api.web.advice import consultation
from api.web.edge.auth import account_id, needs, public
from api.web.edge.blueprint import Blueprint, may_find_nothing
from api.web.edge.conditional import NO_STORE
from api.web.edge.context import cite, language, parts, rulebook
from api.web.edge.links import absolute, read_token, signed_token
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, transaction, writes
from api.web.fields.strict import ResponseSchema
from api.web.handover.documents import HTML, PAGE, QR, Handover, documents_of, note_page

blueprint = Blueprint("handovers", __name__, url_prefix="/v1/handovers", description="Advice to take home.")
pages = PlainBlueprint("handover pages", __name__)

PURPOSE = "handover"
KEPT_FOR = timedelta(days=30)
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class HandoverSchema(ResponseSchema):
    """Where the advice can be opened, without a key, by whoever has the link."""

    url = fields.String(required=True, metadata={"description": "The page, for a phone; also what the QR code holds."})
    qr_svg_url = fields.String(required=True, metadata={"description": "The address as a QR code."})
    slip_pdf_url = fields.String(required=True, metadata={"description": "The printed slip as PDF."})
    expires_at = fields.AwareDateTime(required=True, metadata={"description": "From then on nothing of it is kept."})


EXAMPLE = {
    "url": "https://forefoot.example/t/WzE3NTk3",
    "qr_svg_url": "https://forefoot.example/t/WzE3NTk3/qr.svg",
    "slip_pdf_url": "https://forefoot.example/t/WzE3NTk3/slip.pdf",
    "expires_at": "2026-10-01T09:30:00Z",
}


@blueprint.route("", methods=["POST"])
@blueprint.arguments(consultation.REQUEST, example=consultation.EXAMPLE)
@blueprint.response(201, HandoverSchema, example=EXAMPLE)
@needs("handovers:write")
@may_find_nothing
@creates
def keep_handover(body: ConsultationRequest) -> Response:
    """Keep a consultation's advice under a link for 30 days, so that the customer can take it home.

    Send the request of the consultation. The page behind the link holds the same advice with the drawing of the pad,
    its paper template, the exercises drawn and as a calendar, and the slip. Only these documents are stored, not the
    answers they rest on; the link is signed, holds no name, and the page can be deleted there.
    """
    built, book = parts(), rulebook()
    answer = consultation.answer_of(body, book)
    cite(answer.cited())
    made_at = built.now().replace(microsecond=0)
    expires_at = made_at + KEPT_FOR
    row = HandoverRow(account_id(), new_handover_id(), book.wording.language, made_at, expires_at)
    token = signed_token(PURPOSE, (row.account_id, row.id), expires_at)
    url = absolute(f"/t/{token}")
    made = Handover(body, answer, url, token, made_at, expires_at)
    add_handover(transaction(), row, list(documents_of(made, book)))
    forget_expired_handovers(transaction(), made_at)
    shown = {"url": url, "qr_svg_url": f"{url}/{QR}", "slip_pdf_url": f"{url}/slip.pdf", "expires_at": expires_at}
    return json_response(shown, 201, {"Location": url})


@pages.get("/t/<token>")
@public
def show_handover(token: str) -> Response:
    """Show the advice as a page for a phone."""
    return _document(token, PAGE)


@pages.get("/t/<token>/<name>")
@public
def show_handover_file(token: str, name: str) -> Response:
    """Show one document of the advice."""
    return _document(token, name)


@pages.post("/t/<token>/delete")
@public
@writes
def erase_handover(token: str) -> Response:
    """Erase the advice and all its documents."""
    values = read_token(PURPOSE, token)
    if values is None or not delete_handover(transaction(), *values):
        return _note("gone", 404)
    return _note("erased", 200)


def _document(token: str, name: str) -> Response:
    values = read_token(PURPOSE, token)
    if values is None:
        return _note("gone", 404)
    whose, handover_id = values
    with parts().database.reading() as db:
        found = handover_file(db, whose, handover_id, name)
    if found is None:
        return _note("gone", 404)
    policy = PAGE_POLICY if found.content_type == HTML else PICTURE_POLICY
    return Response(found.body, content_type=found.content_type, headers=_headers(policy))


def _note(key: str, status: int) -> Response:
    language()
    return Response(note_page(key, rulebook()), status=status, content_type=HTML, headers=_headers(PAGE_POLICY))


def _headers(policy: str) -> dict[str, Any]:
    return {"Content-Security-Policy": policy, "Cache-Control": NO_STORE, "X-Robots-Tag": "noindex"}
