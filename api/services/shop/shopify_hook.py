"""What a hook of Shopify changes in a feed: a product that is news, an old delivery again, or something to pull for.

The signature proves who sent a body, not when: a delivery may come late, twice, or again from somebody who kept it. The
body itself names when its product was changed; what is no newer than what is known is not stored, and the feed is
pulled instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from api.integrations.feeds.article import instant_of, text_of
from api.integrations.feeds.sources import SHOPIFY_ADMIN, SHOPIFY_STOREFRONT
from api.storage.catalogue.feeds import FeedRow

_CHANGED_PRODUCTS, _WHOLE_AT = "heard", "whole_at"
_MOST_CHANGED_PRODUCTS = 1000
_CLOCKS_DIFFER = timedelta(minutes=5)
_PULLS_ALL_PRODUCTS = (SHOPIFY_STOREFRONT, SHOPIFY_ADMIN)


def with_changed_product(row: FeedRow, body: bytes) -> FeedRow | None:
    """Return a feed that has noted a product's change, ``None`` where the change is not new or it is switched off."""
    if not row.enabled:
        return None
    product = orjson.loads(body)
    changed = instant_of(product.get("updated_at"))
    name = text_of(product.get("id"), 40)
    if changed is None or not name:
        return row
    state: dict[str, Any] = orjson.loads(row.state)
    changed_products: Mapping[str, str] = state.get(_CHANGED_PRODUCTS, {})
    before = instant_of(changed_products.get(name))
    if before is not None and changed <= before:
        return None
    pulled = row.succeeded_at if row.kind in _PULLS_ALL_PRODUCTS else None
    if pulled is not None and changed < pulled - _CLOCKS_DIFFER:
        return None
    others = [(other, at) for other, at in changed_products.items() if other != name]
    kept = dict([*others[-(_MOST_CHANGED_PRODUCTS - 1) :], (name, changed.isoformat())])
    return replace(row, state=orjson.dumps({**state, _CHANGED_PRODUCTS: kept}).decode())


def made_due(row: FeedRow, now: datetime, *, whole: bool) -> FeedRow:
    """Return a feed that is due now; ``whole``: its next pull is of all there is, for what is gone shows only there."""
    state: dict[str, Any] = orjson.loads(row.state)
    if whole:
        state.pop(_WHOLE_AT, None)
    return replace(row, due_at=now, state=orjson.dumps(state).decode())
