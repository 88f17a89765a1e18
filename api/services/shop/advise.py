"""Shoes advice and consultations over what an account can see, or over what a store has in the person's size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import Connection

from api.advice.consultation.advise import advise as consult
from api.advice.consultation.advise import decide, fitted, shoe_request
from api.advice.consultation.answer import ConsultationAnswer
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.rules import Rulebook
from api.advice.foot.feet import WIDTHS_OF_FEET
from api.advice.shoes.advise import Candidates, Card, advise, check, judge_fit, shop_feedback, unknown_shoe
from api.advice.shoes.answer import AS_LAST_READ, ShoeCheckAnswer, ShoesAnswer
from api.advice.shoes.request import Box, InStock, NamedShoe, ShoeCheckRequest, ShoesAdviceRequest, Stock
from api.integrations.feeds.gtin import gtin14
from api.integrations.feeds.title import brand_of
from api.services.catalogue.known_models import KnownModels, model_name
from api.services.catalogue.visible_shoes import Shelves
from api.services.shop.other_stores import (
    BoxLabel,
    counted,
    is_labelled,
    is_made_for,
    labels_of,
    nearest,
    other_stores,
    width_for,
)
from api.storage.catalogue.fit_feedback import fit_totals
from api.storage.catalogue.shoe_gtins import shoe_id_by_gtin
from api.storage.catalogue.stock import (
    StockRow,
    lowest_prices,
    shoes_in_store,
    stock_in_size,
    stock_line_by_gtin,
    widths_in_store,
)
from api.storage.catalogue.stores import UnknownStoreError, store_row
from api.storage.database.engines import Database
from api.storage.database.errors import StorageUnavailableError

Made = TypeVar("Made")
AnyRequest = TypeVar("AnyRequest", bound=ShoesAdviceRequest)


def on_catalogue(database: Database, answer: Callable[[Connection | None], Made], *, only_now: bool) -> Made:
    """Return what ``answer`` makes of the catalogue; while the database is away, of the one that was read last (None).

    ``only_now``: the question is about what the database holds at this moment, such as a store's stock. Raise
    StorageUnavailableError, also for an account whose catalogue this process never read.
    """
    try:
        with database.reading() as db:
            return answer(db)
    except StorageUnavailableError:
        if only_now:
            raise
        return answer(None)


def _candidates(db: Connection | None, shelves: Shelves, account_id: str) -> Candidates:
    if db is not None:
        return shelves.visible_to(db, account_id).shelf
    seen = shelves.last_seen_by(account_id)
    if seen is None:
        raise StorageUnavailableError("the catalogue of this account was never read")
    return seen.shelf


def _read(db: Connection | None) -> str | None:
    return AS_LAST_READ if db is None else None


def recommend_shoes(
    db: Connection | None, shelves: Shelves, account_id: str, request: ShoesAdviceRequest, book: Rulebook
) -> ShoesAnswer:
    """Return shoes for a person; with a store, only those it has in their size. Without ``db`` as last read.

    Raise UnknownStoreError, ImpossibleMeasurementError, StorageUnavailableError.
    """
    candidates = _candidates(db, shelves, account_id)
    request = with_makers(request)
    if db is not None:
        request = with_stock(db, account_id, request, candidates, book)
    answer = advise(request, candidates, book)
    if db is None:
        return replace(answer, catalogue=AS_LAST_READ)
    return _with_other_stores(db, account_id, request, answer, candidates, book)


def _with_other_stores(
    db: Connection,
    account_id: str,
    request: ShoesAdviceRequest,
    answer: ShoesAnswer,
    candidates: Candidates,
    book: Rulebook,
) -> ShoesAnswer:
    if not answer.to_order:
        return answer
    stores = other_stores(db, account_id, request, [ordered.shoe.id for ordered in answer.to_order], candidates, book)
    to_order = (replace(ordered, other_stores=stores.get(ordered.shoe.id, ())) for ordered in answer.to_order)
    return replace(answer, to_order=tuple(to_order))


def check_shoe(
    db: Connection | None, shelves: Shelves, account_id: str, request: ShoeCheckRequest, book: Rulebook
) -> ShoeCheckAnswer:
    """Return whether one shoe suits a person; one that is in no catalogue counts as measured by nobody.

    Raise UnknownShoeError, UnknownStoreError, GtinFaultError, ImpossibleMeasurementError, StorageUnavailableError.
    """
    candidates = _candidates(db, shelves, account_id)
    request = with_makers(request)
    if db is not None:
        stocked = with_stock(db, account_id, request, candidates, book)
        request = replace(
            request, stock=stocked.stock, stock_as_of=stocked.stock_as_of, fit_feedback=stocked.fit_feedback
        )
    known = shelves.known
    named = (request.shoe, *(request.compare_with or ()))
    line, *other_lines = (_line_of(db, account_id, shoe) for shoe in named)
    card, *others = (
        _card_of(db, account_id, shoe, stocked_as, request, candidates, known, book)
        for shoe, stocked_as in zip(named, (line, *other_lines), strict=True)
    )
    if line is not None and line.shoe_id == card.id:
        request = _with_box(request, line, card, book)
    answer = replace(check(request, card, candidates, book, others), catalogue=_read(db))
    if db is None or "not_in_stock" not in answer.left_out_by:
        return answer
    stores = other_stores(db, account_id, request, [card.id], candidates, book)
    return replace(answer, other_stores=stores.get(card.id, ()))


def _line_of(db: Connection | None, account_id: str, named: NamedShoe) -> StockRow | None:
    return None if db is None or named.gtin is None else stock_line_by_gtin(db, account_id, gtin14(named.gtin))


def _with_box(request: ShoeCheckRequest, line: StockRow, card: Card, book: Rulebook) -> ShoeCheckRequest:
    """Return the request with what stands on the box in the hand, and whether that may hold the person's size."""
    stands = BoxLabel(line.size_system, line.size_value, line.gender)
    box = Box(line.size_system, line.size_value, width_for(line.width, stands, request.sex, book))
    sizes = judge_fit(request.feet, request.sex, request.size, book).sizes
    if sizes is None:
        return replace(request, box=box)
    label = labels_of(sizes, request.sex, book).get(line.size)
    fits = label is not None and is_labelled(card.brand, label, sizes, request.sex, book)
    return replace(request, box=box, box_is_of_size=fits)


