"""Which of an account's other stores have a shoe in a person's size, in a width that suits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import SEXES
from api.advice.foot.sizes import SEX_OF_SYSTEM, Sizes, is_on_box, on_mens_last, width_worn_by
from api.advice.shoes.advise import Candidates, Card, judge_fit, stores_that_have
from api.advice.shoes.answer import OtherStore
from api.advice.shoes.request import Box, InStock, ShoesAdviceRequest
from api.storage.catalogue.stock import QUANTITY_NOT_STATED, UNISEX, WIDTH_NOT_STATED, size_text, stock_elsewhere

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
        label = labels[row.size]
        if not is_labelled(_brand(cards.get(row.shoe_id)), label, sizes, request.sex, book):
            continue
        width = width_for(row.width, label, request.sex, book)
        names[row.store_id] = row.store_name
        of_shoe = lines.setdefault(row.shoe_id, {})
        box = Box(label.system, label.number, width)
        of_shoe.setdefault(row.store_id, []).append(InStock(width, counted(row.quantity), box=box))
    found = {}
    for shoe_id, stores in lines.items():
        held = {store_id: tuple(nearest(stock, sizes)) for store_id, stock in stores.items()}
        having = stores_that_have(request, shoe_id, held, candidates, book)
        named = (OtherStore(store_id, names[store_id], quantity) for store_id, quantity in having.items())
        found[shoe_id] = tuple(named)[:_MOST]
    return found


def _brand(card: Card | None) -> str:
    return "" if card is None else card.brand


class BoxLabel(NamedTuple):
    """What stands on a box: system and number, and for whom the shoe is made, ``None`` where nobody says."""

    system: str
    number: float
    made_for: str | None = None


def labels_of(sizes: Sizes, sex: str | None, book: Rulebook) -> dict[str, BoxLabel]:
    """Return the labels of boxes that may hold a size, by the text that stock is kept under.

    A box made for the other sex is none of them: its widths are others under the same names.
    """
    return {size_text(*label): label for label in _labels(sizes, sex, book)}


def _labels(sizes: Sizes, sex: str | None, book: Rulebook) -> Iterator[BoxLabel]:
    for system, number in sizes.on_boxes(book):
        whose = SEX_OF_SYSTEM.get(system)
        if sex is None or whose in (None, sex):
            yield BoxLabel(system, number)
        yield from (BoxLabel(system, number, of) for of in SEXES if sex in (None, of) and of != whose)
    yield from (BoxLabel(system, number, UNISEX) for system, number in on_mens_last(sizes, book).on_boxes(book))


def is_labelled(brand: str, label: BoxLabel, sizes: Sizes, sex: str | None, book: Rulebook) -> bool:
    """Return whether a box of a brand with one of ``labels_of`` holds the size, by the chart of its maker."""
    of_last = label.made_for == UNISEX
    last, made_for = (on_mens_last(sizes, book), "male") if of_last else (sizes, label.made_for or sex)
    return is_on_box(brand, label.system, label.number, last, made_for, book)


def width_for(width: str, label: BoxLabel, sex: str | None, book: Rulebook) -> str | None:
    """Return the class that the width of a line is for somebody of a sex, ``None`` where it is not stated."""
    if width == WIDTH_NOT_STATED:
        return None
    return width_worn_by(width, sex, book) if label.made_for == UNISEX else width


def nearest(lines: Sequence[InStock], sizes: Sizes) -> list[InStock]:
    """Return of the lines of a shoe, in each width and system, those of the number nearest to the person's.

    A European number is a range over makers' charts: the pairs of its other numbers are those of sizes beside it.
    """
    best: dict[tuple[str | None, str], tuple[float, float]] = {}
    for line in lines:
        if line.box is not None:
            key, rank = (line.width, line.box.system), _rank(line.box, sizes)
            best[key] = min(best.get(key, rank), rank)
    return [line for line in lines if line.box is None or _rank(line.box, sizes) == best[line.width, line.box.system]]


def _rank(box: Box, sizes: Sizes) -> tuple[float, float]:
    """Return how far a number is from the person's; of two as far, the longer shoe comes first."""
    wanted = getattr(sizes, box.system)
    return (0 if wanted is None else abs(box.value - wanted), -box.value)


def is_made_for(label: BoxLabel, sex: str | None) -> bool:
    """Return whether a box may be meant for somebody of a sex, as far as it says for whom it is made."""
    made_for = label.made_for or SEX_OF_SYSTEM.get(label.system)
    return sex is None or made_for in (None, UNISEX, sex)


def counted(quantity: int) -> int | None:
    """Return how many pairs there are, ``None`` where a store states only that it has some."""
    return None if quantity >= QUANTITY_NOT_STATED else quantity
