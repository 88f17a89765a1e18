"""Which shoe may follow a pair: of the catalogue or of a store's stock, in the runner's size, most like it first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.replacement.advise import advise
from api.advice.replacement.answer import Follower, ReplacementAnswer
from api.advice.replacement.request import ReplacementRequest
from api.advice.shoes.answer import Recommendation, ShoesAnswer, TryOn
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.shoes.shoe import Shoe, measured_like
from api.services.catalogue.known_models import KnownModels
from api.services.catalogue.shoe_record import record_of, shoe_of
from api.services.catalogue.visible_shoes import Shelves
from api.services.runs.pair_wear import PairWear, wear_of_pair
from api.services.shop.advise import recommend_shoes
from api.storage.catalogue.shoes import shoe_row
from api.storage.runners.pairs import PairRow
from api.storage.runners.runners import RunnerRow, runner_row

Advised = Recommendation | TryOn

_LOOKED_AT = 50
_USE_OF_CATEGORY = {"road": "road", "trail": "trail", "race": "race", "walking": "everyday", "recovery": "home"}
_USE_OF_ROLE = {"trail": "trail", "race": "race", "walking": "everyday", "everyday": "everyday"}
_MINIMALIST = "minimalist"


@dataclass(frozen=True, slots=True)
class Follows:
    """A shoe that may follow: how it fits, how like the old one it is, and whether it is known to suit."""

    fit: Advised
    follower: Follower
    suits: bool


@dataclass(frozen=True, slots=True)
class Replacement:
    """The wear of a pair, its shoe as far as it is known, and what may follow it."""

    wear: PairWear
    old: Shoe | None
    answer: ReplacementAnswer
    follows: tuple[Follows, ...]


def replacement_of(
    db: Connection, shelves: Shelves, account_id: str, pair_id: str, store_id: str | None, book: Rulebook, now: datetime
) -> Replacement | None:
    """Return what may follow a pair; None without such a pair. Raise UnknownStoreError."""
    wear = wear_of_pair(db, account_id, pair_id, book, now, None)
    runner = None if wear is None else runner_row(db, account_id, wear.log.pair.runner_id)
    if wear is None or runner is None:
        return None
    pair = wear.log.pair
    known = shelves.visible_to(db, account_id).known
    old = _shoe(db, account_id, pair.shoe_id, known)
    found = recommend_shoes(db, shelves, account_id, _request(runner, pair, old, store_id), book)
    suit, to_try = _divided(found)
    by_id = {advised.name.id: advised for advised in (*suit, *to_try)}
    fitting, others = (
        tuple(shoe for advised in shoes if (shoe := _shoe(db, account_id, advised.name.id, known)) is not None)
        for shoes in (suit, to_try)
    )
    answer = advise(ReplacementRequest(old, fitting, wear.advice.judgement.verdict, others), book)
    suiting = {shoe.id for shoe in fitting}
    return Replacement(
        wear,
        old,
        answer,
        tuple(Follows(by_id[one.shoe_id], one, one.shoe_id in suiting) for one in answer.followers),
    )


def _divided(found: ShoesAnswer) -> tuple[tuple[Advised, ...], tuple[Advised, ...]]:
    """Return the shoes that suit and those to try on: while nothing is known of the foot, all are (FIT-27)."""
    if found.found.suit:
        return found.recommendations, found.try_on
    return (), (*found.recommendations, *found.try_on)


def _shoe(db: Connection, account_id: str, shoe_id: str | None, known: KnownModels) -> Shoe | None:
    row = None if shoe_id is None else shoe_row(db, account_id, shoe_id)
    if row is None:
        return None
    record = record_of(row)
    shoe = shoe_of(row.id, record)
    model = known.find(record) if row.account_id == account_id else None
    return shoe if model is None else measured_like(shoe, shoe_of(model.id, record_of(model)))


def _request(runner: RunnerRow, pair: PairRow, old: Shoe | None, store_id: str | None) -> ShoesAdviceRequest:
    profile: Mapping[str, Any] = {} if runner.foot_profile is None else orjson.loads(runner.foot_profile)
    feet, worn = profile.get("feet"), None if pair.size is None else orjson.loads(pair.size)
    size = worn or profile.get("size")
    return ShoesAdviceRequest(
        feet=None if not feet else Feet(**{side: Foot(**foot) for side, foot in feet.items() if foot is not None}),
        sex=profile.get("sex"),
        # A measured foot says more than a label.
        size=None if feet or not size else StatedSize(**size),
        use=_use(pair, old),
        minimalist_experience="established" if old is not None and old.category == _MINIMALIST else None,
        store_id=store_id,
        limit=_LOOKED_AT,
    )


def _use(pair: PairRow, old: Shoe | None) -> str:
    """Return for what the next pair is: what the old shoe is made for, else what the runner uses the pair for."""
    if old is not None and old.category in _USE_OF_CATEGORY:
        return _USE_OF_CATEGORY[old.category]
    uses = [_USE_OF_ROLE[role] for role in pair.roles.split() if role in _USE_OF_ROLE]
    return uses[0] if len(uses) == 1 and len(pair.roles.split()) == 1 else "road"
