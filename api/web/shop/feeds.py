"""Sources that a store's stock is pulled from, and the hook by which Shopify says that something changed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import flask
import orjson
from flask import Response, request

from api.config import seal_secret
from api.integrations.feeds.read_feed import SHOPIFY_JSON, articles_of, feed_of_json
from api.integrations.feeds.sources import NEED_CREDENTIAL
from api.services.shop.import_feed import FeedImport, import_feed
from api.services.shop.pull_feed import defaults_of, is_same_source
from api.services.shop.sealed import Seal, UnsealableError
from api.services.shop.shopify_hook import made_due, with_changed_product
from api.storage.catalogue.feeds import (
    NEVER,
    FeedRow,
    add_feed,
    count_feeds,
    delete_feed,
    feed_by_id,
    feed_row,
    feeds_of_store,
    replace_feed,
)
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import store_row
from api.storage.database.engines import acting, new_id, version_after
from api.storage.database.errors import ConflictError
from api.web.edge.auth import account_id, check_store, count_stranger, needs, public
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, NotJsonError, imports, leads_to, read_json
from api.web.edge.conditional import CREATED_HEADERS, PRIVATE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts, visit
from api.web.edge.errors import Problem, invalid
from api.web.edge.outgoing import check_callable
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import merge_patch
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, transaction, writes
from api.web.shop.feeds_schema import FEED, FEED_REQUEST, FeedListSchema, FeedPatchSchema, FeedRequestSchema, FeedSchema
from api.web.shop.stores_schema import PageQuery

MOST_FEEDS = 100
_SEALED = ("credential", "hook_secret")
_OPTIONS = ("size_system", "width", "currency", "column_map")
_SIGNATURE, _TOPIC = "X-Shopify-Hmac-Sha256", "X-Shopify-Topic"
_PRODUCT_TOPICS, _DELETED = ("products/create", "products/update"), "products/delete"
_MOST_HOOK_BYTES = 4 * 1024 * 1024

blueprint = Blueprint(
    "feeds", __name__, url_prefix="/v1", description="Sources that stock is pulled from, and the models in them."
)


@blueprint.route("/stores/<store_id>/feeds")
@blueprint.doc(tags=["feeds"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, FeedListSchema, example={"items": [FEED], "next_cursor": None})
@needs("stores:read")
def list_feeds(query: dict[str, Any], store_id: str) -> Response:
    """List the sources that a store's stock is pulled from, with what came of the last pull."""
    check_store(store_id)
    list_name = f"feeds of {store_id}"
    after, limit = after_of(query, list_name), query["limit"]
    with parts().database.reading() as db:
        if store_row(db, account_id(), store_id) is None:
            raise Problem("not_found")
        rows = [row for row in feeds_of_store(db, account_id(), store_id) if after is None or row.id > after[0]]
    shown = rows[:limit]
    last = [shown[-1].id] if len(rows) > limit else None
    return page_response([_feed_out(row) for row in shown], query, list_name, last)


@blueprint.route("/stores/<store_id>/feeds", methods=["POST"])
@blueprint.doc(tags=["feeds"])
@blueprint.arguments(FeedRequestSchema(), example=FEED_REQUEST)
@blueprint.response(201, FeedSchema, example=FEED, headers=CREATED_HEADERS)
@leads_to("feed_id", show="get_feed", change="change_feed", delete="delete_feed")
@needs("stores:write")
@creates
def create_feed(body: dict[str, Any], store_id: str) -> Response:
    """Add a source to pull a store's stock from: `forefoot feeds pull` pulls what is due.

    A credential is kept encrypted and never shown.
    """
    check_store(store_id)
    lock_catalogue(transaction(), account_id())
    if store_row(transaction(), account_id(), store_id) is None:
        raise Problem("not_found")
    check_callable(body["url"], allow_private=parts().settings.feeds_allow_private)
    if body["kind"] in NEED_CREDENTIAL and not body.get("credential"):
        raise invalid("/credential", "This kind of source needs a credential.")
    if count_feeds(transaction(), account_id(), store_id) >= MOST_FEEDS:
        raise ConflictError("", f"The store has {MOST_FEEDS} feeds, which is the most it may have.")
    row = _new_row(body, store_id, parts().now())
    add_feed(transaction(), row)
    return created(_feed_out(row), f"/v1/stores/{store_id}/feeds/{row.id}", etag_of(row.id, row.version))


