"""Which of an account's other stores have a shoe in a person's size, in a width that suits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.foot.sizes import SEX_OF_SYSTEM, Sizes, is_on_box
from api.advice.shoes.advise import Candidates, Card, judge_fit, stores_that_have
from api.advice.shoes.answer import OtherStore
from api.advice.shoes.request import InStock, ShoesAdviceRequest
from api.storage.catalogue.stock import QUANTITY_NOT_STATED, WIDTH_NOT_STATED, size_text, stock_elsewhere

_MOST = 10


def other_stores(
    db: Connection,
    account_id: str,
    request: ShoesAdviceRequest,
    shoe_ids: Sequence[str],
    candidates: Candidates,
    book: Rulebook,
) -> dict[str, tuple[OtherStore, ...]]:
    """Return by shoe the stores, by name, that have it; nothing while no size or no store is known."""
    sizes = judge_fit(request.feet, request.sex, request.size, book).sizes
    if sizes is None or request.store_id is None or not shoe_ids:
        return {}
    labels = labels_of(sizes, request.sex, book)
    cards = candidates.cards_of(set(shoe_ids))
    names: dict[str, str] = {}
    lines: dict[str, dict[str, list[InStock]]] = {}
    for row in stock_elsewhere(db, account_id, request.store_id, shoe_ids, list(labels)):
        if not is_on_box(_brand(cards.get(row.shoe_id)), *labels[row.size], sizes, request.sex, book):
            continue
        width = None if row.width == WIDTH_NOT_STATED else row.width
        names[row.store_id] = row.store_name
        of_shoe = lines.setdefault(row.shoe_id, {})
        of_shoe.setdefault(row.store_id, []).append(InStock(width, counted(row.quantity)))
    found = {}
    for shoe_id, stores in lines.items():
        held = {store_id: tuple(stock) for store_id, stock in stores.items()}
        having = stores_that_have(request, shoe_id, held, candidates, book)
        named = (OtherStore(store_id, names[store_id], quantity) for store_id, quantity in having.items())
        found[shoe_id] = tuple(named)[:_MOST]
    return found


def _brand(card: Card | None) -> str:
    return "" if card is None else card.brand


def labels_of(sizes: Sizes, sex: str | None, book: Rulebook) -> dict[str, tuple[str, float]]:
    """Return the labels of boxes that may hold a size, as stock is kept, with system and number.

    A box on the scale of the other sex is none of them: its widths are others under the same names.
    """
    boxes = sizes.on_boxes(book)
    mine = [box for box in boxes if sex is None or SEX_OF_SYSTEM.get(box[0], sex) == sex]
    return {size_text(system, size): (system, size) for system, size in mine}


def counted(quantity: int) -> int | None:
    """Return how many pairs there are, ``None`` where a store states only that it has some."""
    return None if quantity >= QUANTITY_NOT_STATED else quantity
