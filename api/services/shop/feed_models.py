"""Finds the shoe behind each model of a feed: decided by a person, by GTIN, by MPN, by name; else an entry of its own.

What is like a model of the catalogue but not certainly it counts as nobody's until a person has looked: its stock is
that of an own entry, which nobody measured, and never that of the shoe it may be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.integrations.feeds.title import Title, read_title, words_of
from api.integrations.feeds.vocabulary import CATEGORIES, RACING_LINES, VARIANTS, folded, whole_words
from api.services.catalogue.match_model import CERTAIN_SCORE, Candidate, ModelMatcher
from api.services.catalogue.own_record import record_from
from api.services.catalogue.own_shoes import MOST_SHOES
from api.services.catalogue.shoe_names import ref_key
from api.services.catalogue.shoe_record import new_row
from api.services.shop.feed_line import FeedLine
from api.storage.catalogue.feed_models import (
    CERTAIN,
    CONFIRMED,
    DECIDED,
    NEW,
    OPEN,
    FeedModelRow,
    keep_models,
    models_by_id,
    models_of_store,
)
from api.storage.catalogue.shoe_gtins import gtins_taken
from api.storage.catalogue.shoes import (
    FEED_REFERENCE,
    ShoeRow,
    add_shoes,
    count_shoes,
    shoes_by_match_key,
    visible_names,
)
from api.storage.catalogue.states import SHARED, mark_catalogue_change
from api.storage.catalogue.stock import gtins_in_stock
from api.storage.catalogue.stores import StoreRow
from api.storage.database.engines import new_id, version_after

BY_GTIN, BY_MPN, BY_NAME, BY_PERSON, BY_NOTHING = "gtin", "mpn", "name", "person", "none"
WAYS = (BY_GTIN, BY_MPN, BY_NAME, BY_PERSON, BY_NOTHING)

_MOST_MPNS = 50
_ID_DIGITS = 24
_CATEGORIES = {name: whole_words(words) for name, words in CATEGORIES.items()}
_ROAD, _RACE = "road", "race"
_LONGEST_BRAND, _LONGEST_MODEL = 80, 120


@dataclass(slots=True)
class Group:
    """The articles of a feed that name one model."""

    id: str
    first: FeedLine
    gtins: set[str] = field(default_factory=set)
    mpns: set[str] = field(default_factory=set)
    prices: list[tuple[float, str | None]] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)


def model_id(line: FeedLine) -> str:
    """Return the id of the model that an article names: the same for each of its sizes, colours and sexes."""
    title = line.title
    distinct = [word for word in title.more if word in VARIANTS or word.isdigit()]
    unknown = [word for word in title.more if word not in distinct]
    brand = title.brand or folded(line.article.vendor)
    key = "\x1f".join([brand, *title.words, "", *distinct, "", *unknown])
    return f"model_{hashlib.sha256(key.encode()).hexdigest()[:_ID_DIGITS]}"


def grouped(lines: Iterable[FeedLine]) -> dict[str, Group]:
    """Return the models that these articles name, by id."""
    groups: dict[str, Group] = {}
    for line in lines:
        key = model_id(line)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(key, line)
        if line.gtin is not None:
            group.gtins.add(line.gtin)
        if line.article.mpn and len(group.mpns) < _MOST_MPNS:
            group.mpns.add(folded(line.article.mpn))
        price = line.article.list_price or line.article.price
        if price:
            group.prices.append((price, line.values.get("currency")))
        group.texts.update(map(folded, (line.article.kind, *line.article.tags.split(","))))
    return groups


def resolve_models(
    tx: Connection, store: StoreRow, groups: Mapping[str, Group], book: Rulebook, now: datetime
) -> dict[str, FeedModelRow]:
    """Return the model of each group with the shoe that its articles count as; new models and entries are stored.

    A group is left out for which the account may have no more entries of its own, or that names no brand.
    """
    finder = _Finder(tx, store, groups)
    found = [finder.find(group) for group in groups.values()]
    unknown = [match.group for match in found if match.shoe is None]
    entries = _Entries(tx, store.account_id, finder.matcher, unknown, book, now)
    rows = [row for match in found if (row := _row(match, store, entries, now)) is not None]
    entries.store()
    keep_models(tx, rows, finder.stored, now)
    return {row.id: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of a group: its status, the shoe, how, and what it may be besides."""

    group: Group
    status: str
    by: str
    shoe: tuple[str, str] | None = None
    score: int | None = None
    candidates: tuple[Candidate, ...] = ()


