"""Shoes advice and consultations over what an account can see, or over what a store has in the person's size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from api.advice.consultation.advise import advise as consult
from api.advice.consultation.advise import shoe_request
from api.advice.consultation.answer import ConsultationAnswer
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.rules import Rulebook
from api.advice.shoes.advise import Stock, advise, judge_fit
from api.advice.shoes.answer import ShoesAnswer
from api.advice.shoes.request import ShoesAdviceRequest
from api.services.catalogue.visible_shoes import Shelves
from api.storage.catalogue.stock import WIDTH_NOT_STATED, shoes_in_store, size_text, stock_in_size
from api.storage.catalogue.stores import UnknownStoreError, store_row


def recommend_shoes(
    db: Connection, shelves: Shelves, account_id: str, request: ShoesAdviceRequest, book: Rulebook
) -> ShoesAnswer:
    """Return shoes for a person; with a store, only those it has in their size.

    Raise UnknownStoreError, ImpossibleMeasurementError.
    """
    request = with_stock(db, account_id, request, book)
    return advise(request, shelves.visible_to(db, account_id).shelf, book)


def consult_in_store(
    db: Connection, shelves: Shelves, account_id: str, request: ConsultationRequest, book: Rulebook, as_of: date
) -> ConsultationAnswer:
    """Return everything for one person; with a store, only shoes that it has in their size.

    Raise UnknownStoreError, ImpossibleMeasurementError.
    """
    if request.shoes.store_id is not None:
        stock = with_stock(db, account_id, shoe_request(request.fitted(), None, book), book).stock
        request = replace(request, shoes=replace(request.shoes, stock=stock))
    return consult(request, shelves.visible_to(db, account_id).shelf, book, as_of=as_of)


def with_stock(db: Connection, account_id: str, request: ShoesAdviceRequest, book: Rulebook) -> ShoesAdviceRequest:
    """Return the request with what its store, if it names one, has in the person's size; raise UnknownStoreError."""
    if request.store_id is None:
        return request
    return replace(request, stock=stock_for(db, account_id, request.store_id, request, book))


def stock_for(db: Connection, account_id: str, store_id: str, request: ShoesAdviceRequest, book: Rulebook) -> Stock:
    """Return what a store has in a person's size, by shoe the widths; raise UnknownStoreError.

    While no size is known, a shoe counts that is there in any size, in a width that is then not known either.
    """
    if store_row(db, account_id, store_id) is None:
        raise UnknownStoreError(store_id)
    sizes = judge_fit(request.feet, request.sex, request.size, book).sizes
    if sizes is None:
        return dict.fromkeys(shoes_in_store(db, account_id, store_id), frozenset({WIDTH_NOT_STATED}))
    labels = [size_text(system, size) for system, size in sizes.on_boxes(book)]
    widths: dict[str, set[str]] = {}
    for shoe_id, width in stock_in_size(db, account_id, store_id, labels):
        widths.setdefault(shoe_id, set()).add(width)
    return {shoe_id: frozenset(found) for shoe_id, found in widths.items()}