def _new_row(body: dict[str, Any], store_id: str, now: datetime) -> FeedRow:
    options = merge_patch({}, {name: body[name] for name in _OPTIONS if name in body})
    return FeedRow(
        account_id=account_id(),
        store_id=store_id,
        id=new_id("feed"),
        kind=body["kind"],
        url=body["url"],
        credential=_sealed(body, "credential"),
        hook_secret=_sealed(body, "hook_secret"),
        options=orjson.dumps(options).decode(),
        name=body.get("name"),
        enabled=body["enabled"],
        every_minutes=body.get("every_minutes"),
        state="{}",
        outcome=NEVER,
        outcome_detail=None,
        counts=None,
        pulled_at=None,
        succeeded_at=None,
        due_at=None,
        version=version_after(None, now),
        created_at=now,
        updated_at=now,
    )


def _sealed(body: dict[str, Any], name: str) -> str | None:
    if not body.get(name):
        return None
    try:
        return _seal().close(body[name])
    except UnsealableError:
        detail = "No credential can be kept here: the service has no secret to encrypt it under (FOREFOOT_SECRET)."
        raise invalid(f"/{name}", detail) from None


def _seal() -> Seal:
    return Seal.under(seal_secret(parts().settings))


@blueprint.route("/stores/<store_id>/feeds/<feed_id>")
@blueprint.doc(tags=["feeds"])
@blueprint.response(200, FeedSchema, example=FEED)
@blueprint.alt_response(304, description="You have the current version.")
@needs("stores:read")
def get_feed(store_id: str, feed_id: str) -> Response:
    """Show a source, with what came of the last pull."""
    check_store(store_id)
    with parts().database.reading() as db:
        row = feed_row(db, account_id(), store_id, feed_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.id, row.version), lambda: _feed_out(row), PRIVATE)


@blueprint.route("/stores/<store_id>/feeds/<feed_id>", methods=["PATCH"])
@blueprint.doc(tags=["feeds"])
@blueprint.arguments(FeedPatchSchema(), content_type=MERGE_PATCH_TYPE, example={"enabled": False})
@blueprint.response(200, FeedSchema, example=FEED)
@needs("stores:write")
@writes
def change_feed(body: dict[str, Any], store_id: str, feed_id: str) -> Response:
    """Change a source, by a JSON Merge Patch.

    Another address, credential or way of reading makes it due at once, and its next pull is of all there is.
    """
    check_store(store_id)
    lock_catalogue(transaction(), account_id())
    before = feed_row(transaction(), account_id(), store_id, feed_id)
    if before is None:
        raise Problem("not_found")
    check_if_match(etag_of(before.id, before.version))
    row = _changed(before, body)
    if row != before:
        row = replace_feed(transaction(), row, parts().now())
    return json_response(_feed_out(row), headers={"ETag": etag_of(row.id, row.version)})


def _changed(before: FeedRow, patch: dict[str, Any]) -> FeedRow:
    """Return a feed as a merge patch leaves it; raises Problem."""
    plain: dict[str, Any] = {name: patch[name] for name in ("name", "enabled", "url", "every_minutes") if name in patch}
    sealed: dict[str, Any] = {
        name: _sealed(patch, name) for name in _SEALED if name in patch and not _is_kept(before, patch, name)
    }
    current: dict[str, Any] = orjson.loads(before.options)
    options = merge_patch(current, {name: patch[name] for name in _OPTIONS if name in patch})
    if options.get("column_map") == {}:
        del options["column_map"]
    row = replace(before, **plain, **sealed)
    if row.url != before.url:
        check_callable(row.url, allow_private=parts().settings.feeds_allow_private)
    if options != current:
        row = replace(row, options=orjson.dumps(options).decode())
    if row.kind in NEED_CREDENTIAL and row.credential is None:
        raise invalid("/credential", "This kind of source needs a credential.")
    if row.every_minutes != before.every_minutes:
        row = replace(row, due_at=_due(row))
    if is_same_source(row, before):
        return row
    return replace(row, state="{}", due_at=None)


