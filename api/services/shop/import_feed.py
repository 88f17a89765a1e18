"""Import a feed of a shop: every article becomes a line of stock, is skipped with a reason, or says what is wrong.

Unedited files are messy: one SKU for all sizes, barcodes that are none, socks among the shoes. What can be
read is taken, each line whole or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.integrations.feeds.article import LONGEST_SKU, Article
from api.integrations.feeds.label import FEMALE, MALE
from api.integrations.reasons import why
from api.services.catalogue.row_report import Fault, ImportReport, ImportRow, RowResult
from api.services.shop.feed_line import FeedDefaults, FeedLine, feed_line
from api.services.shop.feed_models import grouped, model_id, resolve_models
from api.services.shop.import_stock import import_stock
from api.storage.catalogue.feed_models import STATUSES, FeedModelRow
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import UnknownStoreError, store_row


@dataclass(frozen=True, slots=True)
class FeedImport:
    """How to take a feed: which format it is, what its sender says of it, and whether it is all there is."""

    format: str
    defaults: FeedDefaults = FeedDefaults()  # noqa: RUF009 - immutable
    mode: str = "replace"


def import_feed(
    tx: Connection,
    account_id: str,
    store_id: str,
    articles: Sequence[Article],
    how: FeedImport,
    *,
    book: Rulebook,
    now: datetime,
) -> ImportReport:
    """Store the lines of a feed and return what became of each article; all in the caller's transaction.

    Raise UnknownStoreError.
    """
    lock_catalogue(tx, account_id)
    store = store_row(tx, account_id, store_id)
    if store is None:
        raise UnknownStoreError(store_id)
    defaults = replace(how.defaults, letter_m=_letter_m(articles))
    lines = [feed_line(article.at(now), defaults) for article in articles]
    models = resolve_models(tx, store, grouped(line for line in lines if line.values), book, now)
    repeated = _repeated_skus(articles)
    rows = [_row(line, models, repeated, book) for line in lines]
    taken = [row for row in rows if isinstance(row, ImportRow)]
    came_whole = not any(article.is_broken for article in articles)
    report = import_stock(tx, account_id, store_id, taken, mode=how.mode, book=book, now=now, each_alone=came_whole)
    stock_results = iter(report.results)
    results = [row if isinstance(row, RowResult) else next(stock_results) for row in rows]
    return ImportReport(results, report.removed, {"feed": _summary(how.format, lines, models)})


def _letter_m(articles: Sequence[Article]) -> str | None:
    """Return whom ``M`` means in a column of sexes: a woman beside ``H``, a man beside ``W``, ``F`` or ``D``."""
    letters = {article.gender.strip().upper() for article in articles}
    if "M" not in letters or ("H" in letters and letters & {"W", "F", "D"}):
        return None
    if "H" in letters:
        return FEMALE
    return MALE if letters & {"W", "F", "D"} else None


def _row(
    line: FeedLine, models: Mapping[str, FeedModelRow], repeated: frozenset[str], book: Rulebook
) -> ImportRow | RowResult:
    article = line.article
    row = ImportRow(article.number, article.line, {})
    if line.skipped is not None:
        return RowResult(row, "skipped", None, line.skipped.say(book.wording))
    if line.fault is not None:
        field, reason = line.fault
        return _faulty(row, line, repeated, Fault.of(field, reason, book.wording))
    key = model_id(line)
    model = models.get(key)
    if model is None:
        return _faulty(row, line, repeated, Fault.of("title", why("model_without_entry"), book.wording))
    values = {**line.values, "shoe_id": model.shoe_id, "model_id": key, "sku": _sku_of(line, repeated)}
    return replace(row, values={name: value for name, value in values.items() if value is not None})


def _faulty(row: ImportRow, line: FeedLine, repeated: frozenset[str], fault: Fault) -> ImportRow:
    """Return a row that fails, with what names the line that it keeps as it is."""
    named = {"sku": _sku_of(line, repeated), "gtin": line.gtin}
    return replace(row, values=named, faults=(fault,))


def _sku_of(line: FeedLine, repeated: frozenset[str]) -> str | None:
    """Return what makes the line the same line tomorrow: its SKU, unless others have the same, else the feed's id."""
    article = line.article
    if article.sku and article.sku not in repeated:
        return article.sku
    if article.own_id and article.own_id not in repeated:
        return article.own_id
    if not article.sku or not line.values:
        return None
    variant = (f"{line.values['size']:g}", line.values.get("width", ""), line.values.get("color", ""))
    return " ".join([article.sku, *filter(None, variant)])[:LONGEST_SKU]


def _repeated_skus(articles: Sequence[Article]) -> frozenset[str]:
    counted = Counter(article.sku for article in articles if article.sku)
    counted.update(article.own_id for article in articles if article.own_id and article.own_id != article.sku)
    return frozenset(sku for sku, count in counted.items() if count > 1)


def _summary(name: str, lines: Sequence[FeedLine], models: Mapping[str, FeedModelRow]) -> dict[str, Any]:
    counted = Counter(model.status for model in models.values())
    return {
        "format": name,
        "models": {status: counted[status] for status in STATUSES},
        "gtins_ignored": sum(bool(line.article.gtin) and line.gtin is None for line in lines),
        "prices_ignored": sum(line.article.unread_price for line in lines),
    }
