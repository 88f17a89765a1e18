"""Advice to take home: kept under a link for some days, only because it was asked for, and deletable there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint as PlainBlueprint
from flask import Response
from marshmallow import fields

from api.advice.consultation.request import ConsultationRequest
from api.storage.accounts.handovers import (
    Document,
    HandoverRow,
    add_handover,
    delete_handover,
    forget_expired_handovers,
    handover_file,
    handover_row,
    new_handover_id,
)
from api.web.advice import consultation
from api.web.edge.auth import account_id, counted, needs, public
from api.web.edge.blueprint import Blueprint, View, leads_to, may_find_nothing
from api.web.edge.conditional import (
    CREATED_HEADERS,
    NO_STORE,
    PRIVATE,
    check_if_match,
    conditional,
    created,
    etag_of,
)
from api.web.edge.context import cite, parts, rulebook
from api.web.edge.errors import Problem
from api.web.edge.links import absolute, read_token, signed_token
from api.web.edge.transaction import act_for, creates, transaction, writes
from api.web.fields.strict import ResponseSchema
from api.web.handover.documents import HTML, PAGE, QR, Handover, documents_of, note_page

blueprint = Blueprint("handovers", __name__, url_prefix="/v1/handovers", description="Advice to take home.")
pages = PlainBlueprint("handover pages", __name__, template_folder=".")

PURPOSE = "handover"
KEPT_FOR = timedelta(days=30)
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class HandoverSchema(ResponseSchema):
    """Where the advice can be opened, without a key, by whoever has the link."""

    id = fields.String(required=True, metadata={"description": "Names it for whoever made it."})
    url = fields.String(required=True, metadata={"description": "The page, for a phone; also what the QR code holds."})
    qr_svg_url = fields.String(required=True, metadata={"description": "The address as a QR code."})
    slip_pdf_url = fields.String(required=True, metadata={"description": "The printed slip as PDF."})
    expires_at = fields.AwareDateTime(required=True, metadata={"description": "From then on nothing of it is kept."})


EXAMPLE = {
    "id": "hand_5q0w8e1r4t7y2u6i9o3p",
    "url": "https://forefoot.example/t/WzE3NTk3",
    "qr_svg_url": "https://forefoot.example/t/WzE3NTk3/qr.svg",
    "slip_pdf_url": "https://forefoot.example/t/WzE3NTk3/slip.pdf",
    "expires_at": "2026-10-01T09:30:00Z",
}


class KeptHandoverSchema(ResponseSchema):
    """What is kept for a customer, without what it says."""

    id = fields.String(required=True)
    language = fields.String(required=True, metadata={"description": "The language of its documents."})
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True, metadata={"description": "From then on nothing of it is kept."})


KEPT_EXAMPLE = {
    "id": "hand_5q0w8e1r4t7y2u6i9o3p",
    "language": "en",
    "created_at": "2026-09-01T09:30:00Z",
    "expires_at": "2026-10-01T09:30:00Z",
}


def creates_within(view: View) -> View:
    """Mark a view that creates in a part of it, which honours Idempotency-Key."""
    view.forefoot_creates = True  # type: ignore[attr-defined]
    return view


@blueprint.route("", methods=["POST"])
@blueprint.arguments(consultation.REQUEST, example=consultation.EXAMPLE)
@blueprint.response(201, HandoverSchema, example=EXAMPLE, headers=CREATED_HEADERS)
@leads_to("handover_id", show="get_handover", delete="delete_handover")
@needs("handovers:write")
@may_find_nothing
@creates_within
def create_handover(body: ConsultationRequest) -> Response:
    """Keep a consultation's advice under a link for 30 days, so that the customer can take it home.

    Send the request of the consultation. The page behind the link holds the same advice with the drawing of the pad,
    its paper template, the exercises drawn and as a calendar, and the slip. Only these documents are stored, not the
    answers they rest on; the link is signed, holds no name, and the page can be deleted there.
    """
    built, book = parts(), rulebook()
    taken = consultation.taken_home(body, book)
    cite(taken.top.cited())
    made_at = built.now().replace(microsecond=0)
    expires_at = made_at + KEPT_FOR
    row = HandoverRow(account_id(), new_handover_id(), book.wording.language, made_at, expires_at)
    token = signed_token(PURPOSE, (row.account_id, row.id), expires_at)
    url = absolute(f"/t/{token}")
    made = list(documents_of(Handover(body, taken, url, token, made_at, expires_at), book))
    links = {"url": url, "qr_svg_url": f"{url}/{QR}", "slip_pdf_url": f"{url}/slip.pdf"}
    kept: Response = _keep(row, made, {"id": row.id, **links, "expires_at": expires_at})
    return kept


@creates
def _keep(row: HandoverRow, made: list[Document], shown: dict[str, Any]) -> Response:
    # Drawing takes its time, and whoever writes waits for a transaction: only what is made already is stored in it.
    add_handover(transaction(), row, made)
    forget_expired_handovers(transaction(), row.created_at)
    return created(shown, f"/v1/handovers/{row.id}", _etag(row))


@blueprint.route("/<handover_id>")
@blueprint.response(200, KeptHandoverSchema, example=KEPT_EXAMPLE)
@blueprint.alt_response(304, description="You have the current version.")
@needs("handovers:write")
def get_handover(handover_id: str) -> Response:
    """Show until when the advice of a customer is kept; what it says stands behind its link alone."""
    with parts().database.reading() as db:
        row = handover_row(db, account_id(), handover_id)
    if row is None or row.expires_at <= parts().now():
        raise Problem("not_found")
    return conditional(_etag(row), lambda: _shown(row), PRIVATE)


@blueprint.route("/<handover_id>", methods=["DELETE"])
@blueprint.response(204, description="It is gone.")
@needs("handovers:write")
@writes
def delete_handover_view(handover_id: str) -> Response:
    """Erase the advice of a customer and all its documents, as the customer can on the page."""
    row = handover_row(transaction(), account_id(), handover_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(_etag(row))
    delete_handover(transaction(), row.account_id, row.id)
    return Response(status=204)


def _etag(row: HandoverRow) -> str:
    return etag_of(row.id, row.expires_at.isoformat())


def _shown(row: HandoverRow) -> dict[str, Any]:
    names = ("id", "language", "created_at", "expires_at")
    return {name: getattr(row, name) for name in names}


@pages.get("/t/<token>")
@public
@counted
def show_handover(token: str) -> Response:
    """Show the advice as a page for a phone."""
    return _document(token, PAGE)


@pages.get("/t/<token>/<name>")
@public
@counted
def show_handover_file(token: str, name: str) -> Response:
    """Show one document of the advice."""
    return _document(token, name)


@pages.post("/t/<token>/delete")
@public
@counted
@writes
def erase_handover(token: str) -> Response:
    """Erase the advice and all its documents."""
    values = read_token(PURPOSE, token)
    if values is None:
        return _note("gone", 404)
    whose, handover_id = values
    act_for(whose)
    if not delete_handover(transaction(), whose, handover_id):
        return _note("gone", 404)
    return _note("erased", 200)


def _document(token: str, name: str) -> Response:
    values = read_token(PURPOSE, token)
    if values is None:
        return _note("gone", 404)
    whose, handover_id = values
    act_for(whose)
    with parts().database.reading() as db:
        found = handover_file(db, whose, handover_id, name)
    if found is None:
        return _note("gone", 404)
    policy = PAGE_POLICY if found.content_type == HTML else PICTURE_POLICY
    return Response(found.body, content_type=found.content_type, headers=_headers(policy))


def _note(key: str, status: int) -> Response:
    return Response(note_page(key, rulebook()), status=status, content_type=HTML, headers=_headers(PAGE_POLICY))


def _headers(policy: str) -> dict[str, Any]:
    return {"Content-Security-Policy": policy, "Cache-Control": NO_STORE, "X-Robots-Tag": "noindex"}
