"""A consultation over what an account can see, or over what one of its stores has in the person's size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from api.advice.consultation.advise import Consultation, consult, shoe_facts
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.rules import Rulebook
from api.services.catalogue.visible_shoes import Shelves
from api.services.shop.recommend_shoes import stock_for


def consult_in_store(
    db: Connection,
    shelves: Shelves,
    account_id: str,
    asked: ConsultationRequest,
    store_id: str | None,
    book: Rulebook,
    as_of: date,
) -> Consultation:
    """Return every topic for one person; with a store, only shoes that it has in their size.

    Raises UnknownStoreError, ImpossibleMeasurementError.
    """
    if store_id is not None:
        stock = stock_for(db, account_id, store_id, shoe_facts(asked, book), book)
        asked = replace(asked, shoes=replace(asked.shoes, stock=stock))
    return consult(asked, shelves.visible_to(db, account_id).shelf, book, as_of=as_of)
