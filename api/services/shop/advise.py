"""Shoes advice and consultations over what an account can see, or what one of its stores has in the person's size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from api.advice.consultation.advise import Consultation, consult, shoe_facts
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import Answer
from api.advice.core.rules import Rulebook
from api.advice.shoes.advise import ShoesFacts, Stock, advise, judge_fit
from api.services.catalogue.visible_shoes import Shelves
from api.storage.catalogue.stock import WIDTH_NOT_STATED, shoes_in_store, size_text, stock_in_size
from api.storage.catalogue.stores import UnknownStoreError, store_row


def recommend_shoes(
    db: Connection, shelves: Shelves, account_id: str, facts: ShoesFacts, store_id: str | None, book: Rulebook
) -> Answer:
    """Return shoes for a person; with a store, only those it has in their size.

    Raises UnknownStoreError, ImpossibleMeasurementError.
    """
    if store_id is not None:
        facts = replace(facts, stock=stock_for(db, account_id, store_id, facts, book))
    return advise(facts, shelves.visible_to(db, account_id).shelf, book)


def consult_in_store(
    db: Connection,
    shelves: Shelves,
    account_id: str,
    request: ConsultationRequest,
    store_id: str | None,
    book: Rulebook,
    as_of: date,
) -> Consultation:
    """Return every topic for one person; with a store, only shoes that it has in their size.

    Raises UnknownStoreError, ImpossibleMeasurementError.
    """
    if store_id is not None:
        stock = stock_for(db, account_id, store_id, shoe_facts(request, book), book)
        request = replace(request, shoes=replace(request.shoes, stock=stock))
    return consult(request, shelves.visible_to(db, account_id).shelf, book, as_of=as_of)


def stock_for(db: Connection, account_id: str, store_id: str, facts: ShoesFacts, book: Rulebook) -> Stock:
    """Return what a store has in a person's size, by shoe the widths; raises UnknownStoreError.

    While no size is known, a shoe counts that is there in any size, in a width that is then not known either.
    """
    if store_row(db, account_id, store_id) is None:
        raise UnknownStoreError(store_id)
    sizes = judge_fit(facts.feet, facts.sex, facts.size, book).sizes
    if sizes is None:
        return dict.fromkeys(shoes_in_store(db, account_id, store_id), frozenset({WIDTH_NOT_STATED}))
    asked = [size_text(system, size) for system, size in sizes.items() if size is not None]
    widths: dict[str, set[str]] = {}
    for shoe_id, width in stock_in_size(db, account_id, store_id, asked):
        widths.setdefault(shoe_id, set()).add(width)
    return {shoe_id: frozenset(found) for shoe_id, found in widths.items()}