def _card_of(
    db: Connection | None,
    account_id: str,
    named: NamedShoe,
    line: StockRow | None,
    request: ShoeCheckRequest,
    candidates: Candidates,
    known: KnownModels | None,
    book: Rulebook,
) -> Card:
    shoe_id = named.id
    if named.gtin is not None and db is not None:
        shoe_id = shoe_id_by_gtin(db, account_id, gtin14(named.gtin)) or (line.shoe_id if line else "")
    if shoe_id is not None:
        card = candidates.card(shoe_id)
        if card is None:
            raise UnknownShoeError(shoe_id)
        return card
    brand, model = named.brand or "", named.model or ""
    wanted = model_name(brand, model)
    same = [card for card in candidates.cards if model_name(card.name.brand, card.name.model) == wanted]
    # The account's own entry, which has the shop's price, comes before the shared model that it is measured as.
    own = {card.measured_as for card in same}
    found = next((card for card in same if card.id not in own), None)
    if found is None and known is not None:
        row = known.find_named(brand, model)
        found = None if row is None else _as_sold(row.id, candidates)
    return found or unknown_shoe(brand, model, request.use, book)


def _as_sold(shoe_id: str, candidates: Candidates) -> Card | None:
    """Return the account's own entry of a shared model where it has one, else the model."""
    own = (card for card in candidates.cards if card.measured_as == shoe_id)
    return next(own, None) or candidates.card(shoe_id)


class UnknownShoeError(LookupError):
    """No shoe that the account can see has this id or bar code."""


def consult_in_store(
    db: Connection | None, shelves: Shelves, account_id: str, request: ConsultationRequest, book: Rulebook, as_of: date
) -> ConsultationAnswer:
    """Return everything for one person; with a store, only shoes that it has in their size.

    Without ``db`` with the shoes as last read. Raise UnknownStoreError, ImpossibleMeasurementError,
    StorageUnavailableError.
    """
    candidates = _candidates(db, shelves, account_id)
    request = replace(request, shoes=with_makers(request.shoes))
    if db is not None and request.shoes.store_id is not None:
        fitting = fitted(request, book)
        wanted = shoe_request(fitting, None, decide(fitting, book), book)
        stocked = with_stock(db, account_id, wanted, candidates, book)
        shoes = replace(
            request.shoes, stock=stocked.stock, stock_as_of=stocked.stock_as_of, fit_feedback=stocked.fit_feedback
        )
        request = replace(request, shoes=shoes)
    answer = consult(request, candidates, book, as_of=as_of)
    return answer if db is not None else replace(answer, shoes=replace(answer.shoes, catalogue=AS_LAST_READ))


def with_makers(request: AnyRequest) -> AnyRequest:
    """Return the request with each brand also under its maker's own name: "NB" is New Balance."""
    if not request.brands:
        return request
    names = dict.fromkeys((*request.brands, *(maker for name in request.brands if (maker := brand_of(name)))))
    return replace(request, brands=tuple(names))