class _Finder:
    """Everything by which the shoe of a model is found, read once."""

    def __init__(self, tx: Connection, store: StoreRow, groups: Mapping[str, Group]) -> None:
        account_id = store.account_id
        self.stored = models_of_store(tx, account_id, store.id)
        names = visible_names(tx, account_id)
        from_feeds = frozenset(name.id for name in names if name.from_feed)
        self._decided = _decisions(tx, store, self.stored, list(groups), from_feeds)
        gtins = sorted({gtin for group in groups.values() for gtin in group.gtins})
        shared = {gtin: (SHARED, shoe_id) for gtin, shoe_id in gtins_taken(tx, SHARED, gtins).items()}
        own = {gtin: (account_id, shoe_id) for gtin, shoe_id in gtins_taken(tx, account_id, gtins).items()}
        self._carriers = {**shared, **own}
        self._in_stock = gtins_in_stock(tx, account_id, gtins)
        self._by_mpn = _by_mpn(self.stored.values())
        self.matcher = ModelMatcher(names)

    def find(self, group: Group) -> _Found:
        """Return what is known of a model; what names it most surely decides."""
        decided = self._decided.get(group.id)
        if decided is not None:
            shoe = decided.shoe_account_id, decided.shoe_id
            return _Found(group, decided.status, decided.matched_by, shoe, decided.score, _candidates_of(decided))
        named = self.matcher.find(group.first.title)
        certain = named[0] if named and named[0].score >= CERTAIN_SCORE else None
        for by, shoes in self._surely(group):
            if len(shoes) == 1 and (certain is None or (certain.owner, certain.shoe_id) in shoes):
                return _Found(group, CERTAIN, by, next(iter(shoes)))
            if shoes:
                both = [Candidate(*shoe, CERTAIN_SCORE - 1) for shoe in sorted(shoes)]
                others = [candidate for candidate in named if (candidate.owner, candidate.shoe_id) not in shoes]
                return _Found(group, OPEN, BY_NOTHING, candidates=(*both, *others))
        if certain is not None:
            return _Found(group, CERTAIN, BY_NAME, (certain.owner, certain.shoe_id), certain.score)
        score = named[0].score if named else None
        return _Found(group, OPEN if named else NEW, BY_NOTHING, None, score, tuple(named))

    def _surely(self, group: Group) -> Iterable[tuple[str, set[tuple[str, str]]]]:
        yield BY_GTIN, {self._carriers[gtin] for gtin in group.gtins if gtin in self._carriers}
        before = self.stored.get(group.id)
        if before is None:
            yield BY_GTIN, {self._in_stock[gtin] for gtin in group.gtins if gtin in self._in_stock}
        yield BY_MPN, {shoe for mpn in group.mpns for shoe in self._by_mpn.get(mpn, ())}


def _decisions(
    tx: Connection,
    store: StoreRow,
    stored: Mapping[str, FeedModelRow],
    ids: Sequence[str],
    from_feeds: frozenset[str],
) -> dict[str, FeedModelRow]:
    """Return what a person decided: in this store, else in other stores where they agree; and what was certain here.

    What bears the name of an entry that a feed made is looked at again: the catalogue may have the model by now.
    """
    elsewhere: dict[str, list[FeedModelRow]] = {}
    for row in models_by_id(tx, store.account_id, [model_key for model_key in ids if model_key not in stored]):
        if row.status in DECIDED:
            elsewhere.setdefault(row.id, []).append(row)
    agreed = {key: rows[0] for key, rows in elsewhere.items() if len({(row.status, row.shoe_id) for row in rows}) == 1}
    decided = {key: row for key, row in stored.items() if row.status in DECIDED or _stays(row, from_feeds)}
    return {**agreed, **decided}


def _stays(row: FeedModelRow, from_feeds: frozenset[str]) -> bool:
    return row.status == CERTAIN and not (row.matched_by == BY_NAME and row.shoe_id in from_feeds)