def _due(row: FeedRow) -> datetime | None:
    if row.every_minutes is None or row.pulled_at is None:
        return None
    return row.pulled_at + timedelta(minutes=row.every_minutes)


def _is_kept(before: FeedRow, patch: dict[str, Any], name: str) -> bool:
    """Return whether a secret is the one that is kept: it is encrypted anew each time, and would seem another."""
    try:
        kept = _seal().open(getattr(before, name))
    except UnsealableError:
        return False
    return bool(kept == patch[name])


@blueprint.route("/stores/<store_id>/feeds/<feed_id>", methods=["DELETE"])
@blueprint.doc(tags=["feeds"])
@blueprint.response(204)
@needs("stores:write")
@writes
def delete_feed_view(store_id: str, feed_id: str) -> Response:
    """Delete a source with its credential. The stock stays."""
    check_store(store_id)
    row = feed_row(transaction(), account_id(), store_id, feed_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.id, row.version))
    delete_feed(transaction(), row)
    return Response(status=204)


def _feed_out(row: FeedRow) -> dict[str, Any]:
    options: dict[str, Any] = orjson.loads(row.options)
    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "enabled": row.enabled,
        "url": row.url,
        "has_credential": row.credential is not None,
        "has_hook_secret": row.hook_secret is not None,
        **{name: options.get(name) for name in _OPTIONS},
        "every_minutes": row.every_minutes,
        "outcome": row.outcome,
        "outcome_detail": row.outcome_detail,
        "counts": None if row.counts is None else orjson.loads(row.counts),
        "pulled_at": row.pulled_at,
        "succeeded_at": row.succeeded_at,
        "due_at": row.due_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


hooks = flask.Blueprint("hooks", __name__)


@hooks.post("/v1/hooks/shopify/<hook_id>")
@imports
@public
def receive_shopify_hook(hook_id: str) -> Response:
    """Receive from Shopify that a product or its stock changed; `hook_id` is that of the feed.

    Signed by Shopify over the raw body with the feed's `hook_secret`; what is not signed so finds nothing here. A
    product that was made or changed is stored at once, unless what is known of it is as new; for anything else the feed
    is due, and after a deletion all of it.
    """
    body = request.get_data(cache=True)
    with acting.for_every_account(), parts().database.reading() as db:
        feed = feed_by_id(db, hook_id)
    if feed is None or len(body) > _MOST_HOOK_BYTES or not _is_signed(body, feed):
        count_stranger(request.environ, visit(), parts())
        raise Problem("not_found")
    products = _products_of(body) if request.headers.get(_TOPIC) in _PRODUCT_TOPICS else None
    now = parts().now()
    with acting.for_account(feed.account_id), parts().database.writing() as tx:
        lock_catalogue(tx, feed.account_id)
        row = feed_row(tx, feed.account_id, feed.store_id, feed.id)
        if row is None:
            raise Problem("not_found")
        noted = None if products is None else with_changed_product(row, body)
        if products is None or noted is None:
            due = made_due(row, now, whole=request.headers.get(_TOPIC) == _DELETED)
            replace_feed(tx, due, now)
        else:
            how = FeedImport(SHOPIFY_JSON, defaults_of(row), "upsert")
            import_feed(tx, row.account_id, row.store_id, products, how, book=parts().rulebook, now=now)
            if noted != row:
                replace_feed(tx, noted, now)
    return Response(status=204)


def _is_signed(body: bytes, feed: FeedRow) -> bool:
    try:
        secret = _seal().open(feed.hook_secret)
    except UnsealableError:
        return False
    if secret is None:
        return False
    wanted = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(wanted, request.headers.get(_SIGNATURE, "").encode())


def _products_of(body: bytes) -> list[Any] | None:
    try:
        feed = feed_of_json(read_json(body))
    except NotJsonError:
        return None
    return None if feed is None else articles_of(feed)