def with_stock(
    db: Connection, account_id: str, request: ShoesAdviceRequest, candidates: Candidates, book: Rulebook
) -> ShoesAdviceRequest:
    """Return the request with what its store, if it names one, has in the person's size; raise UnknownStoreError."""
    if request.store_id is None:
        return request
    store = store_row(db, account_id, request.store_id)
    if store is None:
        raise UnknownStoreError(request.store_id)
    as_of = None if store.stock_as_of is None else store.stock_as_of.isoformat(timespec="seconds")
    stock = stock_for(db, account_id, request.store_id, request, candidates, book)
    feedback = shop_feedback(fit_totals(db, account_id), is_evidence=store.fit_evidence)
    return replace(request, stock=stock, stock_as_of=as_of, fit_feedback=feedback)


def stock_for(
    db: Connection,
    account_id: str,
    store_id: str,
    request: ShoesAdviceRequest,
    candidates: Candidates,
    book: Rulebook,
) -> Stock:
    """Return what a store has in a person's size, by shoe.

    A European number counts for a shoe whose maker's chart gives it for the size; for other makers any in the range
    does, and of several in one width the nearest (SIZE-08, FIT-13). While no size is known, a shoe counts that is there
    in any size, its width and number not known.
    """
    fit = judge_fit(request.feet, request.sex, request.size, book)
    if fit.sizes is None:
        return _in_any_size(db, account_id, store_id, request)
    labels = labels_of(fit.sizes, request.sex, book)
    found = stock_in_size(db, account_id, store_id, list(labels))
    cards = candidates.cards_of({row.shoe_id for row in found})
    stock: dict[str, list[InStock]] = {}
    fitting: dict[tuple[str, str], bool] = {}
    boxes: dict[tuple[str, str], Box] = {}
    for size, shoe_id, width, currency, price, quantity in found:
        card = cards.get(shoe_id)
        labelled = "" if card is None else card.brand, size
        fits = fitting.get(labelled)
        if fits is None:
            fits = fitting[labelled] = is_labelled(labelled[0], labels[size], fit.sizes, request.sex, book)
        if fits:
            box = boxes.get((size, width))
            if box is None:
                label = labels[size]
                box = Box(label.system, label.number, width_for(width, label, request.sex, book))
                boxes[size, width] = box
            stock.setdefault(shoe_id, []).append(InStock(box.width_class, counted(quantity), price, currency, box))
    stock = {shoe_id: nearest(lines, fit.sizes) for shoe_id, lines in stock.items()}
    foot = fit.width.width_class
    narrower = [shoe for shoe, lines in stock.items() if _is_narrower(cards.get(shoe), lines, foot)]
    for shoe_id, width in _other_widths(db, account_id, store_id, narrower, request.sex, book):
        stock[shoe_id].append(InStock(width, 0))
    return MappingProxyType({shoe_id: tuple(lines) for shoe_id, lines in stock.items()})


def _is_narrower(card: Card | None, lines: Sequence[InStock], foot: str | None) -> bool:
    """Return whether all that is here of a model is labelled narrower than a foot, and nobody lists its widths."""
    if foot is None or card is None or card.sample.widths is not None:
        return False
    needed = WIDTHS_OF_FEET.index(foot)
    return all(line.width is not None and WIDTHS_OF_FEET.index(line.width) < needed for line in lines)


def _other_widths(
    db: Connection, account_id: str, store_id: str, shoe_ids: Sequence[str], sex: str | None, book: Rulebook
) -> Iterator[tuple[str, str]]:
    """Yield the widths in which a store's lines in any size, sold out ones too, show that models come."""
    if shoe_ids:
        for shoe_id, stated, system, gender in widths_in_store(db, account_id, store_id, shoe_ids):
            label = BoxLabel(system, 0, gender)
            width = width_for(stated, label, sex, book)
            if width is not None and is_made_for(label, sex):
                yield shoe_id, width


def _in_any_size(db: Connection, account_id: str, store_id: str, request: ShoesAdviceRequest) -> Stock:
    """Return what a store has in any size; the lowest price of each shoe only where a limit needs it."""
    prices = {} if request.max_price is None else lowest_prices(db, account_id, store_id)
    stock = {}
    for shoe_id in shoes_in_store(db, account_id, store_id):
        price, currency = prices.get(shoe_id, (None, None))
        stock[shoe_id] = (InStock(None, None, price, currency),)
    return MappingProxyType(stock)