def _by_mpn(rows: Iterable[FeedModelRow]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row.status in (CERTAIN, CONFIRMED):
            for mpn in orjson.loads(row.mpns):
                found.setdefault(mpn, set()).add((row.shoe_account_id, row.shoe_id))
    return found


def _candidates_of(row: FeedModelRow) -> tuple[Candidate, ...]:
    return tuple(Candidate(*values) for values in orjson.loads(row.candidates))


def _row(found: _Found, store: StoreRow, entries: _Entries, now: datetime) -> FeedModelRow | None:
    group, article = found.group, found.group.first.article
    shoe = found.shoe or entries.of(group)
    if shoe is None:
        return None
    version = version_after(None, now)
    return FeedModelRow(
        account_id=store.account_id,
        store_id=store.id,
        id=group.id,
        status=found.status,
        title=article.title,
        vendor=article.vendor,
        shoe_account_id=shoe[0],
        shoe_id=shoe[1],
        matched_by=found.by,
        score=found.score,
        candidates=orjson.dumps([list(candidate) for candidate in found.candidates]).decode(),
        mpns=orjson.dumps(sorted(group.mpns)).decode(),
        version=version,
        created_at=now,
        updated_at=now,
    )


class _Entries:
    """The account's own entries for models that nobody measured: those of ``groups``, and new ones as needed."""

    def __init__(
        self,
        tx: Connection,
        account_id: str,
        matcher: ModelMatcher,
        groups: Iterable[Group],
        book: Rulebook,
        now: datetime,
    ) -> None:
        self._matcher = matcher
        self._tx, self._account_id, self._book, self._now = tx, account_id, book, now
        self._free = MOST_SHOES - count_shoes(tx, account_id)
        self._stored = shoes_by_match_key(tx, account_id, [ref_key(entry_reference(group.id)) for group in groups])
        self._made: list[ShoeRow] = []

    def of(self, group: Group) -> tuple[str, str] | None:
        """Return the entry of a model, made now if there is none; ``None`` if there may be no more."""
        reference = entry_reference(group.id)
        stored = self._stored.get(ref_key(reference))
        if stored is not None:
            return self._account_id, stored.id
        document = _document_of(group, reference, self._matcher)
        if document is None or self._free <= 0:
            return None
        row = new_row(self._account_id, new_id("shoe"), record_from(document), self._book, self._now)
        self._made.append(row)
        self._free -= 1
        return self._account_id, row.id

    def store(self) -> None:
        """Store what was made."""
        add_shoes(self._tx, self._made)
        if self._made:
            mark_catalogue_change(self._tx, self._account_id, self._now)


def entry_for(tx: Connection, model: FeedModelRow, book: Rulebook, now: datetime) -> ShoeRow:
    """Return a new entry that stands for a model alone, stored."""
    title = read_title(model.title, model.vendor)
    brand = (model.vendor or (title.brand or "").title() or model.title)[:_LONGEST_BRAND].strip()
    name = model_name_of(model.title, title)
    category = _category(title, model.title, (), ModelMatcher(visible_names(tx, model.account_id)))
    document = {"external_ref": entry_reference(model.id), "brand": brand, "model": name, "category": category}
    row = new_row(model.account_id, new_id("shoe"), record_from(document), book, now)
    add_shoes(tx, [row])
    mark_catalogue_change(tx, model.account_id, now)
    return row


def entry_reference(model: str) -> str:
    """Return the external_ref of the entry that stands for a model of a feed."""
    return f"{FEED_REFERENCE}{model}"


def _category(title: Title, text: str, others: Iterable[str], matcher: ModelMatcher) -> str:
    """Return what kind of shoe a model is: by its racing line, its name, the catalogue's other versions, its type."""
    named = folded(text)
    racing = RACING_LINES.get(title.brand or "")
    if racing is not None and racing.search(named):
        return _RACE
    return (
        _named_in([named], but=_ROAD) or matcher.category_of_line(title) or _named_in(sorted(others), but=None) or _ROAD
    )


def _named_in(texts: Iterable[str], *, but: str | None) -> str | None:
    """Return the first category that one of some folded texts names."""
    found = {name for name, pattern in _CATEGORIES.items() for text in texts if pattern.search(text)}
    return next((name for name in _CATEGORIES if name in found and name != but), None)


def _document_of(group: Group, reference: str, matcher: ModelMatcher) -> dict[str, Any] | None:
    """Return the entry of a model: what the shop says of it, and no figure; ``None`` for one without brand or name."""
    title, article = group.first.title, group.first.article
    model = model_name_of(article.title, title)
    known = title.brand is None or folded(article.vendor) == title.brand
    brand = (article.vendor if known and article.vendor else (title.brand or "").title())[:_LONGEST_BRAND].strip()
    if not brand or not model:
        return None
    currencies = {currency for _, currency in group.prices}
    price = min((price for price, _ in group.prices), default=None) if len(currencies) == 1 else None
    category = _category(title, article.title, group.texts, matcher)
    return {
        "external_ref": reference,
        "brand": brand,
        "model": model,
        "category": category,
        **({} if price is None else {"price": price, "currency": next(iter(currencies))}),
    }


def model_name_of(text: str, title: Title) -> str:
    """Return the words of a title that name the model, as the shop writes them: ``1080v13`` with its version."""
    wanted = {*title.words, *title.more}
    joined = "".join((*title.words, *title.more))
    kept = [
        word
        for word in text.split()
        if (plain := folded(word)) and (wanted.issuperset(words_of(word, None) or plain) or plain in joined)
    ]
    return " ".join(kept)[:_LONGEST_MODEL].strip(" -|,/") or text[:_LONGEST_MODEL].strip()
